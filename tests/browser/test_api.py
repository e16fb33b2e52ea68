"""The API against the running site: the page that explains it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("before", ["", "/zh-hans"])
def test_the_documentation_is_drawn_from_our_own_host(page: Page, site: Site, before: str) -> None:
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{before}/api/v1/docs/")
    page.locator(".opblock-summary-path").first.wait_for()
    assert page.locator(".opblock").count() == 19
    assert said == []
    assert hosts - {""} == {urlsplit(site.url).netloc}
