"""The page of a search, in both languages, whatever is asked."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from investments.models import Milestone
from investments.searching import KINDS
from tests.contracts.pages import get, well_formed
from tests.factories import make, make_project

pytestmark = pytest.mark.django_db
QUERIES = 7


def page(**parameters: Any) -> str:
    response = get("/search/", **parameters)
    assert response.status_code == 200
    text = str(response.content.decode())
    well_formed(text)
    return text


def test_a_search_shows_records_by_kind_with_the_words_marked() -> None:
    text = page(q="长安")
    assert 'href="/organisations/changan-auto/"' in text
    assert "<mark>长安</mark>汽车" in text
    assert text.index('id="organisation"') < text.index('id="project"') < text.index('id="event"')
    assert 'value="长安"' in text
    assert "<mark>Chang&#x27;an</mark>" in page(q="changan")


def test_a_figure_comes_with_its_value_its_words_and_its_source() -> None:
    text = page(q="over 30 billion")
    assert "over ¥30 billion" in text
    assert "<mark>over</mark> <mark>30 billion</mark> yuan" in text
    assert re.search(r'href="/sources/[^"]+#p6">paragraph 6<', text)


@pytest.mark.parametrize("path", ["/search/", "/zh-hans/search/"])
def test_the_box_is_on_every_page_and_leads_to_the_search_of_its_language(path: str) -> None:
    home = get(path.removesuffix("search/")).content.decode()
    form = home[home.index('<form class="site-search"') :].partition("</form>")[0]
    assert f'action="{path}"' in form
    assert 'role="search"' in form
    assert re.search(r'<label class="visually-hidden"\s+for="site-search">', form)
    assert get(path).status_code == 200


def test_the_way_to_the_other_language_keeps_the_query() -> None:
    address = f"?q={quote('两江')}&amp;kind=place"
    assert f'href="/zh-hans/search/{address}"' in page(q="两江", kind="place")
    chinese = get("/zh-hans/search/", q="两江", kind="place").content.decode()
    assert f'href="/search/{address}"' in chinese
    assert 'href="/zh-hans/places/liangjiang-new-area/"' in chinese


def test_results_are_not_for_search_engines() -> None:
    noindex = '<meta name="robots" content="noindex'
    assert noindex in page(q="两江")
    assert noindex not in page()


def test_without_a_query_the_page_says_what_is_searched() -> None:
    for text in (page(), page(q="   ")):
        assert "What is searched" in text
        assert 'href="/search/?q=over+30+billion"' in text


def test_nothing_found_says_what_was_tried_and_leads_on() -> None:
    text = page(q="liangjaing zzzz")
    assert "Nothing was found for “liangjaing zzzz”" in text
    assert 'href="/search/?q=liangjiang"' in text
    assert "in no record" in text
    assert "Looked through" in text
    partly = page(q="magna zzzz")
    assert "No record has all of these words." in partly
    assert 'href="/organisations/magna/"' in partly


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"q": "x" * 101}, "at most 100 characters"),
        ({"q": " ".join("abcdefghi")}, "at most 8 words"),
        ({"q": "a\x00b"}, "cannot be read"),
        ({"q": "%"}, "There is no word and no number in it."),
        ({"q": "magna", "kind": "planet"}, "“planet”"),
        ({"q": "magna", "kind": "project", "page": "-1"}, "“-1”"),
        ({"q": "magna", "kind": "project", "page": "9999999999999999999999"}, "“9999"),
    ],
)
def test_what_cannot_be_searched_for_is_explained(parameters: Any, reason: str) -> None:
    text = page(**parameters)
    assert "This cannot be searched for" in text
    assert reason in text
    assert "search-hits" not in text


def test_a_page_that_is_not_there_says_so() -> None:
    assert "There is no such page" in page(q="magna", kind="project", page="7")


def test_the_rest_of_a_kind_is_one_link_away_and_paged() -> None:
    for number in range(30):
        make_project(name=f"Zyxword {number:02}")
    text = page(q="zyxword")
    assert text.count('class="row-title"') == 6
    assert "All 30 in Projects" in text
    assert 'href="/search/?q=zyxword&amp;kind=project"' in text
    pages = [page(q="zyxword", kind="project", page=number) for number in (1, 2)]
    assert [text.count('class="row-title"') for text in pages] == [25, 5]
    assert 'href="/search/?q=zyxword&amp;kind=project&amp;page=2"' in pages[0]


WORDS = {
    "event": "expo",
    "project": "park",
    "statistic": "gdp",
    "industry": "vehicles",
    "organisation": "co",
    "person": "li",
    "place": "zone",
    "source": "2023",
    "figure": "billion",
    "series": "expo",
    "total": "contracts",
    "tier": "industries",
}


@pytest.mark.parametrize("kind", KINDS)
def test_records_of_every_kind_lead_to_a_page(kind: str) -> None:
    listed = page(q=WORDS[kind], kind=kind)
    links = re.findall(r'class="row-title" href="([^"#]+)', listed)
    assert links
    for link in links[:5]:
        assert get(link.replace("&amp;", "&")).status_code == 200


def test_texts_are_escaped() -> None:
    make(Milestone, project=make_project(name="<b>Zyxword</b>"), as_printed="<i>zyxword</i>")
    text = page(q="zyxword <script>alert(1)</script>")
    assert "&lt;b&gt;<mark>Zyxword</mark>&lt;/b&gt;" in text
    assert "<b>" not in text
    assert "alert(1)</" not in text


@pytest.mark.parametrize("text", ["两江", "a", "liangjaing zzz magna", "30 billion"])
def test_the_page_takes_few_queries(text: str) -> None:
    get("/search/", q=text)
    with CaptureQueriesContext(connection) as captured:
        get("/search/", q=text)
    assert len(captured) <= QUERIES


def test_a_day_in_the_address_holds_for_search() -> None:
    before = get("/as-known-on/2019-01-01/search/", q="liangjiang").content.decode()
    assert "Nothing was found" in before
    after = get("/as-known-on/2022-01-01/search/", q="changan").content.decode()
    assert 'href="/as-known-on/2022-01-01/organisations/changan-auto/"' in after
    assert "WCIFIT" not in after.partition("<main")[2].partition("</main>")[0]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    q=st.one_of(st.text(max_size=110), st.sampled_from(["两江", "a' OR 1=1", "=magna", "%%"])),
    kind=st.one_of(st.none(), st.sampled_from([*KINDS, "", "x"])),
    number=st.one_of(st.none(), st.text(max_size=4), st.integers().map(str)),
)
def test_garbage_never_breaks_the_page(q: str, kind: str | None, number: str | None) -> None:
    parameters = {"q": q, "kind": kind, "page": number}
    given_ones = {name: value for name, value in parameters.items() if value is not None}
    assert Client().get("/search/", given_ones).status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=st.binary(max_size=60))
def test_garbage_bytes_never_break_the_page(query: bytes) -> None:
    response = Client().get("/search/?" + quote(query, safe="=&;+%"))
    assert response.status_code == 200
