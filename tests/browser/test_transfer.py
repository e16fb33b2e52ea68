"""A file into the record: its pages at a telephone's width, in both languages, by the keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_sign_in import problems, sign_in
from tests.transfers import table

__all__ = ["problems"]

HEADER = ["slug", "name", "name_zh", "Remark"]


def looked_at(page: Page) -> None:
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wider), page.url
    assert Axe().run(page).response["violations"] == [], page.url


def press(page: Page, name: re.Pattern[str]) -> None:
    button = page.get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")


@pytest.mark.one_database
@pytest.mark.parametrize("way", ["", "/zh-hans"])
def test_a_file_is_imported(page: Page, site: Site, problems: list[str], way: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, site)
    slug = f"browsed{'-zh' if way else ''}"
    bad = table(HEADER, [slug, "Browsed", "", "x"], [slug, "Twice", "", ""])
    page.goto(f"{way}/admin/import/?kind=person")
    looked_at(page)
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": bad}
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    press(page, re.compile("Upload|上传"))
    page.locator("#ignore").focus()
    page.keyboard.press("Space")
    press(page, re.compile("Check the file|检查文件"))
    expect(page.locator(".import-errors tbody tr")).to_have_count(1)
    looked_at(page)

    page.goto(f"{way}/admin/import/?kind=person")
    file["buffer"] = table(HEADER[:3], [slug, "Browsed", "读者"])
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    press(page, re.compile("Upload|上传"))
    press(page, re.compile("Check the file|检查文件"))
    expect(page.locator(".import-rows tbody tr")).to_contain_text(slug)
    looked_at(page)
    press(page, re.compile("Import 1 row|导入1行"))
    expect(page.get_by_text(re.compile("Everything is in the record|已收入本实录"))).to_be_visible()
    looked_at(page)
    assert problems == []
