"""Whatever stands in the address: an explanation, never an error and never the whole list."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from investments.datasets import DATASETS, Dataset
from investments.filters import ChoosableFilter
from investments.filters.base import TermsFilter
from investments.listing import CONTROLS
from tests.contracts.pages import ALL, NAMES, get

pytestmark = pytest.mark.django_db
each_list = pytest.mark.parametrize("dataset", ALL, ids=NAMES)
each_parameter = pytest.mark.parametrize(
    ("dataset", "name"),
    [
        pytest.param(dataset, name, id=f"{dataset.key}-{name}")
        for dataset in ALL
        for name in (*dataset.filterset.base_filters, *CONTROLS)
    ],
)
HUGE = "9" * 400
# What no parameter takes: control characters, bytes that are no UTF-8, two that mean nothing.
UNREADABLE = ("{name}=a%00b", "{name}=%ff%fe", "{name}=a&{name}=b", "{name}=%0d%0a")


def refused(address: str, query: str, name: str) -> None:
    """The page explains, without rows; the download is refused, in plain text."""
    page = Client().get(f"{address}?{query}")
    assert page.status_code == 200
    listing = page.context["listing"]
    assert [complaint.parameter for complaint in listing.complaints] == [name], query
    assert list(listing.queryset) == []
    assert listing.rows == []
    text = page.content.decode()
    assert 'role="status"' in text
    assert f'href="{address}"' in text, "no way out"
    for complaint in listing.complaints:
        assert len(str(complaint)) < 600
    download = Client().get(f"{address.rstrip('/')}.csv?{query}")
    assert download.status_code == 400
    assert download["Content-Type"] == "text/plain; charset=utf-8"
    assert download.content.decode().startswith(f"{name}: ")


@pytest.mark.one_database
@each_parameter
def test_a_wrong_value_is_explained(dataset: Dataset, name: str) -> None:
    value = "x" * 101 if name == "q" else "no-such-thing"
    if name == "format":
        response = get(dataset.list_url(), format=value)
        assert response.status_code == 400
        assert "csv" in response.content.decode()
        return
    refused(dataset.list_url(), urlencode({name: value}), name)
    refused(dataset.list_url(), urlencode({name: HUGE}), name)


@pytest.mark.one_database
@each_parameter
def test_a_value_with_control_characters_is_explained(dataset: Dataset, name: str) -> None:
    if name == "format":
        assert Client().get(f"{dataset.list_url()}?format=csv%00").status_code == 400
        return
    refused(dataset.list_url(), f"{name}=a%00b", name)


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["q", "kind", "year", "industry", "amount_from", "page", "sort"])
@pytest.mark.parametrize("query", UNREADABLE)
def test_an_unreadable_value_is_explained(name: str, query: str) -> None:
    refused("/events/", query.format(name=name), name)


@pytest.mark.one_database
@pytest.mark.parametrize("query", UNREADABLE)
def test_an_unreadable_format_is_refused(query: str) -> None:
    assert Client().get(f"/events/?{query.format(name='format')}").status_code == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"),
        ("page", "-1"),
        ("page", "٣"),
        ("page", "1.5"),
        ("page", HUGE),
        ("per_page", "-1"),
        ("per_page", "0"),
        ("per_page", "51"),
        ("per_page", "1000000"),
        ("sort", "-"),
        ("sort", "--name"),
        ("sort", "pk"),
        ("sort", "state"),
        ("sort", "?"),
        ("sort", "name,kind,date,amount"),
        ("q", "a b c d e f"),
        ("q", "x" * 101),
        ("kind", "fair,no-such-kind"),
        ("kind", "-"),
        ("kind", "fair,-fair"),
        ("kind", "unknown"),
        ("year", ",".join(str(year) for year in range(2000, 2021))),
        ("year", "2018,2019..2020"),
        ("industry", "automobile,no-such-industry"),
        ("industry", "-no-such-industry"),
        ("columns", "name,nonsense"),
        ("columns", "-name"),
        ("columns", "slug"),
    ],
)
def test_a_value_out_of_bounds_is_explained(name: str, value: str) -> None:
    refused("/events/", urlencode({name: value}), name)


@pytest.mark.one_database
@each_list
@pytest.mark.parametrize("number", ["7", "999999999"])
def test_a_page_after_the_last_is_explained(dataset: Dataset, number: str) -> None:
    page = get(dataset.list_url(), page=number)
    assert page.status_code == 200
    listing = page.context["listing"]
    assert [complaint.parameter for complaint in listing.complaints] == ["page"]
    assert listing.rows == []


@pytest.mark.one_database
@each_list
def test_an_unknown_parameter_is_explained(dataset: Dataset) -> None:
    refused(dataset.list_url(), "state=draft", "state")
    refused(dataset.list_url(), "utm_source=x", "utm_source")
    refused(dataset.list_url(), quote("name__startswith") + "=L", "name__startswith")


@pytest.mark.parametrize(
    "query",
    [
        "year=1799",
        "year=2200",
        "year=10000",
        "year=-1",
        "amount_from=-1",
        "amount_from=1e400",
        "amount_from=NaN",
        "amount_from=Infinity",
        "amount_from=٣",
        "amount_from=1234567890123456789",
        "amount_to=0.1234567",
        "amount_from=2&amount_to=1",
        "year_from=1799",
        "year_to=20,24",
        "year_from=2021&year_to=2020",
    ],
)
def test_numbers_are_bounded(query: str) -> None:
    refused("/events/", query, query.partition("=")[0])


def test_an_empty_parameter_is_none() -> None:
    """A form sends all its fields, most of them empty."""
    for dataset in ALL:
        names = [*dataset.filterset.base_filters, "sort", "page", "per_page", "format"]
        whole = get(dataset.list_url())
        response = get(dataset.list_url(), **dict.fromkeys(names, ""))
        assert response.context["listing"].complaints == []
        assert response.context["listing"].rows == whole.context["listing"].rows


def test_the_guard_is_in_the_filter_set_itself() -> None:
    """django-filter's own `.qs` of an invalid set is every row."""
    for dataset in ALL:
        checked = 0
        for name, item in dataset.filterset.base_filters.items():
            if isinstance(item, (ChoosableFilter, TermsFilter)):
                value = "x" * 200
                filterset = dataset.filterset({name: value}, dataset.rows())
                assert list(filterset.qs) == []
                checked += 1
        assert checked


