"""Charts of figures: a statistic, and what is known of one subject over time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from investments.charts.base import (
    MAX_MARKS,
    MIN_MARKS,
    Chart,
    Mark,
    joined,
    order_of,
    standing,
    when,
)
from investments.languages import localised
from investments.models import Figure, Statistic
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


SUBJECTS = {"place": "places", "industry": "industries", "organisation": "organisations"}


def of_subject(row: Any, figures: Sequence[Figure]) -> list[Chart]:
    """What is known of a place, an industry or an organisation: the charts of each statistic, of
    its figures alone. Series over time first, then what sources disagree on or what differs, then
    what they repeat."""
    kind = str(row._meta.model_name)
    own = [figure for figure in figures if getattr(figure, f"{kind}_id") == row.pk]
    by_statistic: dict[int, list[Figure]] = {}
    for figure in own:
        by_statistic.setdefault(figure.statistic_id, []).append(figure)
    charts = [
        replace(
            chart,
            of=SUBJECTS[kind],
            slug=row.slug,
            part=part_of(chart.slug, chart.part),
            title=pgettext("chart", "%(statistic)s: %(subject)s")
            % {"statistic": localised(found[0].statistic), "subject": _subject(found[0], chart)},
            page=row.get_absolute_url(),
            about=localised(row),
            short=localised(found[0].statistic),
        )
        for found in by_statistic.values()
        for chart in of_statistic(found[0].statistic, found)
    ]
    return sorted(charts, key=_telling)


def part_of(statistic: str, unit: str) -> str:
    """The part of a subject's chart in its address: `gdp-CNY`. No unit has a hyphen."""
    return f"{statistic}-{unit}"


def _telling(chart: Chart) -> tuple[Any, ...]:
    figures = [mark.figure for mark in chart.marks if mark.figure]
    numbers = {(row.low, row.high, row.qualifier) for row in figures}
    dated = any(row.period for row in figures)
    return chart.form != "time", len(numbers) == 1, not dated, -len(figures), chart.part


def _statistic(row: Statistic, unit: str, figures: list[Figure]) -> Chart:
    by_subject: dict[tuple[Any, ...], list[Figure]] = {}
    for figure in sorted(figures, key=order_of):
        subject = getattr(figure, f"{figure.subject_type}_id")
        by_subject.setdefault((figure.subject_type, subject, figure.area_id), []).append(figure)
    groups = sorted(by_subject.values(), key=_size, reverse=True)
    alone = len(groups) == 1
    periods = {item.period for item in groups[0][:MAX_MARKS] if item.period_end}
    over_time = alone and len(periods) >= MIN_MARKS
    name = localised(row)
    whole = localised(row, "whole")
    return Chart(
        of="statistics",
        slug=row.slug,
        part=unit,
        title=(
            pgettext("chart", "%(statistic)s: %(subject)s")
            % {"statistic": name, "subject": _named(groups[0][0])}
            if alone
            else name
        ),
        unit=joined(
            [unit_words(unit), _("share of: %(whole)s") % {"whole": whole} if whole else ""]
        ),
        marks=_by_time(groups[0]) if alone else _by_subject(groups),
        notes=cautions(figures),
        form="time" if over_time else "bars",
        page=row.get_absolute_url(),
        about=name,
    )


def _size(figures: list[Figure]) -> tuple[bool, Any, str]:
    """Subjects with results first, then the larger ones."""
    best = figures[0]
    return best.is_result, best.high if best.low is None else best.low, best.slug


def _subject(figure: Figure, chart: Chart) -> str:
    """Of an industry with its area, where all figures are about the same one."""
    areas = {mark.figure.area_id for mark in chart.marks if mark.figure}
    return _named(figure) if len(areas) == 1 else localised(figure.subject)


def _named(figure: Figure) -> str:
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
        Mark(label=_named(figure), detail=when(figure), figure=figure, joined=bool(number))
        for figures in groups
        for number, figure in enumerate(figures)
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def cautions(figures: Iterable[Figure]) -> list[str]:
    """What a reader might take for something else."""
    found = []
    if any(not figure.is_result for figure in figures):
        found.append(_("Dashed and hollow: targets and forecasts, which are no results."))
    if any(figure.is_result and figure.qualifier in ("about", "level") for figure in figures):
        found.append(_("Lighter: about, or an order of size."))
    if any(None in (figure.low, figure.high) for figure in figures):
        found.append(_("An arrow: a bound; the number may lie anywhere beyond it."))
    return found
