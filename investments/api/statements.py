"""What sources say of a record: every kind of statement that points at it, found from the models.

A figure reads as in the list of figures; other statements have the fields of their model. Rows
are read by one query a kind for one record, by two for the rows of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from investments.api.fields import Field, fields_of, source_of
from investments.api.links import links_to
from investments.columns import Column, public_only
from investments.datasets import DATASETS, Dataset, dataset_of
from investments.exports import blocks_of_values, types
from investments.models import Identity, Sourced

# Statements of a kind at most: on a record; on a page of a list, shared among its rows.
ON_A_RECORD, ON_A_PAGE = 500, 2500
OWNER, NUMBER = "owner", "place_in_owner"
SOURCE_PARTS = ("slug", "name", "name_zh", "published", "url", "language")
PUBLISHER_PARTS = ("slug", "name", "name_zh")


@dataclass(frozen=True)
class Kind:
    """A kind of statement: its name in answers, and the paths by which it is about a record."""

    key: str
    model: type[Sourced]
    paths: tuple[str, ...]

    @property
    def dataset(self) -> Dataset | None:
        """The list that holds these statements as rows, where there is one."""
        return dataset_of(self.model)

    @cached_property
    def fields(self) -> Sequence[Field]:
        return fields_of(self.model)

    def about(self, pks: Sequence[int]) -> Q:
        condition = Q()
        for path in self.paths:
            condition |= Q(**{f"{path}__in": pks})
        return condition

    def of_one(self, pk: int, limit: int) -> list[dict[str, Any]]:
        """The statements about a record: one query."""
        rows = self.model.objects.published().filter(self.about([pk]))
        return [said for _pk, said in self._read(self._ordered(rows)[: limit + 1])]

    def of_many(self, pks: Sequence[int], limit: int) -> dict[int, list[dict[str, Any]]]:
        """The first statements about each of several records: two queries."""
        arms = [self._first(path, pks, limit) for path in self.paths]
        found = arms[0].union(*arms[1:]) if len(arms) > 1 else arms[0]
        owners: dict[int, list[int]] = {}
        for owner, pk in found:
            owners.setdefault(pk, []).append(owner)
        said: dict[int, list[dict[str, Any]]] = {pk: [] for pk in pks}
        rows = self.model.objects.published().filter(pk__in=list(owners))
        for pk, one in self._read(self._ordered(rows)):
            for owner in owners[pk]:
                said[owner].append(one)
        return said

    def _first(self, path: str, pks: Sequence[int], limit: int) -> Any:
        place = Window(RowNumber(), partition_by=F(path), order_by=F("slug").asc())
        rows = self.model.objects.published().filter(**{f"{path}__in": pks}).order_by()
        rows = rows.annotate(**{OWNER: F(path), NUMBER: place})
        return rows.filter(**{f"{NUMBER}__lte": limit + 1}).values_list(OWNER, "pk")

    @staticmethod
    def _ordered(rows: Any) -> Any:
        return rows.order_by("slug")

    def _read(self, rows: Any) -> Iterator[tuple[int, dict[str, Any]]]:
        if self.dataset is None:
            related = [field.name for field in self.fields if field.related]
            for row in rows.select_related("source__publisher", *related):
                yield row.pk, said_by(row, self.fields)
            return
        columns = self.dataset.columns
        headers = list(types(columns, self.dataset.leading))
        read = [*headers, "pk", *(column.name for column in SOURCE)]
        pk, number = len(headers), len(headers) + 1
        for block in blocks_of_values(rows, [*columns, PK, *SOURCE], read):
            for values in block:
                said = dict(zip(headers, values, strict=False))
                links = links_to(self.dataset.kind, said["id"])
                yield values[pk], {**said, "links": links, "source": source_of(*values[number:])}


def _part(part: str) -> Column:
    return Column(name=f"source_of_it_{part}", label="", path=f"source__{part}")


def _publisher_part(part: str) -> Column:
    path = public_only("source__publisher", part)
    return Column(name=f"publisher_of_it_{part}", label="", path=path)


PK = Column(name="pk", label="", path="pk")
SOURCE = (*map(_part, SOURCE_PARTS), *map(_publisher_part, PUBLISHER_PARTS))


def said_by(row: Any, fields: Sequence[Field]) -> dict[str, Any]:
    """A statement with the values of its fields, its addresses and its source."""
    values: dict[str, Any] = {}
    for field in fields:
        values |= field.values(row)
    values["links"] = links_to(row._meta.model_name, row.slug)
    source = row.source
    parts = [getattr(source, name) for name in SOURCE_PARTS]
    publisher = source.publisher if source.publisher_id and source.publisher.is_shown else None
    parts += [getattr(publisher, name) if publisher else None for name in PUBLISHER_PARTS]
    return values | {"source": source_of(*parts)}


# --- Which kinds there are ----------------------------------------------------------------------


@cache
def kinds_of(model: type[models.Model]) -> dict[str, Kind]:
    """The kinds of statements that point at records of a model, by name: directly, or through
    what has no list of its own and hangs on the record, as a reported total on its event."""
    found: dict[type[Sourced], list[str]] = {}
    for name, statement in _pointing(model):
        found.setdefault(statement, []).append(name)
    listed = {dataset.model for dataset in DATASETS.values()}
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if issubclass(other, Identity) and other not in listed:
            for name, statement in _pointing(other):
                found.setdefault(statement, []).append(f"{name}__{relation.field.name}")
    kinds = [Kind(key_of(one), one, tuple(paths)) for one, paths in found.items()]
    return {kind.key: kind for kind in sorted(kinds, key=_place)}


def _place(kind: Kind) -> tuple[bool, str]:
    """Figures first."""
    return kind.dataset is None, kind.key


def _pointing(model: type[models.Model]) -> Iterator[tuple[str, type[Sourced]]]:
    for relation in model._meta.related_objects:
        other: Any = relation.related_model
        if isinstance(other, type) and issubclass(other, Sourced):
            yield relation.field.name, other


def key_of(model: type[Sourced]) -> str:
    """`PolicyNote` → `policy_notes`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower() + "s"


def statements_of(pk: int, kinds: Sequence[Kind]) -> dict[str, Any]:
    """All of one record: one query a kind."""
    return _told({kind: kind.of_one(pk, ON_A_RECORD) for kind in kinds}, ON_A_RECORD)


def statements_of_rows(pks: Sequence[int], kinds: Sequence[Kind]) -> dict[int, dict[str, Any]]:
    """The first of each row: two queries a kind."""
    limit = ON_A_PAGE // max(len(pks), 1)
    limit = min(limit, ON_A_RECORD)
    read = {kind: kind.of_many(pks, limit) for kind in kinds}
    return {pk: _told({kind: found[pk] for kind, found in read.items()}, limit) for pk in pks}


def _told(found: dict[Kind, list[dict[str, Any]]], limit: int) -> dict[str, Any]:
    """`incomplete` names the kinds of which there are more than are given."""
    return {
        "statements": {kind.key: rows[:limit] for kind, rows in found.items()},
        "incomplete": [kind.key for kind, rows in found.items() if len(rows) > limit],
    }
