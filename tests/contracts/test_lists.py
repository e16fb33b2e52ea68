"""Every list: it answers, sorts by every column, filters by every filter, and downloads."""

from __future__ import annotations

import csv
import html
import io
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation

from investments.columns import Amount, Column
from investments.datasets import DATASETS, Dataset
from investments.exports import types
from investments.filters import ChoosableFilter
from investments.filters.base import QuantityFilter, TermsFilter, YearEndFilter
from investments.filters.choose import FoundFilter
from investments.listing import Listing
from investments.models import Figure
from investments.tables import LEDGER
from tests.contracts.pages import ALL, NAMES, attach, get, raw_rows, rows_of, well_formed
from tests.factories import make

pytestmark = pytest.mark.django_db
each_list = pytest.mark.parametrize("dataset", ALL, ids=NAMES)
each_column = pytest.mark.parametrize(
    ("dataset", "column"),
    [
        pytest.param(dataset, column, id=f"{dataset.key}-{column.name}")
        for dataset in ALL
        for column in dataset.sortable.values()
    ],
)
each_filter = pytest.mark.parametrize(
    ("dataset", "name"),
    [
        pytest.param(dataset, name, id=f"{dataset.key}-{name}")
        for dataset in ALL
        for name in dataset.filterset.base_filters
    ],
)
CHOOSABLE = [
    (dataset, name)
    for dataset in ALL
    for name, item in dataset.filterset.base_filters.items()
    if isinstance(item, ChoosableFilter)
]
each_choosable = pytest.mark.parametrize(
    ("dataset", "name"), CHOOSABLE, ids=[f"{dataset.key}-{name}" for dataset, name in CHOOSABLE]
)
# Filters by which every row of the five documents fits, or that have no choices in them.
ONE_ANSWER = {("sources", "language"), ("figures", "organisation")}


@each_list
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_a_list_shows_all_its_rows(dataset: Dataset, prefix: str) -> None:
    response = get(f"{prefix}/{dataset.key}/", per_page="250")
    assert response.status_code == 200
    text = response.content.decode()
    well_formed(text)
    for slug in dataset.rows().values_list("slug", flat=True):
        shown = slug if dataset.key != "figures" else f"mark-{slug}"
        assert shown in text


@each_column
def test_a_column_sorts_both_ways_with_the_unknown_last(dataset: Dataset, column: Column) -> None:
    ascending = [_key(column, row) for row in _sorted(dataset, column.name)]
    descending = [_key(column, row) for row in _sorted(dataset, f"-{column.name}")]
    assert sorted(ascending, key=repr) == sorted(descending, key=repr)
    for keys in (ascending, descending):
        empty = [key is None for key in keys]
        assert empty == sorted(empty), "something known comes after the unknown"
    for unit in {_unit(column, key) for key in ascending}:
        up, down = (
            _distinct(key for key in keys if key is not None and _unit(column, key) == unit)
            for keys in (ascending, descending)
        )
        assert up == down[::-1]
        assert len(up) == len(set(up)), "equal values are apart"


def _sorted(dataset: Dataset, sort: str) -> list[dict[str, Any]]:
    rows = raw_rows(dataset, dataset.ordered(dataset.rows(), [sort]))
    assert [row["pk"] for row in rows]
    response = get(dataset.list_url(), sort=sort, per_page="250")
    assert [row["pk"] for row in response.context["listing"].rows] == [row["pk"] for row in rows]
    return rows


def _key(column: Column, row: dict[str, Any]) -> Any:
    """What a row is sorted by, None where that is not known."""
    if isinstance(column, Amount):
        unit, low, high = (row[f"{column.prefix}{part}"] for part in ("unit", "low", "high"))
        return (unit, low if low is not None else high) if unit else None
    names = list(column.sources())
    if column.kind == "date":
        start, end = row[names[1]], row[names[2]]
        return (start, end) if start else None
    value = row["name"] if column.name == "name" else row[_sorting_header(column)]
    return value if value != "" else None


def _unit(column: Column, key: Any) -> str:
    """Amounts are sorted within their currency."""
    return str(key[0]) if isinstance(column, Amount) and key else ""


def _sorting_header(column: Column) -> str:
    return "subject" if column.name == "subject" else next(iter(column.sources()))


def _distinct(keys: Any) -> list[Any]:
    found: list[Any] = []
    for key in keys:
        if not found or found[-1] != key:
            found.append(key)
    return found


@each_filter
def test_a_filter_leaves_some_rows_and_says_so(dataset: Dataset, name: str) -> None:
    everything = set(dataset.rows().values_list("slug", flat=True))
    strict = False
    for value in _values(dataset, name):
        listing = Listing(dataset, QueryDict(urlencode({name: value})))
        assert listing.complaints == [], value
        left = list(listing.queryset.values_list("slug", flat=True))
        assert set(left) <= everything
        assert len(left) == len(set(left)), "a row stands twice"
        assert [item.parameter for item in listing.applied] == [name]
        strict = strict or set(left) != everything
        if value != "unknown" and isinstance(dataset.filterset.base_filters[name], FoundFilter):
            assert left, f"{value} is offered, but no row has it"
    assert strict or (dataset.key, name) in ONE_ANSWER, "the filter never filters"


