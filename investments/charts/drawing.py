"""A Vega-Lite specification put together mark by mark, in pixels.

Vega-Lite's own axes and legends would say everything twice: every mark carries its number in
words. Placing marks ourselves also keeps bounds that are open open.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from investments.charts.look import Palette, font

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # names the language; never fetched
CHEVRON = "M-0.35,-0.7L0.35,0L-0.35,0.7"
Style = tuple[tuple[str, Any], ...]


class Drawing:
    """Marks of one style share a layer; layers are drawn in the order of their first mark."""

    def __init__(self, width: float, palette: Palette) -> None:
        self.width = width
        self.palette = palette
        self.height = 0.0
        self._layers: dict[Style, list[dict[str, Any]]] = {}

    def _add(self, datum: dict[str, Any], **style: Any) -> None:
        key = tuple(
            (name, tuple(value) if isinstance(value, list) else value)
            for name, value in sorted(style.items())
        )
        self._layers.setdefault(key, []).append(datum)

    def rect(self, x: float, y: float, x2: float, y2: float, **style: Any) -> None:
        box = {"x": round(x, 2), "y": round(y, 2), "x2": round(x2, 2), "y2": round(y2, 2)}
        self._add(box, type="rect", **style)

    def rule(self, x: float, y: float, x2: float, y2: float, **style: Any) -> None:
        ends = {"x": round(x, 2), "y": round(y, 2), "x2": round(x2, 2), "y2": round(y2, 2)}
        self._add(ends, type="rule", **style)

    def chevron(self, x: float, y: float, angle: int, color: str) -> None:
        """An end that is open: 0 points right, 180 left, 270 up, 90 down."""
        style = {"shape": CHEVRON, "size": 81, "strokeWidth": 2, "opacity": 1, "strokeCap": "round"}
        self._add(
            {"x": round(x, 2), "y": round(y, 2)},
            type="point",
            angle=angle,
            color=color,
            filled=False,
            **style,
        )

    def dot(self, x: float, y: float, **style: Any) -> None:
        at = {"x": round(x, 2), "y": round(y, 2)}
        self._add(at, **{"type": "point", "shape": "circle", "opacity": 1, **style})

    def line(self, points: list[tuple[float, float]], **style: Any) -> None:
        for (x, y), (x2, y2) in pairwise(points):
            self.rule(x, y, x2, y2, **style)

    def text(self, x: float, y: float, words: str, **style: Any) -> None:
        self._add(
            {"x": round(x, 2), "y": round(y, 2), "text": words},
            **{"type": "text", "align": "left", "baseline": "alphabetic", **style},
        )

    def place(self, part: Drawing, x: float, y: float) -> None:
        """Put another drawing into this one, its corner at x and y."""
        for style, marks in part._layers.items():
            for mark in marks:
                moved = {
                    name: round(value + (x if name in ("x", "x2") else y), 2)
                    if name in ("x", "y", "x2", "y2")
                    else value
                    for name, value in mark.items()
                }
                self._layers.setdefault(style, []).append(moved)

    def specification(self, padding: int = 0, background: str | None = None) -> dict[str, Any]:
        """Nothing in it is an address: all data is written out."""
        height = round(self.height, 2)
        return {
            "$schema": SCHEMA,
            "width": self.width,
            "height": height,
            "padding": padding,
            "autosize": {"type": "none", "contains": "content"},
            "background": background,
            "config": {
                "aria": False,
                "font": font(),
                "view": {"stroke": None},
                "axis": {"disable": True},
            },
            "layer": [
                {
                    "data": {"values": values},
                    "mark": {
                        name: list(value) if isinstance(value, tuple) else value
                        for name, value in style
                    },
                    "encoding": self._encoding(values[0], height),
                }
                for style, values in self._layers.items()
            ],
        }

    def _encoding(self, datum: dict[str, Any], height: float) -> dict[str, Any]:
        def channel(name: str, size: float) -> dict[str, Any]:
            scale = {"domain": [0, size], "range": [0, size], "nice": False, "zero": False}
            return {"field": name, "type": "quantitative", "scale": scale}

        encoding: dict[str, Any] = {
            "x": channel("x", self.width),
            "y": channel("y", height),
        }
        for name in ("x2", "y2", "text"):
            if name in datum:
                encoding[name] = {"field": name}
        return encoding
