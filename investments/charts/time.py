"""One statistic over time: points at their periods, those without one in a column of their own."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from investments.charts.base import Chart, Mark, short_number
from investments.charts.drawing import Drawing
from investments.charts.look import SIZE, SMALL, text_width, wrapped
from investments.choices import Qualifier

Places = dict[int, float]  # by id() of the mark
Height = Callable[[float], float]
HEIGHT, COLUMN, FOOT = 250, 96, 26
DASHES = {"target": [3, 2], "forecast": [1.5, 2]}


def draw(chart: Chart, drawing: Drawing, top: float) -> float:
    """Put the points below `top`; returns where they end."""
    marks = chart.drawn
    ends = [end for mark in marks for end in mark.ends]
    ticks = _ticks(min([0.0, *ends]), max([0.0, *ends]))
    axis = 8 + max(text_width(short_number(tick), SMALL) for tick in ticks)
    top += 8  # half a line of the highest tick
    bottom = top + HEIGHT
    scale = HEIGHT / ((ticks[-1] - ticks[0]) or 1)

    def y_of(value: float) -> float:
        return bottom - (value - ticks[0]) * scale

    for tick in ticks:
        y = y_of(tick)
        strong = tick == 0
        colour = drawing.palette.rule_strong if strong else drawing.palette.rule
        drawing.rule(axis, y, drawing.width, y, color=colour, strokeWidth=1)
        drawing.text(
            axis - 8,
            y + 4,
            short_number(tick),
            align="right",
            fontSize=SMALL,
            color=drawing.palette.ink_soft,
        )
    undated = [mark for mark in marks if mark.figure and not mark.figure.period_end]
    dated = [mark for mark in marks if mark.figure and mark.figure.period_end]
    left = axis + (COLUMN if undated else 0)
    places = _dated_places(dated, left, drawing.width)
    _years(dated, places, drawing, bottom)
    if undated:
        _undated_column(drawing, axis, bottom)
        step = COLUMN / (len(undated) + 1)
        places |= {id(mark): axis + step * (n + 1) for n, mark in enumerate(undated)}
    _joins(dated, places, drawing, y_of)
    for mark in marks:
        _point(mark, drawing, places[id(mark)], y_of)
    _labels(marks, places, drawing, y_of, top)
    return bottom + FOOT + (12 if undated else 0)


def _ticks(low: float, high: float) -> list[float]:
    """Some five round numbers around the bounds, zero among them."""
    span = (high - low) or 1.0
    raw = span / 4
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw)
    first, last = math.floor(low / step), math.ceil(high / step + 0.1)
    return [round(number * step, 9) for number in range(first, last + 1)]


def _middle(mark: Mark) -> float:
    start, end = (mark.figure.period_start, mark.figure.period_end) if mark.figure else (None, None)
    return ((start or date.min).toordinal() + (end or date.min).toordinal()) / 2


def _dated_places(marks: list[Mark], left: float, right: float) -> Places:
    """Where each stands from left to right: by the middle of its period. Claims about one period
    stand beside each other."""
    middles = [_middle(mark) for mark in marks]
    first, last = min(middles), max(middles)
    margin = 34
    scale = (right - left - 2 * margin) / ((last - first) or 1)
    same: dict[float, list[Mark]] = {}
    for mark, middle in zip(marks, middles, strict=True):
        same.setdefault(middle, []).append(mark)
    places = {}
    for middle, group in same.items():
        for n, mark in enumerate(group):
            aside = (n - (len(group) - 1) / 2) * 13
            places[id(mark)] = left + margin + (middle - first) * scale + aside
    return places


def _years(marks: list[Mark], places: Places, drawing: Drawing, bottom: float) -> None:
    taken = -1000.0
    for mark in sorted(marks, key=lambda mark: places[id(mark)]):
        words, x = mark.label, places[id(mark)]
        half = text_width(words, SMALL) / 2
        if x - half < taken + 6:
            continue
        taken = x + half
        drawing.text(
            x, bottom + 19, words, align="center", fontSize=SMALL, color=drawing.palette.ink_soft
        )


def _undated_column(drawing: Drawing, axis: float, bottom: float) -> None:
    edge = axis + COLUMN
    drawing.rule(
        edge,
        bottom - HEIGHT,
        edge,
        bottom + 6,
        color=drawing.palette.rule_strong,
        strokeWidth=1,
        strokeDash=[2, 3],
    )
    for n, line in enumerate(wrapped(_("period not stated"), SMALL, COLUMN - 6)):
        drawing.text(
            axis + COLUMN / 2,
            bottom + 19 + n * 14,
            line,
            align="center",
            fontSize=SMALL,
            fontStyle="italic",
            color=drawing.palette.ink_soft,
        )


def _joins(marks: list[Mark], places: Places, drawing: Drawing, y_of: Height) -> None:
    """A line through plain results of different periods; a period with two claims breaks it,
    for no one of them is the true one."""
    by_period: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.figure and mark.figure.status == "actual":
            by_period.setdefault(mark.figure.period, []).append(mark)
    runs: list[list[tuple[float, float]]] = [[]]
    for group in sorted(by_period.values(), key=lambda group: _middle(group[0])):
        mark = group[0]
        plain = mark.qualifier in (Qualifier.EXACT, Qualifier.ABOUT)
        if len(group) > 1 or not plain or mark.low is None:
            runs.append([])
            continue
        runs[-1].append((places[id(mark)], y_of(mark.low)))
    for run in runs:
        drawing.line(run, color=drawing.palette.accent, strokeWidth=1.5, opacity=0.6)


def _point(mark: Mark, drawing: Drawing, x: float, y_of: Height) -> None:
    colours = drawing.palette
    colour = colours.accent if mark.is_result else colours.caution
    if mark.qualifier == Qualifier.RANGE and mark.low is not None and mark.high is not None:
        drawing.rect(x - 4, y_of(mark.high), x + 4, y_of(mark.low), color=colour, opacity=0.35)
        for end in mark.ends:
            drawing.rule(x - 6, y_of(end), x + 6, y_of(end), color=colour, strokeWidth=2)
        return
    y = y_of(mark.ends[0])
    if mark.high is None:
        drawing.rule(x, y - 5, x, y - 20, color=colour, strokeWidth=1.5)
        drawing.chevron(x, y - 18, 270, colour)
    elif mark.low is None:
        drawing.rule(x, y + 5, x, y + 20, color=colour, strokeWidth=1.5)
        drawing.chevron(x, y + 18, 90, colour)
    if mark.figure and not mark.is_result:
        drawing.dot(
            x,
            y,
            size=90,
            filled=True,
            fill=colours.paper,
            stroke=colour,
            strokeWidth=1.6,
            strokeDash=DASHES[mark.figure.status],
        )
    else:
        lighter = mark.qualifier in (Qualifier.ABOUT, Qualifier.LEVEL)
        drawing.dot(x, y, size=80, filled=True, color=colours.paper)
        drawing.dot(x, y, size=80, filled=True, color=colour, opacity=0.55 if lighter else 1)


def _labels(
    marks: Sequence[Mark], places: Places, drawing: Drawing, y_of: Height, top: float
) -> None:
    """The number in words above its point, or below; left out where neither is free, for the axis
    and the table tell it too."""
    taken = [
        (places[id(mark)] - 6, y_of(end) - 8, places[id(mark)] + 6, y_of(end) + 8)
        for mark in marks
        for end in mark.ends
    ]
    for mark in sorted(marks, key=lambda mark: (mark.joined, -max(mark.ends))):
        half = text_width(mark.words, SIZE, bold=True) / 2
        x = min(max(places[id(mark)], half), drawing.width - half)
        above = y_of(max(mark.ends)) - (27 if mark.high is None else 12)
        below = y_of(min(mark.ends)) + (40 if mark.low is None else 22)
        for y in (above, below):
            box = (x - half - 4, y - SIZE, x + half + 4, y + 3)
            if y - SIZE > top - 14 and not any(_meet(box, other) for other in taken):
                break
        else:
            continue
        taken.append(box)
        colour = drawing.palette.ink if mark.is_result else drawing.palette.caution
        drawing.text(x, y, mark.words, align="center", fontSize=SIZE, fontWeight=600, color=colour)


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
