"""What the page of conflicts shows of each: its statements with their sources, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from investments.conflicts import Conflict, Verdict
from investments.models import EventDate, Figure, Milestone, Placement


@dataclass
class Shown:
    """A conflict with its rows, in its own order."""

    conflict: Conflict
    figures: list[Figure]
    dates: list[EventDate]
    stages: list[Milestone]
    placements: list[Placement]

    @property
    def verdict(self) -> Verdict:
        return self.conflict.verdict

    @property
    def heads(self) -> list[tuple[Any, Figure | None]]:
        """What it is about: a subject with a figure for its area and statistic, each once."""
        rows: list[tuple[Any, Figure | None]] = [(row.subject, row) for row in self.figures]
        rows += [(row.event, None) for row in self.dates]
        rows += [(row.project, None) for row in self.stages]
        if not rows:
            rows = [(row.industry, None) for row in self.placements]
        found = {
            (
                subject._meta.model_name,
                subject.pk,
                figure and (figure.area_id, figure.statistic_id),
            ): (subject, figure)
            for subject, figure in reversed(rows)
        }
        return list(reversed(found.values()))

    @property
    def subjects(self) -> list[Any]:
        found = {(subject._meta.model_name, subject.pk): subject for subject, _row in self.heads}
        return list(found.values())

    @property
    def statistics(self) -> list[Any]:
        found = {figure.statistic_id: figure.statistic for _head, figure in self.heads if figure}
        return list(found.values())

    @property
    def several(self) -> bool:
        """Whether each statement has to say what it is about."""
        return len(self.heads) > 1


def shown(conflicts: Sequence[Conflict]) -> list[Shown]:
    """One query for each kind of statement that there is: at most four."""
    figures = _rows(
        Figure.objects.published().for_list(), [pk for row in conflicts for pk in row.figures]
    )
    dates = _rows(
        EventDate.objects.published().select_related("source", "event"),
        [pk for row in conflicts for pk in row.dates],
    )
    stages = _rows(
        Milestone.objects.published().select_related("source", "project"),
        [pk for row in conflicts for pk in row.stages],
    )
    placements = _rows(
        Placement.objects.published().select_related("source", "tier", "industry"),
        [pk for row in conflicts for pk in row.placements],
    )
    return [
        Shown(
            row,
            [figures[pk] for pk in row.figures if pk in figures],
            [dates[pk] for pk in row.dates if pk in dates],
            [stages[pk] for pk in row.stages if pk in stages],
            [placements[pk] for pk in row.placements if pk in placements],
        )
        for row in conflicts
    ]


def _rows(queryset: Any, pks: list[int]) -> dict[int, Any]:
    return {row.pk: row for row in queryset.filter(pk__in=pks)} if pks else {}
