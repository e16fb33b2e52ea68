"""How many queries a page takes: a ceiling, and the same for two rows as for many."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from investments.datasets import DATASETS, Dataset
from investments.listing import Listing
from investments.models import Event, EventSeries, Figure, Industry, Place, Project
from tests.contracts.pages import ALL, NAMES, attach, get, well_formed
from tests.factories import make

LIST, DETAIL, HOME = 8, 12, 12
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
each_list = pytest.mark.parametrize("dataset", ALL, ids=NAMES)


def queries(address: str, **parameters: Any) -> int:
    get(address, **parameters)  # what is made once a process is made now
    with CaptureQueriesContext(connection) as captured:
        assert get(address, **parameters).status_code == 200
    return len(captured)


@each_list
def test_a_list_of_the_record_keeps_its_ceiling(dataset: Dataset) -> None:
    assert queries(dataset.list_url()) <= LIST


@each_list
def test_every_filter_at_once_keeps_the_ceiling(dataset: Dataset) -> None:
    """Two values of each filter, what is left out included, and all columns."""
    listing = Listing(dataset, QueryDict(""))
    values = {facet.name: facet.values[:2] for facet in listing.facets}
    columns = {"columns": ",".join(column.name for column in dataset.columns)}
    taken = {name: ",".join(one.key for one in listed) for name, listed in values.items()}
    left_out = {
        name: ",".join(f"-{one.key}" for one in listed[:1]) for name, listed in values.items()
    }
    assert queries(dataset.list_url(), **columns) <= LIST
    assert queries(dataset.list_url(), **taken, **columns) <= LIST
    assert queries(dataset.list_url(), **left_out, **columns) <= LIST
    for name in values:
        assert queries(dataset.list_url(), **{name: taken[name]}, **columns) <= LIST


@each_list
def test_every_record_has_a_page_within_its_ceiling(dataset: Dataset) -> None:
    counted = {}
    for slug in dataset.rows().values_list("slug", flat=True):
        with CaptureQueriesContext(connection) as captured:
            response = get(reverse(dataset.url_name, args=[slug]))
        assert response.status_code == 200
        well_formed(response.content.decode())
        counted[slug] = len(captured)
    assert counted
    assert {slug: number for slug, number in counted.items() if number > DETAIL} == {}


def rich(dataset: Dataset, times: int) -> Any:
    """A record with so many statements of every kind, and so many relatives."""
    if dataset.model is Figure:
        figure = make(Figure)
        subject = {"place": figure.place, "statistic": figure.statistic}
        for number in range(times):
            make(Figure, **subject)
            make(Figure, **subject, period=str(2000 + number), status="target")
            make(Figure, **subject, unit="USD", conversion_of=figure)
        return figure
    fields: dict[str, Any] = {}
    if dataset.model is Event:
        fields["series"] = make(EventSeries)
    record = make(dataset.model, **fields)
    attach(record, times)
    relatives(record, times)
    return record


def relatives(record: Any, times: int) -> None:
    """What belongs to a record and has statements of its own."""
    from investments.models import SigningBatch, Source

    for _number in range(times):
        if isinstance(record, Event):
            make(Event, parent=record)
            make(Event, series=record.series)
            total = make(SigningBatch, event=record)
            part = make(SigningBatch, event=record, parent=total)
            attach(total, 1)
            attach(part, 1)
            assert record.series is not None
            attach(record.series, 1)
        if isinstance(record, Project):
            attach(make(SigningBatch, initiative=record), 1)
        if isinstance(record, Place | Industry):
            make(type(record), parent=record)
        if record._meta.model_name == "organisation":
            make(Source, publisher=record)


@each_list
def test_queries_do_not_grow_with_the_rows(dataset: Dataset) -> None:
    few, many = rich(dataset, 1), rich(dataset, 4)
    addresses = [reverse(dataset.url_name, args=[row.slug]) for row in (few, many)]
    counts = [queries(address) for address in addresses]
    assert counts[0] == counts[1] <= DETAIL
    assert queries(dataset.list_url(), per_page="25") == queries(dataset.list_url(), per_page="250")


def test_home_keeps_its_ceiling_whatever_the_rows() -> None:
    before = queries("/")
    for dataset in DATASETS.values():
        rich(dataset, 2)
    assert queries("/") == before <= HOME


def test_home_of_an_empty_record_answers() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert get("/").status_code == 200
    for dataset in ALL:
        page = get(dataset.list_url())
        assert page.status_code == 200
        assert "The record holds nothing of this kind yet." in page.content.decode()
