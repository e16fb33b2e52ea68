"""The parameters of the API as JSON Schema, from the filters and columns that read them.

Patterns say exactly what is read, but for what only the record knows: which slugs there are, how
many pages, whether a cursor is good. Nothing that the record holds stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from investments.api.listing import ALL
from investments.api.statements import kinds_of
from investments.datasets import Dataset
from investments.dates import FIRST_YEAR, LAST_YEAR
from investments.filters import ChoosableFilter
from investments.filters.base import QuantityFilter, TermsFilter, YearEndFilter
from investments.filters.choose import CodeFilter, RelatedFilter, ValueFilter, YearFilter
from investments.filters.fields import MAX_LENGTH, MAX_TERMS, MAX_VALUES, UNKNOWN
from investments.languages import full_stop
from investments.listing import MAX_SORT, PAGE_SIZE, PAGE_SIZES

SLUG = "[-0-9A-Za-z_]+"
LETTER = r"[^\s\u0000-\u001f\u007f\ufffd]"


@dataclass(frozen=True)
class Parameter:
    """`hangs_on_the_record`: whether a value that fits may still be refused, because there is no
    such record or page, or because it contradicts another."""

    name: str
    schema: dict[str, Any]
    description: str
    examples: Sequence[str] = ()
    place: Literal["query", "path"] = "query"
    hangs_on_the_record: bool = False
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """The description with an example. As examples of their own, Swagger UI would fill in all
        of them at once, which no row fits."""
        if not self.examples:
            return self.description
        what = self.description.rstrip(".。")
        return _("%(what)s. For example `%(value)s`.") % {"what": what, "value": self.examples[0]}


def of_list(dataset: Dataset) -> list[Parameter]:
    return [
        *(of_filter(name, item) for name, item in dataset.filterset.base_filters.items()),
        Parameter(
            "sort",
            _listed(_either(dataset.sortable, signed=True), MAX_SORT),
            _("Names of columns with commas, “-” before one for descending; the unknown is last."),
            [dataset.sort],
        ),
        columns(dataset),
        expand(dataset),
        Parameter(
            "per_page",
            {"type": "integer", "enum": list(PAGE_SIZES), "default": PAGE_SIZE},
            _("Rows of a page."),
        ),
        Parameter(
            "page",
            {"type": "integer", "minimum": 1, "maximum": 999_999_999},
            _("The number of a page. Without it, pages are turned by cursor."),
            hangs_on_the_record=True,
        ),
        Parameter(
            "cursor",
            {"type": "string", "pattern": "^[-:0-9A-Za-z_.]*$"},
            _("As “links.next” and “links.previous” have it; it says nothing by itself."),
            hangs_on_the_record=True,
        ),
    ]


def of_record(dataset: Dataset) -> list[Parameter]:
    return [
        Parameter(
            "slug",
            {"type": "string", "pattern": f"^{SLUG}$"},
            _("The end of the record's address."),
            place="path",
            hangs_on_the_record=True,
        ),
        columns(dataset),
        expand(dataset),
    ]


def columns(dataset: Dataset) -> Parameter:
    names = [column.name for column in dataset.columns]
    return Parameter(
        "columns",
        {"type": "string", "pattern": f"^({_some(_either(names), ',')})?$"},
        _("Names of columns with commas: these alone, in this order. “fields” is read as this."),
        [",".join(names[:2])],
    )


def expand(dataset: Dataset) -> Parameter:
    names = [ALL, *kinds_of(dataset.model)]
    return Parameter(
        "expand",
        {"type": "string", "pattern": f"^({_some(_either(names), ',')})?$"},
        _("Which statements stand with a record: kinds with commas, or “statements” for all."),
        [names[1]],
    )


def of_filter(name: str, item: Any) -> Parameter:
    said = capfirst(str(item.label))
    if help_text := item.extra.get("help_text"):
        said = f"{said}{full_stop()}{help_text}"
    if isinstance(item, ChoosableFilter):
        return _choosable(name, item, said)
    if isinstance(item, TermsFilter):
        word = f"{LETTER}+"
        pattern = f"^{BLANK_ONLY}({word}({BLANK_ONE}{word}){{0,{MAX_TERMS - 1}}})?{BLANK_ONLY}$"
        schema = {"type": "string", "maxLength": MAX_LENGTH, "pattern": pattern}
        return Parameter(name, schema, said, ["BOE"])
    if isinstance(item, YearEndFilter):
        return Parameter(name, _one(_years()), said, ["2020"], hangs_on_the_record=True)
    if isinstance(item, QuantityFilter):
        number = r"[0-9]{1,18}(\.[0-9]{1,6})?"
        return Parameter(name, _one(number), said, ["1000000000"], hangs_on_the_record=True)
    raise TypeError(f"{name}: say here what a {type(item).__name__} reads")


BLANK_ONLY, BLANK_ONE = "[ ]*", "[ ]+"


def _choosable(name: str, item: ChoosableFilter, said: str) -> Parameter:
    more: dict[str, Any] = {}
    examples: list[str] = []
    if isinstance(item, CodeFilter):
        choices = {str(code): str(label) for code, label in item.extra["choices"]}
        value = _either(choices)
        more["x-choices"] = choices
        examples = list(choices)[:1]
    elif isinstance(item, YearFilter):
        value = _years()
        examples = ["2021"]
    elif isinstance(item, RelatedFilter | ValueFilter):
        value = SLUG
    else:
        raise TypeError(f"{name}: say here what a {type(item).__name__} reads")
    if item.blank and value != SLUG:
        value = f"({value}|{UNKNOWN})"
    values = _("Values with commas; “-” before one leaves it out. At most %(count)s.")
    said = f"{said.rstrip('.。')}{full_stop()}{values % {'count': MAX_VALUES}}"
    if item.blank:
        said += " " + _("“unknown” for the blank.")
    pattern = f"^(-?{value}(,-?{value}){{0,{MAX_VALUES - 1}}})?$"
    schema = {"type": "string", "pattern": pattern}
    return Parameter(name, schema, said, examples, hangs_on_the_record=True, more=more)


def _years() -> str:
    """The years that the record can speak of; whole centuries."""
    first, last = divmod(FIRST_YEAR, 100), divmod(LAST_YEAR, 100)
    if (first[1], last[1]) != (0, 99):
        raise ValueError("The years that can be read are no longer whole centuries.")
    return f"({'|'.join(map(str, range(first[0], last[0] + 1)))})[0-9]{{2}}"


def _one(value: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^({value})?$"}


def _either(names: Iterable[str], *, signed: bool = False) -> str:
    return f"{'-?' if signed else ''}({'|'.join(map(re.escape, names))})"


def _some(value: str, between: str) -> str:
    return f"{value}({between}{value})*"


def _listed(value: str, most: int) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^({value}(,{value}){{0,{most - 1}}})?$"}
