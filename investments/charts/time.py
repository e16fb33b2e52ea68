"""One statistic over time: points at their periods, those without one in a column of their own."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from investments.charts.base import Chart, Mark, short_number
from investments.charts.drawing import Drawing
from investments.charts.look import SIZE, SMALL, text_width, wrapped
from investments.choices import Qualifier

Places = dict[int, float]  # by id() of the mark
Height = Callable[[float], float]
HEIGHT, COLUMN, FOOT = 250, 104, 26
DASHES = {"target": [3, 2], "forecast": [1.5, 2]}


def draw(chart: Chart, drawing: Drawing, top: float) -> float:
    """Put the points below `top`; returns where they end."""
    marks = chart.drawn
    ends = [end for mark in marks for end in mark.ends]
    ticks = _ticks(min([0.0, *ends]), max([0.0, *ends]))
    axis = 8 + max(text_width(short_number(tick), SMALL) for tick in ticks)
    top += 8  # half a line of the highest tick
    if any(mark.series_break for mark in marks):
        top += 20  # the words over the rule that marks it
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
    rules = _breaks(dated, places, drawing, bottom)
    rules += [axis + COLUMN] if undated else []
    _joins(dated, places, drawing, y_of)
    for mark in marks:
        _point(mark, drawing, places[id(mark)], y_of)
    fences = [(x - 2, x + 2) for x in rules] + [(-math.inf, axis - 2)]
    _labels(marks, places, drawing, y_of, (top, fences))
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


def _breaks(marks: list[Mark], places: Places, drawing: Drawing, bottom: float) -> list[float]:
    """A rule before each value that is measured differently than those before it; where."""
    found = []
    for mark in marks:
        if not mark.series_break:
            continue
        x = places[id(mark)]
        earlier = [places[id(other)] for other in marks if _middle(other) < _middle(mark)]
        x = (max(earlier) + x) / 2 if earlier else x - 17
        found.append(x)
        drawing.rule(
            x,
            bottom - HEIGHT - 6,
            x,
            bottom + 6,
            color=drawing.palette.caution,
            strokeWidth=1.5,
            strokeDash=[6, 3],
        )
        words = _("break in series")
        half = text_width(words, SMALL) / 2
        drawing.text(
            min(max(x, half), drawing.width - half),
            bottom - HEIGHT - 12,
            words,
            align="center",
            fontSize=SMALL,
            color=drawing.palette.caution,
        )
    return found


def _joins(marks: list[Mark], places: Places, drawing: Drawing, y_of: Height) -> None:
    """A line through plain results of different periods. A period with two claims interrupts it,
    for no one of them is the true one, and so does a break in the series."""
    by_period: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.figure and mark.figure.status == "actual":
            by_period.setdefault(mark.figure.period, []).append(mark)
    runs: list[list[tuple[float, float]]] = [[]]
    for group in sorted(by_period.values(), key=lambda group: _middle(group[0])):
        mark = group[0]
        if any(one.series_break for one in group):
            runs.append([])
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
    marks: Sequence[Mark],
    places: Places,
    drawing: Drawing,
    y_of: Height,
    edges: tuple[float, list[tuple[float, float]]],
) -> None:
    """The number in words above its point, below or beside it; left out where none is free, for
    the axis and the table tell it too. What is no result comes first: it needs its word."""
    top, fences = edges
    taken = [box for mark in marks for box in _boxes(mark, places[id(mark)], y_of)]
    for mark in sorted(marks, key=lambda mark: (mark.is_result, mark.joined, -max(mark.ends))):
        width = text_width(mark.words, SIZE, bold=True)
        free: list[Any] = []
        for x, y, align in _spots(mark, places[id(mark)], y_of, width, drawing.width):
            left = x - {"center": width / 2, "left": 0, "right": width}[align]
            box = (left - 2, y - SIZE, left + width + 2, y + 3)
            inside = box[1] > top - 14 and left >= 0 and left + width <= drawing.width
            if inside and not any(_meet(box, other) for other in taken):
                crossed = sum(box[0] < end and start < box[2] for start, end in fences)
                if crossed and mark.is_result:
                    continue  # words beyond a break would be read as those of what is there
                free.append((crossed, len(free), box, (x, y), align))
        if not free:
            continue
        _crossed, _order, box, (x, y), align = min(free)
        taken.append(box)
        colour = drawing.palette.ink if mark.is_result else drawing.palette.caution
        drawing.text(x, y, mark.words, align=align, fontSize=SIZE, fontWeight=600, color=colour)


def _boxes(mark: Mark, x: float, y_of: Height) -> list[tuple[float, float, float, float]]:
    """What the sign of a mark covers."""
    found = [(x - 6, y_of(end) - 8, x + 6, y_of(end) + 8) for end in mark.ends]
    y = y_of(mark.ends[0])
    if mark.high is None:
        found.append((x - 6, y - 23, x + 6, y))
    if mark.low is None:
        found.append((x - 6, y, x + 6, y + 23))
    return found


def _spots(
    mark: Mark, x: float, y_of: Height, width: float, room: float
) -> list[tuple[float, float, str]]:
    """Where the words of a point may stand, the best first."""
    above = y_of(max(mark.ends)) - (27 if mark.high is None else 12)
    below = y_of(min(mark.ends)) + (40 if mark.low is None else 22)
    beside = (y_of(max(mark.ends)) + y_of(min(mark.ends))) / 2 + 5
    centre = min(max(x, width / 2), room - width / 2)
    found = [
        (centre, above, "center"),
        (centre, below, "center"),
        (x - 12, beside, "right"),
        (x + 12, beside, "left"),
    ]
    if not mark.is_result:  # its word is never left out, if need be at some distance
        for step in range(1, 9):
            found += [(centre, above - step * 15, "center"), (centre, below + step * 15, "center")]
    return found


def _meet(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
