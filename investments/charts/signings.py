"""Charts of what was signed: the totals reported and the projects' own amounts.

A total, its parts and the projects in it overlap: they stand side by side, and nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from investments import dates
from investments.charts.base import MIN_MARKS, Chart, Mark, joined, order_of, standing
from investments.charts.figures import cautions, unit_words
from investments.choices import StatisticRole
from investments.languages import localised
from investments.models import Event, Figure, SigningBatch
from investments.models.event import BATCH_CONTEXT

CURRENCY = "CNY"  # where only one chart can be shown; amounts in two have no common scale
DEEPEST = 2  # further parts of parts are not drawn further to the right
SIGNING_PARTS: dict[str, str | Promise] = {
    "by-event": gettext_lazy("Amounts reported as signed, by event"),
    "by-year": gettext_lazy("Amounts reported as signed, by year"),
    "coverage": gettext_lazy("What was reported, and how much of it is named here"),
}


@dataclass
class Signed:
    """What the record has on signings: amounts of one currency (or counts of one unit), each
    batch's best count, which project is named in which batch, how many each batch names, and
    whether there are more than these."""

    figures: Sequence[Figure]
    counts: Mapping[int, Figure] = field(default_factory=dict)
    batch_of: Mapping[int, int] = field(default_factory=dict)
    named: Mapping[int, int] = field(default_factory=dict)
    more: bool = False

    @property
    def batches(self) -> list[SigningBatch]:
        found = {row.batch_id: row.batch for row in self.figures if row.batch}
        return [batch for batch in found.values() if batch]


def of_event(
    row: Event, batches: Sequence[SigningBatch], figures: Sequence[Figure], named: Mapping[int, int]
) -> list[Chart]:
    """The amounts of an event's reported totals, a chart for each currency. `named` tells how many
    projects of a batch have a record of their own."""
    results = [item for item in standing(figures) if item.batch_id and item.is_result]
    amounts = [item for item in results if item.statistic.role == StatisticRole.AMOUNT]
    counts = best_counts(results)
    charts = []
    for unit in sorted({item.unit for item in amounts}):
        own = [item for item in amounts if item.unit == unit]
        marks = _totals(batches, Signed(own, counts, {}, named))
        if len(marks) >= MIN_MARKS:
            title = _("Amounts reported as signed: %(event)s") % {"event": localised(row)}
            address = ("events", row.slug, unit)
            charts.append(_chart(address, title, marks, row.get_absolute_url(), localised(row)))
    return charts


def best_counts(figures: Iterable[Figure]) -> dict[int, Figure]:
    """Of each batch the count that stands best."""
    found: dict[int, Figure] = {}
    for figure in sorted(standing(list(figures)), key=order_of):
        if figure.batch_id and figure.is_result and figure.statistic.role == StatisticRole.COUNT:
            found.setdefault(figure.batch_id, figure)
    return found


def of_record(how: str, unit: str, signed: Signed, page: str, about: str) -> Chart | None:
    """All signings of the record (SIGNING_PARTS). Events with the largest amounts come first, or
    the latest years."""
    groups: dict[Any, list[Figure]] = {}
    by_pk = {batch.pk: batch for batch in signed.batches}
    within = {pk: by_pk[batch] for pk, batch in signed.batch_of.items() if batch in by_pk}
    for figure in signed.figures:
        key = _year(figure) if how == "by-year" else _where(figure, within)
        groups.setdefault(key, []).append(figure)
    if how == "by-year":
        order = sorted(groups, key=lambda key: (key[1] or date.min, key[0]), reverse=True)
    else:
        order = sorted(groups, key=lambda key: _largest(groups[key]))
    marks: list[Mark] = []
    for key in order:
        figures = groups[key]
        name = key[0] if how == "by-year" else _where_words(_telling(figures))
        whole = Signed(figures, signed.counts, signed.batch_of, signed.named)
        found = [*_totals(whole.batches, whole, how), *_projects(whole, how)]
        marks += [replace(mark, group=name) for mark in found]
    if len(marks) < MIN_MARKS:
        return None
    chart = _chart(("signings", how, unit), str(SIGNING_PARTS[how]), marks, page, about)
    if not signed.more:
        return chart
    cut = _("The %(shown)s largest; the ledger has all of them.") % {"shown": len(signed.figures)}
    return replace(chart, notes=[cut, *chart.notes])


def _where(figure: Figure, within: Mapping[int, SigningBatch]) -> tuple[str, int]:
    """The event, series or initiative that a figure was signed at or under: of a project that a
    total names, where the total was."""
    batch = figure.batch or within.get(figure.project_id or 0)
    if batch is not None:
        return next(
            ((name, pk) for name in BATCH_CONTEXT if (pk := getattr(batch, f"{name}_id"))), ("", 0)
        )
    event = figure.project.signing_event_id if figure.project else None
    return ("event", event) if event else ("", 0)


def _telling(figures: Sequence[Figure]) -> Figure:
    """The one that knows the event: a total, where the group has one."""
    return next((figure for figure in figures if figure.batch_id), figures[0])


def _where_words(figure: Figure) -> str:
    row = _context(figure)
    if row is None:
        return _("Signed at no event that is known")
    when = getattr(row, "date", "")
    return joined([localised(row), dates.display(when) if when else ""])


def _context(figure: Figure) -> Any:
    if figure.batch is not None:
        row: Any = figure.batch.context
    else:
        row = figure.project.signing_event if figure.project else None
    return row if row is not None and row.is_public else None


def _year(figure: Figure) -> tuple[str, date | None]:
    """The year in words with its last day; a span of several years is one of its own."""
    if figure.batch is not None:
        text = figure.batch.period or getattr(_context(figure), "date", "")
    else:
        text = figure.project.signed if figure.project else ""
    start, end = dates.bounds(text)
    if start is None or end is None:
        return _("Year not known"), None
    if start.year == end.year:
        return dates.display(str(end.year)), date(end.year, 12, 31)
    return dates.display(text), end


def _largest(figures: Iterable[Figure]) -> tuple[float, str]:
    best = max(figures, key=lambda row: row.low if row.low is not None else row.high or 0)
    return -float(best.low if best.low is not None else best.high or 0), best.slug


def _totals(batches: Sequence[SigningBatch], signed: Signed, how: str = "") -> list[Mark]:
    """Wholes, each followed by its parts and then by the projects that it names."""
    by_batch: dict[int, list[Figure]] = {}
    for figure in sorted(standing(signed.figures), key=order_of):
        if figure.batch_id:
            by_batch.setdefault(figure.batch_id, []).append(figure)
    return [
        mark
        for batch, depth in _in_order(batches)
        for mark in (
            *_signed(batch, depth, by_batch.get(batch.pk, []), signed, how),
            *_projects(signed, how, batch, min(depth + 1, DEEPEST)),
        )
    ]


def _in_order(batches: Sequence[SigningBatch]) -> list[tuple[SigningBatch, int]]:
    """Wholes, each followed by its parts, and those by theirs."""
    parts: dict[int | None, list[SigningBatch]] = {}
    pks = {batch.pk for batch in batches}
    for batch in batches:
        parts.setdefault(batch.parent_id if batch.parent_id in pks else None, []).append(batch)
    found: list[tuple[SigningBatch, int]] = []
    waiting = [(batch, 0) for batch in reversed(parts.get(None, []))]
    while waiting:
        batch, depth = waiting.pop()
        found.append((batch, depth))
        below = parts.get(batch.pk, [])
        waiting += [(part, min(depth + 1, DEEPEST)) for part in reversed(below)]
    return found


def _signed(
    batch: SigningBatch, depth: int, figures: Sequence[Figure], signed: Signed, how: str
) -> list[Mark]:
    """A mark for each claim about one total; what it counts is said once."""
    marks = []
    for number, figure in enumerate(figures):
        known = signed.named.get(batch.pk, 0)
        coverage = ""
        if how == "coverage":
            coverage = _named_here(known)
        elif not number and batch.pk in signed.counts:
            coverage = ngettext(
                "%(reported)s reported, %(count)s named in this record",
                "%(reported)s reported, %(count)s named in this record",
                known,
            ) % {"reported": signed.counts[batch.pk].text(), "count": known}
        period = dates.display(batch.period) if batch.period and how != "by-year" else ""
        place = _where_words(figure) if how == "by-year" and _context(figure) else ""
        other = _("another claim about the same") if number else ""
        marks.append(
            Mark(
                label=localised(batch),
                detail=joined([other or joined([place, period]), coverage]),
                figure=figure,
                depth=depth,
                joined=bool(number),
                named=known if how == "coverage" else None,
            )
        )
    return marks


def _named_here(known: int) -> str:
    return ngettext("%(count)s named in this record", "%(count)s named in this record", known) % {
        "count": known
    }


def _projects(
    signed: Signed, how: str, batch: SigningBatch | None = None, depth: int = 0
) -> list[Mark]:
    """The amounts of the projects that a batch names; without one, of those that none does."""
    here = {row.pk for row in signed.batches}
    marks = []
    seen: set[int] = set()
    for figure in sorted(standing(signed.figures), key=_own_order):
        if not figure.project_id or figure.project is None:
            continue
        counted = signed.batch_of.get(figure.project_id)
        if (counted if counted in here else None) != (batch.pk if batch else None):
            continue
        again = figure.project_id in seen
        seen.add(figure.project_id)
        place = _where_words(figure) if how == "by-year" and _context(figure) else ""
        marks.append(
            Mark(
                label=localised(figure.project),
                detail=joined([_("another claim about the same") if again else "", place]),
                figure=figure,
                depth=depth,
                joined=again,
            )
        )
    return marks


def _own_order(figure: Figure) -> tuple[Any, ...]:
    return figure.project.slug if figure.project else "", *order_of(figure)


def _chart(
    address: tuple[str, str, str], title: str, marks: list[Mark], page: str, about: str
) -> Chart:
    of, slug, unit = address
    overlap = _("Totals overlap with their parts and are never added up.")
    several = any(mark.depth for mark in marks)
    if of == "signings":
        overlap, several = _("Totals, parts and projects overlap and are never added up."), True
    if slug == "coverage":
        overlap = _("Solid: how many of those reported have a record of their own here.")
    return Chart(
        of=of,
        slug=slug,
        part=unit,
        title=title,
        unit=unit_words(unit),
        marks=marks,
        notes=[
            *([overlap] if several else []),
            *cautions(mark.figure for mark in marks if mark.figure),
        ],
        page=page,
        about=about,
    )
