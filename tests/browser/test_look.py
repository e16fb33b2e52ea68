"""Every kind of page in a real browser: readable by all, on a phone, at night, without a script,
and without a word to another host."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, expect

from investments import models

Scheme = Literal["light", "dark"]
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PAGE_BYTES = 100_000  # compressed
STYLE_BYTES = 12_000  # compressed

DETAILS = {
    "event": models.Event,
    "project": models.Project,
    "statistic": models.Statistic,
    "industry": models.Industry,
    "organisation": models.Organisation,
    "person": models.Person,
    "place": models.Place,
    "source": models.Source,
    "figure": models.Figure,
}
FIXED = {
    "home": "/",
    "about": "/about/",
    "empty list": "/projects/?q=nothing-has-this-name",
    "bad filter": "/events/?year=10000&kind=circus&sort=nonsense&page=zero",
    "filtered list": "/projects/?stage=signed,in_operation&industry=-unknown&columns=name,amount",
    "not found": "/events/there-is-no-such-event/",
    "search": "/search/?q=liangjiang+new",
    "search guide": "/search/",
    "search without result": "/search/?q=liangjaing+zzz",
    "conflicts": "/conflicts/",
    "charts": "/charts/",
    "chart": "/charts/projects/all/stage/",
    "data": "/data/",
    "dictionary": "/data/dictionary/",
    "bare chart": "/charts/projects/all/stage/embed/",
    "as known on a day": "/as-known-on/2021-12-31/projects/",
    "not known yet": "/as-known-on/2021-12-31/events/wcifit-2024/",
}
LANGUAGES = ("en", "zh-hans")
ALL_WAYS: list[tuple[Scheme, ViewportSize]] = [
    (scheme, size) for scheme in SCHEMES for size in (DESK, PHONE)
]
# Colours hang on the scheme and layout on the width: two ways tell both, and the fullest kinds of
# page are judged in all four.
TWO_WAYS = [ALL_WAYS[0], ALL_WAYS[3]]
FULLEST = ("home", "project_list", "event", "place")
DAY = "/as-known-on/2021-12-31"
KINDS = [*FIXED, *(f"{name}_list" for name in DETAILS), *DETAILS]
# The lists are one template; its Chinese is looked at where it holds the most. The dictionary is
# one long list in either language.
ALIKE_IN_CHINESE = {f"{name}_list" for name in DETAILS} - {"project_list", "figure_list"}
ALIKE_IN_CHINESE |= {"dictionary"}
PAGES = [
    (kind, language)
    for kind in KINDS
    for language in LANGUAGES
    if language == "en" or kind not in ALIKE_IN_CHINESE
]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="session")
def fullest(django_db_setup: None, django_db_blocker: Any) -> dict[str, str]:
    """The page of each kind that most is stated about: where there is most to go wrong."""
    with django_db_blocker.unblock(), override("en"):
        return {
            name: reverse(f"investments:{name}", args=[most_stated(model).slug])
            for name, model in DETAILS.items()
        }


def most_stated(model: Any) -> Any:
    stated: Counter[int] = Counter()
    for relation in model._meta.related_objects:
        statement = relation.related_model
        if isinstance(statement, type) and issubclass(statement, models.Sourced):
            of = relation.field.name
            stated.update(statement.objects.published().values_list(of, flat=True))
    rows = model.objects.published().order_by("slug")
    return max(rows, key=lambda row: stated[row.pk])


def address_of(kind: str, fullest: dict[str, str], language: str = "en") -> str:
    address = FIXED.get(kind) or fullest.get(kind) or reverse(f"investments:{kind}")
    if language == "en":
        return address
    day = DAY if address.startswith(DAY) else ""
    return f"{day}/{language}{address.removeprefix(day)}"


class Watch:
    """Notes what a page asks other hosts for, and what the browser complains of."""

    def __init__(self, page: Page, site: str) -> None:
        self.host = urlsplit(site).netloc
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.host:
            self.foreign.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        # A 404 page is itself reported as an error; everything else is one.
        if message.type in ("error", "warning") and "status of 404" not in message.text:
            self.complaints.append(message.text)


def wear(page: Page, scheme: Scheme) -> None:
    """Without motion: half-way from day to night no colour has its contrast."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


# Rows of one kind look alike: eight of them tell a wrong colour as well as fifty.
ALIKE = {"exclude": [["tbody tr:nth-of-type(n+9)"], ["main li:nth-of-type(n+9)"]]}


def judged(page: Page, context: dict[str, Any] | None = None) -> Any:
    """What axe finds; leaving its passes out makes it faster."""
    return Axe().run(page, context=context, options={"resultTypes": ["violations"]})


def outline(page: Page) -> None:
    """What a reader who hears the page finds their way by."""
    found = page.evaluate(
        """() => ({
            headings: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
                .map(one => Number(one.tagName[1])),
            mains: document.querySelectorAll('main').length,
            title: document.title.trim(),
            language: document.documentElement.lang,
            unnamed: [...document.querySelectorAll('nav, form, section, img, input, select')]
                .filter(one => one.type !== 'hidden' && one.matches('nav, img, input, select'))
                .filter(one => !one.labels?.length && !one.getAttribute('aria-label')
                    && !one.getAttribute('aria-labelledby') && one.getAttribute('alt') === null)
                .map(one => one.outerHTML.slice(0, 120)),
        })"""
    )
    levels = found["headings"]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert found["mains"] == 1
    assert found["title"]
    assert found["language"] in ("en", "zh-Hans")
    assert found["unnamed"] == []


