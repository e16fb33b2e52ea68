"""The page of a project."""

from typing import Any

from django.db.models import Q

from investments.choices import Stage
from investments.conflicts import judge_milestones
from investments.details import common
from investments.details.contacts import contacts
from investments.models import Classification, Location, Mention, Milestone, Project

UPWARDS = "industry__parent__parent__parent"


def project(row: Project) -> dict[str, Any]:
    """Ten queries. Totals signed under an initiative are shown on its page."""
    here = Q(project=row) | Q(batch__initiative=row)
    figures = common.figures_of(here)
    batches = common.batches_of(Q(initiative=row))
    classifications = common.statements(Classification, here, UPWARDS)
    milestones = common.statements(Milestone, here, "project", "event", "batch", *common.BATCH)
    participations = common.participations_of(here)
    locations = common.statements(Location, Q(project=row), "place")
    notes = common.notes_of(Q(project=row))
    mentions = common.statements(Mention, Q(project=row))
    own = sorted((stone for stone in milestones if stone.project_id == row.pk), key=_when)
    return {
        "signing_event": (
            row.signing_event if row.signing_event and row.signing_event.is_public else None
        ),
        "groups": common.grouped(item for item in figures if item.project_id == row.pk),
        "totals": common.totals(batches, figures, classifications, milestones, participations),
        "stage_verdicts": judge_milestones(own),
        "agreement": [stone for stone in own if Stage(stone.stage).history == "agreement"],
        "delivery": [stone for stone in own if Stage(stone.stage).history == "delivery"],
        "counted_in": list({stone.batch for stone in own if stone.batch and stone.batch.is_public}),
        "classifications": [item for item in classifications if item.project_id == row.pk],
        "venues": common.by_role(locations),
        "roles": common.by_role(item for item in participations if item.project_id == row.pk),
        "notes": common.by_kind(notes),
        "contacts": contacts(
            item.industry for item in classifications if item.project_id == row.pk
        ),
        "sources": common.sources(
            figures, classifications, milestones, participations, locations, notes, mentions
        ),
    }


def _when(stone: Milestone) -> tuple[Any, ...]:
    source = stone.source
    known = stone.date_start or (source.published_start if source else None)
    return known is not None, known.toordinal() if known else 0, stone.slug
