"""The page of a place."""

from typing import Any

from django.db.models import Q

from investments.details import charting, common
from investments.details.industries import ancestors, by_subject
from investments.models import Classification, Location, Mention, Place


def place(row: Place) -> dict[str, Any]:
    """Six queries."""
    figures = common.figures_of(Q(place=row) | Q(area=row))
    located = common.statements(Location, Q(place=row), "event", "project", "organisation")
    classifications = common.statements(Classification, Q(place=row), "industry")
    notes = common.notes_of(Q(place=row))
    mentions = common.statements(Mention, Q(place=row))
    of_industries = [item for item in figures if item.place_id != row.pk]
    return {
        "ancestors": ancestors(row),
        "children": list(Place.objects.published().filter(parent=row)[: common.LIMIT]),
        "groups": common.grouped(item for item in figures if item.place_id == row.pk),
        **charting.of_subject(row, figures),
        "industry_groups": common.grouped(of_industries, by_subject=True),
        "located": by_subject(located),
        "classifications": classifications,
        "notes": common.by_kind(notes),
        "sources": common.sources(figures, located, classifications, notes, mentions),
    }
