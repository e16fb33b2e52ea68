"""What readers come for, done as a person does it, from the start page, in both languages.

Citing a figure and finding 长安 stand in `test_citing` and `test_search`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
in_both_languages = pytest.mark.parametrize(
    ("language", "home"), [("en", "/"), ("zh-hans", "/zh-hans/")], ids=["english", "chinese"]
)


def said(language: str, text: str) -> str:
    with override(language):
        return gettext(text)


def section(page: Page, heading: str) -> Locator:
    return page.locator("section").filter(has=page.get_by_role("heading", name=heading)).first


def table_rows(page: Page) -> Locator:
    return page.locator("main table tbody tr")


@in_both_languages
def test_find_the_largest_signing_and_its_evidence(
    language: str, home: str, page: Page, site: Any
) -> None:
    page.goto(home)
    announced = section(page, said(language, "Announced: the largest amounts signed"))
    largest = announced.get_by_role("listitem").first
    expect(largest).to_contain_text(
        {"en": "over ¥49.5 billion", "zh-hans": "超过495亿元"}[language]
    )
    largest.get_by_role("button").click()
    card = page.locator(".mark-card:popover-open")
    expect(card.locator("q")).to_contain_text("49.5")
    source = card.get_by_role("link").first.text_content()
    # By the keyboard: a page that still moves under load cannot slip away from it.
    card.get_by_role("link").last.press("Enter")
    expect(page).to_have_url(re.compile(r"/figures/[\w-]+/$"))
    expect(page.locator("main")).to_contain_text("49.5")
    expect(page.get_by_role("link", name=source or "").first).to_be_visible()


@in_both_languages
def test_see_which_targets_of_2024_exist_and_that_they_are_targets(
    language: str, home: str, page: Page, site: Any
) -> None:
    page.goto(home)
    targets = section(page, said(language, "Targets, not results"))
    badge = said(language, "Target") if language == "en" else "目标"
    growth = targets.get_by_role("listitem").filter(has_text="6.5%")
    expect(growth).to_contain_text("2024")
    expect(growth.locator(".badge-target")).to_have_text(badge)
    targets.get_by_role("link", name=said(language, "All targets")).click()
    expect(page).to_have_url(re.compile(r"status=target"))
    page.goto(f"{page.url}&year=2024")
    rows = table_rows(page)
    expect(rows).to_have_count(rows.filter(has=page.locator(".badge-target")).count())
    shown = " ".join(rows.all_text_contents())
    for number in ("8%", "5%", "6.5%", "8.5%"):
        assert number in shown
    assert rows.count() >= 4


@in_both_languages
def test_compare_the_claims_about_the_share_of_trade(
    language: str, home: str, page: Page, site: Any
) -> None:
    page.goto(home)
    differ = section(page, said(language, "Where sources differ"))
    differ.get_by_role("link", name=said(language, "All differences, side by side")).click()
    english = "Share of Chongqing's imports and exports"
    name = {"en": english, "zh-hans": "占重庆市进出口总额比重"}[language]
    group = page.get_by_role("article").filter(has=page.get_by_role("heading", name=name)).first
    rows = group.locator("tbody tr")
    expect(rows).to_have_count(3)
    claims = [text or "" for text in rows.all_text_contents()]
    assert [re.search(r"\d+%", claim)[0] for claim in claims] == ["38%", "30%", "30%"]  # type: ignore[index]
    assert [re.search(r"20\d\d", claim)[0] for claim in claims] == ["2024", "2023", "2020"]  # type: ignore[index]
    expect(group.get_by_text("Chongqing" if language == "en" else "重庆").first).to_be_visible()


@in_both_languages
def test_list_the_projects_in_operation(language: str, home: str, page: Page, site: Any) -> None:
    page.goto(home)
    stages = section(page, said(language, "Delivered: how far projects have come"))
    label = said(language, "In operation")
    step = stages.get_by_role("listitem").filter(has_text=label)
    number = int(re.search(r"\d+", step.text_content() or "")[0])  # type: ignore[index]
    step.get_by_role("link", name=label).click()
    expect(page).to_have_url(re.compile(r"/projects/\?stage=in_operation$"))
    rows = table_rows(page)
    expect(rows).to_have_count(number)
    for row in rows.all():
        expect(row.locator(".badge-in_operation")).to_have_text(label)
    expect(rows.filter(has_text="Magna" if language == "en" else "麦格纳")).to_have_count(1)
