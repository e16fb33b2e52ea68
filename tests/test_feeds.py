"""Lists as feeds and calendars, read by libraries that feed readers and calendars are made of."""

from __future__ import annotations

import html
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import feedparser  # type: ignore[import-untyped]
import icalendar
import pytest
from django.http import QueryDict
from django.test import Client

from investments.choices import State
from investments.datasets import DATASETS, Dataset
from investments.exports import feeds_of
from investments.feeds import newest
from investments.feeds.calendar import days_of
from investments.listing import Listing
from investments.models import Event, EventDate, Figure, Location, Milestone, Place, Project
from investments.reading import as_known_on
from tests.contracts.pages import ALL, NAMES
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
each_list = pytest.mark.parametrize("dataset", ALL, ids=NAMES)
SITE = "http://testserver"


def feed(address: str, **parameters: str) -> Any:
    """A feed as a reader parses it."""
    response = Client().get(address, {"format": "atom", **parameters})
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(
        response.content, response_headers={name.lower(): value for name, value in response.items()}
    )
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def calendar(**parameters: str) -> Any:
    response = Client().get("/events/", {"format": "ics", **parameters})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(map(len, response.content.splitlines())) <= 75
    found = icalendar.Calendar.from_ical(response.content)
    assert [part.errors for part in found.walk() if part.errors] == []
    return found


def entries(**parameters: str) -> dict[str, Any]:
    """Events of a calendar by the slug in their identifier."""
    return {str(one["uid"]).rpartition("/")[2]: one for one in calendar(**parameters).events}


def slugs(found: Any) -> list[str]:
    return [entry.id.rpartition("/")[2] for entry in found.entries]


@each_list
def test_a_feed_has_the_rows_that_fit(dataset: Dataset) -> None:
    facets = Listing(dataset, QueryDict("")).facets
    some = {facets[0].name: f"-{facets[0].values[0].key}"}
    name = next(column.name for column in dataset.columns if column.shown)
    for prefix, asked in (
        ("", {}),
        ("", {"q": "no-row-says-this"}),
        ("", {**some, "columns": name, "sort": dataset.sort}),
        ("/zh-hans", {"q": "a"}),
        ("/as-known-on/2020-12-31", {}),
    ):
        address = f"{prefix}/{dataset.key}/"
        found = feed(address, **asked)
        with as_known_on(date(2020, 12, 31) if "known" in prefix else None):
            listing = Listing(dataset, QueryDict(urlencode(asked)))
            assert sorted(slugs(found)) == sorted(listing.queryset.values_list("slug", flat=True))
        moments = [entry.updated for entry in found.entries]
        assert moments == sorted(moments, reverse=True)
        assert {entry.id.rpartition("/")[0] for entry in found.entries} <= {
            f"{SITE}/id/{dataset.kind}"
        }
        assert {entry.link for entry in found.entries} == {
            f"{SITE}{address}{slug}/" for slug in slugs(found)
        }
        assert all(entry.title and entry.summary for entry in found.entries)
        assert found.feed.language == ("zh-Hans" if prefix == "/zh-hans" else "en")
        links = {link.rel: link.href for link in found.feed.links}
        assert links["alternate"] == f"{SITE}{address}" + (
            f"?{urlencode(asked, safe=',')}" if asked else ""
        )
        if asked and not prefix:
            same = Client().get(address, {"format": "atom", **asked})
            assert Client().get(links["self"]).content == same.content


@each_list
def test_a_page_leads_to_its_feeds(dataset: Dataset) -> None:
    for prefix in ("", "/zh-hans"):
        address = f"{prefix}/{dataset.key}/"
        shown = html.unescape(Client().get(address, {"q": "a"}).content.decode())
        for key, one in feeds_of(dataset.key).items():
            there = f"{address}?q=a&format={key}"
            assert f'id="feed-{key}"' in shown
            assert shown.count(f'href="{there}"') == 2, "in the head and in the page"
            short = f"{prefix}/{dataset.key}.{key}"
            assert Client().get(short, {"q": "a"}).content == Client().get(there).content
            assert f'type="{one.mime}"' in shown


@each_list
def test_a_wrong_parameter_is_named(dataset: Dataset) -> None:
    for query in ({"q": "x" * 101}, {"nonsense": "1"}, {"page": "99"}, {"per_page": "7"}):
        (name,) = query
        for key in feeds_of(dataset.key):
            if (name, key) == ("page", "ics"):
                continue  # a calendar is whole
            response = Client().get(f"/{dataset.key}.{key}", query)
            assert response.status_code == 400
            assert response["Content-Type"] == "application/problem+json"
            (error,) = json.loads(response.content)["errors"]
            assert error["parameter"] == name
    response = Client().get("/projects/", {"format": "ics"})
    assert json.loads(response.content)["errors"][0]["parameter"] == "format"


