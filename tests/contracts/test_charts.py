"""Every chart of the record, against its downloads: the ledger and the list of projects."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from investments.charts import Chart
from investments.details import charting
from investments.models import Event, Figure, Milestone, Project
from tests.contracts.pages import get, well_formed
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Row = dict[str, str]
SAME = ("value", "low", "high", "qualifier", "unit", "status", "standing", "period")
SAME_SOURCE = ("source_title", "source_published", "series_break")
LINK = re.compile(r'href="(/charts/([\w-]+)/([\w-]+)/([\w-]+)/)"')


def rows_of(address: str) -> list[Row]:
    response = Client().get(address)
    assert response.status_code == 200, address
    streaming = getattr(response, "streaming_content", None)
    body = b"".join(streaming) if streaming else response.content
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def addresses_in(page: str) -> set[tuple[str, str, str]]:
    return {match[1:] for match in re.findall(LINK, get(page).content.decode())}


def subjects_of(of: str) -> Iterable[str]:
    return [row["id"] for row in rows_of(f"/{of}.csv")]


def shown_on_pages() -> set[tuple[str, str, str]]:
    """Every chart that some page of the record shows or names."""
    pages = ["/", "/events/", "/projects/", "/charts/"]
    for of in ("statistics", "events", *charting.SUBJECTS):
        pages += [f"/{of}/{slug}/" for slug in subjects_of(of)]
    return set().union(*(addresses_in(page) for page in pages))


def chart_of(address: tuple[str, str, str]) -> Chart:
    chart = charting.find(*address)
    assert chart is not None, address
    return chart


def expected(address: tuple[str, str, str], ledger: list[Row]) -> set[str]:
    """Which figures of the ledger a chart has to have, worked out from the ledger alone."""
    of, slug, part = address
    kinds = {"places": "place", "industries": "industry", "organisations": "organisation"}
    batches = set()
    if of == "events":
        totals = Event.objects.get(slug=slug).batches.values_list("slug", flat=True)
        batches = set(totals)
    result = ("actual", "cumulative")
    amount, counts = "contracted-investment", ("projects-signed", "contracts-signed")
    statistic, _hyphen, unit = part.rpartition("-")
    fits: dict[str, Callable[[Row], bool]] = {
        "statistics": lambda row: row["statistic_slug"] == slug and row["unit"] == part,
        "events": lambda row: (
            row["subject_type"] == "batch"
            and row["subject_slug"] in batches
            and row["statistic_slug"] == amount
            and row["unit"] == part
            and row["status"] in result
        ),
        "signings": lambda row: (
            row["unit"] == part
            and row["status"] in result
            and (
                row["subject_type"] == "batch" and row["statistic_slug"] in counts
                if slug == "coverage"
                else row["subject_type"] in ("batch", "project") and row["statistic_slug"] == amount
            )
        ),
    }
    about_subject: Callable[[Row], bool] = lambda row: (  # noqa: E731
        row["subject_type"] == kinds.get(of)
        and row["subject_slug"] == slug
        and row["statistic_slug"] == statistic
        and row["unit"] == unit
    )
    fit = fits.get(of, about_subject)
    drawable = (row for row in ledger if row["standing"] != "deprecated")
    return {row["id"] for row in drawable if not row["conversion_of"] and fit(row)}


def test_the_index_names_every_chart_that_a_page_shows() -> None:
    named = addresses_in("/charts/")
    assert named == shown_on_pages()
    assert {of for of, _slug, _part in named} == {
        "statistics",
        "events",
        "places",
        "industries",
        "projects",
        "signings",
    }
    assert len(named) > 25


def test_every_chart_of_figures_is_the_ledger() -> None:
    ledger = rows_of("/figures.csv")
    by_id = {row["id"]: row for row in ledger}
    for address in sorted(addresses_in("/charts/")):
        if address[0] == "projects":
            continue
        rows = rows_of("/charts/{}/{}/{}/chart.csv".format(*address))
        assert {row["id"] for row in rows} == expected(address, ledger), address
        for row in rows:
            same = by_id[row["id"]]
            columns = (*SAME, *SAME_SOURCE)
            assert [row[name] for name in columns] == [same[name] for name in columns]


def test_every_number_of_the_data_is_in_the_picture_and_on_the_page() -> None:
    cache.clear()
    for address in sorted(addresses_in("/charts/")):
        chart = chart_of(address)
        picture = unescape(Client().get(chart.svg_url).content.decode())
        page = unescape(get(chart.page_url).content.decode())
        well_formed(page)
        for mark in chart.marks:
            assert f">{mark.words}<" in page, (address, mark.words)
            if mark in chart.drawn and chart.form == "bars":
                assert f">{mark.words}<" in picture, (address, mark.words)


def test_every_count_is_that_of_the_list() -> None:
    projects = rows_of("/projects.csv")
    years: Counter[str] = Counter()
    industries: Counter[str] = Counter()
    for row in projects:
        start, end = row["signed_start"][:4], row["signed_end"][:4]
        years[start if start == end else row["signed"]] += 1
        named = [name for name in row["industries_slug"].split("; ") if name]
        industries.update(named or [""])
    for part, counted in (
        ("stage", Counter(row["stage"] for row in projects)),
        ("industry", industries),
        ("year", years),
    ):
        data = rows_of(f"/charts/projects/all/{part}/chart.csv")
        assert {row["code"]: int(row["count"]) for row in data if int(row["count"])} == counted
    stages = [row["code"] for row in rows_of("/charts/projects/all/stage/chart.csv")]
    assert stages[:4] == ["in_talks", "signed", "under_construction", "in_operation"]
    assert stages[-1] == ""  # not known stands last, apart


def test_coverage_counts_what_is_named() -> None:
    for unit in ("project", "contract"):
        for row in rows_of(f"/charts/signings/coverage/{unit}/chart.csv"):
            batch = Figure.objects.get(slug=row["id"]).batch
            assert batch is not None
            family = [batch, *batch.parts.all()]
            named = Milestone.objects.published().filter(batch__in=family)
            assert int(row["named"]) == named.values("project").distinct().count()


def test_very_many_signings_are_cut_to_the_largest(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = charting.signings("by-event")
    assert whole is not None
    sizes = sorted(
        (mark.figure.low or 0 for mark in whole.marks if mark.figure),
        reverse=True,
    )
    monkeypatch.setattr(charting, "MAX_ROWS", 4)
    chart = charting.signings("by-event")
    assert chart is not None
    kept = sorted((mark.figure.low or 0 for mark in chart.marks if mark.figure), reverse=True)
    assert kept == sizes[:4]
    assert chart.caveats[0] == "The 4 largest; the ledger has all of them."


def test_queries_of_charts_do_not_grow() -> None:
    def counted(address: str) -> int:
        get(address)
        with CaptureQueriesContext(connection) as captured:
            assert get(address).status_code == 200
        return len(captured)

    pages = ("/charts/", "/charts/signings/by-event/CNY/", "/charts/signings/coverage/project/")
    before = [counted(page) for page in pages]
    for number in range(3):
        make_signing(number)
    assert [counted(page) for page in pages] == before
    assert max(before) <= 12


def make_signing(number: int) -> Any:
    from investments.models import SigningBatch, Statistic

    event = make(Event)
    batch = make(SigningBatch, event=event, counted="project")
    part = make(SigningBatch, event=event, parent=batch, counted="project")
    for row in (batch, part):
        amount = Statistic.objects.get(role="amount")
        counts = Statistic.objects.filter(role="count", unit="project")[0]
        make(Figure, batch=row, statistic=amount, low=5 + number, high=5 + number)
        make(Figure, batch=row, statistic=counts, unit="project", low=4, high=4)
    make(Milestone, batch=part, event=None, stage="signed", project=make(Project))
    return event
