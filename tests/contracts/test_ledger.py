"""One number, one computation: whatever a list or page shows is what the ledger's file says.

The file is read as a re-user reads it, and its rows are put together here anew.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from investments.datasets import DATASETS, Dataset
from investments.models import SigningBatch, Statistic
from investments.quantities.format import format_quantity
from tests.contracts.pages import ALL, NAMES, get, record_page

pytestmark = pytest.mark.django_db
Row = dict[str, str]
STANDINGS = {"preferred": 0, "normal": 1}
AMOUNT = ("low", "high", "qualifier", "unit")
# How a page prints a figure with its mark; see components/figure.html and source_mark.html.
SHOWN = re.compile(
    r'<span class="figure figure-(?P<status>\w+) figure-(?P<standing>\w+)">'
    r'<span class="figure-number"><span class="figure-text">(?P<text>[^<]*)</span>'
    r'<button[^>]* popovertarget="(?P<card>[^"]+)"'
)


def file_of(key: str) -> list[Row]:
    response = get(f"/{key}.csv")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body, newline="")))


@pytest.fixture
def ledger() -> list[Row]:
    return file_of("figures")


def best(rows: list[Row]) -> Row | None:
    """Of rival amounts the preferred, else that of the latest source."""
    standing = [row for row in rows if row["standing"] in STANDINGS]
    standing.sort(key=lambda row: row["id"])
    standing.sort(key=lambda row: row["source_published_end"], reverse=True)
    standing.sort(key=lambda row: STANDINGS[row["standing"]])
    return standing[0] if standing else None


def amounts(ledger: list[Row], kind: str) -> dict[str, list[Row]]:
    """The amounts signed or invested, by the slug of their subject: results, no conversions."""
    roles = set(Statistic.objects.filter(role="amount").values_list("slug", flat=True))
    found = defaultdict(list)
    for row in ledger:
        result = row["status"] in ("actual", "cumulative") and not row["conversion_of"]
        if result and row["subject_type"] == kind and row["statistic_slug"] in roles:
            found[row["subject_slug"]].append(row)
    return found


def same(shown: Row, wanted: Row | None) -> bool:
    printed = tuple(shown[f"amount_{part}"] for part in AMOUNT)
    return printed == tuple(wanted[part] if wanted else "" for part in AMOUNT)


def test_the_amount_of_every_project_is_its_best_figure(ledger: list[Row]) -> None:
    own = amounts(ledger, "project")
    rows = file_of("projects")
    assert [row["id"] for row in rows if not same(row, best(own[row["id"]]))] == []
    assert any(row["amount_low"] for row in rows), "some are known"


def test_the_amount_of_every_event_is_its_own_or_its_only_total(ledger: list[Row]) -> None:
    own, totals = amounts(ledger, "event"), amounts(ledger, "batch")
    whole = defaultdict(list)
    roots = SigningBatch.objects.published().filter(parent=None, event__isnull=False)
    for event, batch in roots.values_list("event__slug", "slug"):
        whole[event].append(batch)
    rows = file_of("events")
    wrong = []
    for row in rows:
        wanted = best(own[row["id"]])
        if wanted is None and len(whole[row["id"]]) == 1:
            wanted = best(totals[whole[row["id"]][0]])
        if not same(row, wanted):
            wrong.append(row["id"])
    assert wrong == []
    assert any(row["amount_low"] for row in rows)


@pytest.mark.parametrize(
    ("key", "columns"),
    [
        ("projects", {"project": "subject_slug"}),
        ("organisations", {"organisation": "subject_slug"}),
        ("industries", {"industry": "subject_slug"}),
        ("statistics", {"": "statistic_slug"}),
        ("sources", {"": "source_slug"}),
    ],
)
def test_a_list_counts_the_rows_of_the_ledger(
    key: str, columns: dict[str, str], ledger: list[Row]
) -> None:
    ((kind, column),) = columns.items()
    counted = Counter(row[column] for row in ledger if not kind or row["subject_type"] == kind)
    rows = file_of(key)
    listed = {row["id"]: int(row["figures"]) for row in rows if row.get("figures")}
    if listed:
        assert {slug: number for slug, number in listed.items() if number} == dict(counted)
    else:
        assert key == "projects", "the one list without a count"


def pages(dataset: Dataset) -> list[str]:
    slugs = dataset.rows().values_list("slug", flat=True)
    return [dataset.list_url(), *(reverse(dataset.url_name, args=[slug]) for slug in slugs)]


def figures_on(text: str) -> list[dict[str, Any]]:
    """The figures that a page prints, with the address that the mark of each leads to."""
    found = []
    for match in SHOWN.finditer(text):
        card = text.index(f'id="{match["card"]}"')
        leads = re.search(r'href="[^"]*/figures/([-\w]+)/"', text[card:])
        assert leads, "the mark leads to the figure's own page"
        found.append({**match.groupdict(), "text": unescape(match["text"]), "id": leads[1]})
    return found


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("dataset", ALL, ids=NAMES)
def test_every_figure_on_every_page_is_the_ledgers(
    dataset: Dataset, language: str, ledger: list[Row]
) -> None:
    by_id = {row["id"]: row for row in ledger}
    wrong = []
    with translation.override(language):
        addresses = pages(dataset)
    if dataset is DATASETS["figures"]:
        addresses.append("/" if language == "en" else "/zh-hans/")
    for address in addresses:
        for shown in figures_on(record_page(address)):
            row = by_id[shown["id"]]
            low, high = (Decimal(row[end]) if row[end] else None for end in ("low", "high"))
            words = format_quantity(low, high, row["qualifier"], row["unit"], language)
            said = (words, row["status"], row["standing"])
            if said != (shown["text"], shown["status"], shown["standing"]):
                wrong.append((address, shown, said))
    assert wrong == []


def test_the_pages_do_print_figures() -> None:
    """The pattern above fits what the templates print, on a page of each kind that has numbers."""
    for address in ("/", "/figures/", "/places/liangjiang-new-area/", "/projects/", "/events/"):
        assert figures_on(get(address).content.decode()), address


@pytest.mark.parametrize("query", ["", "?stage=in_operation", "?kind=-initiative"])
def test_the_total_of_a_list_is_the_sum_of_its_rows_in_the_ledger(
    query: str, ledger: list[Row]
) -> None:
    """The record's projects with an amount are in yuan, exact, and none is part of another's."""
    own = amounts(ledger, "project")
    response = get(f"/projects.csv{query}")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    listed = [row["id"] for row in csv.DictReader(io.StringIO(body, newline=""))]
    known = [row for slug in listed if (row := best(own[slug]))]
    assert {(row["unit"], row["qualifier"]) for row in known} == {("CNY", "exact")}
    together = sum((Decimal(row["low"]) for row in known), Decimal(0))
    words = format_quantity(together, together, "exact", "CNY", "en")
    page = " ".join(unescape(get(f"/projects/{query}").content.decode()).split())
    assert len(known) < len(listed), "some are unknown, which opens the sum"
    assert f"Together at least {words}." in page
    assert f"The amount is known for {len(known)} of {len(listed)}." in page