def test_what_changed_last_comes_first_and_drafts_leave_no_trace() -> None:
    first, second = make(Project), make(Project)
    assert slugs(feed("/projects/"))[:2] == [second.slug, first.slug]
    stone = make(Milestone, project=first)
    moment = stone.history.get().history_date
    found = feed("/projects/")
    assert slugs(found)[:2] == [first.slug, second.slug]
    assert datetime.fromisoformat(found.entries[0].updated) == moment
    assert datetime.fromisoformat(found.entries[0].published) == first.history.get().history_date
    assert datetime.fromisoformat(found.feed.updated) == moment
    make(Milestone, project=second, state=State.DRAFT)
    hidden = make(Project, state=State.DRAFT)
    assert hidden.slug not in slugs(feed("/projects/"))
    assert slugs(feed("/projects/"))[:2] == [first.slug, second.slug]
    second.summary = "Said anew."
    second.save()
    assert slugs(feed("/projects/"))[:2] == [second.slug, first.slug]


def test_what_is_taken_back_changes_what_it_was_about() -> None:
    first, second = make(Project), make(Project)
    stones = [make(Milestone, project=first) for _number in range(2)]
    draft = make(Milestone, project=first, state=State.DRAFT)
    stones[0].state = State.WITHDRAWN
    for change in (stones[0].save, stones[1].delete):
        second.summary += "Said anew."
        second.save()
        draft.note += "Still a draft."
        draft.save()
        assert slugs(feed("/projects/"))[:2] == [second.slug, first.slug]
        change()
        found = feed("/projects/")
        assert slugs(found)[:2] == [first.slug, second.slug]
        last = Milestone.history.order_by("-history_id").first().history_date
        assert datetime.fromisoformat(found.entries[0].updated) == last
        assert feedparser.parse(Client().get("/changes.atom").content).entries[0].updated == (
            found.entries[0].updated
        )


def test_an_unchanged_feed_is_the_same_and_is_not_sent_twice() -> None:
    client = Client()
    for address in ("/projects.atom", "/projects.atom?q=nothing-at-all", "/events.ics"):
        response = client.get(address)
        assert client.get(address).content == response.content
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    make(Project)
    old = client.get("/projects.atom", headers={"if-none-match": response["ETag"]})
    assert old.status_code == 200


def test_pages_of_a_feed_hold_everything_once() -> None:
    address, found = f"{SITE}/figures/?format=atom&per_page=25", []
    while address:
        response = Client().get(address.removeprefix(SITE))
        page = feedparser.parse(response.content)
        assert not page.bozo
        found += slugs(page)
        ways = {link.rel: link.href for link in page.feed.links}
        assert ways["first"] == f"{SITE}/figures/?format=atom&per_page=25"
        assert page.feed.id == ways["first"]
        address = ways.get("next", "")
    assert found == [
        Figure.objects.get(pk=key).slug for key, _when in newest(DATASETS["figures"].rows(), 1000)
    ]
    assert len(found) == len(set(found)) == DATASETS["figures"].rows().count()
    assert address != ways["last"] == f"{SITE}/figures/?format=atom&per_page=25&page=4"


def test_words_of_the_asker_cannot_break_a_feed() -> None:
    for words in ("\ufffe", "<a>&amp;]]>", "重庆 & “两江”"):
        assert feed("/projects/", q=words).entries == []
        assert calendar(q=words).events == []


def test_the_changes_of_the_whole_record() -> None:
    figure = make(Figure)
    response = Client().get("/changes.atom")
    found = feedparser.parse(response.content)
    assert not found.bozo
    assert len(found.entries) == 100
    moments = [entry.updated for entry in found.entries]
    assert moments == sorted(moments, reverse=True)
    assert f"{SITE}/id/figure/{figure.slug}" in [entry.id for entry in found.entries[:5]]
    for query, at_fault in (("kind=fair", "kind"), ("page=0", "page"), ("page=999", "page")):
        refused = Client().get(f"/changes.atom?{query}")
        assert refused.status_code == 400
        assert json.loads(refused.content)["errors"][0]["parameter"] == at_fault


