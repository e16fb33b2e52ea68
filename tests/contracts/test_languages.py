"""Chinese pages: nothing of the interface in English, the way between the languages, 万 and 亿."""

from __future__ import annotations

import csv
import html
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import override

from investments.datasets import DATASETS, Dataset
from investments.models import Figure, Identity, Organisation, Place, Project, Reviewed
from liangjiang_site.messages import load, strings
from tests.contracts.pages import ALL, NAMES, get
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
each_list = pytest.mark.parametrize("dataset", ALL, ids=NAMES)
HAN = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = ("title", "aria-label", "alt", "placeholder", "data-label", "content")


class Words(HTMLParser):
    """The texts of a page that are not marked as being in English."""

    EMPTY = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.languages = ["zh-Hans"]
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        language = values.get("lang") or self.languages[-1]
        if language != "en":
            self.found += [str(values[name]) for name in SPOKEN if values.get(name)]
        if tag not in self.EMPTY:
            self.languages.append(language)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Drawings alone, without a text."""

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY:
            self.languages.pop()

    def handle_data(self, data: str) -> None:
        if self.languages[-1] != "en":
            self.found.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def english_texts() -> set[str]:
    """Every text that has another form in Chinese."""
    po = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.po"
    texts = {
        text
        for message in load(po)
        for text in strings(message.id)
        if re.search("[A-Za-z]{2}", text) and text not in strings(message.string)
    }
    return texts | {capfirst(text) for text in texts}


def chinese(address: str, client: Client | None = None, **parameters: Any) -> str:
    response = (client or Client()).get(address, parameters)
    assert response.status_code in (200, 404)
    assert response.headers["Content-Language"] == "zh-hans"
    return str(response.content.decode())


def addresses(dataset: Dataset) -> list[str]:
    with override("zh-hans"):
        listed = dataset.list_url()
        records = dataset.rows().values_list("slug", flat=True)[:4]
        return [listed, *(reverse(dataset.url_name, args=[slug]) for slug in records)]


@each_list
def test_no_word_of_the_interface_is_left_in_english(
    dataset: Dataset, english_texts: set[str]
) -> None:
    for address in addresses(dataset):
        text = chinese(address)
        assert '<html lang="zh-Hans">' in text
        assert set(Words(text).found) & english_texts == set(), address


@pytest.mark.parametrize(
    "path",
    [
        *("", "about/", "events/?year=99&kind=x&nothing=1", "no-such/"),
        *(
            "search/",
            "search/?q=liangjaing+zzz",
            "search/?q=magna+zzz",
            "search/?q=%",
            "search/?q=30",
        ),
    ],
)
def test_no_other_page_is_left_in_english(path: str, english_texts: set[str]) -> None:
    assert set(Words(chinese(f"/zh-hans/{path}")).found) & english_texts == set()


def test_the_desk_is_in_chinese(english_texts: set[str]) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("owner"))
    models = [model for model in admin.site._registry if issubclass(model, Reviewed)]
    assert models
    with override("zh-hans"):
        pages = [reverse("admin:index")]
        for model in models:
            name = f"admin:investments_{model._meta.model_name}"
            pages += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
    # Lists show both names; and the name of Django's own icon is never translated.
    both = {
        row.name for model in models if issubclass(model, Identity) for row in model.objects.all()
    }
    for page in pages:
        left = set(Words(chinese(page, client)).found) & english_texts
        assert left - both - {"Search"} == set(), page


def test_a_page_that_is_not_there_says_so_in_chinese() -> None:
    response = Client().get("/zh-hans/projects/no-such-project/")
    assert response.status_code == 404
    assert "此网址没有页面" in response.content.decode()


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/", "/zh-hans/"),
        ("/about/", "/zh-hans/about/"),
        ("/events/?kind=fair&sort=-name", "/zh-hans/events/?kind=fair&sort=-name"),
        ("/events/wcifit-2024/", "/zh-hans/events/wcifit-2024/"),
        ("/events/?kind=wrong", "/zh-hans/events/?kind=wrong"),
    ],
)
def test_the_other_language_is_one_link_away_and_back(here: str, there: str) -> None:
    pages = {"en": get(here).content.decode(), "zh-Hans": chinese(there)}
    switches = {tag: re.findall(r'class="site-language"\s+href="([^"]*)"', text)
                for tag, text in pages.items()}  # fmt: skip
    assert {tag: [html.unescape(link) for link in links] for tag, links in switches.items()} == {
        "en": [there],
        "zh-Hans": [here],
    }
    alternates = {
        tag: dict(re.findall(r'<link rel="alternate"\s+hreflang="([^"]*)"\s+href="([^"]*)"', text))
        for tag, text in pages.items()
    }
    assert alternates["en"] == alternates["zh-Hans"], "the pair is the same from both ends"
    assert {tag: html.unescape(link) for tag, link in alternates["en"].items()} == {
        "en": f"http://testserver{here}",
        "x-default": f"http://testserver{here}",
        "zh-Hans": f"http://testserver{there}",
    }


def test_a_page_that_is_not_there_leads_to_the_other_start_page() -> None:
    text = Client().get("/no-such/").content.decode()
    assert re.search(r'class="site-language"\s+href="/zh-hans/"', text)
    assert "hreflang" not in text.split("</head>")[0]


def test_the_address_decides_and_not_the_browser() -> None:
    response = Client().get("/events/", headers={"accept-language": "zh-CN"})
    assert (response.status_code, response.headers["Content-Language"]) == (200, "en")


def test_figures_are_written_in_ten_thousands_and_hundred_millions() -> None:
    text = chinese("/zh-hans/events/wcifit-2024/")
    for words in ("68.9亿元", "9.7149亿美元", "13份合同", "超过495亿元", "截至2024年5月26日"):
        assert words in text
    assert not re.search(r"[¥$]\d|\d (million|billion)", re.sub(r"(?s)<q.*?</q>", "", text))


@each_list
def test_a_chinese_list_shows_chinese_names(dataset: Dataset) -> None:
    text = chinese(addresses(dataset)[0])
    row = dataset.rows().exclude(name_zh="").first() if dataset.model is not Figure else None
    if row is not None:
        with override("zh-hans"):
            assert f'{row.get_absolute_url()}">{html.escape(row.name_zh)}</a>' in text or (
                row.name_zh in chinese(row.get_absolute_url())
            )


def test_a_name_without_a_translation_says_its_language() -> None:
    named = make(Organisation, name="Only English", name_zh="")
    both = make(Organisation, name="In both", name_zh="两种文字")
    place = make(Place, name="", name_zh="只有中文")
    listed = chinese("/zh-hans/organisations/", q="Only English")
    assert re.search(rf'href="[^"]*{named.slug}/" lang="en">Only English</a>', listed)
    listed = chinese("/zh-hans/organisations/", q="两种文字")
    assert re.search(rf'{both.slug}/">两种文字</a><span class="other-name" lang="en">In', listed)
    page = chinese(f"/zh-hans/organisations/{both.slug}/")
    assert "<h1>两种文字</h1>" in page
    assert '<p class="other-name" lang="en">In both</p>' in page
    assert '<h1 lang="en">Only English</h1>' in chinese(f"/zh-hans/organisations/{named.slug}/")
    assert '<h1 lang="zh-Hans">只有中文</h1>' in get(f"/places/{place.slug}/").content.decode()


def test_names_are_sorted_as_they_are_shown() -> None:
    for name, name_zh in (("Sorting C", "一"), ("Sorting A", "三"), ("Sorting B", "")):
        make(Project, name=name, name_zh=name_zh, aliases="排序")
    rows = csv.DictReader(
        io.StringIO(
            b"".join(Client().get("/zh-hans/projects/?q=排序&sort=name&format=csv")).decode(
                "utf-8-sig"
            )
        )
    )
    assert [row["name_zh"] for row in rows] == ["三", "", "一"], "san, sorting, yi"


def test_labels_of_a_download_follow_the_address() -> None:
    kinds = {}
    for prefix in ("", "/zh-hans"):
        body = b"".join(Client().get(f"{prefix}/events/?format=csv"))
        (row,) = (
            row
            for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
            if row["id"] == "wcifit-2024"
        )
        kinds[prefix] = (row["kind"], row["kind_label"], row["name"])
    name = "6th Western China International Fair for Investment and Trade"
    assert kinds == {"": ("fair", "Fair", name), "/zh-hans": ("fair", "洽谈会", name)}


def test_every_list_has_a_chinese_name_of_its_own() -> None:
    with override("zh-hans"):
        labels = [str(dataset.label) for dataset in DATASETS.values()]
    assert len(set(labels)) == len(labels)
    assert all(HAN.search(label) for label in labels)