@pytest.mark.one_database
@each_filter
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_filter_that_is_set_is_named_on_the_page(
    dataset: Dataset, name: str, language: str
) -> None:
    with translation.override(language):
        address, field = dataset.list_url(), dataset.filterset({}, dataset.rows()).form.fields[name]
    for value in _values(dataset, name)[:1]:
        chosen = isinstance(dataset.filterset.base_filters[name], ChoosableFilter)
        # Leaving out differs by no word of the label or the value: once, in one language.
        chosen = chosen and language == "en"
        for written in (value, f"-{value}") if chosen else (value,):
            response = get(address, **{name: written})
            (chip,) = response.context["applied"]
            assert (chip.remove_url, chip.left_out) == (address, written != value)
            with translation.override(language):
                assert chip.label == str(field.label)
            text = html.unescape(response.content.decode())
            assert chip.value in text
            assert response.context["listing"].sentence in text
            assert response.context["listing"].in_words != response.context["listing"].noun


@each_choosable
def test_a_count_is_the_rows_that_a_click_leaves(dataset: Dataset, name: str) -> None:
    everything = _found(dataset)
    field = dataset.filterset({}, dataset.rows()).form.fields[name]
    counts = {value.key: value.count for value in _facet(dataset, name).values}
    if "unknown" in field.choices:
        counts.setdefault("unknown", 0)
    for key, number in counts.items():
        taken, left = _found(dataset, **{name: key}), _found(dataset, **{name: f"-{key}"})
        assert len(taken) == number, key
        assert taken | left == everything, key
        assert not taken & left, key
        assert number or key == "unknown", f"{key} leads nowhere"


@each_list
def test_counts_follow_the_other_filters(dataset: Dataset) -> None:
    """With one value left out of one filter, each count of every other is still what it leaves."""
    names = [name for _dataset, name in CHOOSABLE if _dataset is dataset]
    for number, other in enumerate(names[:3]):
        (value, *_rest) = _facet(dataset, other).values
        within = {other: f"-{value.key}"}
        listing = Listing(dataset, QueryDict(urlencode(within)))
        for facet in listing.facets[number % 2 :: 2]:
            for one in facet.values[:2] if facet.name != other else ():
                assert len(_found(dataset, **within, **{facet.name: one.key})) == one.count


@each_choosable
def test_values_join(dataset: Dataset, name: str) -> None:
    keys = [value.key for value in _facet(dataset, name).values[:3]]
    joined = set().union(*(_found(dataset, **{name: key}) for key in keys))
    assert _found(dataset, **{name: ",".join(keys)}) == joined


@pytest.mark.one_database
@each_choosable
def test_links_say_which_values_are_joined(dataset: Dataset, name: str) -> None:
    keys = [value.key for value in _facet(dataset, name).values[:3]]
    response = get(dataset.list_url(), **{name: ",".join(keys)})
    assert [item.state for item in _choices(response, name)[: len(keys)]] == ["in"] * len(keys)
    assert len(response.context["applied"]) == len(keys)
    for choice in _choices(get(dataset.list_url(), sort="-name" if _named(dataset) else ""), name):
        text = Client().get(choice.url).content.decode()
        assert f'id="{choice.id}"' in text
        (taken,) = (one for one in _choices(Client().get(choice.url), name) if one.id == choice.id)
        (left,) = (
            one for one in _choices(Client().get(choice.leave_url), name) if one.id == choice.id
        )
        assert (taken.state, left.state) == ("in", "out")
        break


def _named(dataset: Dataset) -> bool:
    return "name" in dataset.sortable


def _choices(response: Any, name: str) -> list[Any]:
    (group,) = (group for group in response.context["groups"] if group.name == name)
    return [*group.choices, *group.rest]


def _facet(dataset: Dataset, name: str, **query: str) -> Any:
    listing = Listing(dataset, QueryDict(urlencode(query)))
    return next(facet for facet in listing.facets if facet.name == name)


def _found(dataset: Dataset, **query: str) -> set[str]:
    listing = Listing(dataset, QueryDict(urlencode(query)))
    assert listing.complaints == [], query
    rows = list(listing.queryset.values_list("slug", flat=True))
    assert len(rows) == len(set(rows)), "a row stands twice"
    return set(rows)


def _values(dataset: Dataset, name: str) -> list[str]:
    """Every value that a filter offers, or some that it may be given."""
    item = dataset.filterset.base_filters[name]
    if isinstance(item, TermsFilter):
        return ["no-row-says-this", "a"]
    if isinstance(item, QuantityFilter):
        return ["0", "999999999999999999"] if name.endswith("from") else ["0", "99999999999"]
    if isinstance(item, YearEndFilter):
        return ["2199", "2000"] if name.endswith("from") else ["1800", "2100"]
    return [value.key for value in _facet(dataset, name).values]


