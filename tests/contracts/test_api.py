"""The API of every list: the rows of the page and of its downloads, whole, within few queries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from investments.api.cursor import Order, cut
from investments.api.statements import kinds_of
from investments.api.views import rows_of
from investments.datasets import DATASETS, Dataset
from investments.filters import RecordFilterSet
from investments.listing import Listing
from investments.models import SlugRedirect
from tests.contracts.pages import ALL, NAMES, links_to, make_linked
from tests.contracts.test_queries import rich
from tests.factories import STATEMENTS, make

LIST, DETAIL = 8, 13
pytestmark = pytest.mark.django_db
once = pytest.mark.one_database  # cursors and ceilings alone hang on the database
each_list = pytest.mark.parametrize("dataset", ALL, ids=NAMES)


def ask(address: str, **parameters: str) -> Any:
    response = Client().get(address, parameters)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content, parse_int=str, parse_float=str)


def api(dataset: Dataset, slug: str = "", before: str = "") -> str:
    return f"{before}/api/v1/{dataset.key}/{f'{slug}/' if slug else ''}"


def download(dataset: Dataset, before: str = "", **parameters: str) -> list[dict[str, Any]]:
    response: Any = Client().get(f"{before}/{dataset.key}/", {**parameters, "format": "json"})
    text = b"".join(response.streaming_content).decode()
    rows: list[dict[str, Any]] = json.loads(text, parse_int=str, parse_float=str)["rows"]
    return rows


def values(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "links"}


def all_rows(address: str, **parameters: str) -> list[dict[str, Any]]:
    """By the links of the pages."""
    found: list[dict[str, Any]] = []
    page = ask(address, per_page="25", **parameters)
    while True:
        found += page["results"]
        if page["links"]["next"] is None:
            assert page["count"] == str(len(found))
            return found
        page = ask(page["links"]["next"].removeprefix("http://testserver"))


@once
@each_list
@pytest.mark.parametrize("start", [{}, {"page": "1"}], ids=["cursor", "page"])
def test_a_list_has_the_rows_of_its_download(dataset: Dataset, start: dict[str, str]) -> None:
    """The same values digit by digit, in the same order, however pages are turned."""
    for before in ("", "/zh-hans", "/as-known-on/2020-12-31"):
        rows = all_rows(api(dataset, before=before), **start)
        assert [values(row) for row in rows] == download(dataset, before)


@once
@each_list
def test_filter_order_and_columns_are_those_of_the_list(dataset: Dataset) -> None:
    facet = Listing(dataset, QueryDict("")).facets[-1]
    by = next(iter(dataset.sortable))
    names = ",".join(column.name for column in dataset.columns[:2])
    asked = {facet.name: facet.values[0].key, "sort": f"-{by}", "columns": names}
    rows = all_rows(api(dataset), **asked)
    assert rows
    assert [values(row) for row in rows] == download(dataset, **asked)
    asked["fields"] = asked.pop("columns")
    assert all_rows(api(dataset), **asked) == rows


@each_list
def test_pages_by_cursor_hold_every_row_once_in_any_order(dataset: Dataset) -> None:
    """Forwards and backwards, by every column, in steps so small that each value is crossed."""
    slugs = set(dataset.rows().values_list("slug", flat=True)[:12])
    for name in dataset.sortable:
        for sort in (name, f"-{name}"):
            queryset = dataset.ordered(dataset.rows().filter(slug__in=slugs), [sort])
            listing = Listing(dataset, QueryDict(f"sort={sort}&columns={name}"))
            expected = list(queryset.values_list("slug", flat=True))
            assert walked(listing, queryset, size=3) == expected, sort


def walked(listing: Listing, queryset: Any, size: int) -> list[str]:
    order = Order(queryset)

    def page(cursor: Any) -> Any:
        rows = order.beyond(queryset, cursor) if cursor else queryset
        return cut(rows_of(listing, rows[: size + 1], order.columns), order, cursor, size)

    seen: list[str] = []
    pages = []
    cursor = None
    while True:
        found = page(cursor)
        pages.append([row["pk"] for row in found.rows])
        seen += [row["links"]["self"].rstrip("/").rpartition("/")[2] for row in found.rows]
        if found.following is None:
            break
        cursor = found.following
        assert len(pages) < 50
    back = []
    while found.previous:
        found = page(found.previous)
        back.append([row["pk"] for row in found.rows])
        assert len(back) < 50
    assert back == pages[-2::-1]
    return seen


@once
@each_list
def test_a_record_is_its_row_with_what_sources_say(dataset: Dataset) -> None:
    slug = dataset.rows().values_list("slug", flat=True).order_by("slug")[0]
    row = next(row for row in all_rows(api(dataset)) if row["links"]["self"].endswith(f"/{slug}/"))
    record = ask(api(dataset, slug))
    assert {name: record[name] for name in row} == row
    assert set(record) - set(row) == {"statements", "incomplete"}
    assert list(record["statements"]) == list(kinds_of(dataset.model))
    kind = next(iter(kinds_of(dataset.model)))
    part = ask(api(dataset, slug), columns=dataset.columns[0].name, expand=kind)
    assert list(part["statements"]) == [kind]
    assert part.keys() < record.keys()


@once
@each_list
def test_every_statement_about_a_record_is_told_with_its_source(dataset: Dataset) -> None:
    """Those of every model that points at it, a new one too; in a list the same as in a record."""
    record = make(dataset.model)
    made = [linked(statement, name, record) for statement, name in about(dataset)]
    assert made
    told = ask(api(dataset, record.slug))["statements"]
    by_kind = {kind.model: key for key, kind in kinds_of(dataset.model).items()}
    for row in made:
        (said,) = [one for one in told[by_kind[type(row)]] if one["id"] == row.slug]
        source = row.source
        assert said["source"]["id"] == source.slug
        assert said["source"]["title"] == source.name
        assert said["source"]["published"] == source.published
        assert said["paragraph"] == str(row.paragraph)
        assert said["as_printed"] == row.as_printed
        assert said["standing"] == row.standing
    listed = all_rows(api(dataset), expand="statements")
    (beside,) = [row for row in listed if row["links"]["self"].endswith(f"/{record.slug}/")]
    assert beside["statements"] == told
    assert beside["incomplete"] == []


@once
@pytest.mark.parametrize(
    "dataset",
    [one for one in ALL if "figures" in kinds_of(one.model)],
    ids=lambda one: one.key,
)
def test_a_figure_beside_a_record_is_the_row_of_the_ledger(dataset: Dataset) -> None:
    ledger = {row["id"]: row for row in download_figures()}
    listed = all_rows(api(dataset), expand="figures")
    figures = [one for row in listed for one in row["statements"]["figures"]]
    for one in figures:
        assert {name: one[name] for name in ledger[one["id"]]} == ledger[one["id"]]
    assert figures or dataset.key in ("figures", "organisations")


def about(dataset: Dataset) -> list[tuple[Any, str]]:
    """Each kind of statement with each key by which it is about a record of the list."""
    return [(one, name) for one in STATEMENTS for name in links_to(one, dataset.model)]


def linked(statement: Any, name: str, record: Any, **fields: Any) -> Any:
    if name == "conversion_of":
        fields |= {"unit": "USD", "place": record.place}
    return make_linked(statement, name, record, **fields)


def download_figures() -> list[dict[str, Any]]:
    response: Any = Client().get("/figures/", {"format": "json"})
    rows: list[dict[str, Any]] = json.loads(
        b"".join(response.streaming_content), parse_int=str, parse_float=str
    )["rows"]
    return rows


# --- What is wrong, moved or not public ----------------------------------------------------------


@once
@each_list
def test_a_wrong_parameter_is_named(dataset: Dataset) -> None:
    wrong = ["nonsense=1", "sort=nonsense", "columns=nonsense", "page=0", "page=999", "per_page=7"]
    wrong += ["fields=nonsense", "fields=%ff"]
    wrong += ["expand=nonsense", "cursor=abc", "q=%00", "format=csv", f"q={'x' * 101}"]
    wrong += [f"{name}=no.such.thing" for name in filters(dataset) if name != "q"]
    for query in wrong:
        refused(f"{api(dataset)}?{query}", query.partition("=")[0])
    slug = dataset.rows().values_list("slug", flat=True)[0]
    wrong = ["nonsense=1", "columns=nonsense", "expand=nonsense", "sort=name", "columns=%ff"]
    for query in (*wrong, "fields=nonsense", "fields=%ff"):
        refused(f"{api(dataset, slug)}?{query}", query.partition("=")[0])


def filters(dataset: Dataset) -> list[str]:
    filterset: type[RecordFilterSet] = dataset.filterset
    return list(filterset.base_filters)


def refused(address: str, name: str) -> None:
    response = Client().get(address)
    assert response.status_code == 400, address
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == 400
    assert [one["parameter"] for one in body["errors"]] == [name], address


@once
@each_list
def test_a_moved_record_leads_on(dataset: Dataset) -> None:
    record = make(dataset.model)
    SlugRedirect.objects.create(kind=dataset.kind, old="was-here", new=record.slug)
    for before in ("", "/zh-hans"):
        response = Client().get(api(dataset, "was-here", before))
        assert response.status_code == 301
        assert response["Location"] == api(dataset, record.slug, before)


# --- Cost ---------------------------------------------------------------------------------------


def queries(address: str, **parameters: str) -> int:
    ask(address, **parameters)
    with CaptureQueriesContext(connection) as captured:
        ask(address, **parameters)
    return len(captured)


@each_list
def test_lists_and_records_keep_their_ceilings(dataset: Dataset) -> None:
    assert queries(api(dataset)) == queries(api(dataset), per_page="250") <= LIST
    slugs = dataset.rows().order_by("-slug").values_list("slug", flat=True)[:3]
    assert [slug for slug in slugs if queries(api(dataset, slug)) > DETAIL] == []


@once
@pytest.mark.parametrize("key", ["events", "figures"])
def test_queries_do_not_grow_with_rows_or_statements(key: str) -> None:
    dataset = DATASETS[key]
    alone = queries(api(dataset, rich(dataset, 1).slug))
    told = queries(api(dataset), expand="statements")
    assert alone == queries(api(dataset, rich(dataset, 2).slug)) <= DETAIL
    assert told == queries(api(dataset), expand="statements")
    assert told <= queries(api(dataset)) + 2 * len(kinds_of(dataset.model))
