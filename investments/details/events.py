"""The page of an event."""

from typing import Any

from django.db.models import Q

from investments import charts
from investments.conflicts import dated, judge_dates
from investments.details import common
from investments.models import (
    Classification,
    Event,
    EventDate,
    Location,
    Mention,
    Milestone,
)


def event(row: Event) -> dict[str, Any]:
    """Eleven queries: the totals of its series are shown with its own."""
    series = row.series if row.series and row.series.is_public else None
    here = Q(event=row) | Q(batch__event=row)
    with_series = here | Q(batch__series=series) if series else here
    figures = common.figures_of(with_series)
    batches = common.batches_of(Q(event=row) | Q(series=series) if series else Q(event=row))
    classifications = common.statements(Classification, with_series, "industry")
    milestones = common.statements(
        Milestone, with_series, "project", "event", "batch", *common.BATCH
    )
    participations = common.participations_of(with_series)
    dates = common.statements(EventDate, Q(event=row))
    locations = common.statements(Location, Q(event=row), "place")
    notes = common.notes_of(Q(event=row) | Q(series=series) if series else Q(event=row))
    mentions = common.statements(Mention, Q(event=row))
    editions, children = _relatives(row, series)
    reported = common.totals(batches, figures, classifications, milestones, participations)
    own = [figure for figure in figures if figure.event_id == row.pk]
    here_signed = [batch for batch in batches if batch.event_id == row.pk]
    named = common.named_counts(reported)
    return {
        "series": series,
        "parent": row.parent if row.parent and row.parent.is_public else None,
        "groups": common.grouped(own),
        "charts": charts.of_event(row, here_signed, figures, named),
        "totals": [total for total in reported if total.batch.event_id == row.pk],
        "series_totals": [total for total in reported if total.batch.event_id != row.pk],
        "classifications": [item for item in classifications if item.event_id == row.pk],
        "dates": dates,
        "date_verdict": judge_dates([dated(item) for item in dates]),
        "venues": common.by_role(locations),
        "signings": [stone for stone in milestones if _signed_here(stone, row)],
        "roles": common.by_role(item for item in participations if item.event_id == row.pk),
        "notes": common.by_kind(note for note in notes if note.event_id == row.pk),
        "series_notes": common.by_kind(note for note in notes if note.event_id != row.pk),
        **_neighbours(row, editions),
        "editions": editions,
        "children": children,
        "sources": common.sources(
            figures,
            classifications,
            milestones,
            participations,
            dates,
            locations,
            notes,
            mentions,
        ),
    }


def _signed_here(stone: Milestone, row: Event) -> bool:
    return stone.event_id == row.pk or (stone.batch is not None and stone.batch.event_id == row.pk)


def _relatives(row: Event, series: Any) -> tuple[list[Event], list[Event]]:
    condition = Q(parent=row) | Q(series=series) if series else Q(parent=row)
    relatives = list(Event.objects.published().filter(condition)[: common.LIMIT])
    editions = [event for event in relatives if series and event.series_id == series.pk]
    editions.sort(key=_edition)
    return editions, [event for event in relatives if event.parent_id == row.pk]


def _edition(row: Event) -> tuple[Any, ...]:
    when = row.date_start.toordinal() if row.date_start else 0
    return when, row.edition or 0, row.slug


def _neighbours(row: Event, editions: list[Event]) -> dict[str, Any]:
    """The editions before and after; an event without a date or number has no place among them."""
    if not (row.date_start or row.edition):
        return {"previous": None, "next": None}
    placed = [event for event in editions if event.date_start or event.edition]
    index = next((n for n, event in enumerate(placed) if event.pk == row.pk), None)
    if index is None:
        return {"previous": None, "next": None}
    return {
        "previous": placed[index - 1] if index else None,
        "next": placed[index + 1] if index + 1 < len(placed) else None,
    }
