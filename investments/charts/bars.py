"""Numbers side by side, as bars from zero: what is open stays open, what is no result is hollow."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from investments.charts.base import Chart, Mark, joined
from investments.charts.drawing import Drawing
from investments.charts.look import SIZE, SMALL, text_width, wrapped

BAR, LINE, SMALL_LINE, GAP, INDENT = 13, 19, 17, 13, 16
DASHES = {"target": [4, 3], "forecast": [1.5, 2.5]}
OPEN = 9  # pixels that the mark of an open end takes


def draw(chart: Chart, drawing: Drawing, top: float) -> float:
    """Put the bars below `top`; returns where they end."""
    marks = chart.drawn
    widest = max(text_width(mark.words, SIZE, bold=True) for mark in marks)
    indent = INDENT * max(mark.depth for mark in marks) or _column(marks, drawing.width)
    room = max(drawing.width - widest - indent - OPEN - 10, drawing.width * 0.22)
    ends = [0.0, *(end for mark in marks for end in mark.ends)]
    span = (max(ends) - min(ends)) or 1.0
    scale = room / span
    zero = 0.5 - min(ends) * scale
    y = top
    if column := _column(marks, drawing.width):
        for mark in marks:
            if mark.unknown and y > top:  # apart from what is known
                drawing.rule(0, y - 2, column - 14, y - 2, color=drawing.palette.rule)
                y += GAP / 2
            drawing.text(0, y + BAR + 0.5, mark.label, fontSize=SIZE, color=drawing.palette.ink)
            _value(mark, drawing, _bar(mark, drawing, y + 2, column + zero, scale), y + BAR + 0.5)
            y += BAR + GAP
        return y - GAP + 4
    group = ""
    for index, mark in enumerate(marks):
        if index and not mark.joined:
            y += GAP
        if mark.group != group:
            group = mark.group
            y = _heading(group, drawing, y)
        y = _row(mark, drawing, y, zero, scale)
    return y


def _heading(group: str, drawing: Drawing, y: float) -> float:
    """What the marks below have in common, between rules of its own."""
    drawing.rule(0, y, drawing.width, y, color=drawing.palette.rule, strokeWidth=1)
    y += 4
    for line in wrapped(group, SIZE, drawing.width, bold=True):
        y += LINE
        drawing.text(0, y, line, fontSize=SIZE, fontWeight=600, color=drawing.palette.ink)
    return y + 7


def _column(marks: Sequence[Mark], width: float) -> float:
    """How wide the labels are where all fit beside their bars; 0 where they go above them."""
    if any(
        mark.detail or mark.series_break or mark.depth or mark.joined or mark.group
        for mark in marks
    ):
        return 0
    column = max(text_width(mark.label, SIZE) for mark in marks) + 14
    return column if column < width * 0.45 else 0


def _value(mark: Mark, drawing: Drawing, x: float, y: float) -> None:
    colour = drawing.palette.ink if mark.is_result else drawing.palette.caution
    drawing.text(x + 7, y, mark.words, fontSize=SIZE, fontWeight=600, color=colour)


def _row(mark: Mark, drawing: Drawing, y: float, zero: float, scale: float) -> float:
    colours = drawing.palette
    left = mark.depth * INDENT
    if mark.label and not mark.joined:
        for line in wrapped(mark.label, SIZE, drawing.width - left):
            y += LINE
            drawing.text(left, y - 5, line, fontSize=SIZE, color=colours.ink)
    end = _bar(mark, drawing, y + 2, left + zero, scale)
    y += BAR + 4
    _value(mark, drawing, end, y - 3.5)
    detail = joined([mark.detail, _broken(mark)])
    for line in wrapped(detail, SMALL, drawing.width - left):
        y += SMALL_LINE
        drawing.text(left, y - 3, line, fontSize=SMALL, color=colours.ink_soft)
    return y + (5 if detail else 3)


def _broken(mark: Mark) -> str:
    return _("break in series") if mark.series_break else ""


def _bar(mark: Mark, drawing: Drawing, y: float, zero: float, scale: float) -> float:
    """Draws the bar; returns where its words may begin."""
    colours = drawing.palette
    bottom, middle = y + BAR, y + BAR / 2
    colour = colours.accent if mark.is_result else colours.caution
    if mark.unknown:
        colour = colours.rule_strong
    low, high = mark.low, mark.high
    start = zero + (low if low is not None else 0) * scale
    stop = zero + (high if high is not None else low or 0) * scale
    drawing.rule(zero, y - 2, zero, bottom + 2, color=colours.rule_strong, strokeWidth=1)
    if mark.figure is not None and not mark.is_result:
        dash = DASHES[mark.figure.status]
        edge = {"color": colour, "strokeWidth": 1.5, "strokeDash": dash}
        far = max(start, stop)
        drawing.rule(zero, y + 0.75, far, y + 0.75, **edge)
        drawing.rule(zero, bottom - 0.75, far, bottom - 0.75, **edge)
        if low is not None and high is not None:
            drawing.rule(far, y, far, bottom, **edge)
            if low != high:
                drawing.rule(min(start, stop), y, min(start, stop), bottom, **edge)
    elif low is None:  # under: all that is known is where it ends
        drawing.rect(zero, y, stop, bottom, color=colour, opacity=0.22)
        drawing.rule(stop, y - 2, stop, bottom + 2, color=colour, strokeWidth=2)
    elif mark.named is not None:  # what is reported as an outline, what is named here within
        drawing.rect(zero, y, start, bottom, color=colour, opacity=0.22)
        filled = zero + min(mark.named, low) * scale
        drawing.rect(zero, y, filled, bottom, color=colour, opacity=1)
        drawing.rule(start, y - 2, start, bottom + 2, color=colour, strokeWidth=2)
    else:
        lighter = mark.qualifier in ("about", "level")
        drawing.rect(zero, y, start, bottom, color=colour, opacity=0.55 if lighter else 1)
        if high is not None and high != low:
            drawing.rect(start, y, stop, bottom, color=colour, opacity=0.35)
            drawing.rule(stop, y - 2, stop, bottom + 2, color=colour, strokeWidth=2)
    if high is None:
        drawing.chevron(start + 5, middle, 0, colour)
        return start + OPEN
    if low is None:
        drawing.chevron(max(stop - 8, zero + 5), middle, 180, colour)
    return max(start, stop, zero)
