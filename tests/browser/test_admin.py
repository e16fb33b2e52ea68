"""A curator at work: an event with a figure, its publication, and the pages that this takes."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_admin_axe import judged
from tests.browser.test_sign_in import problems, sign_in

__all__ = ["problems"]

PAGES = [
    "/admin/",
    "/admin/investments/figure/",
    "/admin/investments/figure/add/",
    "/admin/investments/event/",
    "/admin/investments/event/add/",
]


def choose(page: Page, row: Locator, label: str, text: str) -> None:
    """Search for a record by typing, and take the first that is found."""
    row.get_by_role("combobox", name=label).click()
    page.locator(".select2-search__field").fill(text)
    page.locator(".select2-results__option--highlighted", has_text=text).click()


@pytest.mark.one_database
def test_from_a_source_to_a_public_figure(page: Page, site: Site, problems: list[str]) -> None:
    sign_in(page, site)

    page.goto("/admin/investments/source/add/")
    page.locator("#id_name").fill("Harbour fair opens")
    page.keyboard.press("Tab")
    expect(page.locator("#id_slug")).to_have_value("harbour-fair-opens")
    page.locator("#id_state").select_option("published")
    page.get_by_role("button", name="Save", exact=True).first.click()

    page.goto("/admin/investments/event/add/")
    page.locator("#id_name").fill("Harbour fair")
    page.locator("#id_kind").select_option("fair")
    page.get_by_role("button", name="Add another Date of an event").click()
    row = page.locator("#dates-0")
    row.get_by_label("Date:", exact=True).fill("26 May 2024")
    choose(page, row, "Source", "Harbour fair opens")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(row.locator(".errorlist")).to_contain_text("Write a year (2018)")
    row.get_by_label("Date:", exact=True).fill("2024-05-26")
    row.get_by_label("State").select_option("published")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(page.locator(".messagelist")).to_contain_text("Harbour fair")
    expect(row).to_contain_text("26 May 2024")

    page.get_by_role("button", name="Add another Figure").click()
    figure = page.locator("#figures-0")
    choose(page, figure, "Statistic", "Contracted investment")
    choose(page, figure, "Source", "Harbour fair opens")
    figure.get_by_label("Amount as you read it").fill("over 46.3亿元")
    figure.get_by_label("State").select_option("published")
    page.locator("#id_state").select_option("published")
    page.get_by_role("button", name="Save and continue editing").first.click()
    expect(figure).to_contain_text("over ¥4.63 billion")

    page.get_by_role("link", name="View on site").click()
    expect(page.get_by_role("heading", name="Harbour fair")).to_be_visible()
    expect(page.locator("main")).to_contain_text("over ¥4.63 billion")

    page.goto("/admin/investments/event/?q=Harbour")
    page.get_by_role("checkbox", name="Select this object").check()
    page.locator("select[name=action]").select_option(label="Withdraw selected")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_text("Withdraw this record?")).to_be_visible()
    page.get_by_label("Why").fill("entered to try the desk")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".messagelist")).to_contain_text("1 withdrawn.")
    assert problems == []
    assert page.request.get("/events/harbour-fair/").status == 410


# On a telephone in the light: test_admin_axe.
@pytest.mark.one_database
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_fit_and_are_accessible(page: Page, site: Site, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/admin/login/")
    assert judged(page, whole=True, colours=True).response["violations"] == []
    sign_in(page, site)
    event = page.request.get(
        "/admin/autocomplete/?app_label=investments&model_name=figure&field_name=event"
    )
    first = event.json()["results"][0]["id"]
    change = f"/admin/investments/event/{first}/change/"
    for address in [*PAGES, change, change.replace("/change/", "/history/")]:
        page.goto(address)
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wider), address
        found = judged(page, whole=address == "/admin/", colours=True)
        assert found.response["violations"] == [], address


@pytest.mark.one_database
def test_signing_out_leads_to_the_site(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(f"{site.url}/")
