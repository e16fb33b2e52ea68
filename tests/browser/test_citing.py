"""Citing as a reader does it, on the screen and on paper; what strong contrast must not lose."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from investments.models import Figure

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WAYS = pytest.mark.parametrize(
    ("way", "cite"),
    [("", "Cite this"), ("/zh-hans", "引用本条")],
    ids=["english", "chinese"],
)


@WAYS
def test_a_number_is_cited_in_four_steps(way: str, cite: str, page: Page, site: Any) -> None:
    """Open its mark, go to its own page, read the citation, fetch the file."""
    page.goto(f"{way}/statistics/contracted-investment/")
    page.locator("main button.mark").first.click()
    page.locator(".mark-card:popover-open .mark-more").click()
    expect(page).to_have_url(re.compile(rf"{way}/figures/[\w-]+/$"))
    expect(page.get_by_role("heading", name=cite)).to_be_visible()
    texts = page.locator(".cite-text")
    expect(texts).to_have_count(2)
    expect(texts.first).to_contain_text(page.url)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSL-JSON").click()
    with download.value.path().open(encoding="utf-8") as file:
        record, source = json.load(file)
    assert record["URL"] == page.url
    assert download.value.suggested_filename.startswith("liangjiang-figure-")
    expect(texts.nth(1)).to_contain_text(source["title"])


def figure() -> Figure:
    return Figure.objects.published().order_by("slug")[0]


def test_paper_ends_with_the_citation_and_the_address(page: Page, site: Any) -> None:
    page.goto(figure().get_absolute_url())
    page.emulate_media(media="print")
    expect(page.locator(".cite-text").first).to_be_visible()
    expect(page.locator(".cite a[rel=bookmark]")).to_have_text(page.url)
    for gone in (".cite-files", ".site-language", ".site-foot ul"):
        expect(page.locator(gone).filter(visible=True)).to_have_count(0)
    assert page.pdf().startswith(b"%PDF")


def test_forced_colours_keep_focus_badges_and_the_place_in_the_menu(page: Page, site: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto("/figures/?status=target")

    def style(selector: str, name: str) -> str:
        return str(
            page.locator(selector).first.evaluate(
                "(element, name) => getComputedStyle(element).getPropertyValue(name)", name
            )
        )

    border = "border-bottom-color"
    assert style(".site-nav a[aria-current]", border) != style(".site-nav a", border)
    assert style("main .badge-target", "border-top-style") == "dashed"
    assert "dashed" in style("main .figure-target .figure-text", "text-decoration-style")
    page.locator("main button.mark").first.focus()
    assert style("main button.mark", "outline-style") == "solid"


def test_strong_contrast_and_stillness(page: Page, site: Any) -> None:
    page.emulate_media(contrast="more", reduced_motion="reduce")
    page.goto(figure().get_absolute_url())
    soft, ink = (
        page.locator(selector).first.evaluate("element => getComputedStyle(element).color")
        for selector in (".facts dt", "h1")
    )
    assert soft == ink
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(element => {"
        " const style = getComputedStyle(element);"
        " return style.transitionDuration !== '0s' || style.animationName !== 'none' }).length"
    )
    assert moving == 0
