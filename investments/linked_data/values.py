"""Plain values: what is exact as ISO 8601, numbers as numbers, no key without a value."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from investments import dates
from investments.languages import chinese

Node = dict[str, Any]


def node(kind: str, **values: Any) -> Node:
    """A node without what is empty. A zero is a value."""
    kept = {name: value for name, value in values.items() if value not in (None, "", [], (), {})}
    return {"@type": kind, **kept}


def language() -> str:
    return "zh-Hans" if chinese() else "en"


def exact(text: str) -> tuple[str, str]:
    """First and last day, month or year of a date as the source gives it, '' where an end is not
    known; both '' where a part was inferred or is approximate."""
    if not text:
        return "", ""
    try:
        span = dates.parse(text)
    except ValidationError:
        return "", ""
    if span.uncertain or span.approximate:
        return "", ""
    return _iso(span.start), _iso(span.end)


def _iso(point: dates.Point | None) -> str:
    if point is None:
        return ""
    parts = (f"{part:02}" for part in (point.month, point.day) if part)
    return "-".join([f"{point.year:04}", *parts])


def period(text: str) -> str:
    """As an ISO 8601 interval, or one date; '' where it is not exact at both ends."""
    start, end = exact(text)
    if not (start and end):
        return ""
    return start if start == end else f"{start}/{end}"


def number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def other_names(row: Any, shown: str) -> list[str]:
    """The name in the other language, then the aliases."""
    names = [row.name, row.name_zh, *row.alias_list]
    return [name for name in dict.fromkeys(names) if name and name != shown]


def once(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]
