"""What the page of a record says, and what it keeps apart."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from investments.models import (
    Classification,
    Contribution,
    Event,
    EventDate,
    EventSeries,
    Figure,
    Industry,
    Milestone,
    Organisation,
    Participation,
    Person,
    Place,
    Placement,
    PolicyNote,
    Position,
    Project,
    SigningBatch,
    SlugRedirect,
    Source,
    Statistic,
    Tier,
)
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def page(row: Any, prefix: str = "") -> Any:
    response = Client().get(prefix + row.get_absolute_url())
    assert response.status_code == 200
    return response


class Words(HTMLParser):
    """The text of the main part of a page by section, without what its marks open."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect", "source", "use"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[tuple[list[str], str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            names = dict(attributes)
            card = "mark-card" if names.get("class") == "mark-card" else ""
            self.open.append((tag, card or names.get("aria-labelledby") or names.get("id") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop()[0] == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        names = [name for _tag, name in self.open]
        if "main" in names and "mark-card" not in names:
            self.said.append((names, data))


def words(response: Any, section: str = "") -> str:
    """The text of a page, or of the section with this heading."""
    parser = Words()
    parser.feed(response.content.decode())
    said = [text for names, text in parser.said if not section or section in names]
    assert said, f"no section {section}"
    return " ".join("".join(said).split())


@pytest.fixture
def amount() -> Statistic:
    return Statistic.objects.get(role="amount")


@pytest.fixture
def counted() -> Statistic:
    return Statistic.objects.filter(role="count", unit="project").first() or make(
        Statistic, role="count", unit="project"
    )


def test_competing_claims_stand_side_by_side_with_standing_and_reason(amount: Statistic) -> None:
    project = make(Project)
    best = make(
        Figure,
        project=project,
        statistic=amount,
        low=100_000_000,
        high=100_000_000,
        standing="preferred",
        standing_reason="The contract says so.",
    )
    other = make(Figure, project=project, statistic=amount, low=90_000_000, high=90_000_000)
    wrong = make(
        Figure,
        project=project,
        statistic=amount,
        low=1,
        high=1,
        standing="deprecated",
        standing_reason="A slip of the pen.",
    )
    response = page(project)
    ((group),) = response.context["groups"]
    (claim,) = group.results
    assert claim.figures == [best, other, wrong]
    assert claim.differ
    text = words(response, "figures")
    for said in ("¥100 million", "¥90 million", "The contract says so.", "A slip of the pen."):
        assert said in text


def test_the_same_number_twice_is_no_difference(amount: Statistic) -> None:
    project = make(Project)
    for _number in range(2):
        make(Figure, project=project, statistic=amount)
    ((group),) = page(project).context["groups"]
    (claim,) = group.results
    assert claim.competing
    assert not claim.differ


def test_other_periods_are_no_competition_and_the_latest_comes_first() -> None:
    place, statistic = make(Place), make(Statistic)
    rows = [
        make(Figure, place=place, statistic=statistic, period=period)
        for period in ("2019", "2021", "")
    ]
    ((group),) = page(place).context["groups"]
    assert [claim.period for claim in group.results] == ["2021", "2019", ""]
    assert not any(claim.competing for claim in group.results)
    assert len(rows) == 3


def test_targets_are_never_among_results() -> None:
    place, statistic = make(Place), make(Statistic)
    result = make(Figure, place=place, statistic=statistic, period="2023")
    target = make(Figure, place=place, statistic=statistic, period="2024", status="target")
    forecast = make(Figure, place=place, statistic=statistic, period="2024", status="forecast")
    for row in (place, statistic):
        ((group),) = page(row).context["groups"]
        assert [claim.first for claim in group.results] == [result]
        assert {claim.first for claim in group.outlooks} == {target, forecast}
    text = words(page(place), "figures")
    assert text.index("2023") < text.index("Target") < text.rindex("2024")


def test_a_conversion_goes_with_what_it_converts(amount: Statistic) -> None:
    project = make(Project)
    yuan = make(Figure, project=project, statistic=amount, low=6_890_000_000, high=6_890_000_000)
    dollars = make(
        Figure,
        project=project,
        statistic=amount,
        low=971_490_000,
        high=971_490_000,
        unit="USD",
        conversion_of=yuan,
    )
    ((group),) = page(project).context["groups"]
    (claim,) = group.results
    assert claim.figures == [yuan]
    assert claim.first.converted == [dollars]
    assert "$971.49 million" in words(page(project), "figures")
    assert page(dollars).context["original"] == yuan
    assert page(yuan).context["conversions"] == [dollars]


def test_a_reported_total_shows_breakdown_and_coverage(
    amount: Statistic, counted: Statistic
) -> None:
    event = make(Event)
    whole = make(SigningBatch, event=event, name="All of them", counted="project")
    part = make(SigningBatch, event=event, parent=whole, name="Of manufacturing")
    make(Figure, batch=whole, statistic=counted, unit="project", low=28, high=28)
    make(
        Figure,
        batch=whole,
        statistic=amount,
        low=30_000_000_000,
        high=None,
        qualifier="over",
    )
    make(Figure, batch=part, statistic=counted, unit="project", low=20, high=20)
    make(Classification, batch=part, industry=make(Industry, name="Making things"))
    response = page(event)
    (total,) = response.context["totals"]
    assert total.reported == "28 projects"
    assert total.named == []
    assert [below.batch for below in total.parts] == [part]
    text = words(response, "totals")
    assert "28 projects reported, 0 named" in text
    assert "over ¥30 billion" in text
    assert "Making things" in text
    assert text.index("All of them") < text.index("Of manufacturing")


def test_a_project_named_in_a_part_is_named_once_in_the_whole(counted: Statistic) -> None:
    event, project = make(Event), make(Project)
    whole = make(SigningBatch, event=event)
    part = make(SigningBatch, event=event, parent=whole)
    for batch in (whole, part):
        make(Figure, batch=batch, statistic=counted, unit="project", low=2, high=2)
        make(Milestone, project=project, batch=batch, event=event)
    make(Milestone, project=make(Project, state="draft"), batch=part)
    (total,) = page(event).context["totals"]
    assert total.named == [project]
    assert total.parts[0].named == [project]


def test_agreement_and_delivery_are_two_histories() -> None:
    project = make(Project)
    signed = make(Milestone, project=project, stage="signed", date="2018")
    talks = make(Milestone, project=project, stage="in_talks", date="2017")
    built = make(Milestone, project=project, stage="in_operation", date="")
    context = page(project).context
    assert context["agreement"] == [talks, signed]
    assert context["delivery"] == [built]


def test_an_edition_leads_to_its_neighbours() -> None:
    series = make(EventSeries)
    events = {}
    for year in (2022, 2020, 2024):
        events[year] = make(Event, series=series, name=f"The fair of {year}")
        make(EventDate, event=events[year], date=str(year))
    undated = make(Event, series=series)
    make(Event, series=series, state="draft")
    context = page(events[2022]).context
    assert (context["previous"], context["next"]) == (events[2020], events[2024])
    first, last = page(events[2020]).context, page(events[2024]).context
    assert (first["previous"], last["next"]) == (None, None)
    assert page(undated).context["previous"] is None
    assert undated in context["editions"]


def test_a_total_over_a_series_stands_on_each_edition() -> None:
    series = make(EventSeries)
    total = make(SigningBatch, series=series, name="Three years of it")
    make(Figure, batch=total)
    event = make(Event, series=series)
    assert "Three years of it" in words(page(event), "series-totals")
    assert page(event).context["totals"] == []


def test_people_and_organisations_stand_by_role() -> None:
    event, person = make(Event), make(Person, name="Li Ming")
    company = make(Organisation, name="A company")
    position = make(Position, person=person, organisation=company, title="Chair", former=True)
    make(
        Participation,
        event=event,
        person=person,
        organisation=None,
        role="speaker",
        position=position,
    )
    make(Participation, event=event, organisation=company, role="host")
    response = page(event)
    assert [role for role, _rows in response.context["roles"]] == ["Host", "Speaker"]
    text = words(response, "parties")
    assert "formerly Chair, A company" in text
    assert event.name in words(page(person), "takes-part")
    assert event.name in words(page(company), "takes-part")


def test_notes_have_a_kind_and_a_speaker() -> None:
    place, person = make(Place), make(Person, name="Wang Yu")
    make(PolicyNote, place=place, kind="opinion", text="It will be large.", speaker_person=person)
    make(PolicyNote, place=place, kind="plan", text="A bridge.")
    text = words(page(place), "notes")
    for said in ("Opinion", "It will be large.", "Said by Wang Yu", "Plan", "A bridge."):
        assert said in text
    assert "It will be large." in words(page(person), "said")


def test_an_industry_shows_its_tree_and_tiers_with_what_they_declare() -> None:
    top = make(Industry, name="Making things")
    middle = make(Industry, name="Making cars", parent=top)
    below = make(Industry, name="Making wheels", parent=middle)
    tier = make(Tier, name="Rising stars")
    statistic = make(Statistic, unit="industry")
    make(Figure, tier=tier, statistic=statistic, unit="industry", low=11, high=11)
    make(Placement, tier=tier, industry=middle)
    make(Placement, tier=tier, industry=make(Industry))
    response = page(middle)
    assert response.context["ancestors"] == [top]
    assert response.context["children"] == [below]
    assert "11 industries reported, 2 named" in words(response, "tiers")


def test_a_source_lists_its_statements_by_paragraph_and_never_its_text() -> None:
    source = make(Source, text="The very sentence of the document.")
    late = make(Figure, source=source, paragraph=9)
    early = make(Milestone, source=source, paragraph=2)
    nowhere = make(PolicyNote, source=source, paragraph=None)
    author = make(Contribution, source=source, paragraph=1, person=make(Person, name="A writer"))
    response = page(source)
    order = [
        (paragraph.number, paragraph.statements) for paragraph in response.context["paragraphs"]
    ]
    assert order == [(1, [author]), (2, [early]), (9, [late]), (None, [nowhere])]
    text = response.content.decode()
    assert 'id="p9"' in text
    assert "The very sentence" not in text
    assert "A writer" in words(response)


def test_a_figure_page_shows_everything_and_its_rivals(amount: Statistic) -> None:
    project = make(Project)
    figure = make(
        Figure,
        project=project,
        statistic=amount,
        low=30_000_000_000,
        high=None,
        qualifier="over",
        as_printed="over 30 billion yuan",
        paragraph=6,
        note="Read as the sum.",
    )
    rival = make(Figure, project=project, statistic=amount)
    target = make(Figure, project=project, statistic=amount, status="target")
    response = page(figure)
    text = words(response)
    for said in ("over ¥30 billion", "over 30 billion yuan", "paragraph 6", "Read as the sum."):
        assert said in text
    assert response.context["competing"] == [rival]
    assert [claim.first for claim in response.context["others"]] == [target]


def test_every_source_of_a_page_is_listed_once() -> None:
    project, source = make(Project), make(Source, name="The one source")
    make(Figure, project=project, source=source)
    make(Milestone, project=project, source=source)
    draft = make(Source, state="draft", name="A draft")
    make(Milestone, project=project, stage="in_talks", source=draft)
    assert page(project).context["sources"] == [source]


def test_a_page_speaks_chinese_where_the_record_does() -> None:
    event = make(Event, name="The fair", name_zh="洽谈会", summary="In English", summary_zh="中文")
    response = Client().get(f"/zh-hans/events/{event.slug}/")
    assert "洽谈会" in re.findall(r"<h1[^>]*>([^<]*)", response.content.decode())[0]
    assert "中文" in words(response)
    assert "In English" not in words(response)


def test_a_former_address_leads_to_the_record_while_it_is_public() -> None:
    event = make(Event, slug="new-name")
    SlugRedirect.objects.create(kind="event", old="old-name", new="new-name")
    response = Client().get("/zh-hans/events/old-name/")
    assert (response.status_code, response["Location"]) == (301, "/zh-hans/events/new-name/")
    assert Client().get("/projects/old-name/").status_code == 404
    Event.objects.filter(pk=event.pk).update(state="draft", is_public=False)
    assert Client().get("/events/old-name/").status_code == 410


def test_home_shows_results_and_targets_apart(amount: Statistic) -> None:
    largest = make(SigningBatch, event=make(Event))
    make(Figure, batch=largest, statistic=amount, low=10**15, high=10**15)
    rounded = make(Figure, batch=largest, statistic=amount, low=10**16, high=10**16)
    preferred = make(
        Figure, batch=largest, statistic=amount, low=10**14, high=10**14, standing="preferred"
    )
    make(
        Figure, batch=make(SigningBatch), statistic=amount, low=10**17, high=10**17, status="target"
    )
    context = Client().get("/").context
    signings = [row.figure for row in context["signings"]]
    assert signings[0] == preferred
    assert rounded not in signings
    assert all(figure.is_result for figure in signings)
    assert all(row.figure.is_result for row in context["headlines"])
    assert all(figure.status == "target" for figure in context["targets"])
    _label, number, _address = context["counts"][0]
    assert number == Event.objects.published().count()
