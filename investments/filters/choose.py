"""Filters by values that can be chosen: any of several, without some, or the blank.

Each says of its values `present` and of the blank `absent` in conditions that are true or false
and never null, so that leaving a value out keeps the rows of which it is not known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

import django_filters
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Substr
from django.utils.functional import Promise

from investments.filters.fields import (
    UNKNOWN,
    UNKNOWN_LABEL,
    Chosen,
    FoundField,
    Selection,
    SelectionField,
    YearField,
)
from investments.filters.trees import below
from investments.languages import either
from investments.models import SlugRedirect, Sourced
from investments.models.known import derived

Expression = Callable[[Any], Any]  # of the model, at the time of the question
Text = str | Promise


@dataclass(frozen=True)
class Via:
    """A statement that links a row of the list (`own`) with a value (`other`, a path or an
    expression)."""

    model: Any
    own: str
    other: Any

    def links(self, to: Any = None) -> Any:
        """Published statements with a `link`; `to` are the records that they may lead to."""
        link = self.other if hasattr(self.other, "resolve_expression") else F(self.other)
        known = self.model.objects.published().filter(**{f"{self.own}__isnull": False})
        known = known.order_by().annotate(link=link)
        if to is not None and self._is_public():
            return known.filter(link__isnull=False)
        if to is not None:
            return known.filter(link__in=to.values("pk"))
        return known.filter(link__isnull=False).exclude(link="")

    def _is_public(self) -> bool:
        """Whether a published statement leads to published records alone, by its own rule."""
        model = self.model
        for part in self.other.split("__"):
            if part not in getattr(model, "public_with", ()):
                return False
            model = model._meta.get_field(part).related_model
        return True


def via_any_statement(model: Any) -> list[Via]:
    """That some statement about a row of the model has the source."""
    return [
        Via(relation.related_model, relation.field.name, "source")
        for relation in model._meta.related_objects
        if isinstance(relation.related_model, type) and issubclass(relation.related_model, Sourced)
    ]


class ChoosableFilter(django_filters.Filter):
    """`unknown` offers the blank: true for "not known", or what to call it. `phrases` say, where
    the label does not do, the values, their opposite, the blank and its opposite. `expression`
    takes the place of the column, `via` that of both."""

    field_class = SelectionField
    related: Any = None

    def __init__(
        self,
        *,
        unknown: bool | Text = False,
        phrases: Sequence[Text] = (),
        expression: Expression | None = None,
        via: Sequence[Via] = (),
        **kwargs: Any,
    ) -> None:
        self.blank = UNKNOWN_LABEL if unknown is True else unknown or ""
        self.phrases, self.expression, self.via = phrases, expression, via
        super().__init__(unknown=self.blank, **kwargs)

    def column(self, model: Any) -> Any:
        """What a row of the list has of its own, where nothing leads there `via` statements."""
        return self.expression(model) if self.expression else F(self.path(model))

    def path(self, model: Any, part: str = "") -> str:
        """Where a query finds the column."""
        return derived(model, f"{self.field_name}{part}")

    def links(self) -> list[tuple[Via, Any]]:
        """The statements of each `via`."""
        return [(via, via.links(self.targets())) for via in self.via]

    def targets(self) -> Any:
        """The records that may be chosen; None where the values are codes."""
        return None if self.related is None else self.related.objects.published().order_by()

    def keys(self, chosen: Sequence[Chosen]) -> Any:
        """What the column or link is compared with."""
        return [one.key for one in chosen]

    def prepared(self, queryset: Any) -> Any:
        return queryset if self.via else queryset.alias(chosen=self.column(queryset.model))

    def present(self, chosen: Sequence[Chosen]) -> Q:
        keys = self.keys(chosen)
        if not self.via:
            return Q(chosen__isnull=False, chosen__in=keys)
        return reduce(
            or_,
            (Q(pk__in=found.filter(link__in=keys).values(via.own)) for via, found in self.links()),
        )

    def absent(self) -> Q:
        if self.via:
            return reduce(and_, (~Q(pk__in=found.values(via.own)) for via, found in self.links()))
        return Q(chosen__isnull=True) | Q(chosen="")

    def any_of(self, chosen: Sequence[Chosen]) -> Q:
        known = [one for one in chosen if one.key != UNKNOWN]
        conditions = [self.present(known)] if known else []
        if len(known) < len(chosen):
            conditions.append(self.absent())
        return reduce(or_, conditions)

    def filter(self, qs: Any, value: Selection | None) -> Any:
        if not value:
            return qs
        qs = self.prepared(qs)
        if value.included:
            qs = qs.filter(self.any_of(value.included))
        if value.excluded:
            qs = qs.filter(~self.any_of(value.excluded))
        return qs


class CodeFilter(ChoosableFilter):
    """A coded column, or codes that an expression or statements give to a row."""


class FoundFilter(ChoosableFilter):
    """Values that the record itself holds: those of the address are looked up in it."""

    field_class = FoundField

    def lookup(self, name: str, keys: Sequence[str], rows: Any) -> Any:
        """Of those that there are: the filter's name, key, primary key, name, Chinese name."""
        raise NotImplementedError

    def name_of(self, key: str, name: str, name_zh: str) -> str:
        raise NotImplementedError

    def take(self, rows: Sequence[tuple[str, int, str, str]]) -> None:
        found = {key: Chosen(key, self.name_of(key, name, zh), pk) for key, pk, name, zh in rows}
        self.extra["found"] = found


