"""The record's names and habits, kept in memory as long as no identity was saved: one query a page
where loading them anew would take a dozen and, with tens of thousands of names, seconds."""

import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import CharField, Count, Max, Value

from investments.desk.guesses import Usage
from investments.desk.names import MODELS, Entity, Names

# What else guesses hang on; how often figures use what may be some minutes old.
GUESSED = ("signingbatch", "tier")
KEPT_SECONDS = 300
Stamp = tuple[Any, ...]


def load() -> tuple[Names, Usage]:
    """One query; two more where a name was saved since, and some for what guesses need."""
    stamp = _stamp()
    return _names(stamp), _usage(stamp, int(time.monotonic() // KEPT_SECONDS))


def names() -> Names:
    """One query; another where a name was saved since."""
    return _names(_stamp())


def _stamp() -> Stamp:
    """Differs from what it was when an identity was saved, added or removed."""
    models = [*MODELS, *(apps.get_model("investments", name) for name in GUESSED)]
    arms = []
    for model in dict.fromkeys(models):
        label = Value(str(model._meta.model_name), output_field=CharField())
        rows = model._base_manager.order_by().annotate(of=label).values("of")
        arms.append(rows.annotate(n=Count("pk"), last=Max("pk")).values_list("of", "n", "last"))
        saves = model.history.model._base_manager.order_by().annotate(of=label).values("of")
        arms.append(
            saves.annotate(n=Value(-1), last=Max("history_id")).values_list("of", "n", "last")
        )
    return tuple(sorted(arms[0].union(*arms[1:], all=True)))


def forget() -> None:
    """Read the record anew at the next question, whatever its stamp says."""
    _names.cache_clear()
    _usage.cache_clear()


@lru_cache(maxsize=1)
def _names(stamp: Stamp) -> Names:
    return Names(_rows())


@lru_cache(maxsize=1)
def _usage(stamp: Stamp, now: int) -> Usage:
    return Usage.load()


def _rows() -> Iterator[tuple[Entity, str, str, str]]:
    arms = [
        model._base_manager.order_by()
        .annotate(c_model=Value(str(model._meta.model_name), output_field=CharField()))
        .values_list("c_model", "pk", "name", "name_zh", "aliases")
        for model in MODELS
    ]
    for model, pk, *names in arms[0].union(*arms[1:], all=True):
        yield ((model, pk), *names)  # type: ignore[misc]
