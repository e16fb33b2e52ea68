"""Where statements of the record differ: found and classed from lean rows, two queries.

The database picks the rows that matter, so that what is read grows with the differences and not
with the record; at most `MOST` rows of each query are looked at. What a page shows of a conflict
is loaded by details.conflicts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from investments.choices import Standing, StatisticKind
from investments.conflicts.judge import (
    OUTLOOKS,
    Dated,
    judge,
    judge_dates,
    judge_named,
    judge_parts,
    judge_stages,
    judge_structure,
    judge_tiers,
    judge_undated,
    rank,
)
from investments.conflicts.kinds import ORDER, Kind, Verdict
from investments.conflicts.read import MOST, Bare, Line
from investments.conflicts.read import lines as read_lines
from investments.conflicts.read import others as read_others

SHOWN = 12  # statements of a conflict that a page lines up
WORD = re.compile(r"\w+")
FILLERS = {"of", "the", "in", "and", "a", "s", "by", "to"}


@dataclass(frozen=True)
class Conflict:
    """Statements that differ. `key` is the slug of the first and stands in addresses; `figures`,
    `dates`, `stages` and `placements` are keys of rows."""

    key: str
    verdict: Verdict
    slugs: frozenset[str] = field(repr=False)
    latest: date = date.min
    figures: tuple[int, ...] = ()
    dates: tuple[int, ...] = ()
    stages: tuple[int, ...] = ()
    placements: tuple[int, ...] = ()

    @property
    def kind(self) -> Kind:
        return self.verdict.kind


@dataclass(frozen=True)
class Found:
    """All conflicts, the gravest first and open ones before decided. `cut`: some rows were too
    many to look at."""

    conflicts: list[Conflict]
    cut: bool = False

    def counts(self) -> dict[Kind, int]:
        """How many there are of each kind."""
        counted = dict.fromkeys(Kind, 0)
        for conflict in self.conflicts:
            counted[conflict.kind] += 1
        return counted

    def chosen(
        self, kind: str = "", slug: str = "", *, why: str = "", decided: bool | None = None
    ) -> list[Conflict]:
        """Those of a kind, or in which a statement takes part; `decided` asks only of rivals,
        among which a standing can choose."""
        return [
            row
            for row in self.conflicts
            if (not kind or row.kind == kind)
            and (not slug or slug in row.slugs)
            and (not why or row.verdict.why == why)
            and (decided is None or (row.verdict.rivals and row.verdict.decided is decided))
        ]

    def of(self, slugs: set[str]) -> list[Conflict]:
        """Those in which any of these statements takes part."""
        return [row for row in self.conflicts if row.slugs & slugs]


def find() -> Found:
    """Two queries."""
    figures, bare = read_lines(), read_others()
    arms: dict[str, list[Bare]] = defaultdict(list)
    for row in bare:
        arms[row.arm].append(row)
    found = [
        *_same_question(figures),
        *_definitions(figures),
        *_tiers(figures, arms["placement"]),
        *_aims(figures, arms["placement"]),
        *_structures(figures),
        *_totals(figures, arms["part"]),
        *_conversions(figures),
        *_dated(arms["date"], "dates"),
        *_dated(arms["stage"], "stages"),
        *_placed(arms["placement"]),
    ]
    found.sort(key=_gravest)
    return Found(found, cut=MOST in (len(figures), len(bare)))


def _gravest(row: Conflict) -> tuple[Any, ...]:
    settled = row.verdict.decided or not row.verdict.rivals
    return ORDER[row.kind], settled, -row.latest.toordinal(), row.key


# --- Figures ------------------------------------------------------------------------------------


def _groups(lines: Iterable[Line], *names: str) -> Iterator[list[Line]]:
    found: dict[tuple[Any, ...], list[Line]] = defaultdict(list)
    for line in lines:
        found[tuple(getattr(line, name, None) or _of(line, name) for name in names)].append(line)
    yield from found.values()


def _of(line: Line, name: str) -> Any:
    return getattr(line.said, name, "")


def _conflict(lines: Iterable[Line], verdict: Verdict, *placements: Bare) -> Conflict:
    """The figures in the order given; a long one is cut for display."""
    rows = list({line.said.pk: line.said for line in lines}.values())
    slugs = [row.slug for row in rows] + [row.slug for row in placements]
    latest = max((row.last for row in rows if row.last), default=date.min)
    return Conflict(
        key=min(slugs),
        verdict=verdict,
        slugs=frozenset(slugs),
        latest=latest,
        figures=tuple(row.pk for row in rows[:SHOWN]),
        placements=tuple(row.pk for row in placements[:SHOWN]),
    )


def _same_question(lines: Sequence[Line]) -> Iterator[Conflict]:
    originals = [line for line in lines if not line.original]
    question = ("statistic", "subject", "area", "status")
    for group in _groups(originals, *question, "period"):
        if verdict := judge([line.said for line in group]):
            yield _conflict(sorted(group, key=_rank), verdict)
    for group in _groups(originals, *question):
        if verdict := judge_undated([line.said for line in group]):
            yield _conflict(sorted(group, key=_rank), verdict)


def _definitions(lines: Sequence[Line]) -> Iterator[Conflict]:
    """Shares of one subject that are easily taken for each other: one's name is part of the
    other's, or a source prints one number for both."""
    shares = [line for line in lines if line.said.kind == StatisticKind.SHARE]
    for group in _groups(shares, "subject", "area", "status"):
        by_statistic: dict[int, list[Line]] = defaultdict(list)
        for line in group:
            by_statistic[line.statistic].append(line)
        for pair, why in _related(group).items():
            both = [line for pk in pair for line in sorted(by_statistic[pk], key=_rank)]
            values = [{line.said.value for line in by_statistic[pk]} for pk in pair]
            periods = [{line.said.period for line in by_statistic[pk]} for pk in pair]
            comparable = periods[0] & periods[1] or "" in periods[0] | periods[1]
            if values[0] != values[1] and comparable:
                yield _conflict(both, Verdict(Kind.DEFINITION, why))


