"""The page of a source: every statement taken from it, in the order of its paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from investments.details.common import BATCH, LIMIT, sources
from investments.models import (
    Classification,
    Contribution,
    EventDate,
    Figure,
    Identity,
    Location,
    Mention,
    Milestone,
    Participation,
    Placement,
    PolicyNote,
    Position,
    Source,
)
from investments.models.figure import SUBJECTS
from investments.models.industry import CLASSIFIED
from investments.models.note import MENTIONED, NOTED
from investments.models.place import LOCATED
from investments.models.source import CONTRIBUTORS

MANY = 5 * LIMIT  # of each kind
# What is loaded with each kind of statement; a batch needs to know where it was signed.
LOADED: dict[Any, Sequence[str]] = {
    Figure: (*SUBJECTS, *BATCH, "area", "statistic", "conversion_of"),
    EventDate: ("event",),
    Milestone: ("project", "event", "batch", *BATCH),
    Location: (*LOCATED, "place"),
    Classification: (*CLASSIFIED, *BATCH, "industry"),
    Participation: ("person", "organisation", "event", "batch", *BATCH, "project"),
    Position: ("person", "organisation"),
    Placement: ("tier", "industry"),
    PolicyNote: (*NOTED, "speaker_person", "speaker_organisation"),
    Contribution: CONTRIBUTORS,
    Mention: (*MENTIONED, *BATCH),
}


@dataclass
class Paragraph:
    number: int | None
    statements: list[Any]


def source(row: Source) -> dict[str, Any]:
    """Eleven queries, one for each kind of statement."""
    statements: list[Any] = []
    for model, related in LOADED.items():
        found = model.objects.published().filter(source=row).select_related("source", *related)
        statements += found[:MANY]
    statements.sort(key=lambda item: (item.paragraph is None, item.paragraph or 0))
    paragraphs: list[Paragraph] = []
    for item in statements:
        if not paragraphs or paragraphs[-1].number != item.paragraph:
            paragraphs.append(Paragraph(item.paragraph, []))
        paragraphs[-1].statements.append(item)
    return {
        "publisher": row.publisher if row.publisher and row.publisher.is_public else None,
        "paragraphs": paragraphs,
        "contributions": [item for item in statements if isinstance(item, Contribution)],
        "count": len(statements),
    }


def anything(row: Identity) -> dict[str, Any]:
    """For a record whose page says nothing of its own: all statements about it, one query for
    each way in which a statement can be."""
    statements: list[Any] = []
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        if model in LOADED:
            found = model.objects.published().filter(**{relation.field.name: row})
            statements += found.select_related("source", *LOADED[model])[: LIMIT + 1]
    return {"statements": statements, "sources": sources(statements)}
