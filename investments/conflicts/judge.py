"""What may be said of statements that answer one question: pure functions, no queries.

They read only what the record holds: bounds, hedges, units, periods, status, standing, and when
the sources were published.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Any

from investments import dates
from investments.choices import Qualifier, Stage, Standing, StatisticKind, Status
from investments.conflicts.kinds import GRAVITY, HUNDRED, Kind, Verdict
from investments.models import EventDate, Figure, Milestone
from investments.quantities.bounds import Bounds, total
from investments.quantities.units import UNITS, UnitKind

STANDINGS = {Standing.PREFERRED: 0, Standing.NORMAL: 1, Standing.DEPRECATED: 2}
OUTLOOKS = (Status.TARGET, Status.FORECAST)
# What these say happened once; a place or an industry changes from year to year.
OF_ONE_TIME = ("event", "batch", "project", "tier")
PLAIN = 1000  # below this, numbers are printed digit by digit


@dataclass(frozen=True)
class Said:
    """A figure as far as it matters here. `first` and `last` bound the day of its source."""

    pk: int
    slug: str
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    unit: str
    status: str
    standing: str
    period: str
    kind: str
    subject_type: str
    source: int | None
    paragraph: int | None
    first: date | None
    last: date | None

    @property
    def value(self) -> tuple[Any, ...]:
        return self.low, self.high, self.qualifier, self.unit

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.low, self.high, self.qualifier)

    @property
    def number(self) -> Decimal:
        """The end that is known, the lower one of two."""
        known = self.high if self.low is None else self.low
        return known if known is not None else Decimal(0)


def said(row: Figure) -> Said:
    source = row.source
    return Said(
        row.pk,
        row.slug,
        row.low,
        row.high,
        row.qualifier,
        row.unit,
        row.status,
        row.standing,
        row.period,
        row.statistic.kind,
        row.subject_type,
        row.source_id,
        row.paragraph,
        source.published_start if source else None,
        source.published_end if source else None,
    )


def rank(standing: str, published: date | None, slug: str) -> tuple[int, int, str]:
    """Sorts the best first: by standing, then the latest source."""
    return STANDINGS[Standing(standing)], -(published.toordinal() if published else 0), slug


# --- Figures that answer one question -----------------------------------------------------------


def judge(claims: Sequence[Said]) -> Verdict | None:
    """Figures of one subject, statistic, period and status; None where they agree."""
    found = [
        verdict
        for one, other in combinations(claims, 2)
        if one.value != other.value and (verdict := _between(one, other))
    ]
    if not found:
        return None
    kind, why = min(found, key=lambda pair: GRAVITY[pair[0]])
    return Verdict(kind, why, decided=decided(claims))


def decided(claims: Iterable[Any]) -> bool:
    """Whether a curator's standing leaves one answer: one is preferred, or all but one value are
    deprecated."""
    rows = list(claims)
    if any(row.standing == Standing.PREFERRED for row in rows):
        return True
    left = [row for row in rows if row.standing != Standing.DEPRECATED]
    return len(left) < len(rows) and len({row.value for row in left}) < 2


def _between(one: Said, other: Said) -> tuple[Kind, str]:
    """Two different answers to the same question."""
    if one.unit != other.unit:
        money = {UNITS[row.unit].kind for row in (one, other)} == {UnitKind.MONEY}
        return (Kind.CONVERSION, "currencies") if money else (Kind.UNCLASSIFIED, "order_unknown")
    if overlap(_room(one), _room(other)):
        return Kind.ROUNDING, "hedged"
    if _rounds(one, other):
        return Kind.ROUNDING, "rounded"
    if overlap(_reach(one), _reach(other)):
        return Kind.UNCLASSIFIED, "reach"
    order = _in_order(one, other)
    if one.status in OUTLOOKS:
        if order:
            return Kind.LATER, "revised"
        same = one.source == other.source
        return (Kind.CONTRADICTION, "disjoint") if same else (Kind.UNCLASSIFIED, "order_unknown")
    rises = bool(order and order[1].number > order[0].number)
    if rises and one.status == Status.CUMULATIVE:
        return Kind.LATER, "later_more"
    if one.period or _of_one_time(one):
        return Kind.CONTRADICTION, "disjoint"
    if order:
        return (Kind.LATER, "later_more") if rises else (Kind.UNCLASSIFIED, "later_less")
    same = one.source == other.source
    return Kind.UNCLASSIFIED, "one_source" if same else "order_unknown"


def _of_one_time(row: Said) -> bool:
    """Whether the subject itself tells the time: what was signed at an event was signed once."""
    happened = row.subject_type in OF_ONE_TIME and row.kind == StatisticKind.LEVEL
    return happened and row.status == Status.ACTUAL


def _in_order(one: Said, other: Said) -> tuple[Said, Said] | None:
    """The earlier and the later, where their sources' dates tell."""
    for before, after in ((one, other), (other, one)):
        if before.last and after.first and before.last < after.first:
            return before, after
    return None


