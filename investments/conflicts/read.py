"""The lean rows that conflicts are found from: two queries, whatever the size of the record."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, IntegerField, Max, Min, OuterRef, Q, Value
from django.db.models.expressions import Window
from django.db.models.functions import Cast, Coalesce, Concat

from investments.choices import StatisticKind, StatisticRole
from investments.conflicts.judge import LIFE, OUTLOOKS, Said
from investments.models import EventDate, Figure, Milestone, Placement, SigningBatch
from investments.models.figure import SUBJECTS

MOST = 10_000


class Line(NamedTuple):
    """A figure with what tells which question it answers."""

    said: Said
    statistic: int
    name: str
    whole: str
    role: str
    subject: int
    area: int
    industry: int
    tier: int
    batch: int
    parent: int
    as_printed: str
    original: int
    original_slug: str


class Bare(NamedTuple):
    """A statement without a number; see `others` for what the columns hold in each arm."""

    arm: str
    pk: int
    slug: str
    group: int
    other: int
    text: str
    more: str
    standing: str
    above: int
    over: int
    place: int
    published: date | None


def _subject_key() -> Coalesce:
    """One number for the one of seven foreign keys that is set."""
    keys = [F(f"{name}_id") * len(SUBJECTS) + place for place, name in enumerate(SUBJECTS)]
    return Coalesce(*keys, output_field=IntegerField())


def _printed() -> Concat:
    """What tells two answers apart, in one text."""
    ends = [Coalesce(Cast(end, CharField()), Value("-")) for end in ("low", "high")]
    return Concat(*ends, "qualifier", "unit", output_field=CharField())


def _differing() -> Any:
    """Keys of figures that differ from others of their question, or that share it but for a
    period that only some state. Read by key alone: the database sorts them twice."""
    same: list[Any] = ["statistic", "status", "subject_key", "area", "conversion_of"]
    question = [*same, "period"]
    return (
        Figure.objects.published()
        .order_by()
        .annotate(subject_key=_subject_key(), printed=_printed())
        .annotate(
            least=Window(Min("printed"), partition_by=question),
            most=Window(Max("printed"), partition_by=question),
            undated=Window(Min("period"), partition_by=same),
            dated=Window(Max("period"), partition_by=same),
        )
        .filter(Q(least__lt=F("most")) | Q(undated="", dated__gt=""))
        .values("pk")
    )


def lines() -> list[Line]:
    """Figures that differ from others of their question, or are a share, a conversion, a part of
    a total, of a tier or of an industry that a tier may speak of."""
    parents = SigningBatch.objects.published().filter(parent__isnull=False).order_by()
    rows = (
        Figure.objects.published()
        .order_by()
        .annotate(subject_key=_subject_key())
        .filter(
            Q(pk__in=_differing())
            | Q(conversion_of__isnull=False)
            | Q(statistic__kind__in=(StatisticKind.SHARE, StatisticKind.STRUCTURE))
            | Q(tier__isnull=False)
            | Q(industry__isnull=False, status__in=OUTLOOKS)
            | Q(statistic__role__in=StatisticRole, batch__parent__isnull=False)
            | Q(statistic__role__in=StatisticRole, batch__in=parents.values("parent"))
        )
        .values_list(
            *("pk", "slug", "low", "high", "qualifier", "unit", "status", "standing", "period"),
            *("statistic__kind", *(f"{name}_id" for name in SUBJECTS), "source_id", "paragraph"),
            *("source__published_start", "source__published_end", "statistic_id"),
            *("statistic__name", "statistic__whole", "statistic__role", "subject_key", "area_id"),
            *("batch__parent_id", "as_printed", "conversion_of_id", "conversion_of__slug"),
        )[:MOST]
    )
    return [_line(row) for row in rows]


def _line(row: Sequence[Any]) -> Line:
    head, kind, subjects, rest = row[:9], row[9], row[10:17], row[17:]
    by_name = dict(zip(SUBJECTS, subjects, strict=True))
    subject_type = next((name for name, pk in by_name.items() if pk), "")
    source, paragraph, first, last, statistic, name, whole, role, subject, area, parent = rest[:11]
    as_printed, original, original_slug = rest[11:]
    pk, slug, low, high, qualifier, unit, status, standing, period = head
    said = Said(
        pk=pk,
        slug=slug,
        low=low,
        high=high,
        qualifier=qualifier,
        unit=unit,
        status=status,
        standing=standing,
        period=period,
        kind=kind,
        subject_type=subject_type,
        source=source,
        paragraph=paragraph,
        first=first,
        last=last,
    )
    return Line(
        said,
        statistic,
        name,
        whole,
        role,
        subject,
        area or 0,
        by_name["industry"] or 0,
        by_name["tier"] or 0,
        by_name["batch"] or 0,
        parent or 0,
        as_printed,
        original or 0,
        original_slug or "",
    )


def others() -> list[Bare]:
    """Dates of events and of stages that have a rival, all placements, and the parts of reported
    totals: one query."""
    dates = EventDate.objects.published()
    stones = Milestone.objects.published()
    rival_date = dates.filter(event=OuterRef("event")).exclude(date=OuterRef("date"))
    rival_stage = (
        stones.filter(project=OuterRef("project"), stage=OuterRef("stage"))
        .exclude(date="")
        .exclude(date=OuterRef("date"))
    )
    backwards = Q(pk__in=[])
    for place, stage in enumerate(LIFE[:-1]):
        before = stones.filter(
            project=OuterRef("project"),
            stage__in=LIFE[place + 1 :],
            date_end__lt=OuterRef("date_start"),
        )
        backwards |= Q(Exists(before), stage=stage)
    turned = stones.filter(backwards).order_by().values("project")
    arms = [
        _arm("date", dates.filter(Exists(rival_date)), "event_id", "event_id", "date"),
        _arm(
            "stage",
            stones.exclude(date="").filter(Q(Exists(rival_stage)) | Q(project__in=turned)),
            *("project_id", "project_id", "date", "stage"),
        ),
        _arm(
            "placement",
            Placement.objects.published(),
            *("industry_id", "tier_id", "tier__scheme"),
            above="industry__parent_id",
            over="industry__parent__parent_id",
            place="tier__order",
        ),
        _arm(
            "part",
            SigningBatch.objects.published().filter(parent__isnull=False),
            *("parent_id", "parent_id", "slug"),
            sourced=False,
        ),
    ]
    rows = arms[0].union(*arms[1:], all=True)[:MOST]
    return [Bare(*row) for row in rows]


def _arm(
    arm: str,
    rows: Any,
    group: str,
    other: str,
    text: str,
    more: str = "",
    above: str = "",
    over: str = "",
    place: str = "",
    sourced: bool = True,
) -> Any:
    nothing = Value(0, output_field=IntegerField())
    empty = Value("", output_field=CharField())
    return (
        rows.order_by()
        .annotate(
            c_arm=Value(arm, output_field=CharField()),
            c_group=F(group),
            c_other=F(other),
            c_text=Cast(text, CharField()),
            c_more=Cast(more, CharField()) if more else empty,
            c_standing=Cast("standing", CharField()) if sourced else empty,
            c_above=Coalesce(F(above), 0) if above else nothing,
            c_over=Coalesce(F(over), 0) if over else nothing,
            c_place=F(place) if place else nothing,
            c_published=F("source__published_end") if sourced else F("known_from"),
        )
        .values_list(
            *("c_arm", "pk", "slug", "c_group", "c_other", "c_text", "c_more"),
            *("c_standing", "c_above", "c_over", "c_place", "c_published"),
        )
    )