@pytest.mark.one_database
@each_list
@pytest.mark.parametrize("hidden", [False, True])
def test_columns_can_be_chosen_and_the_download_follows(dataset: Dataset, hidden: bool) -> None:
    picked = [column for column in dataset.columns if column.shown is not hidden][::-1]
    names = ",".join(column.name for column in picked)
    response = get(dataset.list_url(), columns=names, per_page="250")
    assert [heading.name for heading in response.context["headings"]] == names.split(",")
    well_formed(response.content.decode())
    text = b"".join(get(f"/{dataset.key}.csv", columns=names).streaming_content)
    lines = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert list(lines[0]) == list(dict.fromkeys(name for one in picked for name in one.headers()))
    assert len(lines) == dataset.rows().count()
    whole = b"".join(get(f"/{dataset.key}.csv").streaming_content).decode("utf-8-sig")
    for line, full in zip(lines, csv.DictReader(io.StringIO(whole)), strict=True):
        assert line.items() <= full.items()


@each_list
def test_a_download_has_every_row_of_the_filter(dataset: Dataset) -> None:
    for address in (f"/{dataset.key}.csv", f"{dataset.list_url()}?format=csv"):
        response = get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert f'filename="{dataset.key}-' in response["Content-Disposition"]
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        lines = list(csv.DictReader(io.StringIO(text)))
        assert list(lines[0]) == list(types(dataset.columns, dataset.leading))
        assert [line["id"] for line in lines] == rows_of(dataset)


@each_list
def test_a_download_says_what_the_page_says(dataset: Dataset) -> None:
    response = get(f"/{dataset.key}.csv", q="a")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = {line["id"]: line for line in csv.DictReader(io.StringIO(text))}
    page = get(dataset.list_url(), q="a", per_page="250").context["listing"]
    assert len(lines) == len(page.rows) > 0
    slugs = dict(dataset.rows().values_list("pk", "slug"))
    for row in page.rows:
        line = lines[slugs[row["pk"]]]
        for column in dataset.columns:
            if column.shown:
                assert column.export(row).items() <= line.items()


def test_the_ledger_keeps_the_public_contract() -> None:
    contract = (
        "id, subject_type, subject, subject_slug, statistic, statistic_slug, value, low, high, "
        "qualifier, unit, period, status, standing, conversion_of, source_title, "
        "source_published, paragraph, as_printed, note"
    )
    assert ", ".join(LEDGER) == contract
    text = b"".join(get("/figures.csv").streaming_content).decode("utf-8-sig")
    assert text.startswith(contract.replace(" ", "") + ",")


@each_list
def test_a_dataset_needs_no_page_of_its_own(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns and statements are enough: a new model has its pages from its declaration."""
    bare = replace(dataset, detail=None, loaded=())
    monkeypatch.setitem(DATASETS, dataset.key, bare)
    if dataset.model is Figure:
        return  # a statement, and shown by the pages of what it is about
    record = make(dataset.model, name="A record without a template")
    made = attach(record, 1)
    response = get(reverse(dataset.url_name, args=[record.slug]))
    text = response.content.decode()
    well_formed(text)
    assert "A record without a template" in text
    assert set(response.context["statements"]) == set(made)


@pytest.mark.one_database
@pytest.mark.parametrize("address", ["/", "/about/", "/zh-hans/", "/zh-hans/about/"])
def test_home_and_the_guide_answer(address: str) -> None:
    response = get(address)
    assert response.status_code == 200
    well_formed(response.content.decode())


@each_list
def test_pages_follow_each_other_without_gap_or_repeat(dataset: Dataset) -> None:
    everything = rows_of(dataset)
    seen: list[int] = []
    for number in range(1, -(-len(everything) // 25) + 1):
        page = get(dataset.list_url(), per_page="25", page=number).context["listing"]
        seen += [row["pk"] for row in page.rows]
    slugs = dict(dataset.rows().values_list("pk", "slug"))
    assert [slugs[pk] for pk in seen] == everything


@pytest.mark.one_database
@each_list
def test_scripts_are_for_lists_and_their_answers_vary(dataset: Dataset) -> None:
    response = get(dataset.list_url())
    assert "HX-Request" in response["Vary"]
    scripts = [line for line in response.content.decode().split("<") if line.startswith("script ")]
    assert [line.split('src="/static/')[1].split(".")[0] for line in scripts if "src" in line] == [
        "django_htmx/htmx-2",
        "investments/lists",
    ]
    slug = dataset.rows().values_list("slug", flat=True)[0]
    assert "<script src" not in get(reverse(dataset.url_name, args=[slug])).content.decode()


@pytest.mark.one_database
@each_list
def test_only_reading_is_allowed(dataset: Dataset) -> None:
    assert Client().post(dataset.list_url()).status_code == 405
