"""The picture that a link is shown with elsewhere: 1200 × 630, the record's chart or its words.

Drawn like the charts, without a browser and without a network, and kept like them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

import vl_convert
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from investments.charts import bars
from investments.charts.base import Chart
from investments.charts.drawing import Drawing
from investments.charts.look import LIGHT, text_width, wrapped
from investments.charts.render import KEEP, LANGUAGE
from investments.languages import chinese

WIDTH, HEIGHT, SCALE = 640, 336, 1.875
LEFT, RIGHT = 40, WIDTH - 40
TOP, FOOT = 64, 304  # between them is the record's own
# The sign of the site: two rivers that meet, as the header draws it, in points.
RIVERS = {
    "caution": [(3, 27), (7, 26.5), (9.5, 25), (15, 19), (19, 16.2), (23, 15.2), (29, 15)],
    "accent": [(3, 5), (7, 5.6), (10.5, 8.6), (14.5, 12.5), (18.5, 14.5), (23, 15), (29, 15)],
}


@dataclass(frozen=True)
class Card:
    """`headline` is shown large with `label`, what it tells; `text` says more in small type. With
    a `chart` that fits, it is shown in their place."""

    title: str
    kind: str = ""
    headline: str = ""
    label: str = ""
    text: str = ""
    is_result: bool = True
    chart: Chart | None = None


def specification(card: Card) -> dict[str, Any]:
    """The card in Vega-Lite: the same words give the same text."""
    drawing = Drawing(WIDTH, LIGHT)
    drawing.height = HEIGHT
    _brand(drawing)
    if card.chart is None or not _chart(card.chart, drawing):
        _words(card, drawing)
    return drawing.specification(background=LIGHT.paper)


def key_of(card: Card) -> str:
    drawn = [LANGUAGE, SCALE, specification(card)]
    text = json.dumps(drawn, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def png(card: Card) -> bytes:
    key = f"chart:card:{key_of(card)}"
    found = cache.get(key)
    if found is None:
        found = vl_convert.vegalite_to_png(
            specification(card), vl_version=LANGUAGE, scale=SCALE, allowed_base_urls=[]
        )
        cache.set(key, found, KEEP)
    return bytes(found)


def _brand(drawing: Drawing) -> None:
    """Name and sign above, the promise of the site below."""
    colours = drawing.palette
    for name, points in RIVERS.items():
        placed = [(LEFT + x * 0.8, 17 + y * 0.8) for x, y in points]
        drawing.line(placed, color=getattr(colours, name), strokeWidth=3.2, strokeCap="round")
    drawing.text(
        LEFT + 34,
        35.5,
        _("Liangjiang Investment Record"),
        fontSize=16,
        fontWeight=600,
        color=colours.ink,
    )
    drawing.rule(LEFT, 52, RIGHT, 52, color=colours.ink, strokeWidth=2)
    drawing.rule(LEFT, FOOT, RIGHT, FOOT, color=colours.rule, strokeWidth=1)
    words = _("Every number with its source, the paragraph and the words that print it")
    drawing.text(LEFT, FOOT + 19, words, fontSize=12, color=colours.ink_soft)


def _chart(chart: Chart, drawing: Drawing) -> bool:
    """The chart under its title, with as many marks as there is room for; whether any was."""
    y = float(TOP)
    inner = RIGHT - LEFT
    title = wrapped(chart.title, 19, inner, bold=True)[:2]
    head = y + 24 * len(title) + 27
    for count in range(len(chart.drawn), 0, -1):
        # Points over time need more height; their labels say when as bars too.
        shown = replace(chart, marks=chart.drawn[:count], form="bars")
        part = Drawing(inner, drawing.palette)
        if head + bars.draw(shown, part, 0) <= FOOT - 4:
            break
    else:
        return False
    if rest := len(chart.marks) - count:
        more = ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest}
        style = {"align": "right", "fontSize": 12, "color": drawing.palette.ink_soft}
        drawing.text(RIGHT, FOOT + 19, more, **style)
    for line in title:
        y += 24
        drawing.text(LEFT, y - 6, line, fontSize=19, fontWeight=600, color=drawing.palette.ink)
    unit = wrapped(chart.unit, 13, inner)[0]
    drawing.text(LEFT, y + 12, unit, fontSize=13, color=drawing.palette.ink_soft)
    drawing.place(part, LEFT, head)
    return True


def _words(card: Card, drawing: Drawing) -> None:
    """From above: kind, title, the number with what it tells, and the rest as far as it fits."""
    colours = drawing.palette
    inner = RIGHT - LEFT
    y = float(TOP)
    if card.kind:
        y += 20
        kind = card.kind[:1].upper() + card.kind[1:]
        drawing.text(LEFT, y, kind, fontSize=15, fontWeight=600, color=colours.accent)
    size = next(
        (size for size in (34, 28) if len(wrapped(card.title, size, inner, bold=True)) <= 2), 24
    )
    if card.headline and len(wrapped(card.title, size, inner, bold=True)) > 1:
        size = min(size, 26)
    lines = _clipped(wrapped(card.title, size, inner, bold=True), 2 if card.headline else 4)
    for line in lines:
        y += size * 1.22
        drawing.text(LEFT, y, line, fontSize=size, fontWeight=600, color=colours.ink)
    if card.headline:
        y += 56
        big = 48 if text_width(card.headline, 48, bold=True) <= inner else 28
        colour = colours.accent if card.is_result else colours.caution
        drawing.text(LEFT, y, card.headline, fontSize=big, fontWeight=600, color=colour)
    if card.label:
        y += 25
        label = _clipped(wrapped(card.label, 16, inner), 1)[0]
        drawing.text(LEFT, y, label, fontSize=16, color=colours.ink)
    y += 8
    room = max(int((FOOT - 10 - y) // 22), 0)
    for line in _clipped(wrapped(card.text, 15.5, inner), room):
        y += 22
        drawing.text(LEFT, y, line, fontSize=15.5, color=colours.ink_soft)


def _clipped(lines: list[str], most: int) -> list[str]:
    """At most so many lines; an ellipsis says that there was more."""
    if len(lines) <= most:
        return lines
    kept = lines[:most]
    if kept:
        kept[-1] = kept[-1].rstrip("，。, ") + ("……" if chinese() else "…")
    return kept
