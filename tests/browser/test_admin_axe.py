"""Every kind of page of the desk: no fault that axe finds, and no wider than a telephone.

One browser goes through all of them, in both languages; what a page adds is one line here.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from investments import models as record
from tests.admin_forms import admin_url
from tests.browser.conftest import Site
from tests.browser.test_look import PHONE, judged, overflow
from tests.browser.test_sign_in import sign_in

# A row of each of these has a change form with the kinds of rows that the desk has.
WITH_ROWS = (record.Event, record.Project, record.Industry, record.Person)
OPENED = (*WITH_ROWS, record.Figure, record.Source, record.SigningBatch, record.Statistic)

ADDRESSES = [
    "/admin/",
    "/admin/review/",
    "/admin/two-step/",
    "/admin/sign-ins/",
    "/admin/help/",
    "/admin/password_change/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/investments/figure/",
    "/admin/investments/event/?q=no-such-thing",
]
SIGNED_OUT = ["/admin/login/"]

# Faults of the admin's own markup: rule and selector, and why it stands.
FOREIGN: dict[tuple[str, str], str] = {}


@pytest.fixture(scope="module")
def desk(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, site)
    yield page
    context.close()


@pytest.fixture(scope="module")
def addresses(django_db_setup: None, django_db_blocker: Any) -> list[str]:
    """The fixed ones, the add form of every model, and what one row of some kinds opens."""
    with django_db_blocker.unblock():
        rows = [(model, model._default_manager.order_by("pk").values_list("pk", flat=True)[0])
                for model in OPENED]
    adds = [
        admin_url(model, "add") for model in vars(record).values()
        if isinstance(model, type) and issubclass(model, record.Reviewed)
        and not model._meta.abstract
    ]
    changes = [admin_url(model, "change", pk) for model, pk in rows]
    event = rows[0][1]
    more = [admin_url(record.Event, page, event) for page in ("history", "delete")]
    return [*ADDRESSES, *adds, *changes, *more]


def faults(page: Page, address: str) -> list[str]:
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, address
    found = [
        f"{address}: {one['id']} {node['target']}"
        for one in judged(page).response["violations"]
        for node in one["nodes"]
        if (one["id"], node["target"][0]) not in FOREIGN
    ]
    if overflow(page) > 0:
        found.append(f"{address}: wider than a telephone by {overflow(page)}")
    return found


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_the_desk_is_accessible(desk: Page, addresses: list[str], prefix: str) -> None:
    found = [fault for address in addresses for fault in faults(desk, f"{prefix}{address}")]
    assert found == []
