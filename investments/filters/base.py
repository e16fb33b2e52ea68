"""What the filters of all lists share.

An invalid FilterSet gives no rows and says why: django-filter itself would give every row. The
values of the address that only the record knows are looked up by one query, and all counts are
read by one; without such values there is only the latter.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce
from operator import or_
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from investments.choices import Qualifier
from investments.filters import facets, words
from investments.filters.choose import ChoosableFilter, FoundFilter
from investments.filters.fields import (
    ANY,
    UNKNOWN,
    UNKNOWN_LABEL,
    QuantityField,
    Selection,
    TermsField,
    YearEndField,
    shortened,
    split_values,
)
from investments.languages import colon
from investments.models.known import derived


@dataclass(frozen=True)
class Complaint:
    """Why a parameter cannot be followed."""

    parameter: str
    reason: str

    def __str__(self) -> str:
        return f"{self.parameter}{colon()}{self.reason}"


@dataclass(frozen=True)
class Applied:
    """A value that is set, in words; `key` and `left_out` where it is one of several."""

    parameter: str
    label: str
    words: str
    key: str = ""
    left_out: bool = False

    @property
    def in_words(self) -> str:
        """As a chip says it beside the label; without the blank is whatever is not blank."""
        if self.left_out and self.key == UNKNOWN:
            return pgettext("filter", "known") if self.words == UNKNOWN_LABEL else str(ANY)
        return _("without %(value)s") % {"value": self.words} if self.left_out else self.words


KEY = re.compile(r"[-\w]{1,120}")


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


class EndFilter(django_filters.Filter):
    """One end of a span; RecordFilterSet puts the two together."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class QuantityFilter(EndFilter):
    """One end of a span of amounts."""

    field_class = QuantityField


class YearEndFilter(EndFilter):
    """One end of a span of years."""

    field_class = YearEndField


def overlaps(prefix: Callable[[str], str], low: Decimal | None, high: Decimal | None) -> Q:
    """That a row's number may lie between two: "over 30 billion" may be 40 billion, so it is
    found from 40 billion; it is never 30 billion or less. `prefix` gives the path of a part."""
    condition = Q()
    qualifier, others = prefix("qualifier"), set(Qualifier)
    if low is not None:
        path = prefix("high")
        condition &= (
            Q(**{f"{path}__isnull": True})
            | Q(**{f"{path}__gt": low})
            | Q(**{path: low, f"{qualifier}__in": [*others - {Qualifier.UNDER}]})
        )
    if high is not None:
        path = prefix("low")
        condition &= (
            Q(**{f"{path}__isnull": True})
            | Q(**{f"{path}__lt": high})
            | Q(**{path: high, f"{qualifier}__in": [*others - {Qualifier.OVER}]})
        )
    return condition