known_names = st.sampled_from(
    sorted({name for item in ALL for name in (*item.filterset.base_filters, *CONTROLS)})
)
values = st.one_of(
    st.text(max_size=120),
    st.sampled_from(["unknown", "-1", "0", "9" * 30, "1e9", "NaN", "%", "_", "'", '"', "\\", "--"]),
    st.integers().map(str),
    st.dates().map(str),
)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    key=st.sampled_from(NAMES),
    pairs=st.lists(st.tuples(st.one_of(known_names, st.text(max_size=12)), values), max_size=4),
)
def test_garbage_never_breaks_a_list(key: str, pairs: list[tuple[str, str]]) -> None:
    answered(DATASETS[key], urlencode(pairs, errors="surrogatepass"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(key=st.sampled_from(NAMES), query=st.binary(max_size=60))
def test_garbage_bytes_never_break_a_list(key: str, query: bytes) -> None:
    answered(DATASETS[key], quote(query, safe="=&;+%"))


def answered(dataset: Dataset, query: str) -> Any:
    """200 with an explanation, or 400; rows only where nothing is wrong."""
    page = Client().get(f"{dataset.list_url()}?{query}")
    assert page.status_code in (200, 400)
    if page.context is None:
        return
    listing = page.context["listing"]
    if listing.complaints:
        assert listing.rows == []
        assert 'role="status"' in page.content.decode()


@pytest.mark.parametrize("slug", ["nothing-here", "-", "a" * 300, "%00", "%ff", "..%2f", "é"])
@each_list
def test_an_address_without_a_record_is_not_found(dataset: Dataset, slug: str) -> None:
    assert Client().get(f"/{dataset.key}/{slug}/").status_code == 404
