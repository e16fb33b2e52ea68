"""What every column can do; see the package."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.utils.functional import Promise

from investments.languages import chinese, either, other_language
from investments.models.known import derived
from investments.reading import reading_date

Row = dict[str, Any]
Source = Any  # a path, or an expression
Text = str | Promise
BETWEEN = "; "  # the values of a list, written as one text


class DataType(StrEnum):
    """What the values of a column of a download are, in the words of Frictionless; each of them
    may be missing. Dates in EDTF are strings: only their first and last days are dates."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"  # a decimal, exact
    DATE = "date"
    LIST = "list"  # of strings, any of which may be missing


@dataclass(frozen=True)
class Link:
    """`lang` where the text is not in the language of the page; `also` is the other name."""

    address: str
    text: str
    lang: str = ""
    also: str = ""

    @classmethod
    def named(cls, address: str, name: str, name_zh: str) -> "Link":
        return cls(address, either(name, name_zh), other_language(name, name_zh))


@dataclass(frozen=True)
class Cell:
    """What a template shows: a figure, or links, or a text; nothing means not known."""

    kind: str
    label: Text = ""
    text: str = ""
    links: Sequence[Link] = ()
    figure: Any = None
    badge: str = ""
    main: bool = False
    lang: str = ""

    @property
    def classes(self) -> str:
        """Hooks for the stylesheet: numbers stand to the right, the name of the row is bold."""
        kind = "num" if self.kind in ("number", "figure") else self.kind
        return f"{kind} main" if self.main else kind


@dataclass(frozen=True, kw_only=True)
class Column:
    """`name` is the column in the address (`sort=-name`), `label` its heading. `shown` False: a
    column of downloads alone. `sortable` is an expression where the text read does not do."""

    name: str
    label: Text
    path: Source = ""
    shown: bool = True
    sort: Any = None
    sortable: bool = True
    kind: ClassVar[str] = "text"

    @property
    def read(self) -> Source:
        return self.path or self.name

    def at_reading_date(self, model: type[models.Model]) -> Self:
        """The column as of the reading date at hand, where it is a derived one."""
        if not isinstance(self.read, str):
            return self
        path = derived(model, self.read)
        return self if path == self.read else replace(self, path=path)

    def sources(self) -> dict[str, Source]:
        """Header in a download → what the database is asked for; in the order of the file."""
        return {self.name: self.read}

    @cached_property
    def read_headers(self) -> tuple[str, ...]:
        """The headers of `sources`, found once: a query may have to be built for a source."""
        return tuple(self.sources())

    def blocks(self, rows: Sequence[Row]) -> None:
        """Add to all rows of a block what takes a query of its own."""

    def figures(self, rows: Sequence[Row]) -> None:
        """Add to the rows of a page the figures that its cells show with their marks."""

    def order(self, descending: bool) -> list[OrderBy]:
        return [ordered(self.sort or self.read, descending)]

    def cell(self, row: Row) -> Cell:
        return Cell(self.kind, self.label, text=plain(row[self.name]))

    def types(self) -> dict[str, DataType]:
        """Header → type of what the column adds to a download; `sources` may read more."""
        return dict.fromkeys(self.sources(), DataType.STRING)

    def headers(self) -> list[str]:
        return list(self.types())

    def values(self, row: Row) -> dict[str, Any]:
        """Header → raw value of the type that `types` says; the unknown is None or ""."""
        return {header: row[header] for header in self.read_headers}

    def export(self, row: Row) -> dict[str, str]:
        """The raw values as text."""
        return {header: plain(value) for header, value in self.values(row).items()}


def ordered(source: Any, descending: bool) -> OrderBy:
    expression = F(source) if isinstance(source, str) else source
    if descending:
        return expression.desc(nulls_last=True)
    return expression.asc(nulls_last=True)


def plain(value: Any) -> str:
    """A raw value as text for machines: ISO dates, decimals without exponent or trailing zeros,
    nothing for the unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, list):
        return BETWEEN.join(plain(item) for item in value)
    return str(value)


class PublicOnly(models.Expression):
    """A column of a related row, or null while that row is not for the public. The reading date is
    that of the query, whenever the expression was made: columns are declared once a process.

    Public rows stand on public ones, and were not known before these; to read such a column plainly
    leaves its order to an index.
    """

    def __init__(self, relation: str, path: str) -> None:
        super().__init__()
        self.relation, self.path = relation, path

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        value: Any = F(f"{self.relation}__{self.path}")
        if self.relation not in getattr(query.model, "public_with", ()):
            public = Q(**{f"{self.relation}__is_public": True})
            if day := reading_date():
                public &= Q(**{f"{self.relation}__known_from__lte": day})
            value = models.Case(models.When(public, then=value), default=None)
        return value.resolve_expression(query, *args, **kwargs)


def public_only(relation: str, path: str) -> PublicOnly:
    """A column of a related row, or null while that row is not for the public."""
    return PublicOnly(relation, path)


def name_to_sort_by() -> str:
    """The column by which names are sorted in the active language."""
    return "name_zh_sort" if chinese() else "name"


def not_empty(path: str) -> models.Case:
    """An empty text as null, so that the unknown sorts last both ways."""
    return models.Case(models.When(~Q(**{path: ""}), then=F(path)), default=None)


def reader(columns: Sequence[Column]) -> tuple[list[str], list[Source]]:
    """The headers and sources that a list of columns reads, each once, with the primary key."""
    wanted: dict[str, Source] = {"pk": "pk"}
    for column in columns:
        for header, source in column.sources().items():
            wanted.setdefault(header, source)
    return list(wanted), list(wanted.values())


def read_rows(queryset: Any, columns: Sequence[Column]) -> list[Row]:
    """The rows of a page or block as dictionaries: one query, and one for each column with
    several values."""
    names, sources = reader(columns)
    rows = [dict(zip(names, values, strict=True)) for values in queryset.values_list(*sources)]
    for column in columns:
        column.blocks(rows)
    return rows
