"""What the start page answers: what was announced, what came of it, where the area stands, what is
aimed at, and where sources differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models import F, Max, Min, OuterRef, Q, Subquery
from django.db.models.expressions import Window

from investments.choices import Stage, Standing, StatisticKind, StatisticRole, Status
from investments.columns import Amount
from investments.columns.totals import ListTotal, amount_totals
from investments.conflicts import Found, Kind, Verdict
from investments.details import common
from investments.details.conflicts import Shown
from investments.models import Figure, Project, Source
from investments.models.known import derived
from investments.tables import PROJECT_COLUMNS

SIGNINGS, TARGETS, HEADLINES, SOURCES, TELLING = 5, 12, 8, 5, 3
A_KIND = 2  # telling conflicts of one kind
CURRENCY = "CNY"  # amounts in different currencies have no common order
HOME_PLACE = "liangjiang-new-area"
STEPS = (Stage.IN_TALKS, Stage.SIGNED, Stage.UNDER_CONSTRUCTION, Stage.IN_OPERATION)
GRAVEST = (Kind.CONTRADICTION, Kind.LATER, Kind.DEFINITION, Kind.UNCLASSIFIED, Kind.ROUNDING)


@dataclass
class Signing:
    """A reported total or a project by its amount, with how many contracts it counts."""

    figure: Figure
    count: Figure | None = None


@dataclass
class Headline:
    """A result of the area: the latest, and the one before it as the sources print it."""

    figure: Figure
    earlier: Figure | None = None
    verdict: Verdict | None = None
    sources: int = 1


@dataclass
class Answers:
    """Rows of the ledger that the page shows, from one query."""

    signings: list[Signing]
    headlines: list[Headline]
    targets: list[Figure]
    telling: list[Shown]


@dataclass
class Step:
    """The projects whose latest known stage is this one; '' where none is known."""

    stage: str
    total: ListTotal

    @property
    def label(self) -> str:
        return str(Stage(self.stage).label) if self.stage else ""


@dataclass
class Stages:
    steps: list[Step] = field(default_factory=list)
    unknown: ListTotal = field(default_factory=ListTotal)

    @property
    def known(self) -> int:
        return sum(step.total.members for step in self.steps)

    @property
    def all(self) -> int:
        return self.known + self.unknown.members

    @property
    def largest(self) -> int:
        return max([step.total.members for step in self.steps] + [self.unknown.members, 1])

    @property
    def delivering(self) -> int:
        """Of how many a source says more than that they were agreed on."""
        past = (Stage.UNDER_CONSTRUCTION, Stage.IN_OPERATION, Stage.EXPANDED)
        return sum(step.total.members for step in self.steps if step.stage in past)


def stages() -> Stages:
    """Projects by the latest stage known, with the sums of their amounts: one query."""
    rows = Project.objects.published()
    name = derived(Project, "stage")
    column = cast(Amount, next(item for item in PROJECT_COLUMNS if item.name == "amount"))
    lists = {stage: rows.filter(**{name: stage}) for stage in ("", *Stage)}
    totals = amount_totals(column, lists)
    steps = [
        Step(stage.value, totals[stage])
        for stage in Stage
        if stage in STEPS or totals[stage].members
    ]
    return Stages(steps, totals[""])


def answers(found: Found) -> Answers:
    """One query for all figures of the page."""
    telling = tellings(found)
    differing = [pk for conflict in telling for pk in conflict.figures]
    largest = _largest().values("pk")[:SIGNINGS]
    batches = _largest().values("batch")[:SIGNINGS]
    counts = Q(batch__in=batches, statistic__role=StatisticRole.COUNT, conversion_of__isnull=True)
    latest = _targets().values("source")[:1]
    of_area = _of_area().values("pk")[: common.LIMIT]
    aims = _targets().filter(source=Subquery(latest)).values("pk")[:TARGETS]
    wanted = Q(pk__in=largest) | counts | Q(pk__in=of_area) | Q(pk__in=aims) | Q(pk__in=differing)
    rows = list(Figure.objects.published().for_list().filter(wanted).order_by("slug"))
    by_pk = {row.pk: row for row in rows}
    return Answers(
        signings=signings(rows),
        headlines=headlines(rows),
        targets=targets(rows),
        telling=[
            Shown(row, [by_pk[pk] for pk in row.figures if pk in by_pk], [], [], [])
            for row in telling
        ],
    )


def tellings(found: Found) -> list[Any]:
    """The conflicts that are worth a look first: graver kinds before others, and not all of one."""
    chosen: list[Any] = []
    for kind in GRAVEST:
        fitting = [
            row for row in found.chosen(kind) if row.figures and row.verdict.why != "passage"
        ]
        chosen += fitting[:A_KIND]
    return chosen[:TELLING]


# --- Signings ----------------------------------------------------------------------------------


def _amounts() -> Any:
    return (
        Figure.objects.published()
        .results()
        .filter(statistic__role=StatisticRole.AMOUNT, unit=CURRENCY, conversion_of__isnull=True)
    )


def _largest() -> Any:
    """The largest amounts signed: whole totals and projects, results alone, of each subject the
    figure that stands best."""
    best = Q(batch__parent__isnull=True, pk=_best_of("batch")) | Q(pk=_best_of("project"))
    return _amounts().filter(best).order_by(F("low").desc(nulls_last=True), "slug")


def _best_of(subject: str) -> Subquery:
    same = _amounts().best_first().filter(**{subject: OuterRef(subject)})
    return Subquery(same.values("pk")[:1])


def signings(rows: Iterable[Figure]) -> list[Signing]:
    """Picked again as `_largest` does, from rows among which there are others."""
    best: dict[tuple[str, int], Figure] = {}
    counts: dict[int, Figure] = {}
    for row in sorted(rows, key=common.rank_of):
        if not row.is_result or row.conversion_of_id or row.standing == Standing.DEPRECATED:
            continue
        if row.statistic.role == StatisticRole.COUNT and row.batch_id:
            counts.setdefault(row.batch_id, row)
        elif row.statistic.role == StatisticRole.AMOUNT and row.unit == CURRENCY:
            whole = row.batch is not None and row.batch.parent_id is None
            if whole or row.project_id:
                best.setdefault((row.subject_type, row.batch_id or row.project_id or 0), row)
    ordered = sorted(best.values(), key=lambda row: (row.low is None, -(row.low or 0), row.slug))
    return [Signing(row, counts.get(row.batch_id or 0)) for row in ordered[:SIGNINGS]]


# --- Where the area stands, and what it aims at --------------------------------------------------


def _of_area() -> Any:
    return (
        Figure.objects.published()
        .results()
        .best_first()
        .filter(place__slug=HOME_PLACE, conversion_of__isnull=True)
    )


def headlines(rows: Iterable[Figure]) -> list[Headline]:
    """Of each statistic of the area the best figure of its latest period. Those that can be set
    beside an earlier value come first, then the latest, then what most sources say."""
    own = [
        row
        for row in rows
        if row.place_id and row.place is not None and row.place.slug == HOME_PLACE and row.is_result
    ]
    by_statistic: dict[int, list[common.Claim]] = {}
    for claim in common.claims(own):
        by_statistic.setdefault(claim.first.statistic_id, []).append(claim)
    found = [_headline(claims) for claims in by_statistic.values()]
    return sorted(found, key=_telling)[:HEADLINES]


def _headline(claims: Sequence[common.Claim]) -> Headline:
    latest, *others = claims
    first = latest.first
    earlier = next((claim.first for claim in others if _before(claim.first, first)), None)
    return Headline(
        figure=first,
        earlier=earlier,
        verdict=latest.verdict,
        sources=len({row.source_id for row in latest.figures}),
    )


def _before(one: Figure, other: Figure) -> bool:
    """Whether the record has the one as an earlier value than the other: its period ends before,
    or the passage gives it without a date beside the dated one."""
    if one.unit != other.unit or one.status != other.status:
        return False
    if one.period_end and other.period_end:
        return one.period_end < other.period_end
    same_passage = (one.source_id, one.paragraph) == (other.source_id, other.paragraph)
    return same_passage and bool(other.period) and not one.period


def _telling(row: Headline) -> tuple[Any, ...]:
    end = row.figure.period_end or date.min
    level = row.figure.statistic.kind == StatisticKind.LEVEL
    alone = row.earlier is None
    return alone, not alone and not level, -end.toordinal(), -row.sources, row.figure.slug


def _targets() -> Any:
    """The latest source with targets first."""
    return (
        Figure.objects.published()
        .filter(status=Status.TARGET)
        .exclude(standing=Standing.DEPRECATED)
        .order_by(F("source__published_end").desc(nulls_last=True), "source", "paragraph", "slug")
    )


def targets(rows: Iterable[Figure]) -> list[Figure]:
    """What the latest source with targets aims at, in its own order."""
    listed = [row for row in rows if row.status == Status.TARGET and row.source is not None]
    listed = [row for row in listed if row.standing != Standing.DEPRECATED]
    if not listed:
        return []
    latest = max(listed, key=lambda row: (_published(row), -(row.source_id or 0))).source_id
    own = [row for row in listed if row.source_id == latest]
    return sorted(own, key=lambda row: (row.paragraph or 0, row.slug))[:TARGETS]


def _published(row: Figure) -> date:
    return (row.source.published_end if row.source else None) or date.min


# --- Sources -----------------------------------------------------------------------------------


def sources() -> list[Source]:
    """The latest, each with `first_day` and `last_day` of all of them: one query."""
    rows = Source.objects.published().annotate(
        first_day=Window(Min("published_start")), last_day=Window(Max("published_end"))
    )
    return list(rows.order_by(F("published_end").desc(nulls_last=True), "slug")[:SOURCES])