class RecordFilterSet(django_filters.FilterSet):
    """The base of every list's filters. `SPAN` names the filters of an amount: its lower end, its
    upper end, its unit, and the prefix of the columns; `YEARS` the filter of a year and the two
    ends of its span."""

    SPAN: tuple[str, str, str, str] | None = None
    YEARS: tuple[str, str, str] | None = None
    SPAN_LABEL: Any = gettext_lazy("amount")
    SPAN_BESIDE = "amount"  # the filter that its ends stand with in the panel
    DEFAULT_UNIT = "CNY"
    LAST: tuple[str, ...] = ()  # the filters that the panel ends with

    class Meta:
        fields: list[str] = []

    # --- Reading the parameters -----------------------------------------------------------------

    @property
    def form(self) -> Any:
        if not hasattr(self, "_form"):
            self._look_up()
            first = [name for name in self.filters if name not in self.LAST]
            super().form.order_fields([*first, *self.LAST])
        return super().form

    def _look_up(self) -> None:
        """Find the values of the address that only the record knows: one query for all."""
        found: dict[str, list[Any]] = {}
        arms = []
        for name, item in self.filters.items():
            if isinstance(item, FoundFilter):
                found[name] = []
                if keys := self._written(name):
                    arms.append(item.lookup(name, keys, self.queryset))
        if arms:
            for name, *values in arms[0].union(*arms[1:], all=True):
                found[name].append(values)
        for name, rows in found.items():
            self.filters[name].take(rows)

    def _written(self, name: str) -> list[str]:
        try:
            keys = split_values(str(self.data.get(name, "")))
        except ValidationError:
            return []  # its field complains of it
        return [key for key in keys if key != UNKNOWN and KEY.fullmatch(key)]

    @cached_property
    def _complaints(self) -> list[Complaint]:
        found = [Complaint(name, " ".join(messages)) for name, messages in self.form.errors.items()]
        if found:
            return found
        for _label, _beside, names in self.spans():
            low, high = (self.form.cleaned_data[name] for name in names)
            if low is not None and high is not None and low > high:
                reason = _("the lower end of the span is above the upper one.")
                found.append(Complaint(names[0], reason))
        return found

    def complaints(self) -> list[Complaint]:
        """What is wrong with the parameters of this set, in the order of its filters."""
        return list(self._complaints)

    # --- The rows -------------------------------------------------------------------------------

    @property
    def qs(self) -> Any:
        """The rows that the filters leave; none where a parameter is wrong."""
        if self.complaints():
            return self.queryset.none()
        return super().qs

    def filter_queryset(self, queryset: Any) -> Any:
        return self.narrowed()

    def narrowed(self, without: str = "") -> Any:
        """The rows that the filters leave, one of them left aside. Parameters are right."""
        queryset = self.queryset
        for name, item in self.filters.items():
            if name != without:
                queryset = item.filter(queryset, self.form.cleaned_data[name])
        if self.YEARS:
            name, first, last = self.YEARS
            ends = (self.form.cleaned_data[end] for end in (first, last))
            queryset = self.filters[name].span(queryset, *ends)
        units = self.SPAN[2] if self.SPAN else None
        return self._within_span(queryset, any_unit=without == units)

    def _within_span(self, queryset: Any, any_unit: bool) -> Any:
        """Amounts are compared within one unit: yuan, unless others were chosen."""
        low, high = self._ends()
        if not self.SPAN or (low is None and high is None):
            return queryset
        unit = self._path("unit")
        queryset = queryset.filter(overlaps(self._path, low, high), **{f"{unit}__gt": ""})
        return queryset if any_unit else queryset.filter(**{f"{unit}__in": self.units()})

    def _path(self, part: str) -> str:
        prefix = self.SPAN[3] if self.SPAN else ""
        return derived(self.queryset.model, f"{prefix}{part}")

    def _ends(self) -> tuple[Decimal | None, Decimal | None]:
        if not self.SPAN:
            return None, None
        low, high = (self.form.cleaned_data[name] for name in self.SPAN[:2])
        return low, high

    def units(self) -> list[str]:
        """The units in which a span is meant."""
        chosen = self.selection(self.SPAN[2] if self.SPAN else "").included
        keys = [one.key for one in chosen if one.key != UNKNOWN]
        return keys or [self.DEFAULT_UNIT]

    def spans(self) -> Iterator[tuple[Any, str, Sequence[str]]]:
        """Each span with its label, the filter that it belongs to, and its two ends."""
        if self.YEARS:
            yield self.form.fields[self.YEARS[0]].label, self.YEARS[0], self.YEARS[1:]
        if self.SPAN:
            yield self.SPAN_LABEL, self.SPAN_BESIDE, self.SPAN[:2]

    # --- What can be chosen ---------------------------------------------------------------------

    def choosable(self) -> Iterator[tuple[str, ChoosableFilter]]:
        for name in self.form.fields:
            item = self.filters[name]
            if isinstance(item, ChoosableFilter):
                yield name, item

    def selection(self, name: str) -> Selection:
        return self.form.cleaned_data.get(name) or Selection()

    def selected(self, name: str) -> list[str]:
        value = self.selection(name)
        return [one.key for one in (*value.included, *value.excluded)]

    def counts_alone(self, name: str) -> bool:
        """Whether its own selection, or a span in its unit, is to be left aside."""
        spanned = self.SPAN and name == self.SPAN[2] and self._ends() != (None, None)
        return bool(self.selection(name) or spanned)

    @cached_property
    def counts(self) -> facets.Counts:
        """One query. Only where no parameter is wrong."""
        return facets.count(self)

    def facets(self) -> list[facets.Facet]:
        return facets.facets(self, self.counts)

    # --- In words -------------------------------------------------------------------------------

    def applied(self) -> list[Applied]:
        """The values that are set, in words; a wrong parameter as it was written."""
        found = []
        for name, field in self.form.fields.items():
            label = str(field.label)
            value = getattr(self.form, "cleaned_data", {}).get(name)
            if name in self.form.errors:
                found.append(Applied(name, label, shortened(str(self.data.get(name, "")))))
            elif isinstance(value, Selection):
                for chosen, left_out in ((value.included, False), (value.excluded, True)):
                    found += [
                        Applied(name, label, str(one.label), one.key, left_out) for one in chosen
                    ]
            elif value not in (None, "", []):
                found.append(Applied(name, label, self._in_words(name, value)))
        return found

    def _in_words(self, name: str, value: Any) -> str:
        if isinstance(value, Decimal):
            return words.amount(value, self.units())
        return " ".join(value) if isinstance(value, list) else str(value)

    def phrases(self) -> list[str]:
        """The selection in phrases for a sentence; none where a parameter is wrong."""
        if self.complaints():
            return []
        found = []
        spans = {names[0]: (label, names) for label, _beside, names in self.spans()}
        cleaned = self.form.cleaned_data
        for name, field in self.form.fields.items():
            value = cleaned[name]
            if isinstance(value, Selection):
                found += words.selection(self.filters[name], field.label, value)
            elif isinstance(value, list) and value:
                found.append(words.terms(value))
            elif name in spans:
                label, names = spans[name]
                ends = [
                    "" if cleaned[end] is None else self._in_words(end, cleaned[end])
                    for end in names
                ]
                if any(ends):
                    found.append(words.span(label, *ends))
        return found
