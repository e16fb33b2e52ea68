"""A chart to a picture, by Vega-Lite without a browser and without a network.

The first picture of a process takes about a second more, while Vega-Lite is read (see `warm`);
each later one some 50 ms, and one from the cache none. Text is measured with the fonts of the
machine; a browser that shows an SVG uses its reader's.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any
from xml.sax.saxutils import escape

import vl_convert
from django.core.cache import cache
from django.utils.translation import gettext as _

from investments.charts import bars, time
from investments.charts.base import Chart
from investments.charts.drawing import Drawing
from investments.charts.look import LIGHT, SIZE, SMALL, TITLE, VARIANTS, wrapped

PADDING = 24
PNG_SCALE = 2  # fixed: a scale that may be asked for is a way to fill the memory
KEEP = 7 * 24 * 3600
LANGUAGE = "6.4"  # of Vega-Lite; a newer release of the converter draws the same


def specification(chart: Chart, name: str) -> dict[str, Any]:
    """The chart in Vega-Lite: the same rows give the same text."""
    variant = VARIANTS[name]
    width = variant.width - (2 * PADDING if variant.framed else 0)
    drawing = Drawing(width, variant.palette)
    y = _head(chart, drawing) if variant.framed else 2.0
    y = (time if chart.form == "time" else bars).draw(chart, drawing, y)
    if variant.framed:
        y = _foot(chart, drawing, y)
    drawing.height = math.ceil(y + 2)
    if variant.framed:
        return drawing.specification(PADDING, variant.palette.paper)
    return drawing.specification()


def size(chart: Chart, name: str) -> tuple[int, int]:
    """Width and height in pixels, so that a page keeps the room. Some 0.3 ms; draws nothing."""
    spec = specification(chart, name)
    around = 2 * spec["padding"]
    return round(spec["width"] + around), round(spec["height"] + around)


def _head(chart: Chart, drawing: Drawing) -> float:
    y = 0.0
    for line in wrapped(chart.title, TITLE, drawing.width, bold=True):
        y += 22
        drawing.text(0, y - 6, line, fontSize=TITLE, fontWeight=600, color=drawing.palette.ink)
    for line in wrapped(chart.unit, SIZE, drawing.width):
        y += 20
        drawing.text(0, y - 5, line, fontSize=SIZE, color=drawing.palette.ink_soft)
    return y + 16


def _foot(chart: Chart, drawing: Drawing, y: float) -> float:
    y += 18
    drawing.rule(0, y, drawing.width, y, color=drawing.palette.rule, strokeWidth=1)
    y += 4
    for text in (*chart.caveats, chart.source_line, _("Liangjiang Investment Record")):
        for line in wrapped(text, SMALL, drawing.width):
            y += 17
            drawing.text(0, y - 3, line, fontSize=SMALL, color=drawing.palette.ink_soft)
    return y


def key_of(chart: Chart, name: str) -> str:
    """Changes with every number, word and colour of the picture, and with nothing else."""
    drawn = [LANGUAGE, chart.alternative, specification(chart, name)]
    text = json.dumps(drawn, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def svg(chart: Chart, name: str) -> str:
    """The picture with its title and alternative text, from the cache if it was drawn before."""
    key = f"chart:svg:{key_of(chart, name)}"
    found = cache.get(key)
    if found is None:
        found = _described(_drawn(specification(chart, name)), chart)
        cache.set(key, found, KEEP)
    return str(found)


def png(chart: Chart) -> bytes:
    """The framed picture in pixels."""
    key = f"chart:png:{key_of(chart, 'chart')}"
    found = cache.get(key)
    if found is None:
        found = vl_convert.svg_to_png(svg(chart, "chart"), scale=PNG_SCALE)
        cache.set(key, found, KEEP)
    return bytes(found)


def warm() -> None:
    """Read Vega-Lite and the fonts now: a process that has drawn something does not keep its first
    reader waiting. Some 0.6 s, or more where the processor is shared."""
    empty = Drawing(10, LIGHT)
    empty.text(0, 8, "Aa 两江", fontSize=SIZE, color=LIGHT.ink)
    empty.height = 10
    _drawn(empty.specification())


def _drawn(spec: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg(spec, vl_version=LANGUAGE, allowed_base_urls=[])


def _described(drawn: str, chart: Chart) -> str:
    """Say what it shows to those who do not see it."""
    opening, _bracket, rest = drawn.partition(">")
    title, text = escape(chart.title), escape(chart.alternative)
    return f'{opening} role="img"><title>{title}</title><desc>{text}</desc>{rest}'
