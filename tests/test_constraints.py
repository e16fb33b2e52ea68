"""Every named constraint of the record, broken once; and the rows that it must let through."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from investments.models import (
    ContactPoint,
    Correction,
    Event,
    EventDate,
    EventKnown,
    EventSeries,
    Figure,
    Industry,
    LastChange,
    Milestone,
    NotDuplicate,
    Participation,
    Person,
    Place,
    Placement,
    PolicyNote,
    Position,
    Project,
    ProjectKnown,
    ReadingMark,
    Reviewed,
    SigningBatch,
    SignInRule,
    SlugRedirect,
    Source,
    Sourced,
    Statistic,
)
from tests.factories import (
    IDENTITIES,
    SERVICES,
    STATEMENTS,
    make,
    make_event,
    make_figure,
    make_place,
)

pytestmark = pytest.mark.django_db

PREFERRED = {"standing": "preferred", "standing_reason": "the latest"}


def _twice(model: type[models.Model], **shared: Any) -> None:
    make(model, **shared)
    make(model, **shared)


def _batch_in_two_contexts() -> None:
    make(SigningBatch, event=make_event(), series=make(EventSeries))


def _report(**fields: Any) -> Correction:
    return Correction.objects.create(kind="place", slug="x", title="X", language="en", **fields)


def _span_twice(model: type[models.Model], **shared: Any) -> None:
    (span,) = model._default_manager.filter(**shared)
    span.pk = None
    span.save()


def _own_parent(model: type[models.Model]) -> None:
    row = make(model)
    model._default_manager.filter(pk=row.pk).update(parent=row.pk)


def _milestone_of_a_stage_counted() -> None:
    make(Milestone, stage="in_operation", batch=make(SigningBatch))


def _own_conversion() -> None:
    row = make_figure()
    # Another unit, so that only the reference to itself is wrong.
    Figure.objects.filter(pk=row.pk).update(conversion_of=row.pk, converted_unit="USD")


def _two_preferred(subject: str) -> None:
    model = Figure._meta.get_field(subject).related_model
    shared = {"statistic": make(Statistic), "source": make(Source), "period": "2023", **PREFERRED}
    if subject == "industry":
        shared["area"] = make_place()
    _twice(Figure, **{subject: make(model), **shared})


BREAKS: dict[str, Callable[[], Any]] = {
    "event_not_its_own_parent": lambda: _own_parent(Event),
    "event_edition_of_a_series": lambda: make_event(edition=6),
    "event_edition_once_a_series": lambda: _twice(Event, series=make(EventSeries), edition=6),
    "eventdate_one_preferred": lambda: _twice(EventDate, event=make_event(), **PREFERRED),
    "signingbatch_one_context": _batch_in_two_contexts,
    "signingbatch_not_its_own_parent": lambda: _own_parent(SigningBatch),
    "eventknown_one_since": lambda: _span_twice(EventKnown, event=make_event()),
    "projectknown_one_since": lambda: _span_twice(ProjectKnown, project=make(Project)),
    "milestone_one_preferred": lambda: _twice(Milestone, project=make(Project), **PREFERRED),
    "milestone_counted_when_signed": _milestone_of_a_stage_counted,
    "place_not_its_own_parent": lambda: _own_parent(Place),
    "industry_not_its_own_parent": lambda: _own_parent(Industry),
    "participation_one_participant": lambda: make(Participation, person=make(Person)),
    "participation_one_context": lambda: make(
        Participation, event=make_event(), project=make(Project)
    ),
    "participation_position_of_a_person": lambda: make(Participation, position=make(Position)),
    "location_one_subject": lambda: make(
        apps.get_model("investments.Location"), event=make_event(), project=make(Project)
    ),
    "classification_one_subject": lambda: make(
        apps.get_model("investments.Classification"), event=make_event(), project=make(Project)
    ),
    "contribution_one_contributor": lambda: make(
        apps.get_model("investments.Contribution"),
        person=make(Person),
        organisation=make(apps.get_model("investments.Organisation")),
    ),
    "mention_one_subject": lambda: make(
        apps.get_model("investments.Mention"), event=make_event(), place=make_place()
    ),
    "placement_once_a_source": lambda: _twice(
        Placement,
        tier=make(apps.get_model("investments.Tier")),
        industry=make(Industry),
        source=make(Source),
    ),
    "policynote_one_subject": lambda: make(PolicyNote, event=make_event(), place=make_place()),
    "policynote_opinion_has_speaker": lambda: make(PolicyNote, kind="opinion"),
    "statistic_share_names_its_whole": lambda: make(Statistic, kind="share", unit="percent"),
    "statistic_rank_in_ranks": lambda: make(Statistic, kind="rank", unit="CNY"),
    "statistic_share_in_percent": lambda: make(Statistic, kind="growth", unit="CNY"),
    "contactpoint_can_be_reached": lambda: make(ContactPoint, telephone=""),
    "correction_once_while_open": lambda: [_report(digest="same") for _ in range(2)],
    "correction_closed_with_an_answer": lambda: _report(state="declined"),
    "correction_spam_keeps_no_address": lambda: _report(state="spam", email="a@example.org"),
    "readingmark_once_a_place": lambda: _marked_twice(),
    "readingmark_taken_names_statement": lambda: _mark(make(Source), decision="taken"),
    "lastchange_one_row": lambda: LastChange.objects.create(pk=2, at=timezone.now()),
    "signinrule_one_row": lambda: SignInRule.objects.create(pk=2),
    "signinrule_two_steps": lambda: SignInRule.objects.create(pk=1, two_steps="friends"),
    "slugredirect_one_target": lambda: [
        SlugRedirect.objects.create(kind="event", old="old", new=new) for new in ("one", "two")
    ],
    "notduplicate_once_a_pair": lambda: [
        NotDuplicate.objects.create(kind="place", low=1, high=2) for _ in range(2)
    ],
    "notduplicate_in_order": lambda: NotDuplicate.objects.create(kind="place", low=2, high=2),
    "slugredirect_elsewhere": lambda: SlugRedirect.objects.create(
        kind="event", old="same", new="same"
    ),
    "figure_one_subject": lambda: make_figure(event=make_event(), place=make_place()),
    "figure_bounds_agree_with_qualifier": lambda: make_figure(qualifier="over", low=1, high=1),
    "figure_low_not_above_high": lambda: make_figure(qualifier="range", low=2, high=1),
    "figure_counts_not_negative": lambda: make_figure(unit="project", low=-1, high=-1),
    "figure_ranks_from_one": lambda: make_figure(unit="rank", low=0, high=0),
    "figure_industry_has_area": lambda: make_figure(area=make_place()),
    "figure_conversion_changes_currency": lambda: make_figure(
        conversion_of=make_figure(unit="CNY"), unit="CNY"
    ),
    "figure_conversion_between_currencies": lambda: make_figure(
        conversion_of=make_figure(unit="CNY"), unit="vehicle"
    ),
    "figure_not_its_own_conversion": _own_conversion,
    **{
        f"figure_one_preferred_of_{subject}": partial(_two_preferred, subject)
        for subject in Figure.ARC
    },
}


def _mark(source: Source, decision: str = "set_aside") -> None:
    place = {"paragraph": 1, "start": 0, "end": 4}
    ReadingMark.objects.create(source=source, printed="four", decision=decision, **place)


def _marked_twice() -> None:
    source = make(Source)
    for _ in range(2):
        _mark(source)


# What else such a row breaks, and the database may name first.
IMPLIED = {"figure_low_not_above_high": ("figure_bounds_agree_with_qualifier",)}


def _constraints() -> dict[str, models.BaseConstraint]:
    return {
        constraint.name: constraint
        for model in apps.get_app_config("investments").get_models()
        for constraint in model._meta.constraints
    }


def _breaks(name: str, attempt: Any) -> None:
    constraint = _constraints()[name]
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        attempt()
    # SQLite names the columns of a unique constraint, not the constraint.
    if connection.vendor == "postgresql" or isinstance(constraint, models.CheckConstraint):
        assert any(known in str(caught.value) for known in (name, *IMPLIED.get(name, ())))


def test_valid_rows_of_every_statement_are_saved() -> None:
    for model in STATEMENTS:
        assert make(model).pk


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_constraint_refuses_what_breaks_it(name: str) -> None:
    _breaks(name, BREAKS[name])


@pytest.mark.parametrize("model", STATEMENTS, ids=lambda model: model.__name__)
def test_nothing_is_published_without_a_source(model: type[Sourced]) -> None:
    name = f"{model._meta.model_name}_published_has_source"
    _breaks(name, lambda: make(model, source=None, paragraph=None))
    assert make(model, source=None, paragraph=None, state="draft").pk


@pytest.mark.parametrize("model", STATEMENTS, ids=lambda model: model.__name__)
def test_a_deprecated_statement_gives_a_reason(model: type[Sourced]) -> None:
    name = f"{model._meta.model_name}_deprecated_has_reason"
    _breaks(name, lambda: make(model, standing="deprecated"))
    assert make(model, standing="deprecated", standing_reason="a misprint").pk


@pytest.mark.parametrize("model", STATEMENTS, ids=lambda model: model.__name__)
def test_a_paragraph_is_of_a_source(model: type[Sourced]) -> None:
    name = f"{model._meta.model_name}_paragraph_of_a_source"
    _breaks(name, lambda: make(model, source=None, state="draft"))


@pytest.mark.parametrize(
    "model", [*IDENTITIES, *STATEMENTS, *SERVICES], ids=lambda model: model.__name__
)
def test_only_the_published_is_public(model: type[Reviewed]) -> None:
    row = make(model)
    name = f"{model._meta.model_name}_public_is_published"
    _breaks(name, lambda: model.objects.filter(pk=row.pk).update(state="draft"))


def test_every_constraint_is_broken_by_some_test() -> None:
    generic = {
        f"{model._meta.model_name}_{rule}"
        for model in STATEMENTS
        for rule in ("published_has_source", "deprecated_has_reason", "paragraph_of_a_source")
    }
    generic |= {
        f"{model._meta.model_name}_public_is_published"
        for model in (*IDENTITIES, *STATEMENTS, *SERVICES)
    }
    assert set(_constraints()) == set(BREAKS) | generic


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "allowed"),
    [
        ("exact", 5, 5, True),
        ("exact", 5, None, False),
        ("exact", None, None, False),
        ("exact", 5, 6, False),
        ("about", 5, 5, True),
        ("about", None, 5, False),
        ("level", 5, 5, True),
        ("over", 5, None, True),
        ("over", None, None, False),
        ("under", None, 5, True),
        ("under", None, None, False),
        ("under", 5, 5, False),
        ("range", 5, 6, True),
        ("range", 5, 5, False),
        ("range", 5, None, False),
        ("range", None, 6, False),
    ],
)
def test_bounds_agree_with_the_qualifier(
    qualifier: str, low: int | None, high: int | None, allowed: bool
) -> None:
    def attempt() -> None:
        make_figure(qualifier=qualifier, low=low, high=high)

    if allowed:
        attempt()
    else:
        _breaks("figure_bounds_agree_with_qualifier", attempt)


def test_a_preferred_target_beside_a_preferred_result_is_allowed() -> None:
    shared = {"place": make_place(), "statistic": make(Statistic), "period": "2024", **PREFERRED}
    make_figure(status="actual", **shared)
    make_figure(status="target", **shared)
    make_figure(status="actual", **{**shared, "period": "2023"})
