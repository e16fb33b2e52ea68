"""Downloads: raw values, whole, safe to open; the contract tests compare them with the pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from investments.columns.base import plain
from investments.datasets import DATASETS
from investments.exports import Extract, blocks_of_values, csv_blocks, defused, rows, text, types
from investments.models import (
    Classification,
    Event,
    EventDate,
    EventSeries,
    Figure,
    Industry,
    Organisation,
    Place,
    Project,
    Source,
    Statistic,
)
from investments.tables import FigureCount
from tests.factories import make

pytestmark = pytest.mark.django_db


def body(address: str) -> bytes:
    """A whole download."""
    response: Any = Client().get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def lines(key: str, query: str = "", prefix: str = "") -> dict[str, dict[str, str]]:
    """The lines of a download by their id."""
    found = body(f"{prefix}/{key}.csv?{query}").decode("utf-8-sig")
    return {line["id"]: line for line in csv.DictReader(io.StringIO(found, newline=""))}


@pytest.mark.parametrize(
    ("unit", "low", "high", "qualifier", "value"),
    [
        ("CNY", "6890000000", "6890000000", "exact", "6890000000"),
        ("CNY", "30000000000", None, "over", "30000000000"),
        ("CNY", None, "5", "under", "5"),
        ("CNY", "6", "7", "range", ""),
        ("percent", "6.5", "6.5", "exact", "6.5"),
        ("percent", "-0.5", "-0.5", "about", "-0.5"),
        ("percent", "33.333333", "33.333333", "level", "33.333333"),
    ],
)
def test_a_figure_is_plain_and_in_base_units(
    unit: str, low: str | None, high: str | None, qualifier: str, value: str
) -> None:
    kind = "growth" if unit == "percent" else "level"
    statistic = make(Statistic, kind=kind, unit=unit)
    figure = make(Figure, statistic=statistic, unit=unit, low=low, high=high, qualifier=qualifier)
    line = lines("figures", f"statistic={statistic.slug}")[figure.slug]
    assert (line["value"], line["low"], line["high"]) == (value, low or "", high or "")
    assert (line["qualifier"], line["unit"]) == (qualifier, unit)
    assert line["statistic"] == statistic.name
    assert line["statistic_slug"] == statistic.slug


def test_a_ledger_line_has_subject_source_and_words() -> None:
    source = make(Source, name="A title, with a comma", published="2020?-05-14")
    original = make(Figure, slug="test-original")
    figure = make(
        Figure,
        place=original.place,
        conversion_of=original,
        unit="USD",
        source=source,
        paragraph=7,
        as_printed='"46.3亿"',
        note="line one\nline two",
        period="2018/2021-08",
        status="cumulative",
    )
    line = lines("figures")[figure.slug]
    place = original.place
    assert (line["subject_type"], line["subject"]) == ("place", place.name)
    assert line["subject_slug"] == place.slug
    assert line["conversion_of"] == "test-original"
    assert line["source_title"] == "A title, with a comma"
    assert line["source_published"] == "2020?-05-14"
    assert line["source_published_start"] == "2020-05-14"
    assert line["paragraph"] == "7"
    assert line["as_printed"] == '"46.3亿"'
    assert line["note"] == "line one\nline two"
    assert (line["period"], line["period_start"], line["period_end"]) == (
        "2018/2021-08",
        "2018-01-01",
        "2021-08-31",
    )
    assert (line["status"], line["status_label"]) == ("cumulative", "Cumulative")


def test_the_figure_of_an_industry_has_its_area() -> None:
    figure = make(Figure, industry=make(Industry), area=make(Place, name="Somewhere"))
    line = lines("figures")[figure.slug]
    assert line["area"] == "Somewhere"
    assert line["subject_type"] == "industry"


def test_an_event_has_both_names_codes_and_labels_and_all_its_industries() -> None:
    series = make(EventSeries, name="A fair", name_zh="洽谈会")
    event = make(Event, name="The fair", name_zh="西洽会", series=series, kind="fair")
    make(EventDate, event=event, date="/2024-05-26")
    for name in ("Zinc", "Aluminium"):
        make(Classification, event=event, industry=make(Industry, name=name, slug=name.lower()))
    line = lines("events")[event.slug]
    assert (line["name"], line["name_zh"]) == ("The fair", "西洽会")
    assert (line["kind"], line["kind_label"]) == ("fair", "Fair")
    assert (line["series"], line["series_slug"], line["series_zh"]) == (
        "A fair",
        series.slug,
        "洽谈会",
    )
    assert (line["date"], line["date_start"]) == ("/2024-05-26", "2024-05-26")
    assert line["industries"] == "Aluminium; Zinc"
    assert line["industries_slug"] == "aluminium; zinc"


def test_the_unknown_is_empty_and_never_zero() -> None:
    make(Project, slug="bare")
    line = lines("projects")["bare"]
    assert {line[name] for name in ("amount_low", "amount_high", "stage", "signed", "event")} == {
        ""
    }


def test_labels_follow_the_language_and_codes_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels are written while the answer is streamed, when the request's language is gone."""
    event = make(Event, kind="fair")
    seen = []

    def label_of(self: Any, code: str) -> str:
        seen.append(translation.get_language())
        return code

    monkeypatch.setattr("investments.columns.kinds.Choice.label_of", label_of)
    assert lines("events", prefix="/zh-hans")[event.slug]["kind"] == "fair"
    assert set(seen) == {"zh-hans"}


