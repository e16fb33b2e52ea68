"""A curator at the reading desk: two articles never seen before, from paste to the public page.

Every click and every key press is counted, letters typed included.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.conftest import Site
from tests.browser.pictures import picture
from tests.browser.test_sign_in import sign_in

ARTICLES = Path(__file__).parent.parent / "articles"
ROLES = ("Curator", "Editor")
PASSWORD = "seven lanterns on a quay"
PER_TEN_FIGURES = 60

# The candidates in the order in which the desk offers them, and the keys by which each is entered:
# a digit chooses the subject, Enter saves, s sets aside.
ENGLISH = [
    ("26 projects", "1"),  # a new reported total, at an event that is new too
    ("over 18.6 billion yuan", ""),
    ("Oct 13, 2026", ""),
    ("4.2 billion yuan", "1"),  # a new project
    ("8 to 10 GWh", ""),
    ("1.5 billion yuan", "1"),
    ("about 900 million yuan", "1"),
    ("7.4 percent", ""),
    ("9.1 percent", ""),
    ("16.2 percent", ""),
    ("nearly 40 percent", ""),
    ("exceed 600 billion yuan", ""),
    ("1,200", ""),
]
CHINESE = [
    ("9月8日", "1"),
    ("18个", "1"),
    ("超过120亿元", ""),
    ("35亿元", "1"),
    ("约50亿元", "b"),  # the second guess of the statistic
    ("12.6亿元", "1"),
    ("近8亿元", "1"),
    ("6.8%", ""),
    ("8.2%", ""),
    ("5%", ""),
    ("15.6%", ""),
    ("三分之一", ""),
    ("60万至80万辆", ""),
    ("超过400万人", ""),
]


class Hands:
    """Someone at mouse and keyboard, who counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.count += 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += 1

    def press_on(self, key: str) -> None:
        """A key that leads to the next page."""
        with self.page.expect_navigation():
            self.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += len(text)

    def paste(self, selector: str, text: str) -> None:
        """A click into the field and two keys held together."""
        self.click(selector)
        self.page.locator(selector).fill(text)
        self.count += 2


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: Site) -> dict[str, Any]:
    """The sessions of a curator and an editor, whom the owner has made."""
    sessions = {}
    with browser.new_context(base_url=site.url) as context:
        owner = context.new_page()
        sign_in(owner, site)
        for role in ROLES:
            owner.goto("/admin/auth/user/add/")
            owner.locator("[name=username]").fill(f"desk-{role.lower()}")
            owner.locator("[name=password1]").fill(PASSWORD)
            owner.locator("[name=password2]").fill(PASSWORD)
            owner.get_by_label(role, exact=True).check()
            owner.locator("[name=_save]").first.click()
            expect(owner.locator(".messagelist")).to_be_visible()
    for role in ROLES:
        with browser.new_context(base_url=site.url) as context:
            sign_in(context.new_page(), Site(site.url, f"desk-{role.lower()}", PASSWORD))
            sessions[role] = context.storage_state()
    return sessions


@pytest.fixture
def staff(browser: Browser, site: Site, signed_in: dict[str, Any]) -> Iterator[dict[str, Page]]:
    """A page of each."""
    contexts = {
        role: browser.new_context(base_url=site.url, storage_state=signed_in[role])
        for role in ROLES
    }
    yield {role: context.new_page() for role, context in contexts.items()}
    for context in contexts.values():
        context.close()


def take_all(hands: Hands, candidates: list[tuple[str, str]]) -> None:
    page = hands.page
    for words, keys in candidates:
        expect(page.locator(".desk-panel .printed q")).to_have_text(words)
        for key in keys:
            hands.press(key)
        hands.press_on("Enter")
    hands.press_on("m")  # the names that no statement is about
    expect(page.locator(".desk-panel .printed")).to_have_count(0)


