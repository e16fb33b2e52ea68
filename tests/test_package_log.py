"""What the data page says of each day, counted from the history: on every database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from investments.choices import State
from investments.models import Event, Organisation, Project
from investments.package.log import days
from tests.factories import make, make_figure

pytestmark = pytest.mark.django_db


def log() -> dict[str, dict[str, int]]:
    """What the log says of the latest day."""
    told = days()[0]
    assert told.day == timezone.localdate()
    return {kind: dict(rows) for kind, rows in told.counts.items()}


def test_the_log_counts_what_came_changed_and_went() -> None:
    old = make(Project)
    Project.history.update(history_date=timezone.now() - timedelta(days=3))
    Event.history.update(history_date=timezone.now() - timedelta(days=200))
    coming, draft = make(Project), make(Project, state=State.DRAFT)
    for row in Project.objects.published().exclude(pk__in=[coming.pk, old.pk])[:2]:
        row.summary = "Changed"
        row.save()
        row.save()
    going = Event.objects.published().filter(children=None).first()
    assert going is not None
    going.state = State.WITHDRAWN
    going.save()
    found = log()
    assert found["added"]["projects"] == 1
    assert found["changed"]["projects"] == 2
    assert found["removed"]["events"] == 1
    draft.name = "Still a draft"
    draft.save()
    draft.delete()
    assert log() == found
    old.delete()
    assert log()["removed"]["projects"] == 1
    coming.delete()
    assert log()["removed"]["projects"] == 1
    assert "projects" not in log()["added"]


def test_what_went_and_came_back_on_one_day_has_not_gone() -> None:
    Project.history.update(history_date=timezone.now() - timedelta(days=3))
    project, brief = make(Project), Project.objects.published().first()
    assert brief is not None
    for row in (project, brief):
        for state in (State.WITHDRAWN, State.PUBLISHED):
            row.state = state
            row.save()
    found = log()
    assert "projects" not in found.get("removed", {})
    assert found["added"]["projects"] == 1
    assert found["changed"]["projects"] == 1


def test_the_log_says_nothing_of_what_the_public_never_saw() -> None:
    before = log()
    hidden = make(Organisation, state=State.DRAFT)
    figure = make_figure(organisation=hidden, statistic=None or make_figure().statistic)
    counted = log()["added"]["figures"]
    assert counted == before["added"]["figures"] + 1
    figure.state = State.WITHDRAWN
    figure.save()
    assert "figures" not in log().get("removed", {})
