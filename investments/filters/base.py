"""What the filters of all lists share.

An invalid FilterSet gives no rows and says why: django-filter itself would give every row. All
drop-downs of a list are read by one query.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django.db import connections, models, router
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, ExtractYear
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investments.choices import Qualifier
from investments.filters.fields import (
    MAX_CHOICES,
    UNKNOWN,
    Chosen,
    ListedField,
    QuantityField,
    RelatedField,
    TermsField,
    YearField,
    shortened,
)
from investments.languages import colon, either
from investments.models import Sourced
from investments.models.known import at_reading_date, derived
from investments.reading import reading_date

Condition = Callable[[list[int]], Q]
_CHOICES_SQL: dict[tuple[type, str], tuple[str, Any]] = {}


@dataclass(frozen=True)
class Complaint:
    """Why a parameter cannot be followed."""

    parameter: str
    reason: str

    def __str__(self) -> str:
        return f"{self.parameter}{colon()}{self.reason}"


@dataclass(frozen=True)
class Applied:
    """A filter that is set, in words."""

    parameter: str
    label: str
    words: str


class TermsFilter(django_filters.Filter):
    """Every word occurs in one of the columns; their order is free."""

    field_class = TermsField

    def __init__(self, *paths: str, **kwargs: Any) -> None:
        self.paths = paths
        super().__init__(label=kwargs.pop("label", gettext_lazy("search")), **kwargs)

    def filter(self, qs: Any, value: list[str]) -> Any:
        for term in value:
            qs = qs.filter(reduce(or_, (Q(**{f"{path}__icontains": term}) for path in self.paths)))
        return qs


class CodeFilter(django_filters.Filter):
    """A coded column. `condition` takes the place of equality; `unknown` offers the empty."""

    field_class = ListedField

    def __init__(self, *, condition: Callable[[str], Q] | None = None, **kwargs: Any) -> None:
        self.condition = condition
        super().__init__(**kwargs)

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        if self.condition:
            return qs.filter(self.condition(value))
        return qs.filter(**{self.field_name: "" if value == UNKNOWN else value})


class Loaded:
    """A filter whose choices come from the database: `arm` is its part of the one query."""

    def arm(self, name: str, rows: Any) -> Iterable[Any]:
        raise NotImplementedError

    def take(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        raise NotImplementedError


def _arm(queryset: Any, name: str, *parts: Any) -> Any:
    return queryset.order_by().values_list(
        Value(name, output_field=models.CharField()),
        *(part if hasattr(part, "resolve_expression") else F(part) for part in parts),
    )


def _text(value: str) -> Value:
    return Value(value, output_field=models.CharField())


def _number(value: int) -> Value:
    return Value(value, output_field=models.BigIntegerField())


class ValueFilter(Loaded, CodeFilter):
    """A text column of which every value that occurs is a choice; `labels` names a value."""

    def __init__(self, *, labels: Callable[[str], str], **kwargs: Any) -> None:
        self.labels = labels
        super().__init__(**kwargs)

    def arm(self, name: str, rows: Any) -> Iterable[Any]:
        found = rows.exclude(**{self.field_name: ""}).distinct()
        yield _arm(
            found, name, _number(0), Cast(self.field_name, models.CharField()), _text(""), _text("")
        )

    def take(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        pairs = [(key, self.labels(key)) for _pk, key, _name, _zh in rows]
        self.extra["choices"] = sorted(pairs, key=lambda pair: pair[1])


class YearFilter(Loaded, django_filters.Filter):
    """A year that the span of two date columns touches; `field_name` is their common part."""

    field_class = YearField

    def arm(self, name: str, rows: Any) -> Iterable[Any]:
        for part, order in (("start", ""), ("end", "-")):
            path = f"{self.field_name}_{part}"
            first = rows.filter(**{f"{path}__isnull": False}).order_by(f"{order}{path}")
            every = at_reading_date(rows.model._base_manager.all())
            end = every.filter(pk__in=first.values("pk")[:1])
            year = Cast(ExtractYear(path), models.CharField())
            yield _arm(end, name, _number(0), year, _text(""), _text(""))

    def take(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        years = [int(key) for _pk, key, _name, _zh in rows]
        span = range(max(years), min(years) - 1, -1) if years else ()
        self.extra["choices"] = [(str(year), str(year)) for year in span]

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        start, end = f"{self.field_name}_start", f"{self.field_name}_end"
        if value == UNKNOWN:
            return qs.filter(**{f"{start}__isnull": True})
        first, last = date(int(value), 1, 1), date(int(value), 12, 31)
        return qs.filter(**{f"{start}__lte": last, f"{end}__gte": first})


@dataclass(frozen=True)
class Via:
    """A statement that links a row of the list (`own`) with a choice (`other`)."""

    model: Any
    own: str
    other: str

    def statements(self) -> Any:
        known = {f"{self.own}__isnull": False}
        return self.model.objects.published().filter(**known).order_by()


def via_any_statement(model: Any) -> list[Via]:
    """That some statement about a row of the model has the source."""
    return [
        Via(relation.related_model, relation.field.name, "source")
        for relation in model._meta.related_objects
        if isinstance(relation.related_model, type) and issubclass(relation.related_model, Sourced)
    ]


class RelatedFilter(Loaded, django_filters.Filter):
    """Rows that have to do with one identity: through a foreign key (`field_name`) or through
    statements (`via`). `tree`: what lies below it counts too. `unknown` offers those without."""

    field_class = RelatedField

    def __init__(
        self, model: Any, *, via: Sequence[Via] = (), tree: bool = False, **kwargs: Any
    ) -> None:
        self.related, self.via, self.tree = model, via, tree
        super().__init__(**kwargs)

    def arm(self, name: str, rows: Any) -> Iterable[Any]:
        occurs = [
            Exists(via.statements().filter(**{via.other: OuterRef("pk")})) for via in self.via
        ] or [Exists(rows.filter(**{self.field_name: OuterRef("pk")}).order_by())]
        found = Q(reduce(or_, (Q(condition) for condition in occurs)))
        listed = self.related.objects.published()
        if self.tree:
            leaves = listed.filter(found).values("pk")
            branches = listed.filter(pk__in=leaves).values("parent")
            stems = listed.filter(pk__in=branches).values("parent")
            found = Q(pk__in=leaves) | Q(pk__in=branches) | Q(pk__in=stems)
        some = listed.filter(found).order_by("pk").values("pk")[: MAX_CHOICES + 1]
        short = self.related._base_manager.filter(pk__in=some)
        yield _arm(short, name, "pk", "slug", "name", "name_zh")

    def take(self, rows: Sequence[tuple[int, str, str, str]]) -> None:
        chosen = [Chosen(pk, slug, either(name, zh)) for pk, slug, name, zh in rows]
        self.extra["rows"] = {row.slug: row for row in sorted(chosen, key=lambda row: row.label)}
        self.extra["find"] = self.find

    def find(self, slug: str) -> Chosen | None:
        row = self.related.objects.published().filter(slug=slug).first()
        return Chosen(row.pk, row.slug, either(row.name, row.name_zh)) if row else None

    def filter(self, qs: Any, value: Any) -> Any:
        if not value:
            return qs
        if value == UNKNOWN:
            return qs.filter(self.absent())
        pks = [value.pk]
        if self.tree:
            nodes = self.related.objects.tree_filter(is_public=True)
            below = nodes.descendants(value.pk, include_self=True)
            pks = [node.pk for node in below]
        return qs.filter(self.present(pks))

    def present(self, pks: list[int]) -> Q:
        if not self.via:
            return Q(**{f"{self.field_name}__in": pks, f"{self.field_name}__is_public": True})
        return reduce(
            or_,
            (
                Q(pk__in=via.statements().filter(**{f"{via.other}__in": pks}).values(via.own))
                for via in self.via
            ),
        )

    def absent(self) -> Q:
        if not self.via:
            unnamed = Q(**{f"{self.field_name}__isnull": True})
            return unnamed | ~Q(**{f"{self.field_name}__is_public": True})
        condition = Q()
        for via in self.via:
            condition &= ~Q(pk__in=via.statements().values(via.own))
        return condition


class QuantityFilter(django_filters.Filter):
    """One end of a span of amounts; RecordFilterSet puts the two ends and the unit together."""

    field_class = QuantityField

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


def overlaps(prefix: str, low: Decimal | None, high: Decimal | None) -> Q:
    """That a row's number may lie between two: "over 30 billion" may be 40 billion, so it is
    found from 40 billion; it is never 30 billion or less."""
    condition = Q()
    qualifier = f"{prefix}qualifier"
    if low is not None:
        condition &= (
            Q(**{f"{prefix}high__isnull": True})
            | Q(**{f"{prefix}high__gt": low})
            | (Q(**{f"{prefix}high": low}) & ~Q(**{qualifier: Qualifier.UNDER}))
        )
    if high is not None:
        condition &= (
            Q(**{f"{prefix}low__isnull": True})
            | Q(**{f"{prefix}low__lt": high})
            | (Q(**{f"{prefix}low": high}) & ~Q(**{qualifier: Qualifier.OVER}))
        )
    return condition


class RecordFilterSet(django_filters.FilterSet):
    """The base of every list's filters. `SPAN` names the filters of an amount: its lower end, its
    upper end, its unit, and the prefix of the columns."""

    SPAN: tuple[str, str, str, str] | None = None
    LAST: tuple[str, ...] = ()  # the filters that the form ends with
    DEFAULT_UNIT = "CNY"

    class Meta:
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model = self.queryset.model
        for item in self.filters.values():
            if item.field_name:
                item.field_name = derived(model, item.field_name)
        if self.SPAN:
            self.SPAN = (*self.SPAN[:3], derived(model, self.SPAN[3]))

    @property
    def form(self) -> Any:
        if not hasattr(self, "_form"):
            self._load_choices()
            first = [name for name in self.filters if name not in self.LAST]
            super().form.order_fields([*first, *self.LAST])
        return super().form

    def _load_choices(self) -> None:
        loaded = {name: item for name, item in self.filters.items() if isinstance(item, Loaded)}
        found: dict[str, list[Any]] = {name: [] for name in loaded}
        if loaded:
            connection = connections[router.db_for_read(self.queryset.model)]
            with connection.cursor() as cursor:
                cursor.execute(*self._choices_sql(connection, loaded))
                for name, *values in cursor.fetchall():
                    found[name].append(values)
        for name, item in loaded.items():
            item.take(found[name])

    def _choices_sql(self, connection: Any, loaded: dict[str, Any]) -> tuple[str, Any]:
        """The one query for all drop-downs, made once a process: what is published is the same
        question every time, and putting it together takes longer than its answer."""
        key = (type(self), connection.vendor)
        if reading_date():
            return self._choices_query(loaded).get_compiler(connection=connection).as_sql()
        if key not in _CHOICES_SQL:
            query = self._choices_query(loaded)
            _CHOICES_SQL[key] = query.get_compiler(connection=connection).as_sql()
        return _CHOICES_SQL[key]

    def _choices_query(self, loaded: dict[str, Any]) -> Any:
        arms = [arm for name, item in loaded.items() for arm in item.arm(name, self.queryset)]
        return arms[0].union(*arms[1:], all=True).query

    def complaints(self) -> list[Complaint]:
        """What is wrong with the parameters of this set, in the order of its filters."""
        found = [Complaint(name, " ".join(messages)) for name, messages in self.form.errors.items()]
        if not found and self.SPAN:
            low, high = (self.form.cleaned_data[name] for name in self.SPAN[:2])
            if low is not None and high is not None and low > high:
                reason = _("the lower end of the span is above the upper one.")
                found.append(Complaint(self.SPAN[0], reason))
        return found

    @property
    def qs(self) -> Any:
        """The rows that the filters leave; none where a parameter is wrong."""
        if self.complaints():
            return self.queryset.none()
        return super().qs

    def filter_queryset(self, queryset: Any) -> Any:
        queryset = super().filter_queryset(queryset)
        if self.SPAN:
            low_name, high_name, unit_name, prefix = self.SPAN
            cleaned = self.form.cleaned_data
            low, high = cleaned[low_name], cleaned[high_name]
            if low is not None or high is not None:
                unit = cleaned[unit_name] or self.DEFAULT_UNIT
                queryset = queryset.filter(overlaps(prefix, low, high), **{f"{prefix}unit": unit})
        return queryset

    def applied(self) -> list[Applied]:
        """The filters that are set, in words; a wrong one as it was written."""
        found = []
        for name, field in self.form.fields.items():
            value = getattr(self.form, "cleaned_data", {}).get(name)
            if name in self.form.errors:
                words = shortened(str(self.data.get(name, "")))
            elif value in (None, "", []):
                continue
            else:
                words = field.words(value)
            found.append(Applied(name, str(field.label), words))
        return found