def overlap(one: Bounds, other: Bounds) -> bool:
    """Whether some number lies within both; an open end reaches without limit."""
    return _reaches(one.high, other.low) and _reaches(other.high, one.low)


def _reaches(high: Decimal | None, low: Decimal | None) -> bool:
    return high is None or low is None or high >= low


def grain(value: Decimal) -> Decimal:
    """The size of the last digit that was printed, as far as the number itself tells.

    Below 1,000 every digit counts. Above, zeros at the end do not, where two digits are left
    (360,000 is in ten thousands); else they do up to the thousand, million or billion (7 billion).
    """
    value = value.normalize()
    digits = value.as_tuple().digits
    exponent = value.adjusted() - len(digits) + 1
    if abs(value) < PLAIN and exponent > 0:
        exponent = 0
    elif exponent > 0 and len(digits) < 2:
        exponent = (value.adjusted() // 3) * 3
    return Decimal(1).scaleb(exponent)


def _rounds(one: Said, other: Said) -> bool:
    """Whether the finer number, rounded to the last digit of the coarser, is the coarser."""
    if None in (one.low, one.high, other.low, other.high):
        return False
    if one.low != one.high or other.low != other.high:
        return False
    coarse, fine = sorted((one.number, other.number), key=grain, reverse=True)
    step = grain(coarse)
    return (fine / step).quantize(Decimal(1), ROUND_HALF_UP) * step == coarse


def _room(row: Said) -> Bounds:
    """Where the number may lie: about and level leave half of their last digit on both sides."""
    if row.qualifier == Qualifier.ABOUT:
        return _around(row.number, grain(row.number))
    if row.qualifier == Qualifier.LEVEL:
        return _around(row.number, Decimal(1).scaleb(row.number.adjusted()))
    return row.bounds


def _reach(row: Said) -> Bounds:
    """Where "about" may reach if only its first digit is meant."""
    if row.qualifier == Qualifier.ABOUT:
        return _around(row.number, Decimal(1).scaleb(row.number.adjusted()))
    return _room(row)


def _around(value: Decimal, step: Decimal) -> Bounds:
    return Bounds(value - step / 2, value + step / 2)


def judge_undated(claims: Sequence[Said]) -> Verdict | None:
    """Figures alike but for the period, which some state and others do not."""
    stated = {row.value for row in claims if row.period}
    bare = {row.value for row in claims if not row.period}
    if not stated or not bare or bare <= stated:
        return None
    if len({(row.source, row.paragraph) for row in claims}) == 1:
        return Verdict(Kind.LATER, "passage", decided=decided(claims))
    return Verdict(Kind.UNCLASSIFIED, "undated", decided=decided(claims))


# --- Wholes and parts ---------------------------------------------------------------------------


def judge_parts(whole: Said, parts: Sequence[Said | None]) -> Verdict | None:
    """A reported total against the sum of its parts; None where they agree or too little is
    known to tell."""
    summed = total(part.bounds if part else None for part in parts)
    if summed.bounds is None:
        return None
    verdict: tuple[Kind, str] | None = None
    room = sum((grain(part.number) / 2 for part in parts if part), Decimal(0))
    low, high = summed.bounds.low, summed.bounds.high
    if whole.high is not None and low is not None and low > whole.high:
        close = low - room <= whole.high
        verdict = (Kind.PARTS, "parts_rounded") if close else (Kind.CONTRADICTION, "parts_exceed")
    elif not summed.unknown and (low, high) != (whole.low, whole.high):
        agree = overlap(summed.bounds, whole.bounds)
        verdict = (Kind.PARTS, "parts_agree") if agree else (Kind.PARTS, "parts_less")
    if verdict is None:
        return None
    return Verdict(*verdict, sum=summed.bounds, unit=whole.unit)


def judge_structure(parts: Sequence[Said]) -> Verdict | None:
    """Parts of one whole in percent. Less than a hundred by more than rounding says nothing: not
    all of them may be on record."""
    if len(parts) < 2 or any(row.low is None or row.low != row.high for row in parts):
        return None
    summed = total(row.bounds for row in parts).bounds
    if summed is None or summed.low is None or summed.low == HUNDRED:
        return None
    close = abs(summed.low - HUNDRED) <= sum(grain(row.number) / 2 for row in parts)
    if not close and summed.low < HUNDRED:
        return None
    kind, why = (Kind.PARTS, "parts_rounded") if close else (Kind.CONTRADICTION, "parts_exceed")
    return Verdict(kind, why, sum=summed, unit="percent")


def judge_named(declared: Said, named: int) -> Verdict | None:
    """How many a whole is said to have, against how many of them are named."""
    if declared.high is not None and named > declared.high:
        return Verdict(Kind.CONTRADICTION, "more_named")
    if declared.low is not None and named < declared.low:
        return Verdict(Kind.PARTS, "fewer_named")
    return None


# --- Dates and stages ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Dated:
    """A date as a source gives it, of an event or of a stage that a project reached."""

    pk: int
    slug: str
    date: str
    standing: str
    stage: str = ""

    @property
    def value(self) -> str:
        return self.date


def dated(row: EventDate | Milestone) -> Dated:
    return Dated(row.pk, row.slug, row.date, row.standing, getattr(row, "stage", ""))


def judge_milestones(rows: Sequence[Milestone]) -> list[tuple[Verdict, Milestone]]:
    """What is to be said of a project's stages: each verdict with a statement that it is about."""
    found = []
    for stage in Stage:
        own = [row for row in rows if row.stage == stage]
        if verdict := judge_dates([dated(row) for row in own]):
            found.append((verdict, own[0]))
    if verdict := judge_stages([dated(row) for row in rows]):
        found.append((verdict, next(row for row in rows if row.date)))
    return found


def judge_dates(rows: Sequence[Dated]) -> Verdict | None:
    """Dates of one thing; a row without a date makes no claim to one."""
    rows = [row for row in rows if row.date]
    found = [
        (_dates(one.date, other.date))
        for one, other in combinations(rows, 2)
        if one.date != other.date
    ]
    if not found:
        return None
    kind, why = min(found, key=lambda pair: GRAVITY[pair[0]])
    return Verdict(kind, why, decided=decided(rows))


def _dates(one: str, other: str) -> tuple[Kind, str]:
    first, second = dates.parse(one), dates.parse(other)
    if _may_be(first.start, second.start) and _may_be(first.end, second.end):
        return Kind.ROUNDING, "precision"
    if any(span.uncertain or span.approximate for span in (first, second)):
        return Kind.UNCLASSIFIED, "inferred"
    return Kind.CONTRADICTION, "dates"


def _may_be(one: dates.Point | None, other: dates.Point | None) -> bool:
    """Whether two dates may be one day; an unknown one may be any."""
    if one is None or other is None:
        return True
    return one.earliest <= other.latest and other.earliest <= one.latest


LIFE = (Stage.IN_TALKS, Stage.SIGNED, Stage.UNDER_CONSTRUCTION, Stage.IN_OPERATION)


def judge_stages(rows: Sequence[Dated]) -> Verdict | None:
    """Stages of one project in the order of its life against the order of their dates."""
    placed = [
        (LIFE.index(Stage(row.stage)), dates.parse(row.date))
        for row in rows
        if row.date and row.stage in LIFE
    ]
    for (step, span), (other, another) in combinations(placed, 2):
        early, late = (span, another) if step < other else (another, span)
        if step != other and early.earliest > late.latest:
            return Verdict(Kind.UNCLASSIFIED, "backwards", decided=decided(rows))
    return None


def judge_tiers(schemes: Sequence[str]) -> Verdict | None:
    """The lists of the tiers that one industry is in, a name for each tier."""
    if len(schemes) < 2:
        return None
    if len(set(schemes)) < len(schemes):
        return Verdict(Kind.CONTRADICTION, "two_tiers")
    return Verdict(Kind.DEFINITION, "two_lists")