def _text(value: str) -> Value:
    return Value(value, output_field=models.CharField())


class ValueFilter(FoundFilter):
    """A text column of which every value that occurs can be chosen; `labels` names a value."""

    def __init__(self, *, labels: Callable[[str], str], **kwargs: Any) -> None:
        self.labels = labels
        super().__init__(**kwargs)

    def lookup(self, name: str, keys: Sequence[str], rows: Any) -> Any:
        found = rows.alias(chosen=self.column(rows.model)).filter(chosen__in=keys)
        zero = Value(0, output_field=models.BigIntegerField())
        key = Cast("chosen", models.CharField())
        return found.order_by().distinct().values_list(_text(name), key, zero, _text(""), _text(""))

    def name_of(self, key: str, name: str, name_zh: str) -> str:
        return self.labels(key)


class RelatedFilter(FoundFilter):
    """Rows that have to do with one record: through a foreign key (`field_name`) or through
    statements (`via`). `tree`: what lies below it counts too."""

    def __init__(self, model: Any, *, tree: bool = False, **kwargs: Any) -> None:
        self.related, self.tree = model, tree
        super().__init__(**kwargs)

    def lookup(self, name: str, keys: Sequence[str], rows: Any) -> Any:
        """By the slug that a record has, or once had."""
        kind = self.related._meta.model_name
        former = SlugRedirect.objects.filter(kind=kind, old__in=keys)
        asked = Q(slug__in=keys) | Q(slug__in=former.values("new"))
        old = former.filter(new=OuterRef("slug")).order_by("old").values("old")[:1]
        key = Case(When(slug__in=keys, then=F("slug")), default=Subquery(old))
        found = self.targets().filter(asked)
        return found.values_list(_text(name), key, "pk", "name", "name_zh")

    def name_of(self, key: str, name: str, name_zh: str) -> str:
        return either(name, name_zh)

    def keys(self, chosen: Sequence[Chosen]) -> Any:
        pks = [one.pk for one in chosen]
        return below(self.related, pks) if self.tree else pks

    def absent(self) -> Q:
        if self.via:
            return super().absent()
        return Q(chosen__isnull=True) | ~Q(chosen__in=self.targets().values("pk"))


class YearFilter(ChoosableFilter):
    """Years that the span of two date columns touches; `field_name` is their common part."""

    field_class = YearField

    def prepared(self, queryset: Any) -> Any:
        start, end = (F(self.path(queryset.model, part)) for part in ("_start", "_end"))
        return queryset.alias(first_day=start, last_day=end)

    def present(self, chosen: Sequence[Chosen]) -> Q:
        return reduce(or_, (touches(int(one.key), int(one.key)) for one in chosen))

    def absent(self) -> Q:
        return Q(first_day__isnull=True)

    def span(self, queryset: Any, first: int | None, last: int | None) -> Any:
        """Rows whose dates touch a span of years; those without a date are left out."""
        if first is None and last is None:
            return queryset
        return self.prepared(queryset).filter(touches(first, last))

    def years(self, model: Any) -> tuple[Any, Any]:
        """The first and last year of a row, the same on both databases: the first four letters
        of an ISO date."""
        first, last = (
            Cast(Substr(Cast(self.path(model, part), models.CharField()), 1, 4), models.CharField())
            for part in ("_start", "_end")
        )
        return first, last


def touches(first: int | None, last: int | None) -> Q:
    condition = Q(first_day__isnull=False, last_day__isnull=False)
    if last is not None:
        condition &= Q(first_day__lte=date(last, 12, 31))
    if first is not None:
        condition &= Q(last_day__gte=date(first, 1, 1))
    return condition
