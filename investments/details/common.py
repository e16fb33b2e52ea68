"""What several pages share: figures in groups, reported totals, roles, and all sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q

from investments import conflicts
from investments.choices import Qualifier, Standing, StatisticRole
from investments.models import (
    Figure,
    Participation,
    PolicyNote,
    SigningBatch,
    Source,
    Sourced,
)
from investments.models.correction import with_question

LIMIT = 200
BATCH = ("batch__event", "batch__series", "batch__initiative", "batch__parent")


@dataclass
class Claim:
    """The figures that answer one question: best first; several where sources compete."""

    period: str
    figures: list[Figure] = field(default_factory=list)

    @property
    def first(self) -> Figure:
        return self.figures[0]

    @property
    def dated(self) -> bool:
        """Whether an unknown period is worth saying: a signing, a project or a tier has a time of
        its own."""
        return bool(self.period) or self.first.subject_type in ("place", "industry", "organisation")

    @property
    def competing(self) -> bool:
        return len(self.figures) > 1

    @property
    def differ(self) -> bool:
        """Whether what stands is not the same number everywhere."""
        standing = [row for row in self.figures if row.standing != Standing.DEPRECATED]
        return len({(row.low, row.high, row.qualifier, row.unit) for row in standing}) > 1

    @cached_property
    def verdict(self) -> conflicts.Verdict | None:
        """Of which kind the difference is; None where all say the same."""
        return conflicts.judge([conflicts.said(row) for row in self.figures])


@dataclass
class Group:
    """The figures of one statistic, or about one subject: results apart from targets."""

    head: Any
    area: Any = None
    results: list[Claim] = field(default_factory=list)
    outlooks: list[Claim] = field(default_factory=list)


def rank_of(figure: Figure) -> tuple[int, int, str]:
    published = figure.source.published_end if figure.source else None
    return conflicts.rank(figure.standing, published, figure.slug)


def claims(figures: Iterable[Figure]) -> list[Claim]:
    """Figures that answer one question together: of one subject, area, statistic, period and
    status. A conversion goes with the figure that it converts. The latest period first."""
    rows = list(figures)
    by_pk = {row.pk: row for row in rows}
    found: dict[tuple[Any, ...], Claim] = {}
    for row in rows:
        row.converted = []  # type: ignore[attr-defined]
    for row in sorted(rows, key=rank_of):
        original = by_pk.get(row.conversion_of_id or 0)
        if original is not None:
            original.converted.append(row)  # type: ignore[attr-defined]
            continue
        subject = getattr(row, f"{row.subject_type}_id")
        key = (row.subject_type, subject, row.area_id, row.statistic_id, row.period, row.status)
        found.setdefault(key, Claim(row.period)).figures.append(row)
    return sorted(found.values(), key=_latest, reverse=True)


def _latest(claim: Claim) -> tuple[bool, Any]:
    end = claim.first.period_end
    return end is not None, end.toordinal() if end else 0


def grouped(figures: Iterable[Figure], *, by_subject: bool = False) -> list[Group]:
    """Claims by statistic and area, or for the page of a statistic by subject and area."""
    found: dict[tuple[Any, ...], Group] = {}
    for claim in claims(figures):
        row = claim.first
        head = row.subject if by_subject else row.statistic
        area = row.area if row.area and row.area.is_public else None
        group = found.setdefault((head._meta.model, head.pk, area and area.pk), Group(head, area))
        (group.results if row.is_result else group.outlooks).append(claim)
    return sorted(found.values(), key=lambda group: (str(group.head), str(group.area or "")))


def figures_of(condition: Q) -> list[Figure]:
    """Published figures with all that is shown of them: one query."""
    rows = with_question(Figure.objects.published().for_list())
    return list(rows.filter(condition)[: LIMIT + 1])


@dataclass
class Total:
    """A reported total: its figures, its breakdown, and how much of it has records of its own."""

    batch: SigningBatch
    figures: list[Group] = field(default_factory=list)
    industries: list[Any] = field(default_factory=list)
    classifications: list[Any] = field(default_factory=list)
    participations: list[Any] = field(default_factory=list)
    parts: list["Total"] = field(default_factory=list)
    named: list[Any] = field(default_factory=list)
    count: Figure | None = None
    amount: Figure | None = None

    @property
    def reported(self) -> str:
        return self.count.text() if self.count else ""

    @property
    def whole(self) -> int | None:
        """The number reported, where it is a plain one that a bar can show."""
        exact = self.count is not None and self.count.qualifier == Qualifier.EXACT
        return int(self.count.low) if exact and self.count and self.count.low else None


def batches_of(condition: Q) -> list[SigningBatch]:
    contexts = ("event", "series", "initiative", "parent")
    return list(
        SigningBatch.objects.published().filter(condition).select_related(*contexts)[:LIMIT]
    )


def totals(
    batches: Sequence[SigningBatch],
    figures: Sequence[Figure],
    classifications: Sequence[Any] = (),
    milestones: Sequence[Any] = (),
    participations: Sequence[Any] = (),
) -> list[Total]:
    """Reported totals with their breakdowns, from rows that were read together. What is named in
    a part is named in the whole, once."""
    by_pk = {batch.pk: Total(batch) for batch in batches}
    own: dict[int, list[Figure]] = {pk: [] for pk in by_pk}
    for row in figures:
        if row.batch_id in own:
            own[row.batch_id].append(row)
    for pk, total in by_pk.items():
        total.figures = grouped(own[pk])
        total.count = _best(own[pk], StatisticRole.COUNT)
        total.amount = _best(own[pk], StatisticRole.AMOUNT)
        total.classifications = [row for row in classifications if row.batch_id == pk]
        total.participations = [row for row in participations if row.batch_id == pk]
    for total in by_pk.values():
        named = {
            row.project_id: row.project for row in milestones if row.batch_id == total.batch.pk
        }
        seen = {total.batch.pk}
        above: Total | None = total
        while above is not None:
            known = {project.pk for project in above.named}
            above.named += [project for pk, project in named.items() if pk not in known]
            parent = above.batch.parent_id
            above = by_pk.get(parent) if parent and parent not in seen else None
            seen.add(parent or 0)
    roots: list[Total] = []
    for total in by_pk.values():
        whole = by_pk.get(total.batch.parent_id or 0)
        (whole.parts if whole else roots).append(total)
    return roots


def named_counts(reported: Iterable[Total]) -> dict[int, int]:
    """How many projects each total and each of its parts names, by the key of the batch."""
    found: dict[int, int] = {}
    for total in reported:
        found |= {total.batch.pk: len(total.named)} | named_counts(total.parts)
    return found


def _best(figures: Iterable[Figure], role: str) -> Figure | None:
    fitting = [
        row
        for row in figures
        if row.statistic.role == role
        and row.is_result
        and not row.conversion_of_id
        and row.standing != Standing.DEPRECATED
    ]
    return min(fitting, key=rank_of, default=None)


def participations_of(condition: Q) -> list[Participation]:
    return list(
        Participation.objects.published()
        .filter(condition)
        .select_related(
            "source",
            "person",
            "organisation",
            "event",
            "project",
            "batch",
            *BATCH,
            "position__source",
            "position__organisation",
        )[: LIMIT + 1]
    )


def by_role(rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Rows with a role under its label, in the order in which the roles are declared."""
    found: dict[str, list[Any]] = {}
    listed = list(rows)
    order = {}
    for row in listed:
        choices = [code for code, _label in row._meta.get_field("role").choices]
        order[row.get_role_display()] = choices.index(row.role)
        found.setdefault(row.get_role_display(), []).append(row)
    return sorted(found.items(), key=lambda item: order[item[0]])


def notes_of(condition: Q) -> list[PolicyNote]:
    people = ("speaker_person", "speaker_organisation")
    subjects = ("event", "series", "project", "place", "industry", "organisation")
    return list(
        PolicyNote.objects.published()
        .filter(condition)
        .select_related("source", *people, *subjects)[: LIMIT + 1]
    )


def by_kind(notes: Iterable[PolicyNote]) -> list[tuple[str, list[PolicyNote]]]:
    found: dict[str, list[PolicyNote]] = {}
    for note in notes:
        found.setdefault(note.get_kind_display(), []).append(note)
    return list(found.items())


def statements(model: Any, condition: Q, *related: str) -> list[Any]:
    """Published statements with their source: one query."""
    rows = model.objects.published().filter(condition).select_related("source", *related)
    return list(rows[: LIMIT + 1])


def sources(*lists: Iterable[Sourced]) -> list[Source]:
    """The sources of everything on a page, each once, the latest first."""
    found = {row.source_id: row.source for rows in lists for row in rows if row.source_id}
    return sorted(
        (source for source in found.values() if source),
        key=lambda source: (source.published_end is None, source.published_end, source.slug),
    )[::-1]
