"""Filtering a list as a person would: with scripts the page stays, without them it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_look import DESK, PHONE, Watch, overflow

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
STAYED = "window.stayed === true"


@pytest.fixture
def scriptless(browser: Browser, site: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, viewport=PHONE)
    yield context.new_page()
    context.close()


def rows(page: Page) -> int:
    shown = page.locator(".list-rows table.data tbody tr")
    expect(shown.first).to_be_visible()
    return shown.count()


def query(page: Page) -> str:
    return unquote(urlsplit(page.url).query)


@pytest.mark.parametrize(
    ("path", "sentence"), [("/projects/", "5 of 9"), ("/zh-hans/projects/", "符合5项")]
)
def test_a_value_changes_the_list_and_the_page_stays(
    path: str, sentence: str, page: Page, site: Any
) -> None:
    watch = Watch(page, site.url)
    page.goto(path)
    page.evaluate("window.stayed = true")
    everything = rows(page)
    page.locator("#panel-summary").click()
    page.locator("#f-stage-in_operation").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sentence")).to_contain_text(sentence)
    assert query(page) == "stage=in_operation"
    assert rows(page) == 5 < everything
    expect(page.locator("#f-stage-in_operation")).to_be_focused()
    expect(page.locator("#panel")).to_have_attribute("open", "")
    assert "stage=in_operation" in (page.locator("#other-language").get_attribute("href") or "")
    page.locator("#f-kind-services-out").click()
    expect(page.locator(".chip")).to_have_count(2)
    assert query(page) == "stage=in_operation&kind=-services"
    page.locator("#sort-name").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    assert query(page) == "stage=in_operation&kind=-services&sort=name"
    page.locator(".chip").last.click()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#clear-all")).to_be_focused()
    assert page.evaluate(STAYED)
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#panel-summary")).to_be_focused()
    assert query(page) == "sort=name"
    assert page.evaluate(STAYED)
    assert not watch.foreign
    assert not watch.complaints


def test_going_back_shows_the_list_that_was_left(page: Page, site: Any) -> None:
    page.goto("/projects/")
    page.locator("#panel-summary").click()
    page.locator("#f-stage-in_operation").click()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator("table.data tbody th a").first.click()
    expect(page.locator(".facts").first).to_be_visible()
    page.go_back()
    expect(page.locator(".chip")).to_have_count(1)
    assert rows(page) == 5
    page.go_back()
    expect(page.locator(".chip")).to_have_count(0)
    assert query(page) == ""
    assert rows(page) == 9
    expect(page.locator(".site-head")).to_have_count(1)
    page.go_forward()
    expect(page.locator(".chip")).to_have_count(1)
    assert query(page) == "stage=in_operation"


def test_spans_words_and_columns_are_plain_fields(page: Page, site: Any) -> None:
    page.goto("/projects/")
    page.evaluate("window.stayed = true")
    page.locator("#panel-summary").click()
    page.locator("#facet-amount-summary").click()
    page.locator("#id_amount_from").fill("1000000000")
    page.locator("#id_amount_from").press("Enter")
    expect(page.locator("#sentence")).to_contain_text("1 of 9")
    assert query(page) == "amount_from=1000000000"
    expect(page.locator("#id_amount_from")).to_be_focused()
    page.locator("#columns-summary").click()
    for name in ("organisations", "place", "signed"):
        page.locator(f"#column-{name}").uncheck()
    page.locator("#columns-apply").click()
    expect(page.locator("table.data thead th")).to_have_count(4)
    assert query(page) == "amount_from=1000000000&columns=name,kind,stage,amount"
    assert page.evaluate(STAYED)


def test_the_same_without_scripts(scriptless: Page) -> None:
    page = scriptless
    page.goto("/projects/")
    page.locator("#panel-summary").click()
    page.locator("#f-stage-in_operation").click()
    assert query(page) == "stage=in_operation"
    expect(page.locator("#sentence")).to_contain_text("5 of 9")
    page.locator("#panel-summary").click()
    page.locator("#facet-amount-summary").click()
    page.locator("#id_amount_from").fill("1000000000")
    page.locator("#facet-amount button").click()
    assert "stage=in_operation" in query(page)
    expect(page.locator("#sentence")).to_contain_text("1 of 9")
    page.locator("#columns-summary").click()
    page.locator("#column-place").uncheck()
    page.locator("#columns-apply").click()
    expect(page.locator("table.data thead th")).to_have_count(6)
    page.locator(".chip").first.click()
    expect(page.locator(".chip")).to_have_count(1)


@pytest.mark.parametrize("path", ["/events/", "/zh-hans/figures/?status=target,-forecast"])
def test_the_open_panel_is_accessible(path: str, page: Page, site: Any) -> None:
    page.goto(path)
    page.locator("#panel-summary").click()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        result = Axe().run(page, options={"resultTypes": ["violations"]})
        assert not result.violations_count, result.generate_report()
        assert overflow(page) <= 0