@pytest.mark.parametrize(
    ("way", "name", "candidates", "figures", "project"),
    [
        ("", "autumn_signing.html", ENGLISH, 12, "jade-bay-battery-plant"),
        pytest.param(
            "/zh-hans",
            "materials_signing.txt",
            CHINESE,
            13,
            "yun-ling-shi-mo-xi-sheng-chan-ji-di",
            marks=pytest.mark.one_database,
        ),
    ],
    ids=["English", "Chinese"],
)
def test_from_paste_to_the_public(
    staff: dict[str, Page],
    way: str,
    name: str,
    candidates: list[tuple[str, str]],
    figures: int,
    project: str,
) -> None:
    curator, editor = staff["Curator"], staff["Editor"]
    before = public_figures(curator)

    curator.goto(f"{way}/admin/desk/")
    hands = Hands(curator)
    hands.click(".desk-main")
    hands.paste("#id_pasted", (ARTICLES / name).read_text("utf-8"))
    hands.click(".desk-main")
    if not curator.locator("#id_published").input_value():
        hands.click("#id_published")
        hands.type("2026-09-09")
    picture(curator, "desk-article")
    hands.click(".desk-main")
    if curator.locator(".desk-warning").count():  # nobody has named the publisher
        hands.click(".desk-main")
    picture(curator, "desk")
    take_all(hands, candidates)
    article = curator.url.split("?")[0]
    hands.press_on("Enter")
    picture(curator, "desk-finish")
    hands.press_on("Enter")
    expect(curator.locator("[name=do][value=submit]")).to_have_count(0)

    rows = curator.locator(".desk-rows").first.locator("li")
    drafts = [text for text in rows.all_inner_texts() if "¶" in text]
    assert len([text for text in drafts if figure_words(text)]) >= figures
    allowed = PER_TEN_FIGURES * figures / 10
    assert hands.count <= allowed, f"{hands.count} clicks and key presses, {allowed} allowed"
    print(f"{name}: {hands.count} clicks and key presses for {figures} figures")  # noqa: T201
    assert public_figures(curator) == before, "nothing is public yet"
    assert curator.locator("[value=publish]").count() == 0

    for address, named in (("/admin/", "first-page"), ("/admin/review/", "review")):
        editor.goto(way + address)
        picture(editor, named)
    preview = editor.locator("article:has([href*='/project/']) a[href*='/preview/']")
    preview.first.click()
    expect(editor.locator("aside.reading-note")).to_be_visible()
    picture(editor, "preview")
    editor.goto(f"{article}finish/")
    editor.locator("[name=do][value=publish]").click()
    expect(editor.locator(".messagelist")).to_be_visible()
    shown = editor.request.get(f"{way}/projects/{project}/")
    assert shown.status == 200
    assert len(public_figures(editor)) == len(before) + figures

    editor.locator(".desk-rows a").first.click()
    picture(editor, "change")
    editor.locator("[name=reason]").fill("published too early")
    editor.locator("#content form [type=submit]").first.click()
    assert public_figures(editor) == before
    assert editor.request.get(f"{way}/projects/{project}/").status == 410


def figure_words(text: str) -> bool:
    return "Figure" in text or "figure" in text or "数据" in text


def public_figures(page: Page) -> list[str]:
    """The public ledger, line by line."""
    return sorted(page.request.get("/figures.csv").text().splitlines())


@pytest.mark.one_database
@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_the_desk_fits_and_is_accessible(staff: dict[str, Page], scheme: str, width: int) -> None:
    page = staff["Curator"]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/zh-hans/admin/desk/add/")
    page.locator("#id_pasted").fill(f"两江新区签约{width}个项目，总投资超过120亿元。")
    go_on(page)
    details = page.content()
    assert 'name="publisher"' in details
    clean(page)
    go_on(page)
    expect(page.locator(".desk-warning")).to_be_visible()
    clean(page)
    go_on(page)
    clean(page)
    article = page.url.split("?")[0]
    for address in (f"{article}?as=date", f"{article}finish/", "/admin/desk/", "/admin/desk/add/"):
        page.goto(address)
        clean(page)


@pytest.mark.one_database
def test_entries_are_not_lost_by_a_click(staff: dict[str, Page]) -> None:
    page = staff["Curator"]
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto("/admin/desk/add/")
    page.locator("#id_pasted").fill("The quay signed 31 projects and sold 42 cars.")
    go_on(page)
    go_on(page)
    go_on(page)
    page.locator("details.note summary").click()
    page.locator("#id_note").press_sequentially("as told")
    page.locator(".desk-text .cand").last.click()
    expect(page.locator("#id_note")).to_have_value("as told")
    assert asked == ["beforeunload"]
    with page.expect_navigation():
        page.locator("[value=aside]").click()
    expect(page.locator(".desk-panel .printed q")).to_have_text("42 cars")
    assert asked == ["beforeunload"], "nobody is asked who sets aside or saves"


def go_on(page: Page) -> None:
    with page.expect_navigation():
        page.locator(".desk-main").first.click()


def clean(page: Page) -> None:
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wider), page.url
    assert Axe().run(page).response["violations"] == [], page.url
