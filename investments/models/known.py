"""What the derived columns of events and projects were, as known from one day to the next.

Written by actions.derive alone, from the statements that also give today's columns.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, Q

from investments.reading import reading_date

BEGINNING, END = datetime.date.min, datetime.date.max
AS_OF = "as_of"  # the name under which a query finds the span of its reading date


class Span(models.Model):
    """From the first day (with it) to the last (without it). The spans of a row cover all time."""

    since = models.DateField()
    until = models.DateField()

    class Meta:
        abstract = True


def at_reading_date(queryset: Any) -> Any:
    """The queryset with its derived columns as of the reading date at hand; see `derived`."""
    day = reading_date()
    if day is None or not hasattr(queryset.model, "DERIVED"):
        return queryset
    span = Q(known__since__lte=day, known__until__gt=day)
    return queryset.alias(**{AS_OF: FilteredRelation("known", condition=span)})


def derived(model: type[models.Model], path: str) -> str:
    """Where a query finds a column: a derived one in its span where there is a reading date."""
    if reading_date() is None or not is_derived(model, path):
        return path
    return f"{AS_OF}__{path}"


def is_derived(model: type[models.Model], path: str) -> bool:
    """Whether a column, or a relation that it goes through, is one of the derived."""
    names: tuple[str, ...] = getattr(model, "DERIVED", ())
    return path in names or path.split("__")[0] in names


def set_back(rows: Iterable[Any]) -> None:
    """Give events and projects, and those that came with other rows, the derived columns of the
    reading date: one query each kind, none without a reading date."""
    day = reading_date()
    if day is None:
        return
    found: dict[type[models.Model], dict[int, list[Any]]] = {}
    seen: set[int] = set()
    waiting = list(rows)
    while waiting:
        row = waiting.pop()
        if not isinstance(row, models.Model) or id(row) in seen:
            continue
        seen.add(id(row))
        waiting += row._state.fields_cache.values()
        if hasattr(row, "DERIVED") and row.__dict__.get("read_as_of") != day:
            found.setdefault(type(row), {}).setdefault(row.pk, []).append(row)
    for model, by_pk in found.items():
        relation: Any = model._meta.get_field("known")
        spans = relation.related_model._default_manager
        own = relation.field.attname
        names = [field.attname for field in relation.related_model._meta.concrete_fields]
        columns = [name for name in names if is_derived(model, name)]
        at = spans.filter(since__lte=day, until__gt=day, **{f"{own}__in": list(by_pk)})
        for span in at.values(own, *columns):
            for row in by_pk[span[own]]:
                row.__dict__["read_as_of"] = day
                for name in columns:
                    setattr(row, name, span[name])


def newest_first(queryset: Any, column: str) -> Any:
    """In the order of a derived date, the unknown last."""
    return queryset.order_by(F(derived(queryset.model, column)).desc(nulls_last=True), "slug")
