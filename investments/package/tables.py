"""The tables of the package, declared by the models themselves: one for each model whose rows are
published, the ledger as the site has it, and two that describe the others. A model is in the
package on the day it is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.functions import Collate
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investments.columns import DataType
from investments.datasets import DATASETS, dataset_of
from investments.exports import blocks_of_values, types
from investments.models import Figure, Reviewed, Sourced
from investments.package import words
from investments.package.fields import KEY, Field, fields_of
from investments.reading import as_known_on

Text = str | Promise
Block = list[list[Any]]
BLOCK_ROWS = 1000
LEDGER, COLUMNS, CODES = "ledger", "columns", "codes"
SITE, CHINESE = "en", "zh-hans"


@dataclass(frozen=True)
class Table:
    """`blocks` reads the published rows in the order of the key; None is the unknown. `model` is
    None where the rows are made from others. `links` are composite foreign keys: own fields, the
    table, its fields; single ones stand with the fields."""

    name: str
    title: Text
    description: Text
    fields: Sequence[Field]
    key: tuple[str, ...]
    blocks: Callable[[], Iterator[Block]]
    model: Any = None
    unique: Sequence[Sequence[str]] = ()
    links: Sequence[tuple[tuple[str, ...], str, tuple[str, ...]]] = ()

    @property
    def path(self) -> str:
        return f"tables/{self.name}.csv"

    @property
    def names(self) -> list[str]:
        return [field.name for field in self.fields]

    @property
    def identifier(self) -> str:
        """The pattern of its rows' permanent identifiers, from the root of the site; '' where the
        rows are made from others."""
        return f"/id/{self.model._meta.model_name}/{{{KEY}}}" if self.model else ""

    @property
    def own(self) -> list[Field]:
        """Without what every statement has."""
        return [field for field in self.fields if field not in self.shared]

    @property
    def shared(self) -> list[Field]:
        """What this table has as every statement has it: where, in which words, how it stands."""
        if self.model is None or not issubclass(self.model, Sourced):
            return []
        names = {field.name for field in Sourced._meta.get_fields()} - {KEY}
        return [field for field in self.fields if field.name in names]

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


def public_models() -> list[type[Reviewed]]:
    """Every model of which rows are published: those of the lists, then the others by name."""
    lists = [dataset.model for dataset in DATASETS.values()]
    every = [
        model
        for model in apps.get_app_config("investments").get_models()
        if issubclass(model, Reviewed)
    ]
    others = [model for model in every if model not in lists]
    return [*lists, *sorted(others, key=name_of)]


def name_of(model: Any) -> str:
    """A list is called what its address is, other tables what their rows are called in English."""
    if dataset := dataset_of(model):
        return dataset.key
    with translation.override(SITE):
        return slugify(str(model._meta.verbose_name_plural)).replace("-", "_")


@cache
def tables() -> tuple[Table, ...]:
    table_of = {model: name_of(model) for model in public_models()}
    with as_known_on(None):  # the package holds what is known today, whoever asks first
        found = [_of_model(model, table_of) for model in table_of]
    found.append(_ledger(next(table for table in found if table.model is Figure)))
    columns, codes = _columns(), _codes()
    return (*found, columns, codes)


def table(name: str) -> Table:
    return next(one for one in tables() if one.name == name)


def _of_model(model: Any, table_of: dict[Any, str]) -> Table:
    name = table_of[model]
    fields = fields_of(model, table_of)
    dataset = DATASETS.get(name)
    return Table(
        name=name,
        title=dataset.label if dataset else capfirst(model._meta.verbose_name_plural),
        description=words.TABLES.get(model._meta.model_name, dataset.lead if dataset else ""),
        fields=fields,
        key=(KEY,),
        blocks=lambda: _rows(model, fields),
        model=model,
        unique=_unique(model, {field.name for field in fields}),
    )


def _unique(model: Any, names: set[str]) -> list[tuple[str, ...]]:
    return [
        tuple(one.fields)
        for one in model._meta.constraints
        if isinstance(one, models.UniqueConstraint)
        and one.condition is None
        and set(one.fields) <= names
    ]


def in_order(queryset: Any) -> Any:
    """By address, letter by letter: the same on every database, whatever its language."""
    letters = "C" if connection.vendor == "postgresql" else "BINARY"
    return queryset.order_by(Collate(KEY, letters))


def _rows(model: Any, fields: Sequence[Field]) -> Iterator[Block]:
    """One query, which is not kept in memory."""
    read = [field.read for field in fields]
    rows = in_order(model.objects.published()).values_list(*read)
    block: Block = []
    for values in rows.iterator(chunk_size=BLOCK_ROWS):
        block.append([None if value == "" else value for value in values])
        if len(block) == BLOCK_ROWS:
            yield block
            block = []
    if block:
        yield block


# --- The ledger --------------------------------------------------------------------------------

LEDGER_LINKS = {
    "id": "figures",
    "conversion_of": "figures",
    "statistic_slug": "statistics",
    "source_slug": "sources",
    "area_slug": "places",
}


def _ledger(figures: Table) -> Table:
    """The same columns, read by the same code, as /figures.csv; labels in English."""
    dataset = DATASETS["figures"]
    declared = types(dataset.declared, dataset.leading)
    fields = [_of_ledger(name, kind, figures) for name, kind in declared.items()]

    def blocks() -> Iterator[Block]:
        rows = blocks_of_values(in_order(dataset.rows()), dataset.declared, list(declared))
        while True:
            with translation.override(SITE):
                block = next(rows, None)
            if block is None:
                return
            yield block

    return Table(LEDGER, _("The ledger"), words.TABLES[LEDGER], fields, ("id",), blocks)


def _of_ledger(name: str, kind: DataType, figures: Table) -> Field:
    own = name in figures.names and not figures.field(name).target
    if own:
        field = replace(figures.field(name), unique=False)
    else:
        title, description = words.LEDGER[name]
        field = Field(name, kind.value, words.heading(title), description)
    units = {"value": "unit"}
    return replace(
        field,
        type=kind.value,
        unit_field=units.get(name, field.unit_field),
        target=LEDGER_LINKS.get(name, ""),
        required=field.required or name in words.ALWAYS_IN_LEDGER,
        unique=name == "id",
        codes=words.SUBJECT_TYPES if name == "subject_type" else field.codes,
        edtf=field.edtf or name == "source_published",
    )


# --- The tables about the tables ----------------------------------------------------------------


def both(text: Text) -> tuple[str, str]:
    """A text in English and in Chinese."""
    said = []
    for language in (SITE, CHINESE):
        with translation.override(language):
            said.append(str(text))
    return said[0], said[1]


def _declared(name: str, kind: str = "string", **more: Any) -> Field:
    title, description = words.META[name]
    return Field(name, kind, words.heading(title), description, **more)


def _columns() -> Table:
    fields = (
        _declared("table_name", required=True),
        _declared("column_name", required=True),
        _declared("position", "integer", required=True, least=1),
        _declared("type", required=True),
        _declared("key", "boolean", required=True),
        _declared("required", "boolean", required=True),
        _declared("refers_to"),
        _declared("unit_in"),
        _declared("standard"),
        _declared("title", required=True),
        _declared("title_zh", required=True),
        _declared("description", required=True),
        _declared("description_zh", required=True),
    )
    return Table(
        COLUMNS,
        pgettext_lazy("of data", "Columns"),
        words.TABLES[COLUMNS],
        fields,
        ("table_name", "column_name"),
        lambda: iter([described()]),
    )


def described() -> Block:
    """A row for each column of each table."""
    return [
        [
            one.name,
            field.name,
            position,
            field.type,
            field.name in one.key,
            field.required,
            field.target or None,
            field.unit_field or None,
            "EDTF" if field.edtf else None,
            *both(field.title),
            *both(field.description),
        ]
        for one in tables()
        for position, field in enumerate(one.fields, 1)
    ]


def _codes() -> Table:
    fields = (
        _declared("table_name", required=True),
        _declared("column_name", required=True),
        _declared("code", required=True),
        _declared("position", "integer", required=True, least=1),
        _declared("label", required=True),
        _declared("label_zh", required=True),
    )
    column = ("table_name", "column_name")
    return Table(
        CODES,
        _("Codes"),
        words.TABLES[CODES],
        fields,
        (*column, "code"),
        lambda: iter([coded()]),
        links=[(column, COLUMNS, column)],
    )


def coded() -> Block:
    """A row for each value that a column may have."""
    return [
        [one.name, field.name, code, position, *both(label)]
        for one in tables()
        for field in one.fields
        for position, (code, label) in enumerate(field.codes, 1)
    ]
