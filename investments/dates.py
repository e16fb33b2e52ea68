"""Dates as precise as their source: Extended Date/Time Format text (EDTF, ISO 8601-2).

The text is what is stored and exported; two plain dates beside it serve sorting and filtering:
the earliest and the latest day that the text allows. Of an interval with an unknown end
(`/2024-05-26`) both fall on the end that is known.
"""

import datetime
import re
from dataclasses import dataclass

from babel.dates import format_skeleton
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, override, pgettext
from django.utils.translation import gettext as _

from investments.quantities.format import babel_locale

FIRST_YEAR, LAST_YEAR = 1800, 2199
HOW_TO_WRITE = gettext_lazy(
    "Write a year (2018), a month (2021-08), a day (2024-05-26), or a span (2018/2021-08); "
    "? after the part that you inferred (2020?-05-14), ~ for about (2010~), "
    "and an empty side where one end is not known (/2024-05-26)."
)
_POINT = re.compile(r"([0-9]{4})([?~%]?)(?:-([0-9]{2})([?~%]?)(?:-([0-9]{2})([?~%]?))?)?")


@dataclass(frozen=True)
class Point:
    """One end of a span: a day, or a month or year where the parts below are None."""

    year: int
    month: int | None
    day: int | None
    uncertain: bool
    approximate: bool

    @property
    def earliest(self) -> datetime.date:
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> datetime.date:
        if self.day:
            return self.earliest
        if self.month and self.month < 12:
            return datetime.date(self.year, self.month + 1, 1) - datetime.timedelta(days=1)
        return datetime.date(self.year, 12, 31)


@dataclass(frozen=True)
class Span:
    """A parsed EDTF text. `start` or `end` is None where that end is unknown; a text that is
    not an interval has the same point twice."""

    text: str
    start: Point | None
    end: Point | None

    @property
    def earliest(self) -> datetime.date:
        return (self.start or self._known).earliest

    @property
    def latest(self) -> datetime.date:
        return (self.end or self._known).latest

    @property
    def uncertain(self) -> bool:
        return any(point.uncertain for point in (self.start, self.end) if point)

    @property
    def approximate(self) -> bool:
        return any(point.approximate for point in (self.start, self.end) if point)

    @property
    def _known(self) -> Point:
        if known := self.start or self.end:
            return known
        raise ValueError(self.text)  # parse() refuses a span with two unknown ends


def parse(text: str) -> Span:
    """Read EDTF text of day precision or coarser. Raises ValidationError saying how to write it.

    Of the standard this takes what documents print: dates, intervals, unknown ends, one mark a
    date for uncertain or approximate. Some 5 µs; the edtf library needs 6 to 15 ms a text, too
    long for lists, so it is the tests that hold this grammar to it.
    """
    text = text.strip()
    sides = text.split("/")
    try:
        if len(sides) > 2:
            raise ValueError(text)
        points = [_point(side) if side not in ("", "..") else None for side in sides]
        start, end = points[0], points[-1]
        if start is None and end is None:
            raise ValueError(text)
        span = Span(text, start, end)
        if span.earliest > span.latest:
            raise ValueError(text)
    except ValueError as error:
        raise ValidationError(
            _("“%(text)s” is no date that can be read. %(how)s"),
            code="edtf",
            params={"text": text, "how": HOW_TO_WRITE},
        ) from error
    return span


def _point(text: str) -> Point:
    match = _POINT.fullmatch(text)
    if not match:
        raise ValueError(text)
    year, year_mark, month, month_mark, day, day_mark = match.groups()
    marks = f"{year_mark or ''}{month_mark or ''}{day_mark or ''}"
    if len(marks) > 1:
        raise ValueError(text)
    point = Point(
        int(year),
        int(month) if month else None,
        int(day) if day else None,
        uncertain="?" in marks or "%" in marks,
        approximate="~" in marks or "%" in marks,
    )
    if not FIRST_YEAR <= point.year <= LAST_YEAR:
        raise ValueError(text)
    datetime.date(point.year, point.month or 1, point.day or 1)  # ValueError: in no calendar
    return point


def validate_edtf(text: str) -> None:
    """Validator of model fields; the empty text (not known) is the field's own business."""
    if text:
        parse(text)


def bounds(text: str) -> tuple[datetime.date | None, datetime.date | None]:
    """The sortable dates of a text; (None, None) for an empty or unreadable one."""
    try:
        span = parse(text)
    except ValidationError:
        return None, None
    return span.earliest, span.latest


def display(text: str, language: str | None = None) -> str:
    """In words: "26 May 2024", "2018 to August 2021", "until 26 May 2024", "14 May 2020
    (inferred)". An unreadable text is shown as it stands."""
    try:
        span = parse(text)
    except ValidationError:
        return text
    if language and language != get_language():
        with override(language):
            return display(text)
    locale = babel_locale()
    start = _point_words(span.start, locale) if span.start else ""
    end = _point_words(span.end, locale) if span.end else ""
    if span.start == span.end:
        words = start
    elif not start:
        words = pgettext("date", "until %(end)s") % {"end": end}
    elif not end:
        words = pgettext("date", "from %(start)s") % {"start": start}
    else:
        words = pgettext("date", "%(start)s to %(end)s") % {"start": start, "end": end}
    if span.approximate:
        words = pgettext("date", "about %(date)s") % {"date": words}
    if span.uncertain:
        words = pgettext("date", "%(date)s (inferred)") % {"date": words}
    return words


def _point_words(point: Point, locale: str) -> str:
    skeleton = "yMMMMd" if point.day else "yMMMM" if point.month else "y"
    if locale == "en" and point.day:
        return f"{point.day} {format_skeleton('yMMMM', point.earliest, locale=locale)}"
    return format_skeleton(skeleton, point.earliest, locale=locale)
