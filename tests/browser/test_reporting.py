"""Reporting an error as a reader does: on a phone, in Chinese, at night, by keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from investments.models import Figure

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def sound(page: Page) -> None:
    assert Axe().run(page).violations_count == 0, page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_a_reader_reports_a_number_and_learns_the_reference(page: Page, site: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    figure = Figure.objects.published().order_by("slug")[0]
    page.goto(f"/zh-hans{figure.get_absolute_url()}")
    page.get_by_role("link", name="报告错误").click()
    sound(page)
    expect(page.get_by_label("此项请留空")).to_be_hidden()
    page.get_by_label("数字有误").focus()
    page.keyboard.press("Space")
    for words in ("应为71亿元", "统计年鉴，第3页"):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.get_by_label("电子邮箱").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("提交过快")
    sound(page)
    page.wait_for_timeout(4000)  # what the form asks of machines
    page.get_by_role("button", name="提交").click()
    expect(page).to_have_url(re.compile(r"/zh-hans/reports/\w+/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("已收到")
    expect(page.get_by_text(page.url.split("/")[-2], exact=True)).to_be_visible()
    sound(page)
