"""The panel of a list: values with their counts; and what is chosen, in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from investments.datasets import DATASETS
from investments.filters import Facet, facets
from investments.listing import Listing
from investments.models import (
    Classification,
    Event,
    EventDate,
    EventSeries,
    Industry,
    Location,
    Milestone,
    Place,
    Project,
    Statistic,
)
from investments.reading import as_known_on
from tests.factories import make
from tests.test_filters import amount, found, project

pytestmark = pytest.mark.django_db
__all__ = ["amount"]  # a fixture


def facet(key: str, name: str, query: str = "") -> Facet:
    listing = Listing(DATASETS[key], QueryDict(query))
    return next(one for one in listing.facets if one.name == name)


def counted(key: str, name: str, query: str = "") -> dict[str, int]:
    """What the panel says: rows for each value."""
    return {value.key: value.count for value in facet(key, name, query).values}


def test_a_published_record_that_no_row_has_gives_an_empty_list() -> None:
    make(EventSeries, slug="no-editions")
    assert found("events", "series=no-editions") == set()
    assert "no-editions" not in counted("events", "series")


def test_counts_follow_the_other_filters_and_not_their_own() -> None:
    series = make(EventSeries, slug="test-series")
    place = make(Place, slug="test-zone")
    for number, kind in enumerate(("fair", "fair", "expo")):
        event = make(Event, series=series, kind=kind)
        make(EventDate, event=event, date=f"202{number}")
        if kind == "expo":
            make(Location, event=event, place=place)
    query = "series=test-series&kind=fair"
    assert counted("events", "kind", query) == {"fair": 2, "expo": 1}
    assert counted("events", "year", query) == {"2021": 1, "2020": 1}
    assert counted("events", "place", query) == {"unknown": 2}
    assert counted("events", "place", "series=test-series") == {"test-zone": 1, "unknown": 2}


def test_a_row_counts_once_for_a_branch_and_in_every_year_that_it_touches() -> None:
    series = make(EventSeries, slug="test-series")
    cars = make(Industry, slug="test-cars")
    event = make(Event, series=series)
    make(EventDate, event=event, date="2018-11/2020-02")
    for _number in range(2):
        below = make(Industry, parent=make(Industry, parent=cars))
        make(Classification, event=event, industry=below)
    assert counted("events", "industry", "series=test-series")["test-cars"] == 1
    years = counted("events", "year", "series=test-series")
    assert years == {"2020": 1, "2019": 1, "2018": 1}


def test_what_is_not_published_is_not_counted() -> None:
    series = make(EventSeries, slug="test-series")
    hidden = make(Place, slug="hidden", state="draft")
    event = make(Event, series=series)
    make(Event, series=series, state="draft")
    make(Location, event=event, place=hidden)
    make(Location, event=event, place=make(Place, slug="seen"), state="draft")
    assert counted("events", "place", "series=test-series") == {"unknown": 1}
    assert found("events", "series=test-series&place=unknown") == {event.slug}


def test_of_many_values_the_most_frequent_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facets, "LISTED", 2)
    for number in range(4):
        series = make(EventSeries, slug=f"series-{number}")
        for _event in range(20 - number):
            make(Event, series=series)
    listed = facet("events", "series", "series=series-3")
    assert listed.more
    assert [value.key for value in listed.values] == ["series-3", "series-0"]
    response = Client().get("/events/?series=series-3")
    assert 'id="id_series"' in response.content.decode()
    assert found("events", "series=series-3&series=series-1") == {
        *Event.objects.filter(series__slug__in=["series-3", "series-1"]).values_list(
            "slug", flat=True
        )
    }
    wrong = Listing(DATASETS["events"], QueryDict("series=no-such-series"))
    assert "the record has nothing of this name" in str(wrong.complaints[0])


def test_choices_are_in_the_language_of_the_page() -> None:
    make(Event, series=make(EventSeries, slug="wcifit-test", name="Fair", name_zh="西洽会测试"))
    for language, label in (("zh-hans", "西洽会测试"), ("en", "Fair")):
        with translation.override(language):
            values = facet("events", "series").values
            assert {value.key: value.label for value in values}["wcifit-test"] == label


def test_what_is_applied_is_said_in_words() -> None:
    make(Industry, slug="test-cars", name="Motor cars")
    query = QueryDict("industry=test-cars,-unknown&amount_from=30000000000&kind=fair,expo")
    listing = Listing(DATASETS["events"], query)
    words = [(item.parameter, item.words, item.left_out) for item in listing.applied]
    assert words == [
        ("kind", "Fair", False),
        ("kind", "Expo", False),
        ("industry", "Motor cars", False),
        ("industry", "not known", True),
        ("amount_from", "¥30 billion", False),
    ]
    (reason,) = listing.reasons()
    assert "Motor cars" in reason


@pytest.mark.parametrize(
    ("query", "sentence", "chinese"),
    [
        ("", "Projects: 3.", "项目：共3项。"),
        (
            "stage=signed,unknown",
            "Projects with stage signed or not known; 3 of 3.",
            "阶段为签约或不详的项目：共3项，符合3项。",
        ),
        (
            "industry=-test-cars&kind=-park",
            "Projects without kind industrial park, without industry Motor cars; 2 of 3.",
            "类别不为产业园，产业不为汽车的项目：共3项，符合2项。",
        ),
        (
            "amount_from=1000000000&signed_from=2018&signed_to=2021",
            "Projects with year of signing from 2018 to 2021, with amount from ¥1 billion; 1 of 3.",
            "签约年份在2018至2021之间，金额在10亿元及以上的项目：共3项，符合1项。",
        ),
        (
            "industry=-unknown&event=unknown",
            "Projects with industry known, signed at no known event; 1 of 3.",
            "产业已知，签约活动不详的项目：共3项，符合1项。",
        ),
    ],
)
def test_the_selection_is_one_sentence(
    amount: Statistic, query: str, sentence: str, chinese: str
) -> None:
    Project.objects.update(state="draft", is_public=False)
    cars = make(Industry, slug="test-cars", name="Motor cars", name_zh="汽车")
    make(Classification, project=make(Project, kind="research"), industry=cars)
    signed = project("signed", amount, low=2 * 10**9, high=2 * 10**9)
    make(Milestone, project=signed, stage="signed", date="2020")
    make(Project)
    assert Listing(DATASETS["projects"], QueryDict(query)).sentence == sentence
    with translation.override("zh-hans"):
        assert Listing(DATASETS["projects"], QueryDict(query)).sentence == chinese


def test_currencies_are_counted_over_a_span_in_each(amount: Statistic) -> None:
    project("yuan", amount, low=77, high=77)
    project("dollars", amount, low=77, high=77, unit="USD")
    project("none", amount)
    span = "amount_from=77&amount_to=77"
    assert counted("projects", "currency", span) == {"CNY": 1, "USD": 1}
    assert counted("projects", "kind", span) == {"manufacturing": 1}


@pytest.mark.parametrize("key", ["events", "projects", "places", "figures"])
def test_counts_follow_the_reading_date(key: str) -> None:
    everything = {facet.name: counted(key, facet.name) for facet in _facets(key)}
    with as_known_on(date(2021, 12, 31)):
        then = {facet.name: counted(key, facet.name) for facet in _facets(key)}
        for name, values in then.items():
            for value, number in list(values.items())[:4]:
                assert len(found(key, f"{name}={value}")) == number
                rows = len(found(key, f"{name}=-{value}"))
                assert rows + number == DATASETS[key].rows().count()
    assert then != everything


def _facets(key: str) -> list[Facet]:
    return Listing(DATASETS[key], QueryDict("")).facets
