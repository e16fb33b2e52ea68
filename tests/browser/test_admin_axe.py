"""Every kind of page of the desk: no fault that axe finds, and no wider than a telephone.

One browser goes through all of them, in both languages; what a page adds is one line here.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from investments import models as record
from tests.admin_forms import admin_url
from tests.browser.conftest import Site
from tests.browser.test_look import PHONE, overflow
from tests.browser.test_sign_in import sign_in

# What has rows of others in its form, or a form of its own kind.
FORMS = (
    record.Event,
    record.Figure,
    record.Source,
    record.Project,
    record.Industry,
    record.Person,
    record.SigningBatch,
    record.Statistic,
)
IN_CHINESE = 4  # the first of these; the others are made of the same fields

ADDRESSES = [
    "/admin/",
    "/admin/review/",
    "/admin/changes/",
    "/admin/duplicates/",
    "/admin/desk/",
    "/admin/two-step/",
    "/admin/sign-ins/",
    "/admin/help/",
    "/admin/password_change/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/investments/figure/",
    "/admin/investments/event/?q=no-such-thing",
    "/admin/investments/correction/",
    "/admin/import/",
]

# The list of models beside every page is judged on the first; rows of a kind look alike, and
# colours do in both languages.
ONCE = {
    "exclude": [
        ["#nav-sidebar"],
        ["tbody tr:nth-of-type(n+5)"],
        [".inline-related.has_original ~ .inline-related.has_original"],
    ]
}
QUICK = {"color-contrast": {"enabled": False}}

# Faults of the admin's own markup: rule and selector, and why it stands.
FOREIGN: dict[tuple[str, str], str] = {}


pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, site)
    yield page
    context.close()


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> dict[Any, int]:
    with django_db_blocker.unblock():
        return {
            model: model._default_manager.order_by("pk").values_list("pk", flat=True)[0]
            for model in FORMS
        }


def forms(rows: dict[Any, int], models: Iterable[Any]) -> list[str]:
    """Where a row of each is added and changed, and the other pages of the first."""
    found = [admin_url(model, "add") for model in models]
    found += [admin_url(model, "change", rows[model]) for model in models]
    first = FORMS[0]
    return [*found, *(admin_url(first, page, rows[first]) for page in ("history", "delete"))]


def judged(page: Page, whole: bool, colours: bool) -> Any:
    options = {"resultTypes": ["violations"], "rules": {} if colours else QUICK}
    return Axe().run(page, context=None if whole else ONCE, options=options)


def faults(page: Page, address: str) -> list[str]:
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, address
    result = judged(page, address.endswith("/admin/"), not address.startswith("/zh"))
    found = [
        f"{address}: {one['id']} {node['target']}"
        for one in result.response["violations"]
        for node in one["nodes"]
        if (one["id"], node["target"][0]) not in FOREIGN
    ]
    if overflow(page) > 0:
        found.append(f"{address}: wider than a telephone by {overflow(page)}")
    return found


def test_signing_in_is_accessible(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, viewport=PHONE)
    page = context.new_page()
    found = [*faults(page, "/admin/login/"), *faults(page, "/zh-hans/admin/login/")]
    context.close()
    assert found == []


def test_the_desk_is_accessible(desk: Page, rows: dict[Any, int]) -> None:
    addresses = [*ADDRESSES, *forms(rows, FORMS)]
    found = [fault for address in addresses for fault in faults(desk, address)]
    assert found == [], "\n".join(found)


def test_the_desk_is_accessible_in_chinese(desk: Page, rows: dict[Any, int]) -> None:
    addresses = [*ADDRESSES, *forms(rows, FORMS[:IN_CHINESE])]
    found = [fault for address in addresses for fault in faults(desk, f"/zh-hans{address}")]
    assert found == [], "\n".join(found)
