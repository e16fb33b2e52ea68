"""What each kind of filter finds; the contract tests walk all of them for shape."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from investments.datasets import DATASETS
from investments.listing import Listing
from investments.models import (
    Classification,
    Event,
    EventDate,
    EventSeries,
    Figure,
    Industry,
    Location,
    Milestone,
    Organisation,
    Participation,
    Place,
    Project,
    SigningBatch,
    Statistic,
)
from tests.factories import make

pytestmark = pytest.mark.django_db


def found(key: str, query: str) -> set[str]:
    """The addresses of the rows that a query leaves."""
    listing = Listing(DATASETS[key], QueryDict(query))
    assert listing.complaints == []
    return set(listing.queryset.values_list("slug", flat=True))


@pytest.fixture
def amount() -> Statistic:
    return Statistic.objects.get(role="amount")


def project(slug: str, amount: Statistic, **figure: Any) -> Project:
    row: Project = make(Project, slug=slug)
    if figure:
        make(Figure, project=row, statistic=amount, **figure)
    return row


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("amount_from=100", {"exact", "over", "under", "range"}),
        ("amount_from=101", {"over", "under", "range"}),
        ("amount_from=200", {"over", "range"}),
        ("amount_from=201", {"over"}),
        ("amount_to=100", {"exact", "under", "range"}),
        ("amount_to=99", {"under"}),
        ("amount_from=50&amount_to=99", {"under"}),
        ("amount_from=300&amount_to=400", {"over"}),
        ("amount_from=100&currency=USD", {"dollars"}),
        ("amount=unknown", {"none"}),
        ("amount=known", {"exact", "over", "under", "range", "dollars"}),
        ("qualifier=over", {"over"}),
        ("qualifier=unknown", {"none"}),
        ("currency=USD", {"dollars"}),
    ],
)
def test_an_amount_is_found_where_it_may_lie(
    amount: Statistic, query: str, matches: set[str]
) -> None:
    project("exact", amount, low=100, high=100)
    project("over", amount, low=100, high=None, qualifier="over")
    project("under", amount, low=None, high=200, qualifier="under")
    project("range", amount, low=100, high=200, qualifier="range")
    project("dollars", amount, low=500, high=500, unit="USD")
    project("none", amount)
    ours = {"exact", "over", "under", "range", "dollars", "none"}
    assert found("projects", query) & ours == matches


def test_a_year_is_found_where_the_dates_touch_it() -> None:
    span, day, none = (make(Event, slug=slug) for slug in ("span", "day", "none"))
    make(EventDate, event=span, date="2018-11/2020-02")
    make(EventDate, event=day, date="2020-12-31")
    ours = {row.slug for row in (span, day, none)}
    assert found("events", "year=2019") & ours == {"span"}
    assert found("events", "year=2020") & ours == {"span", "day"}
    assert found("events", "year=2021") & ours == set()
    assert found("events", "year=unknown") & ours == {"none"}


def test_an_industry_brings_what_lies_below_it_and_a_hidden_branch_does_not() -> None:
    cars = make(Industry, slug="test-cars")
    electric = make(Industry, slug="test-electric", parent=cars)
    batteries = make(Industry, slug="test-batteries", parent=electric)
    hidden = make(Industry, parent=cars, state="draft")
    below = make(Industry, parent=hidden)
    event = make(Event, slug="by-total")
    make(Classification, batch=make(SigningBatch, event=event), industry=batteries)
    make(Classification, event=make(Event, slug="direct"), industry=cars)
    make(Classification, event=make(Event, slug="elsewhere"), industry=below)
    assert found("events", "industry=test-cars") == {"by-total", "direct"}
    assert found("events", "industry=test-batteries") == {"by-total"}
    assert {"by-total", "direct", "elsewhere"} & found("events", "industry=unknown") == set()


def test_a_place_and_an_organisation_are_found_through_statements() -> None:
    zone = make(Place, slug="test-zone")
    hall = make(Place, parent=zone)
    event = make(Event, slug="in-the-hall")
    make(Location, event=event, place=hall)
    company = make(Organisation, slug="test-company")
    make(Participation, organisation=company, batch=make(SigningBatch, event=event))
    make(Participation, organisation=company, event=make(Event), state="draft")
    assert found("events", "place=test-zone") == {"in-the-hall"}
    assert found("events", "organisation=test-company") == {"in-the-hall"}


def test_filters_together_narrow() -> None:
    series = make(EventSeries, slug="test-series")
    make(Event, slug="fair", series=series, kind="fair")
    make(Event, slug="expo", series=series, kind="expo")
    assert found("events", "series=test-series") == {"fair", "expo"}
    assert found("events", "series=test-series&kind=expo") == {"expo"}


def test_a_stage_may_be_unknown() -> None:
    make(Project, slug="unknown-stage")
    make(Milestone, project=make(Project, slug="built"), stage="in_operation")
    assert "unknown-stage" in found("projects", "stage=unknown")
    assert "built" in found("projects", "stage=in_operation")
    assert "unknown-stage" not in found("projects", "stage=in_operation")


@pytest.mark.parametrize(
    "words",
    ["长安", "长安 产业园", "alpha BETA", "beta alpha", "100%", "under_score", "former name"],
)
def test_words_are_found_in_either_language_in_any_order(words: str) -> None:
    make(
        Project,
        slug="sought",
        name="Alpha and Beta 100% under_score",
        name_zh="长安新能源产业园",
        aliases="Former Name",
    )
    make(Project, slug="other", name="Alpha", name_zh="长城", summary="beta 100 underxscore")
    assert found("projects", QueryDict(mutable=True).urlencode() + f"q={_quoted(words)}") >= {
        "sought"
    }
    if words not in ("alpha BETA", "beta alpha"):
        assert "other" not in found("projects", f"q={_quoted(words)}")


def _quoted(words: str) -> str:
    query = QueryDict(mutable=True)
    query["q"] = words
    return query.urlencode().removeprefix("q=")


def test_a_wildcard_is_a_letter_like_any_other() -> None:
    make(Project, slug="plain", name="Nothing of note")
    assert "plain" not in found("projects", "q=%25")
    assert "plain" not in found("projects", "q=_")


def test_a_source_is_found_through_any_statement() -> None:
    milestone = make(Milestone, project=make(Project, slug="by-milestone"))
    slug = milestone.source.slug
    assert found("projects", f"source={slug}") == {"by-milestone"}
    assert found("sources", f"q={milestone.source.name.replace(' ', '+')}") == {slug}


def test_figures_are_found_by_value_in_their_unit() -> None:
    statistic = make(Statistic, slug="test-share", kind="share", unit="percent", whole="all")
    make(Figure, slug="fifteen", statistic=statistic, unit="percent", low=15, high=15)
    query = "statistic=test-share&unit=percent"
    assert found("figures", f"{query}&value_from=15&value_to=15") == {"fifteen"}
    assert found("figures", f"{query}&value_from=15.1") == set()


def test_conversions_can_be_told_apart() -> None:
    original = make(Figure, slug="in-yuan")
    make(Figure, slug="in-dollars", place=original.place, unit="USD", conversion_of=original)
    assert "in-dollars" in found("figures", "conversion=yes")
    assert "in-yuan" in found("figures", "conversion=no")
    assert "in-yuan" not in found("figures", "conversion=yes")


def test_values_can_be_joined_and_left_out() -> None:
    series = make(EventSeries, slug="test-series")
    for kind in ("fair", "expo", "signing"):
        make(Event, slug=f"a-{kind}", series=series, kind=kind)
    within = "series=test-series&"
    assert found("events", f"{within}kind=fair,expo") == {"a-fair", "a-expo"}
    assert found("events", f"{within}kind=fair&kind=expo") == {"a-fair", "a-expo"}
    assert found("events", f"{within}kind=-fair") == {"a-expo", "a-signing"}
    assert found("events", f"{within}kind=-fair,-expo") == {"a-signing"}
    assert found("events", f"{within}kind=,fair,,") == {"a-fair"}


def test_leaving_out_a_value_keeps_what_is_not_known() -> None:
    make(Project, slug="unknown-stage")
    for slug, stage in (("talks", "in_talks"), ("built", "in_operation")):
        make(Milestone, project=make(Project, slug=slug), stage=stage)
    ours = {"unknown-stage", "talks", "built"}
    assert found("projects", "stage=-in_talks") & ours == {"unknown-stage", "built"}
    assert found("projects", "stage=-unknown") & ours == {"talks", "built"}
    assert found("projects", "stage=-in_talks,-unknown") & ours == {"built"}
    assert found("projects", "stage=in_talks,unknown") & ours == {"unknown-stage", "talks"}


def test_leaving_out_an_industry_leaves_out_what_lies_below() -> None:
    cars = make(Industry, slug="test-cars")
    electric = make(Industry, slug="test-electric", parent=cars)
    steel = make(Industry, slug="test-steel")
    for slug, industries in (("car", [cars]), ("ev", [electric, steel]), ("mill", [steel])):
        for industry in industries:
            make(Classification, project=make_project(slug), industry=industry)
    make(Project, slug="plain")
    ours = {"car", "ev", "mill", "plain"}
    assert found("projects", "industry=-test-cars") & ours == {"mill", "plain"}
    assert found("projects", "industry=test-cars,-test-electric") & ours == {"car"}
    assert found("projects", "industry=test-cars,test-steel") & ours == {"car", "ev", "mill"}


def make_project(slug: str) -> Project:
    return Project.objects.filter(slug=slug).first() or make(Project, slug=slug)


def test_a_span_of_years_and_a_year_narrow_together() -> None:
    for date in ("2018", "2019/2021", "2023"):
        make(EventDate, event=make(Event, slug=f"in-{date[:4]}"), date=date)
    make(Event, slug="undated")
    ours = {"in-2018", "in-2019", "in-2023", "undated"}
    assert found("events", "year_from=2019&year_to=2020") & ours == {"in-2019"}
    assert found("events", "year_from=2021") & ours == {"in-2019", "in-2023"}
    assert found("events", "year_to=2018") & ours == {"in-2018"}
    assert found("events", "year_to=2021&year=-2018") & ours == {"in-2019"}


def test_a_span_is_in_the_currencies_that_are_chosen(amount: Statistic) -> None:
    project("yuan", amount, low=100, high=100)
    project("dollars", amount, low=100, high=100, unit="USD")
    project("euros", amount, low=100, high=100, unit="EUR")
    ours = {"yuan", "dollars", "euros"}
    span = "amount_from=100&amount_to=100"
    assert found("projects", span) & ours == {"yuan"}
    assert found("projects", f"{span}&currency=USD,EUR") & ours == {"dollars", "euros"}


def test_a_number_keeps_its_digits() -> None:
    listing = Listing(DATASETS["events"], QueryDict("amount_from=999999999999999999.999999"))
    value = listing.filterset.form.cleaned_data["amount_from"]
    assert value == Decimal("999999999999999999.999999")
