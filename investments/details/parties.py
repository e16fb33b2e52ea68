"""The pages of an organisation and of a person."""

from typing import Any

from django.db.models import Q

from investments.details import charting, common
from investments.models import (
    Classification,
    Contribution,
    Location,
    Mention,
    Organisation,
    Person,
    Position,
    Source,
)


def organisation(row: Organisation) -> dict[str, Any]:
    """Nine queries."""
    figures = common.figures_of(Q(organisation=row))
    positions = common.statements(Position, Q(organisation=row), "person")
    participations = common.participations_of(Q(organisation=row))
    locations = common.statements(Location, Q(organisation=row), "place")
    classifications = common.statements(Classification, Q(organisation=row), "industry")
    notes = common.notes_of(Q(organisation=row) | Q(speaker_organisation=row))
    contributions = common.statements(Contribution, Q(organisation=row))
    mentions = common.statements(Mention, Q(organisation=row))
    return {
        "groups": common.grouped(figures),
        **charting.of_subject(row, figures),
        "positions": positions,
        "takes_part": common.by_role(participations),
        "venues": common.by_role(locations),
        "classifications": classifications,
        "notes": common.by_kind(note for note in notes if note.organisation_id == row.pk),
        "said": [note for note in notes if note.organisation_id != row.pk],
        "contributions": contributions,
        "published": list(Source.objects.published().filter(publisher=row)[: common.LIMIT]),
        "sources": common.sources(
            figures,
            positions,
            participations,
            locations,
            classifications,
            notes,
            contributions,
            mentions,
        ),
    }


def person(row: Person) -> dict[str, Any]:
    """Five queries."""
    positions = common.statements(Position, Q(person=row), "organisation")
    participations = common.participations_of(Q(person=row))
    contributions = common.statements(Contribution, Q(person=row))
    notes = common.notes_of(Q(speaker_person=row))
    mentions = common.statements(Mention, Q(person=row))
    return {
        "positions": positions,
        "takes_part": common.by_role(participations),
        "contributions": contributions,
        "said": notes,
        "sources": common.sources(positions, participations, contributions, notes, mentions),
    }
