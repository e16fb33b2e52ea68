"""Derived columns follow the statements, whichever of them changes."""

import pytest

from investments.actions import derive
from investments.models import (
    Event,
    EventDate,
    Figure,
    Location,
    Milestone,
    Project,
    ProjectKnown,
    SigningBatch,
    Statistic,
)
from tests.factories import make, make_event, make_figure, make_place, make_project, make_source

pytestmark = pytest.mark.django_db


def amount_statistic() -> Statistic:
    return Statistic.objects.filter(role="amount").first() or make(Statistic, role="amount")


def test_a_project_takes_stage_signing_and_amount_from_its_statements() -> None:
    project, event, place = make_project(), make_event(), make_place()
    make(Milestone, project=project, stage="signed", date="2021", event=event)
    make(Milestone, project=project, stage="in_operation", source=make_source(published="2024"))
    make(Location, project=project, place=place, role="site")
    make_figure(
        project=project, statistic=amount_statistic(), qualifier="over", low=230_000_000, high=None
    )
    project.refresh_from_db()
    assert (project.stage, project.signed) == ("in_operation", "2021")
    assert (project.signing_event, project.place) == (event, place)
    assert (project.amount_low, project.amount_high) == (230_000_000, None)
    assert (project.amount_qualifier, project.amount_sort) == ("over", 230_000_000)


def test_an_event_takes_date_and_amount_from_its_only_total() -> None:
    event = make_event()
    make(EventDate, event=event, date="/2024-05-26")
    total = make(SigningBatch, event=event)
    part = make(SigningBatch, event=event, parent=total)
    make_figure(batch=total, statistic=amount_statistic(), low=300, high=300)
    make_figure(batch=part, statistic=amount_statistic(), low=200, high=200)
    event.refresh_from_db()
    assert (event.date, str(event.date_start), str(event.date_end)) == (
        "/2024-05-26",
        "2024-05-26",
        "2024-05-26",
    )
    assert event.amount_low == 300
    make_figure(batch=make(SigningBatch, event=event), statistic=amount_statistic(), low=9, high=9)
    event.refresh_from_db()
    assert event.amount_low is None, "several totals may overlap: none stands for the event"


def test_the_preferred_statement_counts_then_the_latest_source() -> None:
    event = make_event()
    make(EventDate, event=event, date="2023", source=make_source(published="2024"))
    make(EventDate, event=event, date="2024", source=make_source(published="2025"))
    event.refresh_from_db()
    assert event.date == "2024"
    preferred = make(
        EventDate, event=event, date="2022", standing="preferred", standing_reason="the host's own"
    )
    event.refresh_from_db()
    assert event.date == "2022"
    preferred.standing, preferred.standing_reason = "deprecated", "a misprint"
    preferred.save()
    event.refresh_from_db()
    assert event.date == "2024"
    EventDate.objects.get(event=event, date="2023").delete()
    event.refresh_from_db()
    assert event.date == "2024"


def test_targets_conversions_and_unpublished_statements_never_enter() -> None:
    project = make_project()
    shared = {"project": project, "statistic": amount_statistic()}
    make_figure(**shared, status="target")
    make_figure(**shared, state="draft")
    make_figure(**shared, source=make_source(state="draft"))
    original = make_figure(**shared, low=700, high=700)
    make_figure(**shared, unit="USD", conversion_of=original, low=100, high=100)
    project.refresh_from_db()
    assert (project.amount_low, project.amount_unit) == (700, "CNY")


def test_columns_follow_a_statement_that_moves_and_rows_it_stands_on() -> None:
    first, second = make_project(), make_project()
    milestone = make(Milestone, project=first, stage="signed", date="2021")
    milestone.project = second
    milestone.save()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stage, second.stage) == ("", "signed")
    milestone.source.state = "withdrawn"
    milestone.source.save()
    second.refresh_from_db()
    assert second.stage == ""


def test_an_unpublished_event_is_not_named_as_signing_event() -> None:
    project, event = make_project(), make_event()
    make(Milestone, project=project, stage="signed", event=event)
    event.state = "draft"
    event.save()
    project.refresh_from_db()
    assert project.signing_event is None
    assert project.stage == "signed"


def test_stale_columns_are_found_and_refreshed() -> None:
    event = make_event()
    make(EventDate, event=event, date="2024")
    Event.objects.filter(pk=event.pk).update(date="1999")
    assert set(derive.stale(Event)) == {event.pk}
    assert derive.refresh(model=Event) == 1
    assert derive.stale(Event) == {}


def test_the_unit_of_a_conversion_follows_its_original() -> None:
    original = make_figure(unit="CNY")
    copy = make_figure(unit="USD", conversion_of=original, place=original.place)
    assert copy.converted_unit == "CNY"
    original.unit = "EUR"
    original.save()
    assert Figure.objects.get(pk=copy.pk).converted_unit == "EUR"


def test_the_columns_of_the_record_agree_with_its_statements() -> None:
    assert derive.stale(Event) == {}
    assert derive.stale(Project) == {}


def test_refreshing_takes_the_same_queries_for_many_rows(django_assert_max_num_queries) -> None:
    for _ in range(5):
        make(Milestone, project=make_project())
    with django_assert_max_num_queries(6):
        derive.stale(Project)


def test_a_project_that_is_deleted_leaves_no_span_behind() -> None:
    project = make_project()
    make(Milestone, project=project)
    pk = project.pk
    project.delete()
    assert not ProjectKnown.objects.filter(project_id=pk).exists()