def overflow(page: Page) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_home_leads_to_a_number_and_its_source(page: Page, site: Any) -> None:
    page.goto("/")
    page.locator("main button.mark").first.click()
    card = page.locator(".mark-card:popover-open")
    expect(card).to_be_visible()
    card.get_by_role("link").first.click()
    expect(page).to_have_url(f"{site.url}{urlsplit(page.url).path}")
    assert "/sources/" in page.url
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(("kind", "language"), PAGES)
def test_page_is_accessible_and_keeps_to_itself(
    kind: str, language: str, page: Page, site: Any, fullest: dict[str, str]
) -> None:
    watch = Watch(page, site.url)
    page.set_viewport_size(DESK)
    response = page.goto(address_of(kind, fullest, language))
    assert response is not None
    assert response.status == (404 if kind in ("not found", "not known yet") else 200)
    outline(page)
    assert len(gzip.compress(response.body())) < PAGE_BYTES
    # What is folded away is judged too.
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    problems = []
    fullest_kind = kind in FULLEST and language == "en"
    ways = ALL_WAYS if fullest_kind else TWO_WAYS
    if kind in ALIKE_IN_CHINESE:  # one template, seen in all ways with the other two lists
        ways = TWO_WAYS[1:]
    for scheme, size in ways:
        wear(page, scheme)
        page.set_viewport_size(size)
        first = (scheme, size) == ways[0]
        # Colours are the same in either language; in the second the words are what is new.
        if first or language == "en":
            result = judged(page, None if first and fullest_kind else ALIKE)
            if result.violations_count:
                problems.append(f"{scheme} {size['width']}: {result.generate_report()}")
        if overflow(page) > 0:
            problems.append(f"{size['width']}: wider than the window by {overflow(page)}")
    assert not problems, "\n".join(problems)
    assert not watch.foreign
    assert not watch.complaints


@pytest.mark.parametrize("kind", ["home", "event", "project_list", "figure_list"])
def test_long_words_break(kind: str, page: Page, site: Any, fullest: dict[str, str]) -> None:
    page.goto(address_of(kind, fullest))
    page.evaluate(
        "document.querySelectorAll('main a:not(thead a)')"
        ".forEach(link => link.append('W'.repeat(150)))"
    )
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert overflow(page) <= 0, size


def test_open_mark_is_accessible(page: Page, site: Any, fullest: dict[str, str]) -> None:
    page.goto(fullest["event"])
    page.locator("main button.mark").first.click()
    for scheme in SCHEMES:
        wear(page, scheme)
        result = judged(page)
        assert not result.violations_count, result.generate_report()


def test_keyboard_opens_and_closes_a_mark(page: Page, site: Any, fullest: dict[str, str]) -> None:
    page.goto(fullest["event"])
    mark = page.locator("main button.mark").first
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".mark-card:popover-open")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".mark-card:popover-open")).to_have_count(0)
    expect(mark).to_be_focused()


def test_first_tab_offers_to_skip_the_navigation(page: Page, site: Any) -> None:
    page.goto("/events/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.fixture
def scriptless(browser: Browser, site: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, viewport=PHONE)
    yield context.new_page()
    context.close()


def test_everything_works_without_scripts(scriptless: Page, fullest: dict[str, str]) -> None:
    page = scriptless
    page.goto("/")
    page.locator(".site-nav-button").click()
    page.locator("#site-nav").get_by_role("link", name="Projects").click()
    expect(page.locator("h1")).to_be_visible()
    assert urlsplit(page.url).path == "/projects/"
    page.locator("#panel-summary").click()
    expect(page.locator("#f-stage-signed")).to_be_visible()
    page.locator("#id_q").fill("nothing-has-this-name")
    page.locator("#id_q").press("Enter")
    expect(page.locator(".empty")).to_be_visible()
    page.locator(".empty a").click()
    expect(page.locator("table.data tbody tr").first).to_be_visible()
    page.goto(fullest["event"])
    page.locator("main button.mark").first.click()
    expect(page.locator(".mark-card:popover-open, .mark-card:visible").first).to_be_visible()


def test_a_target_is_told_apart_without_colour(page: Page, site: Any) -> None:
    page.goto("/figures/?status=target")
    target = page.locator("main .figure-target").first
    expect(target.locator(".badge")).to_have_text("Target")
    assert "dashed" in target.locator(".figure-text").evaluate(
        "element => getComputedStyle(element).textDecorationStyle"
    )


def test_paper_shows_the_source_beside_the_number(
    page: Page, site: Any, fullest: dict[str, str]
) -> None:
    page.goto(fullest["event"])
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".mark-card .mark-quote").first).to_be_visible()


def test_stylesheet_is_small(page: Page, site: Any) -> None:
    page.goto("/")
    address = page.locator("link[rel=stylesheet]").get_attribute("href")
    assert address
    assert len(gzip.compress(page.request.get(address).body())) < STYLE_BYTES
