"""What was typed is not lost: by leaving the form, or by a session that has ended."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_admin import choose
from tests.browser.test_sign_in import sign_in

pytestmark = pytest.mark.one_database
ADD = "/admin/investments/event/add/"


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    sign_in(page, site)
    yield page
    context.close()


def asks_back(page: Page, how: Any, stay: bool = True) -> bool:
    """Whether the browser asks before it leaves the page."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss() if stay else dialog.accept()

    page.once("dialog", answer)
    how()
    page.wait_for_timeout(100)
    if not asked:
        page.remove_listener("dialog", answer)
    return asked == ["beforeunload"]


def leave(page: Page) -> None:
    page.locator(".breadcrumbs a").first.click(no_wait_after=True)


def test_leaving_a_changed_form_asks_back(desk: Page) -> None:
    page = desk
    page.goto(ADD)
    page.locator("#id_name").click()
    assert not asks_back(page, lambda: leave(page)), "nothing was typed"
    expect(page).to_have_url(re.compile("/admin/$"))

    page.goto(ADD)
    page.locator("#id_name").fill("Harbour day")
    assert asks_back(page, lambda: leave(page))
    assert asks_back(page, lambda: page.evaluate("setTimeout(() => history.back())"))
    expect(page.locator("#id_name")).to_have_value("Harbour day")
    page.locator("#id_name").fill("")
    page.locator("#id_slug").fill("")
    assert not asks_back(page, lambda: leave(page)), "taken back"

    page.goto(ADD)
    page.get_by_role("button", name="Add another Date of an event").click()
    assert asks_back(page, lambda: leave(page)), "a new row"
    choose(page, page.locator("#dates-0"), "Source", "e")
    assert asks_back(page, lambda: leave(page)), "a choice"
    assert asks_back(page, lambda: leave(page), stay=False), "and lets one go"
    expect(page).to_have_url(re.compile("/admin/$"))


def test_saving_does_not_ask(desk: Page) -> None:
    page = desk
    page.on("dialog", lambda dialog: pytest.fail(dialog.type))
    page.goto(ADD)
    page.locator("#id_name").fill("Guarded day")
    page.locator("#id_kind").select_option("fair")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".messagelist")).to_contain_text("Guarded day")


def test_a_session_that_ended_keeps_what_was_typed(desk: Page, site: Site) -> None:
    page = desk
    page.goto(ADD)
    page.locator("#id_name").fill("Long lunch fair")
    page.locator("#id_kind").select_option("fair")
    page.context.clear_cookies()
    page.evaluate("const now = Date.now; Date.now = () => now() + 5 * 3600 * 1000")
    page.get_by_role("button", name="Save and continue editing").first.click()
    note = page.locator(".guard")
    expect(note).to_contain_text("You were signed out")
    with page.context.expect_page() as opened:
        note.get_by_role("link").click()
    tab = opened.value
    tab.get_by_label("Username").fill(site.username)
    tab.get_by_label("Password").fill(site.password)
    tab.get_by_role("button", name="Log in").click()
    expect(tab.get_by_text("Log out")).to_be_visible()
    tab.close()
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".messagelist")).to_contain_text("Long lunch fair")
    expect(page.locator("#id_kind")).to_have_value("fair")
