"""Searching as a person would: from the box in the head, in both languages, on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

pytestmark = pytest.mark.django_db
PHONE = ViewportSize(width=390, height=844)


pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("home", "name", "kind"),
    [("/", "Changan Auto", "Organisations"), ("/zh-hans/", "长安汽车", "机构")],
)
def test_chang_an_is_found_from_the_box_on_a_phone(
    page: Page, site: Any, home: str, name: str, kind: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(home)
    box = page.get_by_role("banner").get_by_role("searchbox")
    expect(box).to_be_in_viewport()
    box.fill("长安")
    box.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text(kind)
    result = page.locator(".search-hits a.row-title").first
    expect(result).to_have_text(name)
    expect(page.locator(".search-hits li").first.locator("mark").first).to_have_text("长安")
    result.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_number_leads_to_its_evidence(page: Page, site: Any) -> None:
    page.goto("/search/")
    box = page.get_by_role("main").get_by_role("searchbox")
    expect(box).to_be_focused()
    box.fill("over 30 billion")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    hit = page.locator(".search-hits li").first
    expect(hit).to_contain_text("over ¥30 billion")
    hit.get_by_role("link", name="paragraph 6").click()
    expect(page).to_have_url(re.compile(r"/sources/.+#p6$"))


def test_the_other_language_keeps_the_query(page: Page, site: Any) -> None:
    page.goto("/search/?q=WCIFIT")
    page.get_by_role("banner").get_by_role("link", name="简体中文").click()
    expect(page).to_have_url(re.compile(r"/zh-hans/search/\?q=WCIFIT$"))
    expect(page.get_by_role("searchbox")).to_have_value("WCIFIT")
    expect(page.locator(".search-hits a.row-title").first).to_contain_text("西部国际投资贸易洽谈会")


def test_a_misspelt_word_leads_to_what_was_meant(page: Page, site: Any) -> None:
    page.goto("/search/?q=liangjaing")
    expect(page.get_by_role("status")).to_contain_text("Nothing was found")
    page.get_by_role("link", name="liangjiang", exact=True).click()
    expect(page.locator(".search-hits a.row-title").first).to_have_text("Liangjiang New Area")
