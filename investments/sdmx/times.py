"""Periods: EDTF as the record has it, and as SDMX writes it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.db.models import Case, CharField, Q, Value, When

from investments import dates

OPEN_END = r"^(\.\.)?/|/(\.\.)?$"  # a span of which one end is not known
YEAR, MONTH, DAY, SPAN = "A", "M", "D", "_Z"  # codes of CL_FREQ
_MARK = "[?~%]?"
_LENGTHS = {
    YEAR: rf"^[0-9]{{4}}{_MARK}$",
    MONTH: rf"^[0-9]{{4}}{_MARK}-[0-9]{{2}}{_MARK}$",
    DAY: rf"^[0-9]{{4}}{_MARK}-[0-9]{{2}}{_MARK}-[0-9]{{2}}{_MARK}$",
}
_REPORTING = re.compile(r"(\d{4})-(A1|S[12]|T[123]|Q[1-4]|M(?:0[1-9]|1[0-2])|W\d\d|D\d{3})")
_GREGORIAN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?)?)?")
_MONTHS = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}


def has_time() -> Q:
    """Figures whose period SDMX can write: one is stated, and both of its ends are known."""
    return ~Q(period="") & ~Q(period__regex=OPEN_END)


def length() -> Case:
    """The code of CL_FREQ for a period of `has_time`."""
    whens = [When(period__regex=pattern, then=Value(code)) for code, pattern in _LENGTHS.items()]
    return Case(*whens, default=Value(SPAN), output_field=CharField())


def time_period(text: str) -> tuple[str, str]:
    """The code of CL_FREQ and SDMX's text for a period of `has_time`: `2019`, `2021-08`,
    `2024-05-26`, or a span as `2018-01-01/P44M`. What is inferred or approximate is marked in
    the attribute PERIOD alone."""
    span = dates.parse(text)
    start, end = span.start, span.end
    if start is None or end is None:
        raise ValueError(text)
    if "/" not in text:
        if start.day:
            return DAY, start.earliest.isoformat()
        if start.month:
            return MONTH, f"{start.year:04}-{start.month:02}"
        return YEAR, f"{start.year:04}"
    first, after = start.earliest, end.latest + timedelta(days=1)
    if first.day == after.day == 1:
        long = f"P{(after.year - first.year) * 12 + after.month - first.month}M"
    else:
        long = f"P{(after - first).days}D"
    return SPAN, f"{first.isoformat()}/{long}"


def days_of(text: str) -> tuple[date, date]:
    """First and last day of a period in a query: 2019, 2019-05, 2019-05-26 with or without a time,
    2019-A1, 2019-S1, 2019-T1, 2019-Q1, 2019-M05, 2019-W09, 2019-D123. ValueError if it is none."""
    if found := _REPORTING.fullmatch(text):
        year, part = _year(found[1]), found[2]
        kind, number = part[0], int(part[1:])
        if kind == "W":
            monday = date.fromisocalendar(year, number, 1)
            return monday, monday + timedelta(days=6)
        if kind == "D":
            day = date(year, 1, 1) + timedelta(days=number - 1)
            if number < 1 or day.year != year:
                raise ValueError(text)
            return day, day
        months = _MONTHS[kind]
        return _months(year, (number - 1) * months + 1, months)
    if found := _GREGORIAN.fullmatch(text):
        year = _year(found[1])
        if not found[2]:
            return _months(year, 1, 12)
        if not found[3]:
            return _months(year, int(found[2]), 1)
        day = date(year, int(found[2]), int(found[3]))
        return day, day
    raise ValueError(text)


def _year(text: str) -> int:
    year = int(text)
    if not dates.FIRST_YEAR <= year <= dates.LAST_YEAR:
        raise ValueError(text)
    return year


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    after = first + count
    end = date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1) - timedelta(days=1)
    return date(year, first, 1), end
