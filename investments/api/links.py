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


def _of(name: str, slug: str, *args: str) -> str:
    """The address of a record. An answer has thousands of them, and making one out of the patterns
    takes as long as all the rest of a statement."""
    before, after = _around(name, args, get_script_prefix(), get_language() or "")
    return f"{_base.get()}{before}{slug}{after}"


SLUG = "x-x"


@lru_cache(maxsize=256)
def _around(name: str, args: tuple[str, ...], prefix: str, language: str) -> tuple[str, str]:
    """What stands before and after the slug, in this language and under this reading date. `args`
    stand around it: the kind before it, the type of a document after it."""
    before, _slug, after = reverse(name, args=[*args[:1], SLUG, *args[1:]]).rpartition(SLUG)
    return before, after


def links_to(kind: str, slug: str) -> dict[str, str]:
    """A record here, its page, and what to cite. What has no list stands on the page of another;
    here is then what the identifier leads to."""
    identifier = identifier_of(_base.get(), kind, slug)
    dataset = KINDS.get(kind)
    if dataset is None:
        document = "investments:identifier_file"
        return {
            "self": _of(document, slug, kind, "json"),
            "page": _of(document, slug, kind, "html"),
            "identifier": identifier,
        }
    return {
        "self": _of(f"investments:api_{dataset.singular}", slug),
        "page": _of(dataset.url_name, slug),
        "identifier": identifier,
    }
