"""Staff sign in and work in the admin under the site's own Content-Security-Policy."""

import re

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from tests.browser.conftest import Site


@pytest.fixture
def problems(page: Page, site: Site) -> list[str]:
    """What the console complains of, and requests to other hosts."""
    found: list[str] = []

    def note_message(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            found.append(message.text)

    def note_request(request: Request) -> None:
        if not request.url.startswith(site.url):
            found.append(request.url)

    page.on("console", note_message)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", note_request)
    return found


def sign_in(page: Page, site: Site) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(site.username)
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Log in").click()
    expect(
        page.get_by_role("link", name="Log out").or_(page.get_by_text("Log out"))
    ).to_be_visible()


@pytest.mark.one_database
def test_the_owner_signs_in(page: Page, site: Site, problems: list[str]) -> None:
    sign_in(page, site)
    expect(page).to_have_title(re.compile("The desk"))
    assert problems == []


@pytest.mark.one_database
def test_every_admin_page_keeps_to_the_policy(page: Page, site: Site, problems: list[str]) -> None:
    """The list of every model, in Chromium; forms and the desk's own pages: test_admin_axe."""
    sign_in(page, site)
    links = page.locator("#content-main th a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert addresses
    for address in addresses:
        assert address
        response = page.goto(address)
        assert response
        assert response.status == 200, address
        assert "script-src 'self'" in response.headers["content-security-policy"]
        assert problems == [], address
    page.goto("/admin/auth/user/")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("#user_form")).to_be_visible()
    assert problems == []


@pytest.mark.one_database
def test_a_wrong_password_is_refused(page: Page, site: Site) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(site.username)
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".errornote")).to_be_visible()
