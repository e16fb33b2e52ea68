"""The kinds of columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy

from investments import dates
from investments.choices import Qualifier
from investments.columns.base import (
    Cell,
    Column,
    DataType,
    Link,
    Row,
    Source,
    Text,
    name_to_sort_by,
    not_empty,
    ordered,
    plain,
    public_only,
)
from investments.languages import chinese, either, other_language
from investments.models.known import derived
from investments.quantities.bounds import Bounds
from investments.quantities.format import format_number, format_quantity
from investments.quantities.units import UNITS, unit_choices

NAME = gettext_lazy("name")
AMOUNT_PARTS = ("low", "high", "qualifier", "unit")


@dataclass(frozen=True, kw_only=True)
class Name(Column):
    """The record itself, as a link to its page."""

    url: str
    name: str = "name"
    label: Text = NAME

    def sources(self) -> dict[str, Source]:
        return {"id": "slug", "name": "name", "name_zh": "name_zh"}

    def cell(self, row: Row) -> Cell:
        link = Link.named(reverse(self.url, args=[row["id"]]), row["name"], row["name_zh"])
        if chinese() and link.text != row["name"]:
            # Sources print the English name: who comes from one finds it again.
            link = replace(link, also=row["name"])
        return Cell("link", self.label, links=[link], main=True)

    def order(self, descending: bool) -> list[OrderBy]:
        return [ordered(name_to_sort_by(), descending)]


@dataclass(frozen=True, kw_only=True)
class Bilingual(Column):
    """A text with a Chinese twin."""

    def sources(self) -> dict[str, Source]:
        return {self.name: self.read, f"{self.name}_zh": f"{self.read}_zh"}

    def order(self, descending: bool) -> list[OrderBy]:
        return [ordered(self.sort or not_empty(self.read), descending)]

    def cell(self, row: Row) -> Cell:
        texts = row[self.name], row[f"{self.name}_zh"]
        return Cell(self.kind, self.label, text=either(*texts), lang=other_language(*texts))


@dataclass(frozen=True, kw_only=True)
class Plain(Column):
    """A text as it is, or on a page in `words`; empty sorts last."""

    words: Callable[[str], str] | None = None

    def cell(self, row: Row) -> Cell:
        text = plain(row[self.name])
        return Cell(self.kind, self.label, text=self.words(text) if self.words else text)

    def order(self, descending: bool) -> list[OrderBy]:
        return [ordered(self.sort or not_empty(self.read), descending)]


@dataclass(frozen=True, kw_only=True)
class Number(Column):
    kind: ClassVar[str] = "number"

    def types(self) -> dict[str, DataType]:
        return {self.name: DataType.INTEGER}

    def cell(self, row: Row) -> Cell:
        value = row[self.name]
        text = "" if value is None else format_number(Decimal(value))
        return Cell("number", self.label, text=text)


@dataclass(frozen=True, kw_only=True)
class Choice(Column):
    """A coded value: the code and, in the language of the address, its label."""

    choices: Any
    badged: tuple[str, ...] = ()
    kind: ClassVar[str] = "choice"

    def sources(self) -> dict[str, Source]:
        return {self.name: self.read}

    def types(self) -> dict[str, DataType]:
        return dict.fromkeys((self.name, f"{self.name}_label"), DataType.STRING)

    def order(self, descending: bool) -> list[OrderBy]:
        return [ordered(self.sort or not_empty(self.read), descending)]

    def label_of(self, code: str) -> str:
        pairs = self.choices() if callable(self.choices) else self.choices
        return str(dict(pairs).get(code, code)) if code else ""

    def cell(self, row: Row) -> Cell:
        code = row[self.name]
        badge = code if code in self.badged else ""
        return Cell("choice", self.label, text=self.label_of(code), badge=badge)

    def values(self, row: Row) -> dict[str, Any]:
        code = row[self.name] or ""
        return {self.name: code, f"{self.name}_label": self.label_of(code)}


@dataclass(frozen=True, kw_only=True)
class Date(Column):
    """EDTF text with its two sortable dates: text, first and last day."""

    kind: ClassVar[str] = "date"

    def sources(self) -> dict[str, Source]:
        return {
            self.name: self.read,
            f"{self.name}_start": f"{self.read}_start",
            f"{self.name}_end": f"{self.read}_end",
        }

    def types(self) -> dict[str, DataType]:
        days = dict.fromkeys((f"{self.name}_start", f"{self.name}_end"), DataType.DATE)
        return {self.name: DataType.STRING, **days}

    def order(self, descending: bool) -> list[OrderBy]:
        ends = (f"{self.read}_start", f"{self.read}_end")
        return [ordered(end, descending) for end in ends]

    def cell(self, row: Row) -> Cell:
        text = row[self.name]
        return Cell("date", self.label, text=dates.display(text) if text else "")


@dataclass(frozen=True, kw_only=True)
class Amount(Column):
    """Bounds, qualifier and unit in columns that begin with `prefix`.

    Amounts are sorted within a currency: a dollar is not smaller than two yuan.
    `best` finds the figures behind derived columns, for the marks. `within` makes the amounts of
    a list a sum: given rows with an amount, the condition that one is part of theirs.
    """

    prefix: str = "amount_"
    best: Callable[[list[int]], Iterable[tuple[int, Any]]] | None = None
    within: Callable[[Any], Q] | None = None
    span: str = ""
    kind: ClassVar[str] = "figure"

    def at_reading_date(self, model: type[models.Model]) -> Self:
        path = derived(model, self.prefix)
        return replace(self, span=path.removesuffix(self.prefix))

    def sources(self) -> dict[str, Source]:
        own = (f"{self.prefix}{part}" for part in AMOUNT_PARTS)
        return {header: f"{self.span}{header}" for header in own}

    def types(self) -> dict[str, DataType]:
        bounds = dict.fromkeys((f"{self.prefix}low", f"{self.prefix}high"), DataType.NUMBER)
        words = ("qualifier", "unit", "qualifier_label", "unit_label")
        return bounds | dict.fromkeys((f"{self.prefix}{one}" for one in words), DataType.STRING)

    def order(self, descending: bool) -> list[OrderBy]:
        read = f"{self.span}{self.prefix}"
        number = Coalesce(f"{read}low", f"{read}high")
        unknown = models.Case(models.When(Q(**{f"{read}unit": ""}), then=1), default=0)
        return [unknown.asc(), F(f"{read}unit").asc(), ordered(number, descending)]

    def figures(self, rows: Sequence[Row]) -> None:
        """Put the figure with the very same bounds beside the derived ones: one query a page."""
        found: dict[tuple[Any, ...], Any] = {}
        if self.best and rows:
            for pk, figure in self.best([row["pk"] for row in rows]):
                key = (pk, figure.low, figure.high, figure.qualifier, figure.unit)
                found.setdefault(key, figure)
        for row in rows:
            key = (row["pk"], *(row[f"{self.prefix}{part}"] for part in AMOUNT_PARTS))
            row[f"{self.name}__figure"] = found.get(key)

    def cell(self, row: Row) -> Cell:
        low, high, qualifier, unit = (row[f"{self.prefix}{part}"] for part in AMOUNT_PARTS)
        text = format_quantity(low, high, qualifier, unit) if unit else ""
        return Cell("figure", self.label, text=text, figure=row.get(f"{self.name}__figure"))

    def values(self, row: Row) -> dict[str, Any]:
        qualifier, unit = row[f"{self.prefix}qualifier"], row[f"{self.prefix}unit"]
        return {
            **super().values(row),
            f"{self.prefix}qualifier_label": str(Qualifier(qualifier).label) if qualifier else "",
            f"{self.prefix}unit_label": str(UNITS[unit].label) if unit else "",
        }


@dataclass(frozen=True, kw_only=True)
class Linked(Column):
    """Links to pages at `url`; for what has no page, to the list that `parameter` filters."""

    url: str = ""
    list_url: str = ""
    parameter: str = ""
    kind: ClassVar[str] = "link"

    def link(self, slug: str, name: str, name_zh: str) -> Link:
        if self.url:
            return Link.named(reverse(self.url, args=[slug]), name, name_zh)
        address = f"{reverse(self.list_url)}?{self.parameter}={slug}"
        return Link.named(address, name, name_zh)


@dataclass(frozen=True, kw_only=True)
class Related(Linked):
    """A related identity, while it is public: name, slug and Chinese name. `header` is the name's
    column in a download where that is not the column's own; `always` where each row has one, of
    which its being public hangs."""

    header: str = ""
    always: bool = False

    def sources(self) -> dict[str, Source]:
        title = self.header or self.name
        return {
            title: public_only(self.read, "name"),
            f"{self.name}_slug": public_only(self.read, "slug"),
            f"{title}_zh": public_only(self.read, "name_zh"),
        }

    def order(self, descending: bool) -> list[OrderBy]:
        if self.always:
            # Those of one name are told apart, so that an index gives them group by group.
            both = (F(f"{self.read}__{part}") for part in (name_to_sort_by(), "slug"))
            return [one.desc() if descending else one.asc() for one in both]
        return [ordered(public_only(self.read, name_to_sort_by()), descending)]

    def cell(self, row: Row) -> Cell:
        name, slug, name_zh = (row[header] for header in self.read_headers)
        links = [self.link(slug, name, name_zh)] if slug else []
        return Cell("link", self.label, links=links)


@dataclass(frozen=True, kw_only=True)
class Many(Linked):
    """Related identities of which a row may have several, by one query a block.

    `pairs` takes primary keys and gives (primary key, slug, name, Chinese name).
    """

    pairs: Callable[[list[int]], Iterable[tuple[int, str, str, str]]]
    sortable: bool = False

    def sources(self) -> dict[str, Source]:
        return {}

    def types(self) -> dict[str, DataType]:
        return dict.fromkeys((self.name, f"{self.name}_slug", f"{self.name}_zh"), DataType.LIST)

    def blocks(self, rows: Sequence[Row]) -> None:
        found: dict[int, dict[str, tuple[str, str]]] = {row["pk"]: {} for row in rows}
        for pk, slug, name, name_zh in self.pairs(list(found)):
            found[pk][slug] = (name, name_zh)
        for row in rows:
            row[self.name] = dict(sorted(found[row["pk"]].items(), key=lambda item: item[1]))

    def cell(self, row: Row) -> Cell:
        links = [self.link(slug, *names) for slug, names in row[self.name].items()]
        return Cell("link", self.label, links=links)

    def values(self, row: Row) -> dict[str, Any]:
        members = row[self.name]
        return {
            self.name: [name or None for name, _zh in members.values()],
            f"{self.name}_slug": list(members),
            f"{self.name}_zh": [zh or None for _name, zh in members.values()],
        }


@dataclass(frozen=True, kw_only=True)
class FigureValue(Amount):
    """The figure of a row that is one, shown by its component with its mark."""

    load: Callable[[list[int]], dict[int, Any]]
    prefix: str = ""

    def sources(self) -> dict[str, Source]:
        return {"id": "slug", **super().sources()}

    def types(self) -> dict[str, DataType]:
        return {"id": DataType.STRING, self.name: DataType.NUMBER, **super().types()}

    def figures(self, rows: Sequence[Row]) -> None:
        found = self.load([row["pk"] for row in rows]) if rows else {}
        for row in rows:
            row[f"{self.name}__figure"] = found.get(row["pk"])

    def cell(self, row: Row) -> Cell:
        return replace(super().cell(row), main=True)

    def values(self, row: Row) -> dict[str, Any]:
        value = Bounds(row["low"], row["high"], row["qualifier"]).value
        return {**super().values(row), self.name: value}


@dataclass(frozen=True, kw_only=True)
class Subject(Column):
    """What a figure is about: its type, name, slug and Chinese name. `figure` names the column
    that loads the figure, which knows the subject's address."""

    kinds: Sequence[tuple[str, Text]]
    type_source: Source
    part: Callable[[str], Source]
    figure: str
    kind: ClassVar[str] = "link"

    def sources(self) -> dict[str, Source]:
        return {
            f"{self.name}_type": self.type_source,
            self.name: self.part("name"),
            f"{self.name}_slug": self.part("slug"),
            f"{self.name}_zh": self.part("name_zh"),
        }

    def order(self, descending: bool) -> list[OrderBy]:
        return [ordered(self.part(name_to_sort_by()), descending)]

    def cell(self, row: Row) -> Cell:
        names = row[self.name], row[f"{self.name}_zh"]
        figure = row.get(f"{self.figure}__figure")
        links = [Link.named(figure.subject.get_absolute_url(), *names)] if figure else []
        return Cell("link", self.label, text=either(*names), links=links)

    def types(self) -> dict[str, DataType]:
        return {**super().types(), f"{self.name}_type_label": DataType.STRING}

    def values(self, row: Row) -> dict[str, Any]:
        label = dict(self.kinds).get(row[f"{self.name}_type"], "")
        return {**super().values(row), f"{self.name}_type_label": str(label)}


def unit_column(**more: Any) -> Choice:
    return Choice(name="unit", label=gettext_lazy("unit"), choices=unit_choices, **more)
