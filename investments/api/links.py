"""Addresses in answers. They are absolute; the request at hand says of which host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from investments.citing import identifier_of
from investments.datasets import DATASETS

_base: ContextVar[str] = ContextVar("base", default="")
KINDS = {dataset.kind: dataset for dataset in DATASETS.values()}


@contextmanager
def absolute(base: str) -> Iterator[None]:
    """`base` is the site's address without a slash at its end."""
    token = _base.set(base)
    try:
        yield
    finally:
        _base.reset(token)


def to(name: str, *args: Any) -> str:
    return f"{_base.get()}{reverse(name, args=args)}"


def _of(name: str, slug: str) -> str:
    """The address of a record. An answer has thousands of them, and making one out of the patterns
    takes as long as all the rest of a statement."""
    before = _before(name, get_script_prefix(), get_language() or "")
    return f"{_base.get()}{before}{slug}/"


@lru_cache(maxsize=256)
def _before(name: str, prefix: str, language: str) -> str:
    """What stands before the slug, in this language and under this reading date."""
    return reverse(name, args=["x"]).removesuffix("x/")


def links_to(kind: str, slug: str) -> dict[str, str | None]:
    """A record here, its page, and what to cite; none where its kind has no list."""
    dataset = KINDS.get(kind)
    if dataset is None:
        return {"self": None, "page": None, "identifier": None}
    return {
        "self": _of(f"investments:api_{dataset.singular}", slug),
        "page": _of(dataset.url_name, slug),
        "identifier": identifier_of(_base.get(), kind, slug),
    }