def _related(lines: Sequence[Line]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    named = {line.statistic: (_words(line.name), line.whole) for line in lines}
    ordered = sorted(named, key=lambda pk: (len(named[pk][0]), pk))
    for place, short in enumerate(ordered):
        for long in ordered[place + 1 :]:
            inside = named[short][0] < named[long][0]
            if inside and named[short][1] != named[long][1]:
                found[short, long] = "other_whole"
    printed: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for line in lines:
        if line.as_printed:
            place_in = (line.said.source, line.said.paragraph, line.as_printed, line.said.value)
            printed[place_in].add(line.statistic)
    for statistics in printed.values():
        several = sorted(statistics)
        for place, one in enumerate(several):
            for other in several[place + 1 :]:
                found.setdefault((one, other), "one_number")
    return found


def _words(name: str) -> frozenset[str]:
    return frozenset(WORD.findall(name.lower())) - FILLERS


def _structures(lines: Sequence[Line]) -> Iterator[Conflict]:
    parts = [line for line in lines if line.said.kind == StatisticKind.STRUCTURE]
    for group in _groups(parts, "whole", "subject", "area", "status", "period", "source"):
        alone = len({line.statistic for line in group}) == len(group)
        if alone and (verdict := judge_structure([line.said for line in group])):
            yield _conflict(sorted(group, key=lambda line: line.said.slug), verdict)


def _totals(lines: Sequence[Line], parts: Sequence[Bare]) -> Iterator[Conflict]:
    """Reported totals against their breakdowns, each by the figure that stands best."""
    best: dict[tuple[int, int, str], Line] = {}
    results = [line for line in lines if line.batch and line.role and not line.original]
    for line in sorted(results, key=_rank, reverse=True):
        standing = line.said.standing != Standing.DEPRECATED
        if standing and line.said.status not in OUTLOOKS:
            best[line.batch, line.statistic, line.said.unit] = line
    below: dict[int, list[int]] = defaultdict(list)
    for part in parts:
        below[part.group].append(part.pk)
    for (batch, statistic, unit), whole in best.items():
        known = [best.get((part, statistic, unit)) for part in below.get(batch, [])]
        verdict = judge_parts(whole.said, [line.said if line else None for line in known])
        if verdict:
            yield _conflict([whole, *(line for line in known if line)], verdict)


def _rank(line: Line) -> tuple[int, int, str]:
    return rank(line.said.standing, line.said.last, line.said.slug)


def _conversions(lines: Sequence[Line]) -> Iterator[Conflict]:
    for rows in _groups([line for line in lines if line.original], "original"):
        line = rows[0]
        yield Conflict(
            key=line.original_slug,
            verdict=Verdict(Kind.CONVERSION, "converted"),
            slugs=frozenset((line.original_slug, *(row.said.slug for row in rows))),
            latest=max((row.said.last for row in rows if row.said.last), default=date.min),
            figures=(line.original, *(row.said.pk for row in rows)),
        )


# --- Tiers, dates and stages --------------------------------------------------------------------


def _tiers(lines: Sequence[Line], placements: Sequence[Bare]) -> Iterator[Conflict]:
    """How many industries a tier is said to have, against those that are named."""
    placed: dict[int, list[Bare]] = defaultdict(list)
    for row in placements:
        placed[row.other].append(row)
    for line in lines:
        rows = placed.get(line.tier, [])
        if line.tier and line.said.unit == "industry" and line.said.status not in OUTLOOKS:
            named = len({row.group for row in rows})
            if named and (verdict := judge_named(line.said, named)):
                yield _conflict([line], verdict, *rows)


def _aims(lines: Sequence[Line], placements: Sequence[Bare]) -> Iterator[Conflict]:
    """What is aimed at for an industry, against the aim of the tier that a list puts it in; else
    of the highest tier that has a part of it."""
    of_tier: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.tier and line.said.status in OUTLOOKS:
            of_tier[line.tier].append(line)
    for aim in lines:
        if not aim.industry or aim.said.status not in OUTLOOKS:
            continue
        own = [row for row in placements if row.group == aim.industry]
        parts = [row for row in placements if aim.industry in (row.above, row.over)]
        for scheme in sorted({row.text for row in own or parts}):
            listed = [row for row in own or parts if row.text == scheme]
            if not own:
                highest = min(row.place for row in listed)
                listed = [row for row in listed if row.place == highest]
            for tier in sorted({row.other for row in listed}):
                here = [row for row in listed if row.other == tier]
                for line in of_tier[tier]:
                    same = (aim.statistic, aim.said.status) == (line.statistic, line.said.status)
                    if same and aim.said.value != line.said.value:
                        why = "tier" if own else "tier_part"
                        yield _conflict([aim, line], Verdict(Kind.DEFINITION, why), *here)


def _dated(rows: Sequence[Bare], family: str) -> Iterator[Conflict]:
    by_group: dict[int, list[Bare]] = defaultdict(list)
    for row in rows:
        by_group[row.group].append(row)
    for found in by_group.values():
        said = [Dated(row.pk, row.slug, row.text, row.standing, row.more) for row in found]
        published = {row.pk: row.published for row in found}
        for stage in sorted({row.stage for row in said}):
            own = [row for row in said if row.stage == stage]
            if verdict := judge_dates(own):
                yield _conflict_of_dates(own, verdict, family, published)
        if verdict := judge_stages(said):
            yield _conflict_of_dates(said, verdict, family, published)


def _conflict_of_dates(
    rows: Sequence[Dated], verdict: Verdict, family: str, published: dict[int, date | None]
) -> Conflict:
    ordered = sorted(rows, key=lambda row: rank(row.standing, published[row.pk], row.slug))
    keys: dict[str, Any] = {family: tuple(row.pk for row in ordered[:SHOWN])}
    return Conflict(
        key=min(row.slug for row in rows),
        verdict=verdict,
        slugs=frozenset(row.slug for row in rows),
        latest=max((day for row in rows if (day := published[row.pk])), default=date.min),
        **keys,
    )


def _placed(rows: Sequence[Bare]) -> Iterator[Conflict]:
    by_industry: dict[int, list[Bare]] = defaultdict(list)
    for row in rows:
        by_industry[row.group].append(row)
    for found in by_industry.values():
        tiers = {row.other: row.text for row in found}
        if verdict := judge_tiers(list(tiers.values())):
            yield Conflict(
                key=min(row.slug for row in found),
                verdict=verdict,
                slugs=frozenset(row.slug for row in found),
                latest=max((row.published for row in found if row.published), default=date.min),
                placements=tuple(row.pk for row in found[:SHOWN]),
            )
