"""Asking for pages, and records with every kind of statement about them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.db import models
from django.test import Client

from investments.columns import Row
from investments.columns.base import reader
from investments.datasets import DATASETS, Dataset
from investments.exports import blocks_of_rows
from investments.models import Figure, Identity, Sourced
from investments.models.base import Arc
from tests.factories import STATEMENTS, make

ALL = list(DATASETS.values())
NAMES = list(DATASETS)


def get(address: str, **parameters: Any) -> Any:
    """A page as a stranger sees it; an error in a view is an error in the test."""
    return Client().get(address, parameters)


@cache
def record_page(address: str) -> str:
    """A page of the record as it was loaded, asked for once in a worker. Not for tests that write
    before they ask."""
    response = get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


def well_formed(text: str) -> None:
    """What holds for every page of the site."""
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert re.search(r"<title>\s*\S", text)
    assert re.search(r'<html lang="(en|zh-Hans)">', text)
    # Facts for machines are a block of data, which nothing runs; lists load files of our own host.
    others = re.sub(r'<script type="application/ld\+json">[^<]*</script>', "", text)
    assert not re.search(r'<script(?! src="/static/)', others), "a script in the page itself"
    assert "<style" not in text
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    ids = re.findall(r'\sid="([^"]*)"', text)
    assert len(ids) == len(set(ids)), "an id stands twice"


def rows_of(dataset: Dataset, **parameters: Any) -> list[str]:
    """The addresses of all rows that a filter leaves, in order."""
    response = get(dataset.list_url(), per_page="250", **parameters)
    assert response.status_code == 200
    listing = response.context["listing"]
    assert listing.page.paginator.num_pages == 1, "more rows than the test reads"
    return list(listing.queryset.values_list("slug", flat=True))


def raw_rows(dataset: Dataset, queryset: Any = None) -> list[Row]:
    """What the columns of a list read, for all its rows."""
    rows = queryset if queryset is not None else dataset.rows()
    return [row for block in blocks_of_rows(rows, dataset.columns) for row in block]


def column_names(dataset: Dataset) -> list[str]:
    return reader(dataset.columns)[0]


def links_to(statement: type[Sourced], model: type[models.Model]) -> list[str]:
    """The foreign keys by which a statement is about a model."""
    return [
        field.name
        for field in statement._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is model
    ]


def attach(record: Identity, times: int, **fields: Any) -> list[Sourced]:
    """Make statements of every kind about a record, by each of their foreign keys."""
    made: list[Sourced] = []
    for statement in STATEMENTS:
        for name in links_to(statement, type(record)):
            made += [
                make_linked(statement, name, record, number, **fields) for number in range(times)
            ]
    return made


def make_linked(
    statement: type[Sourced], name: str, record: Any, number: int = 0, **fields: Any
) -> Any:
    """A statement whose foreign key `name` is the record, valid whatever that key is."""
    values: dict[str, Any] = {name: record, "paragraph": number + 1, **fields}
    if statement is Figure and name == "area":
        values["industry"] = Figure._meta.get_field("industry").related_model
    if name == "position":
        values["person"] = record.person
        values["organisation"] = None
    if name == "person" and statement.__name__ == "Participation":
        values["organisation"] = None
    if name == "batch" and statement.__name__ == "Milestone":
        values["stage"] = "signed"
    return make(statement, **values)


def is_arc(statement: type[Sourced]) -> bool:
    return issubclass(statement, Arc)
