"""The page and the download of where sources differ, and the same words on other pages."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from investments.conflicts import Kind
from investments.models import Statistic
from tests.contracts.pages import get, well_formed
from tests.factories import two_claims
from tests.test_conflicts import EXPECTED

pytestmark = pytest.mark.django_db


def queries(address: str, **parameters: str) -> int:
    get(address, **parameters)
    with CaptureQueriesContext(connection) as captured:
        assert get(address, **parameters).status_code == 200
    return len(captured)


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_the_page_lines_up_every_statement_with_its_source(prefix: str) -> None:
    response = get(f"{prefix}/conflicts/")
    text = response.content.decode()
    well_formed(text)
    shown = response.context["shown"]
    assert len(shown) == len(EXPECTED)
    for item in shown:
        assert item.verdict.reason in text.replace("&quot;", '"').replace("&#x27;", "'")
        for figure in item.figures:
            assert f"{figure.source.get_absolute_url()}#p{figure.paragraph}" in text


def test_a_kind_shows_its_own_and_as_many_as_it_counts() -> None:
    for choice in get("/conflicts/").context["choices"]:
        response = get("/conflicts/", kind=choice.kind.value)
        assert {item.verdict.kind for item in response.context["shown"]} <= {choice.kind}
        assert len(response.context["shown"]) == choice.count


def test_a_statement_leads_to_its_conflicts() -> None:
    response = get("/conflicts/", of="wcifit-2024-title-contracts-value")
    (item,) = response.context["shown"]
    assert item.verdict.kind == Kind.ROUNDING
    assert "decided" in response.content.decode()


def test_what_no_standing_decides_yet_is_found_alone() -> None:
    open_ones = get("/conflicts/", decided="no")
    assert open_ones.context["shown"]
    for item in open_ones.context["shown"]:
        assert item.verdict.rivals
        assert not item.verdict.decided
    (decided,) = get("/conflicts/", decided="yes").context["shown"]
    text = get("/conflicts/", why=decided.verdict.why).content.decode()
    assert f"/conflicts.csv?why={decided.verdict.why}" in text
    line = next(csv.DictReader(io.StringIO(csv_text(decided="yes"))))
    assert line["decided"] == "yes"


def csv_text(**parameters: str) -> str:
    content = b"".join(get("/conflicts.csv", **parameters).streaming_content)
    return content.decode("utf-8-sig")


@pytest.mark.parametrize(
    "parameters",
    [
        {"kind": "quarrel"},
        {"why": "spite"},
        {"decided": "maybe"},
        {"page": "9"},
        {"page": "-1"},
        {"page": "1" * 40},
        {"of": "no such\x00"},
        {"of": "not-there"},
        {"of": "a b"},
        {"sort": "kind"},
        {"kind": ["later", "later"]},
    ],
)
def test_what_cannot_be_shown_is_explained(parameters: dict[str, Any]) -> None:
    response = get("/conflicts/", **parameters)
    assert response.status_code == 200
    assert response.context["shown"] == []
    assert response.context["reasons"]


@pytest.mark.one_database
def test_pages_of_twenty_five_and_few_queries_for_many() -> None:
    assert queries("/conflicts/") <= 6
    for _number in range(30):
        two_claims({"low": 5}, {"low": 9}, period="2019")
    assert queries("/conflicts/") <= 6
    assert len(get("/conflicts/").context["shown"]) == 25
    rest = get("/conflicts/", page="2").context["shown"]
    assert len(rest) == len(EXPECTED) + 30 - 25


def test_the_download_has_every_statement_of_the_filter() -> None:
    response = get("/conflicts.csv", kind="later")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode().removeprefix("\ufeff"))))
    shown = get("/conflicts/", kind="later").context["shown"]
    assert [row["statement"] for row in rows] == [
        figure.slug for item in shown for figure in item.figures
    ]
    first = next(row for row in rows if row["statement"] == "opportunity-2024-foreign-trade-share")
    assert (first["low"], first["unit"], first["decided"]) == ("38", "percent", "no")
    assert first["whole"] == "Total imports and exports of Chongqing"
    assert get("/conflicts.csv", kind="x").status_code == 400


def test_the_same_classification_on_every_page() -> None:
    statistic = Statistic.objects.get(slug="share-of-chongqing-foreign-trade")
    response = get(statistic.get_absolute_url())
    claim = next(claim for group in response.context["groups"] for claim in group.results)
    listed = {item.conflict.verdict for item in response.context["differing"]}
    assert claim.verdict in listed
    assert {verdict.why for verdict in listed} == {"later_more", "one_number"}
    place = get("/places/liangjiang-new-area/").content.decode()
    assert f"/conflicts/?of={claim.first.slug}" in place