@pytest.mark.parametrize("text", ["=1+1", "+86", "-a", "@cell", "\tx", "\rx", "\nx", "＝1"])
def test_what_begins_like_a_formula_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-0.5", "-5", "6890000000", "a=b", "/2024-05-26", "亿"])
def test_numbers_and_other_text_stay(text: str) -> None:
    assert defused(text) == text


def test_a_formula_in_a_name_does_not_reach_a_spreadsheet() -> None:
    company = make(Organisation, name='=HYPERLINK("http://x")', aliases="@SUM(A1)")
    line = lines("organisations")[company.slug]
    assert line["name"].startswith("'=")
    assert line["aliases"].startswith("'@")


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, ""), (True, "true"), (7, "7"), ("x", "x"), (["x", None, "y"], "x; ; y")],
)
def test_plain_values(value: Any, written: str) -> None:
    assert plain(value) == written


def test_a_file_comes_in_blocks_that_lose_nothing(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    dataset = DATASETS["events"]
    for _number in range(12):
        make(Event)
    total = dataset.rows().count()
    monkeypatch.setattr(text, "BLOCK_BYTES", 200)
    monkeypatch.setattr(rows, "BLOCK_ROWS", 5)
    declared = types(dataset.columns)
    ordered = dataset.ordered(dataset.rows(), ["name"])
    values = blocks_of_values(ordered, dataset.columns, list(declared))
    with django_assert_max_num_queries(1 + 2 * (total // 5 + 1)):
        blocks = list(csv_blocks(Extract("events", declared, values)))
    assert len(blocks) > 3
    found = list(csv.DictReader(io.StringIO(b"".join(blocks).decode("utf-8-sig"))))
    assert len({row["id"] for row in found}) == len(found) == total


def test_a_spreadsheet_is_told_that_it_is_utf_8() -> None:
    text = body("/figures.csv?q=no-row-says-this")
    assert text.startswith(b"\xef\xbb\xbfid,subject_type,")
    assert text.count(b"\r\n") == 1


def test_what_a_column_reads_is_not_built_anew_for_each_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It took five times as long as everything else."""
    built = []
    counted = FigureCount._counted

    def noted(path: str) -> Any:
        built.append(path)
        return counted(path)

    monkeypatch.setattr(FigureCount, "_counted", staticmethod(noted))
    assert len(lines("organisations")) > 10
    assert 0 < len(built) < 4
