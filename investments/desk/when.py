"""The dates of a text as EDTF, and which of them a figure is likely of."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from investments import dates
from investments.desk.clauses import FLAGS, clause, sentence
from investments.quantities.parse import Kind, Printed

AHEAD = datetime.timedelta(days=60)  # an article tells of what is to come soon, seldom of later
_HAN = dict(zip("〇一二三四五六七八九零", (*range(10), 0), strict=True))
_TO = re.compile(r" ?(?:-|–|—|~|to|through|until|till|至|到) ?", FLAGS)
_SPAN = re.compile(r"([12][0-9]{3})[^0-9]+([12][0-9]{3})年?")
_DECADE = re.compile(r"([12][0-9]{2})0s")
_HAN_YEAR = re.compile(r"([〇零一二三四五六七八九]{4})年")
_DAYS = re.compile(r"([0-9]{1,2}) ?(?:st|nd|rd|th|[日号])? ?[-–—~至到] ?([0-9]{1,2})(?![0-9])")
_MONTHS_ZH = re.compile(r"(?:([12][0-9]{3}) ?年 ?)?([0-9]{1,2})月?[-–—~至到]([0-9]{1,2})月")
_MONTHS = re.compile(r"([A-Z][a-z]{2})[a-z.]* ?(?:-|–|to|through) ?([A-Z][a-z]{2})[a-z.]*,? ([0-9]{4})")
_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_PART = re.compile(
    r"(?P<nth>first|second|third|fourth|[1-4](?=st|nd|rd|th))(?:st|nd|rd|th)? (?P<kind>quarter|half)"
    r"|Q(?P<q>[1-4])|(?P<half>[上下])半年|第?(?P<quarter>[一二三四])季度",
    FLAGS,
)
_NTH = {word: at % 4 + 1 for at, word in enumerate("first second third fourth 1 2 3 4".split())}
_OF = re.compile(r" ?(?:of|in|,)? ?(?:the year )?", FLAGS)
_ORIGIN = re.compile(
    r"(?:founded|established|set up|launched|since|born|dating back|opened|成立于|始建于|自|创立于)"
    r"[^,.;，。；]{0,12}\Z",
    FLAGS,
)
_AS_OF = re.compile(
    r"(?:as of|by|until|up to|at the end of|by the end of|截至|截止|截止到|截至到) ?(?:the end of )?\Z",
    FLAGS,
)
_RELATIVE = re.compile(
    r"(?P<this>\b(?:this|the current) year\b|今年|本年度?)"
    r"|(?P<last>\b(?:last|the previous|the past) year\b|去年|上年)"
    r"|(?P<next>\bnext year\b|明年)",
    FLAGS,
)
_FROM = re.compile(r"(?:\bfrom|从|由) ?\Z", FLAGS)


@dataclass(frozen=True)
class When:
    """A date in folded text: EDTF, "" where it has none (the 20th century)."""

    start: int
    end: int
    text: str
    date: str
    of_day: bool = False


@dataclass(frozen=True)
class _Point:
    year: int | None
    month: int | None = None
    day: int | None = None
    inferred: bool = False

    def __str__(self) -> str:
        if self.year is None:
            return ""
        parts = [f"{self.year:04}{'?' if self.inferred else ''}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)


def find_dates(printed: Iterable[Printed], text: str, published: str) -> list[When]:
    """The dates among what was found in folded text, ends of a span and parts of one date
    joined. A missing year is inferred from the day of publication and marked with “?”."""
    known = _day(published)
    found: list[tuple[int, int, list[_Point]]] = []
    for one in printed:
        if one.kind != Kind.DATE:
            continue
        points = _points(one)
        if found and (joined := _joined(found[-1], (one.start, one.end, points), text)):
            found[-1] = joined
        elif points:
            found.append((one.start, one.end, points))
    return [_when(start, end, points, text, known) for start, end, points in found]


def _points(one: Printed) -> list[_Point]:
    """One point, or the two ends of a span; [] for a time of day or a century."""
    words, (year, month, day) = one.text, one.date
    if match := _MONTHS_ZH.fullmatch(words):
        given = int(match[1]) if match[1] else None
        return [_Point(given, int(match[2])), _Point(given, int(match[3]))]
    if match := _MONTHS.fullmatch(words):
        if not {match[1], match[2]} <= set(_NAMES):
            return []
        ends = (_NAMES.index(match[1]) + 1, _NAMES.index(match[2]) + 1)
        return [_Point(int(match[3]), end) for end in ends]
    if year or month:
        if day and (match := _DAYS.search(words)) and int(match[1]) == day:
            return [_Point(year, month, day), _Point(year, month, int(match[2]))]
        return [_Point(year, month, day)]
    if match := _SPAN.fullmatch(words):
        return [_Point(int(match[1])), _Point(int(match[2]))]
    if match := _DECADE.fullmatch(words):
        return [_Point(int(match[1]) * 10), _Point(int(match[1]) * 10 + 9)]
    if match := _HAN_YEAR.match(words):
        return [_Point(int("".join(str(_HAN[one]) for one in match[1])))]
    if match := _PART.match(words):
        return _part(match)
    return []


def _part(match: re.Match[str]) -> list[_Point]:
    if match["half"]:
        months, at = 6, "上下".index(match["half"])
    elif match["quarter"]:
        months, at = 3, "一二三四".index(match["quarter"])
    elif match["q"]:
        months, at = 3, int(match["q"]) - 1
    else:
        months = 6 if match["kind"].lower() == "half" else 3
        at = _NTH[match["nth"].lower()] - 1
    if (at + 1) * months > 12:
        return []
    return [_Point(None, at * months + 1), _Point(None, (at + 1) * months)]


def _joined(
    first: tuple[int, int, list[_Point]], last: tuple[int, int, list[_Point]], text: str
) -> tuple[int, int, list[_Point]] | None:
    """2021年 and 上半年, first half of and 2021, 2021年 and 2023年 with 至 between them."""
    gap = text[first[1] : last[0]]
    one, other = first[2], last[2]
    if not one or not other:
        return None
    if len(one) == 1 and one[0].year and not one[0].month and len(other) == 2 and gap.strip() == "":
        if other[0].year is None:
            year = one[0].year
            return first[0], last[1], [_Point(year, each.month) for each in other]
    if len(other) == 1 and other[0].year and not other[0].month and _OF.fullmatch(gap):
        if len(one) == 2 and one[0].year is None:
            year = other[0].year
            return first[0], last[1], [_Point(year, each.month, each.day) for each in one]
    if len(one) == len(other) == 1 and gap and _TO.fullmatch(gap):
        start, end = one[0], other[0]
        if start.year is None and end.year:
            start = _Point(end.year, start.month, start.day)
        elif end.year is None and start.year:
            end = _Point(start.year, end.month, end.day)
        return first[0], last[1], [start, end]
    return None


def _when(
    start: int, end: int, points: list[_Point], text: str, published: datetime.date | None
) -> When:
    if published:
        points = [_inferred(point, points[0], published) for point in points]
    date = "/".join(dict.fromkeys(str(point) for point in points)) if all(
        point.year for point in points
    ) else ""
    return When(start, end, text[start:end], valid(date), bool(points[-1].day))


def _inferred(point: _Point, first: _Point, published: datetime.date) -> _Point:
    """With the year in which it was in the news when the article was published."""
    if point.year:
        return point
    year = published.year
    try:
        begins = datetime.date(year, first.month or 1, first.day or 1)
    except ValueError:
        return point
    if begins > published + AHEAD:
        year -= 1
    return _Point(year, point.month, point.day, inferred=True)


def valid(date: str) -> str:
    """The text if it is EDTF, else ""."""
    try:
        return dates.parse(date).text if date else ""
    except ValidationError:
        return ""


def _day(published: str) -> datetime.date | None:
    return dates.bounds(published)[1]


def year_of(published: str) -> int | None:
    day = _day(published)
    return day.year if day else None


def period(text: str, start: int, end: int, found: Sequence[When], published: str) -> str:
    """The time that words in the sentence give a figure: the last before it, else one behind it
    in its clause. A day is when something happened, unless they say “as of”."""
    if _FROM.search(text, max(0, start - 6), start):
        return ""  # what it was before, at a time that is seldom said
    first, last = sentence(text, start)
    told = [
        (one.start, one.end, one.date)
        for one in found
        if one.date and first <= one.start < last and _is_period(one, text)
    ]
    told += [
        (match.start(), match.end(), date)
        for match in _RELATIVE.finditer(text, first, last)
        if (date := _relative(match, published))
    ]
    before = [one for one in sorted(told) if one[1] <= start]
    if before:
        return before[-1][2]
    _, last = clause(text, start, end)
    behind = [one for one in sorted(told) if end <= one[0] < last]
    return behind[0][2] if behind else ""


def _is_period(one: When, text: str) -> bool:
    before = text[max(0, one.start - 40) : one.start]
    if _ORIGIN.search(before):
        return False
    return not one.of_day or bool(_AS_OF.search(before))


def _relative(match: re.Match[str], published: str) -> str:
    year = year_of(published)
    if year is None:
        return ""
    shift = {"this": 0, "last": -1, "next": 1}[match.lastgroup or "this"]
    return f"{year + shift}?"