def test_the_changes_lead_back_page_by_page() -> None:
    total = sum(dataset.rows().count() for dataset in DATASETS.values())
    assert total > 200
    address, found = "/changes.atom", []
    while address:
        page = feedparser.parse(Client().get(address).content)
        assert not page.bozo
        found += [(entry.updated, entry.id) for entry in page.entries]
        ways = {link.rel: link.href.removeprefix(SITE) for link in page.feed.links}
        assert ways["self"] == address
        assert ways["first"] == "/changes.atom"
        address = ways.get("next", "")
    assert len({key for _updated, key in found}) == len(found) == total
    assert [updated for updated, _key in found] == sorted(
        (one for one, _key in found), reverse=True
    )


# --- The calendar -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "days", "certain"),
    [
        ("2024-05-26", ("2024-05-26", "2024-05-26"), True),
        ("2024-05-23/2024-05-26", ("2024-05-23", "2024-05-26"), True),
        ("2020?-05-14", ("2020-05-14", "2020-05-14"), False),
        ("2020-05-14~", ("2020-05-14", "2020-05-14"), False),
        ("/2024-05-26", ("2024-05-26", "2024-05-26"), False),
        ("2023-01-11/..", ("2023-01-11", "2023-01-11"), False),
    ],
)
def test_days_are_those_that_a_source_names(
    text: str, days: tuple[str, str], certain: bool
) -> None:
    found = days_of(text)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == days
    assert found.certain is certain


@pytest.mark.parametrize("text", ["2018", "2021-08", "2018/2021-08-19", "2018-11/2020-02", ""])
def test_what_is_no_day_stands_on_none(text: str) -> None:
    assert days_of(text) is None


def event(text: str, **fields: Any) -> Event:
    row = make(Event, **fields)
    if text:
        make(EventDate, event=row, date=text)
    row.refresh_from_db()
    return row


def test_a_calendar_says_what_the_record_knows() -> None:
    sure = event(
        "2031-05-23/2031-05-26", name="A fair, of sorts; really", summary="One\nline, and more"
    )
    unsure, by_month = event("2031?-06-01"), event("2031-07")
    place = make(Place, name="A hall; the large one", name_zh="大厅")
    make(Location, event=sure, place=place, role="main")
    whole = calendar(year="2031")
    found = entries(year="2031")
    assert set(found) == {sure.slug, unsure.slug}, by_month.slug
    assert "1 event is left out" in whole["description"]
    one = found[sure.slug]
    assert (one["dtstart"].dt, one["dtend"].dt) == (date(2031, 5, 23), date(2031, 5, 27))
    assert type(one["dtstart"].dt) is date
    assert one["uid"] == f"{SITE}/id/event/{sure.slug}"
    assert (one["summary"], one["location"]) == (sure.name, place.name)
    assert one["description"].endswith(sure.summary)
    assert (one["status"], found[unsure.slug]["status"]) == ("CONFIRMED", "TENTATIVE")
    assert "(inferred)" in found[unsure.slug]["description"]
    assert one["url"] == f"{SITE}/events/{sure.slug}/"
    latest = max(
        version.history_date
        for model in (EventDate, Location)
        for version in model.history.filter(event=sure)
    )
    assert one["dtstamp"].dt == one["last-modified"].dt == latest.replace(microsecond=0)
    said = Client().get("/zh-hans/events.ics", {"year": "2031"}).content
    assert b"LOCATION;LANGUAGE=zh-Hans:" + "大厅".encode() in said


def test_a_changed_date_is_a_later_version() -> None:
    row = event("2031-05-23")
    before = entries(year="2031")[row.slug]
    statement = row.dates.get()
    statement.date = "2031-05-24"
    statement.save()
    after = entries(year="2031")[row.slug]
    assert after["dtstart"].dt - before["dtstart"].dt == timedelta(days=1)
    assert (before["sequence"], after["sequence"]) == (1, 2)
    assert after["last-modified"].dt >= before["last-modified"].dt
    assert after["uid"] == before["uid"]
    assert after["created"].dt == row.history.earliest().history_date.replace(microsecond=0)


def test_the_calendar_of_the_record() -> None:
    """Each event with a day, on the days that the list's own columns give."""
    rows = {row.slug: row for row in Event.objects.published() if days_of(row.date)}
    found = entries()
    assert set(found) == set(rows)
    for slug, one in found.items():
        assert one["dtstart"].dt == rows[slug].date_start
        assert one["dtend"].dt - timedelta(days=1) == rows[slug].date_end
        assert one["dtstamp"].dt <= datetime.now(UTC)
    assert len(found) > 3
