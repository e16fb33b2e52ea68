"""What the head of every page tells search engines, previews and harvesters, in both languages."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from investments import models
from investments.datasets import DATASETS
from investments.summaries import LONG, SHORT, width
from tests.contracts.pages import get, record_page
from tests.factories import make, make_figure

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HOST = "http://testserver"
SITE = {"": "Liangjiang Investment Record", "/zh-hans": "两江投资实录"}
PAGE_BYTES = 100_000  # page and stylesheet, compressed
TITLE = 200  # in columns; sources and figures have long names, others much less
USUAL = 90
WAYS = list(SITE)
STYLE = Path(settings.BASE_DIR) / "investments/static/investments/record.css"


@dataclass(frozen=True)
class Page:
    way: str
    kind: str
    address: str
    text: str

    def meta(self, name: str) -> str:
        [found] = re.findall(rf'<meta (?:name|property)="{name}"\s+content="([^"]*)">', self.text)
        return unescape(found)

    @property
    def title(self) -> str:
        [found] = re.findall(r"<title>(.*?)</title>", self.text)
        return unescape(found)

    @property
    def data(self) -> list[dict[str, Any]]:
        [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', self.text)
        assert not set("<>&") & set(found)
        data = json.loads(found)
        assert data["@context"] == "https://schema.org"
        return list(data["@graph"])


def addresses() -> Iterator[tuple[str, str]]:
    """Kind and address of every page of the record, in English."""
    for name in ("home", "about", "chart_list", "data", "dictionary"):
        yield "fixed", reverse(f"investments:{name}")
    for key, dataset in DATASETS.items():
        yield "list", dataset.list_url()
        for slug in dataset.rows().order_by("slug").values_list("slug", flat=True):
            yield key, reverse(dataset.url_name, args=[slug])


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: Any) -> list[Page]:
    """Every page once; some ten seconds for both languages."""
    with django_db_blocker.unblock():
        return [
            Page(way, kind, way + address, record_page(way + address))
            for kind, address in list(addresses())
            for way in WAYS
        ]


def test_titles_are_told_apart_within_their_kind(pages: list[Page]) -> None:
    titles = Counter((page.way, page.kind, page.title) for page in pages)
    assert [title for title, number in titles.items() if number > 1] == []
    for page in pages:
        assert page.title.endswith(f" · {SITE[page.way]}"), page.address
        assert width(page.title) <= TITLE, page.title
    lengths = sorted(width(page.title) for page in pages if page.kind not in ("figures", "sources"))
    assert lengths[len(lengths) * 9 // 10] <= USUAL


def test_descriptions_say_something_of_their_own(pages: list[Page]) -> None:
    texts = {page.address: page.meta("description") for page in pages}
    least = {page.address: 30 if page.kind == "fixed" else SHORT for page in pages}
    assert {
        address: text
        for address, text in texts.items()
        if not least[address] <= width(text) <= LONG
    } == {}
    untranslated = [
        text for page in pages if page.way and not re.search("[一-鿿]", text := texts[page.address])
    ]
    assert untranslated == []
    seen = Counter((page.way, page.kind, texts[page.address]) for page in pages)
    assert [text for text, number in seen.items() if number > 1] == []


def test_previews_say_what_the_page_says(pages: list[Page]) -> None:
    for page in pages:
        assert f"{page.meta('og:title')} · {SITE[page.way]}" == page.title
        assert page.meta("og:description") == page.meta("description")
        assert page.meta("og:site_name") == SITE[page.way]
        assert page.meta("og:locale") == ("zh_CN" if page.way else "en_GB")
        assert page.meta("og:url") == HOST + page.address
        assert page.meta("twitter:card") == "summary_large_image"
        assert page.meta("og:image").startswith(HOST + page.way)
        assert page.meta("og:image").endswith("card.png")


def test_every_page_names_its_own_address_and_may_be_found(pages: list[Page]) -> None:
    for page in pages:
        assert re.findall(r'rel="canonical" href="([^"]*)"', page.text) == [HOST + page.address]
        assert 'name="robots"' not in page.text


def test_every_page_is_light(pages: list[Page]) -> None:
    style = len(gzip.compress(STYLE.read_bytes()))
    heavy = {
        page.address: size
        for page in pages
        if (size := len(gzip.compress(page.text.encode())) + style) > PAGE_BYTES
    }
    assert heavy == {}


def test_addresses_in_the_data_are_whole_and_lead_somewhere(pages: list[Page]) -> None:
    own = {HOST + page.address for page in pages}
    files = set()
    for page in pages:
        for node in page.data:
            for name, value in values(node):
                if name in ("@id", "url", "item", "contentUrl", "mainEntityOfPage"):
                    assert re.match(r"https?://", value), (page.address, name, value)
                    if value.startswith(HOST) and value not in own:
                        files.add(value)
    assert files
    for file in sorted(files):
        assert get(file.removeprefix(HOST)).status_code == 200, file


def values(node: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from values(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from values(value, name)
    else:
        yield name, node


def test_the_data_leads_the_way_that_the_page_leads(pages: list[Page]) -> None:
    for page in pages:
        trails = [node for node in page.data if node["@type"] == "BreadcrumbList"]
        if page.address == reverse("investments:home") or page.address == "/zh-hans/":
            assert trails == []
            continue
        [trail] = trails
        items = trail["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        assert items[-1]["item"] == HOST + page.address
        assert f"{items[-1]['name']} · {SITE[page.way]}" == page.title
        shown = page.text.partition('class="crumbs"')[2].partition("</nav>")[0]
        for item in items[:-1]:
            assert f'href="{item["item"].removeprefix(HOST)}"' in shown


# --- What is not the page as it stands ---------------------------------------------------------


@pytest.mark.parametrize("way", WAYS, ids=["english", "chinese"])
@pytest.mark.parametrize("query", ["?kind=fair", "?page=1", "?q=x", "?nonsense=1"])
def test_a_filtered_list_points_to_the_whole_and_stays_unlisted(way: str, query: str) -> None:
    address = f"{way}/events/"
    page = Page(way, "list", address, get(address + query).content.decode())
    assert f'rel="canonical" href="{HOST}{address}"' in page.text
    assert page.meta("robots") == "noindex, follow"
    assert [node["@type"] for node in page.data] == ["BreadcrumbList"]


def test_a_search_is_not_listed() -> None:
    text = get("/search/", q="Chongqing").content.decode()
    assert f'rel="canonical" href="{HOST}/search/"' in text
    assert '<meta name="robots" content="noindex, follow">' in text


def test_a_past_reading_points_to_the_present() -> None:
    figure = make_figure()
    path = reverse("investments:figure", args=[figure.slug])
    response = get(f"/as-known-on/2025-01-01{path}")
    assert f'rel="canonical" href="{HOST}{path}"' in response.content.decode()
    assert '<meta name="robots" content="noindex, follow">' in response.content.decode()


def test_a_chart_in_a_frame_is_not_listed() -> None:
    text = get("/charts/projects/all/stage/embed/").content.decode()
    assert re.search(r'<meta name="robots" content="noindex', text)
    assert "/charts/projects/all/stage/" in re.findall(r'rel="canonical" href="([^"]*)"', text)[0]


def test_a_missing_page_claims_nothing() -> None:
    for address in ("/events/there-is-none/", "/there/is/none/"):
        text = get(address).content.decode()
        for word in ("canonical", "og:", "ld+json"):
            assert word not in text


def test_names_cannot_break_out_of_the_head() -> None:
    name = "A </script><script>alert(1)</script> & \"b\" 'c' <!--"
    place = make(models.Place, name=name)
    path = reverse("investments:place", args=[place.slug])
    page = Page("", "places", path, get(path).content.decode())
    assert "<script>" not in page.text
    assert page.data[0]["name"] == name
    assert page.meta("og:title") == name
    assert page.title.startswith(name)
