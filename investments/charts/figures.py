"""Charts of figures: a statistic, and the amounts reported from signings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from investments import dates
from investments.charts.base import MIN_MARKS, Chart, Mark, joined, order_of, standing, when
from investments.choices import StatisticRole
from investments.languages import localised
from investments.models import Event, Figure, SigningBatch, Statistic
from investments.quantities.units import UNITS, UnitKind


def unit_words(code: str) -> str:
    label = str(UNITS[code].label)
    return label[:1].upper() + label[1:]


def of_statistic(row: Statistic, figures: Sequence[Figure]) -> list[Chart]:
    """A chart for each unit: currencies are never mixed. A rank is no length and has none."""
    by_unit: dict[str, list[Figure]] = {}
    for figure in standing(figures):
        if UNITS[figure.unit].kind != UnitKind.RANK:
            by_unit.setdefault(figure.unit, []).append(figure)
    return [
        _statistic(row, unit, found)
        for unit, found in sorted(by_unit.items())
        if len(found) >= MIN_MARKS
    ]


def _statistic(row: Statistic, unit: str, figures: list[Figure]) -> Chart:
    by_subject: dict[tuple[Any, ...], list[Figure]] = {}
    for figure in sorted(figures, key=order_of):
        subject = getattr(figure, f"{figure.subject_type}_id")
        by_subject.setdefault((figure.subject_type, subject, figure.area_id), []).append(figure)
    groups = sorted(by_subject.values(), key=_size, reverse=True)
    alone = len(groups) == 1
    over_time = alone and len({item.period for item in groups[0] if item.period}) >= MIN_MARKS
    name = localised(row)
    whole = localised(row, "whole")
    return Chart(
        of="statistics",
        slug=row.slug,
        part=unit,
        title=(
            pgettext("chart", "%(statistic)s: %(subject)s")
            % {"statistic": name, "subject": _subject(groups[0][0])}
            if alone
            else name
        ),
        unit=joined(
            [unit_words(unit), _("share of: %(whole)s") % {"whole": whole} if whole else ""]
        ),
        marks=_by_time(groups[0]) if alone else _by_subject(groups),
        notes=_cautions(figures),
        form="time" if over_time else "bars",
        page=row.get_absolute_url(),
    )


def _size(figures: list[Figure]) -> tuple[bool, Any, str]:
    """Subjects with results first, then the larger ones."""
    best = figures[0]
    return best.is_result, best.high if best.low is None else best.low, best.slug


def _subject(figure: Figure) -> str:
    area = figure.area if figure.area and figure.area.is_public else None
    return joined([localised(figure.subject), localised(area) if area else ""])


def _by_time(figures: Sequence[Figure]) -> list[Mark]:
    """One subject: every claim is named by its period, or by its source where it has none."""
    return [
        Mark(
            label=_sentence(when(figure)),
            detail=(localised(figure.source) if figure.source and not figure.period else ""),
            figure=figure,
        )
        for figure in figures
    ]


def _by_subject(groups: Sequence[list[Figure]]) -> list[Mark]:
    return [
        Mark(label=_subject(figure), detail=when(figure), figure=figure, joined=bool(number))
        for figures in groups
        for number, figure in enumerate(figures)
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cautions(figures: Iterable[Figure]) -> list[str]:
    """What a reader might take for something else."""
    found = []
    if any(not figure.is_result for figure in figures):
        found.append(_("Dashed and hollow: targets and forecasts, which are no results."))
    if any(figure.qualifier in ("about", "level") for figure in figures):
        found.append(_("Lighter: about, or an order of size."))
    if any(None in (figure.low, figure.high) for figure in figures):
        found.append(_("An arrow: a bound; the number may lie anywhere beyond it."))
    return found


def of_signings(
    row: Event,
    batches: Sequence[SigningBatch],
    figures: Sequence[Figure],
    named: Mapping[int, int],
) -> list[Chart]:
    """The amounts of an event's reported totals, a chart for each currency. `named` tells how many
    projects of a batch have a record of their own."""
    by_batch: dict[int, list[Figure]] = {}
    counts: dict[int, Figure] = {}
    for figure in sorted(standing(figures), key=order_of):
        if not figure.batch_id or not figure.is_result:
            continue
        if figure.statistic.role == StatisticRole.AMOUNT:
            by_batch.setdefault(figure.batch_id, []).append(figure)
        elif figure.statistic.role == StatisticRole.COUNT:
            counts.setdefault(figure.batch_id, figure)
    charts = []
    for unit in sorted({item.unit for rows in by_batch.values() for item in rows}):
        amounts = {
            pk: [item for item in rows if item.unit == unit] for pk, rows in by_batch.items()
        }
        marks = [
            mark
            for batch, depth in _in_order(batches)
            for mark in _signed(batch, depth, amounts.get(batch.pk, []), counts, named)
        ]
        if len(marks) >= MIN_MARKS:
            charts.append(_signings(row, unit, marks))
    return charts


def _signings(row: Event, unit: str, marks: list[Mark]) -> Chart:
    figures = [mark.figure for mark in marks if mark.figure]
    overlap = _("Totals overlap with their parts and are never added up.")
    several = any(mark.depth for mark in marks)
    return Chart(
        of="events",
        slug=row.slug,
        part=unit,
        title=_("Amounts reported as signed: %(event)s") % {"event": localised(row)},
        unit=unit_words(unit),
        marks=marks,
        notes=[*([overlap] if several else []), *_cautions(figures)],
        page=row.get_absolute_url(),
    )


def _in_order(batches: Sequence[SigningBatch]) -> list[tuple[SigningBatch, int]]:
    """Wholes, each followed by its parts."""
    pks = {batch.pk for batch in batches}
    found = []
    for batch in batches:
        if batch.parent_id not in pks:
            found.append((batch, 0))
            found += [(part, 1) for part in batches if part.parent_id == batch.pk]
    return found


def _signed(
    batch: SigningBatch,
    depth: int,
    figures: Sequence[Figure],
    counts: Mapping[int, Figure],
    named: Mapping[int, int],
) -> list[Mark]:
    """A mark for each claim about one total; what it counts is said once."""
    marks = []
    for number, figure in enumerate(figures):
        coverage = ""
        if not number and batch.pk in counts:
            known = named.get(batch.pk, 0)
            coverage = ngettext(
                "%(reported)s reported, %(count)s named in this record",
                "%(reported)s reported, %(count)s named in this record",
                known,
            ) % {"reported": counts[batch.pk].text(), "count": known}
        period = dates.display(batch.period) if batch.period else ""
        other = _("another claim about the same") if number else ""
        marks.append(
            Mark(
                label=localised(batch),
                detail=joined([other or period, coverage]),
                figure=figure,
                depth=depth,
                joined=bool(number),
            )
        )
    return marks
