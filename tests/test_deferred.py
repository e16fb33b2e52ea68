"""What follows from many rows, made once at their end, is what it would be made after each."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from investments.actions import derive, known, public, search
from investments.actions.refresh import deferred
from investments.models import Event, Figure, Mention, Place, Project, SearchToken, Source
from tests.factories import make, make_project

OF_PROJECT = "JOIN investments_project r ON r.id = project_id"
OF_EVENT = "JOIN investments_event r ON r.id = event_id"

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def derived_state() -> dict[str, Any]:
    """Every derived column and the search index, as they stand."""
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table_name, columns in (
            ("investments_searchtoken", "holder, token, kind, weight"),
            (
                f"investments_projectknown k {OF_PROJECT}",
                "slug, since, until, k.stage, k.amount_low",
            ),
            (f"investments_eventknown k {OF_EVENT}", "slug, since, until, k.date, k.amount_low"),
            ("investments_project", "slug, is_public, known_from, stage, amount_low, place_id"),
            ("investments_event", "slug, is_public, known_from, date, amount_low"),
            ("investments_figure", "slug, is_public, known_from, converted_unit"),
            ("investments_place", "slug, is_public, known_from"),
            ("investments_mention", "slug, is_public, known_from"),
        ):
            cursor.execute(f"SELECT {columns} FROM {table_name}")  # noqa: S608
            found[table_name] = sorted(map(repr, cursor.fetchall()))
    return found


def changes() -> None:
    """Saves and deletions of many kinds: what is shown, dated, summed and found moves."""
    first, second = Project.objects.order_by("slug")[:2]
    moved: Any = (
        first.figures.order_by("slug").first() or Figure.objects.filter(project=None).first()
    )
    moved.event = moved.place = moved.industry = moved.batch = moved.area = None
    moved.organisation = moved.tier = None
    moved.project = second
    moved.save()
    second.name, second.state = "Moved works", "withdrawn"
    second.save()
    second.state = "published"
    second.save()
    event: Any = Event.objects.filter(dates__isnull=False).order_by("slug").first()
    event.dates.order_by("slug").first().delete()
    source: Any = Source.objects.order_by("slug").first()
    source.published = "1999"
    source.save()
    make_project(slug="deferred-works", name="Deferred works")
    amount: Any = Figure.objects.filter(statistic__role="amount").first()
    figure = make(
        Figure, slug="deferred-figure", project=Project.objects.get(slug="deferred-works"),
        statistic=amount.statistic,
        source=source, low=Decimal(7), high=Decimal(7), unit="CNY",
    )  # fmt: skip
    figure.low = figure.high = Decimal(9)
    figure.save()
    gone: Any = Place.objects.filter(slug="chongqing").first() or Place.objects.first()
    gone.state = "withdrawn"
    gone.save()
    mention: Any = Mention.objects.order_by("slug").first()
    mention.delete()


def test_what_is_made_at_the_end_is_what_would_be_made_row_by_row() -> None:
    states = []
    for together in (False, True):
        with transaction.atomic():
            if together:
                with deferred():
                    changes()
            else:
                changes()
            states.append(derived_state())
            for module in (public, known, search):
                assert list(module.all_stale()) == []
            assert not derive.stale(Event)
            assert not derive.stale(Project)
            assert not derive.stale_spans(Project)
            transaction.set_rollback(True)
    assert states[0] == states[1]


def test_while_rows_wait_for_it_nothing_is_derived() -> None:
    """The test above could not fail if both went the same way."""
    with deferred(discard=True):
        row = make(Mention, note="waiting")
    assert not indexed(row)
    with deferred():
        row.save()
        assert not indexed(row)
    assert indexed(row)


def indexed(row: Mention) -> bool:
    return SearchToken.objects.filter(holder="mention", holder_id=row.pk).exists()
