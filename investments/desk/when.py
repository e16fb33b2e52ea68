"""The dates of a text as EDTF, and which of them a figure is likely of."""

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from investments import dates
from investments.desk.clauses import FLAGS, adverbial, clause, sentence
from investments.quantities.parse import Kind, Printed
from investments.quantities.parse.grammar import from_han
from investments.quantities.parse.words import ONES, TEENS

AHEAD = datetime.timedelta(days=60)  # an article tells of what is to come soon, seldom of later
_HAN = dict(zip("〇一二三四五六七八九零", (*range(10), 0), strict=True))
_TO = re.compile(r" ?(?:-|–|—|~|to|through|until|till|至|到) ?", FLAGS)
_SPAN = re.compile(r"([12][0-9]{3})[^0-9]+([12][0-9]{3})年?")
_DECADE = re.compile(r"([12][0-9]{2})0s")
_HAN_YEAR = re.compile(r"([〇零一二三四五六七八九]{4})年")
_DAYS = re.compile(r"([0-9]{1,2}) ?(?:st|nd|rd|th|[日号])? ?[-–—~至到] ?([0-9]{1,2})(?![0-9])")
_MONTHS_ZH = re.compile(r"(?:([12][0-9]{3}) ?年 ?)?([0-9]{1,2})月?[-–—~至到]([0-9]{1,2})月")
_MONTHS = re.compile(
    r"([A-Z][a-z]{2})[a-z.]* ?(?:-|–|to|through) ?([A-Z][a-z]{2})[a-z.]*,? ([0-9]{4})"
)
_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_PART = re.compile(
    r"(?P<nth>first|second|third|fourth|[1-4](?=st|nd|rd|th))(?:st|nd|rd|th)? "
    r"(?P<kind>quarter|half)"
    r"|first (?P<count>[a-z0-9]+) (?P<parts>months|quarters)"
    r"|前(?P<han_count>[0-9]+|[二两三四五六七八九十]|十一)个?(?P<han_parts>季度|月)|Q(?P<q>[1-4])|(?P<half>[上下])半年|第?(?P<quarter>[一二三四])季度",
    FLAGS,
)
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_OF = re.compile(r" ?(?:of|in|,)? ?(?:the year )?", FLAGS)
_ORIGIN = re.compile(
    r"(?:founded|established|set up|launched|since|born|dating back|opened|成立于|始建于|自|创立于)"
    r"[^,.;，。；]{0,12}\Z",
    FLAGS,
)
_HAPPENS = re.compile(  # when something begins or is signed: no time that a figure is of
    r"\b(?:begins?|began|begun|beginning|starts?|started|starting|opens?|opened|opening|signed|"
    r"signing|launched|launching|commenc(?:e|es|ed|ing)|broke ground|breaks ground|completed|"
    r"completion|operational|put into (?:use|operation|production))(?: [a-z-]+){0,4} "
    r"(?:in|on|from|by|at|of|since|during)(?: the| the end of| late| early| mid)? ?\Z",
    FLAGS,
)
_HAPPENS_HAN = re.compile(
    r"底?[前起]?(?:正式|全面|已|将|即将|建成)?(?:开工|动工|签约|签订|签署|启动|投产|投用|投运|开业|成立|竣工|"
    r"奠基|揭牌|开园)"
)
_BY_THEN = re.compile(r"(?:\bby(?: the end of| late| early)?|到|至) ?\Z", FLAGS)
_PLACED = re.compile(
    r"(?:\b(?:in|by|during|since|until|for|at|as of|up to)(?: the)?(?: end of)?(?: the)?|截至|截止|"
    r"到|至|在|自)? ?\Z",
    FLAGS,
)
_CARRIES_ON = re.compile(  # speaks of what the clause before does: up 5 percent, 同比增长
    r"[ ,，]*(?:(?:an? )?(?:up|down|increas|decreas|rising|ris|fall|grow|representing|accounting|"
    r"of which|including|followed by|and (?:up|down)\b)|"
    r"同比|环比|增长|增幅|下降|上升|其中|占|较|比)",
    FLAGS,
)
_VERBLESS = re.compile(r"(?<!\bwas )(?<!were )(?<!\bis )(?<!\bare )\b(?:up|down) \Z", FLAGS)
_FROM_THEN = re.compile(r"\s*(?:from|between|从|自)\b[^,，]*\Z", FLAGS)
_AS_OF = re.compile(
    r"(?:as of|by|until|up to|at the end of|截至到?|截止到?) ?(?:the end of )?\Z",
    FLAGS,
)
SHIFT = {"this": 0, "last": -1, "next": 1}
_RELATIVE = re.compile(
    r"(?P<this>\b(?:this|the current) year\b|今年|本年度?)"
    r"|(?P<last>\b(?:last|the previous|the past) year\b|去年|上年)"
    r"|(?P<next>\bnext year\b|明年)",
    FLAGS,
)
_FROM_THERE = re.compile(r"\bfrom\b|[从由]", FLAGS)
_BECOMES = re.compile(
    r"(?:\bto|增至|升至|增加到|提高到|提升至|扩大到|上升到) ?(?:about|over|约)? ?\Z", FLAGS
)
_COMPARED = re.compile(
    r"(?:compared (?:with|to)|than|over|against|versus|[较比与同])[^,.，。0-9]{0,20}\Z", FLAGS
)
_PREPOSITION = re.compile(r"\b(?:in|by|during|since|until) \Z", FLAGS)
_NAME_BEHIND = re.compile(r" [A-Z]|(?!年)[\u4e00-\u9fff]")  # the 2019 fair
_PARTS = re.compile(r"[,，](?![0-9]{3})")
_IN = re.compile(r",? ?(?:in|during|for|at the end of|by the end of|by|as of)(?: the)? ", FLAGS)
_TOLD_OF = re.compile(r"\b(?:in|during|for|by|of|the end of|since) (?:the )?\Z|[在于]\Z", FLAGS)
_HAN_OF = re.compile(r"的?")
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
    return [_when(*_of_year(one, text, known), text, known) for one in found]


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


def _count(text: str) -> int:
    numbers = ONES | TEENS
    if text.isdecimal():
        return int(text)
    return numbers.get(text.lower(), 0) if text.isascii() else int(from_han(text))


def _part(match: re.Match[str]) -> list[_Point]:
    if match["count"] or match["han_count"]:
        count = _count(match["count"] or match["han_count"])
        last = count * (3 if match["parts"] == "quarters" or match["han_parts"] == "季度" else 1)
        return [_Point(None, 1), _Point(None, last)] if 1 < last <= 12 else []
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
    if _is_year(one) and len(other) == 2 and other[0].year is None and not gap.strip():
        return first[0], last[1], [replace(each, year=one[0].year) for each in other]
    if _is_year(other) and len(one) == 2 and one[0].year is None and _OF.fullmatch(gap):
        return first[0], last[1], [replace(each, year=other[0].year) for each in one]
    if len(one) == len(other) == 1 and gap and _TO.fullmatch(gap):
        start, end = one[0], other[0]
        if start.year is None and end.year:
            start = _Point(end.year, start.month, start.day)
        elif end.year is None and start.year:
            end = _Point(start.year, end.month, end.day)
        return first[0], last[1], [start, end]
    return None


def _is_year(points: list[_Point]) -> bool:
    return len(points) == 1 and bool(points[0].year) and not points[0].month


def _of_year(
    one: tuple[int, int, list[_Point]], text: str, published: datetime.date | None
) -> tuple[int, int, list[_Point]]:
    """今年上半年, the first half of last year: with the year that the words beside it name."""
    start, end, points = one
    if published is None or points[0].year:
        return one
    behind = _RELATIVE.match(text, end + (text[end : end + 1] == " "))
    before = next(
        (
            each
            for each in _RELATIVE.finditer(text, max(0, start - 12), start)
            if each.end() == start
        ),
        None,
    )
    match = behind or before
    if match is None:
        return one
    year = published.year + SHIFT[match.lastgroup or ""]
    named = [_Point(year, each.month, each.day, inferred=True) for each in points]
    return min(start, match.start()), max(end, match.end()), named


def _when(
    start: int, end: int, points: list[_Point], text: str, published: datetime.date | None
) -> When:
    if published:
        points = [_inferred(point, points[0], published) for point in points]
    date = (
        "/".join(dict.fromkeys(str(point) for point in points))
        if all(point.year for point in points)
        else ""
    )
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


def period(
    text: str, start: int, end: int, found: Sequence[When], published: str, *, goal: bool
) -> str:
    """The time that words give a figure: one right beside it, else the last before it that its
    clause holds or that leads up to it, else one behind it in its clause. A day is when something
    happened, unless they say “as of”."""
    first, last = sentence(text, start)
    near = found[bisect_left(found, first, key=_start) : bisect_left(found, last, key=_start)]
    told = [
        (one.start, one.end, one.date, False) for one in near if one.date and _is_period(one, text)
    ]
    told += [
        (match.start(), match.end(), date, True)
        for match in _RELATIVE.finditer(text, first, last)
        if not any(one.start <= match.start() < one.end for one in near)
        and (date := _relative(match, published))
    ]
    told.sort()
    for at, to, date, _ in told:
        behind_it = at >= end and _IN.fullmatch(text[end:at])
        before_it = to <= start and _HAN_OF.fullmatch(text[to:start])
        if behind_it or before_it:
            return date
    if _FROM.search(text, max(first, start - 6), start):
        return ""  # what it was before, at a time that is seldom said
    if _BECOMES.search(text, max(first, start - 12), start):
        changes = list(_FROM_THERE.finditer(text, first, start))
        known_from = changes[-1].start() if changes else start
    else:
        known_from = start
    before = [one for one in told if one[1] <= known_from]
    if before and _reaches(text, first, before[-1][0], before[-1][1], start, end, goal=goal):
        return before[-1][2]
    _, last = clause(text, start, end)
    # "this year" needs no preposition
    behind = [
        date
        for at, _, date, adverb in told
        if end <= at < last and (adverb or _TOLD_OF.search(text, end, at))
    ]
    return behind[0] if behind else ""


def _reaches(text: str, first: int, at: int, to: int, start: int, end: int, *, goal: bool) -> bool:
    """Whether a time told at `at` is that of a figure behind it: in its clause, or in the one
    that its clause carries on; between commas of its own; or at the head of the sentence, but
    for a “by 2028” there, which only goals and forecasts are of beyond the next clause."""
    begin = clause(text, start, end)[0]
    verbless = _VERBLESS.search(text, begin, start)
    while begin > first and (verbless or _CARRIES_ON.match(text, begin)):
        begin = clause(text, begin - 1, begin - 1)[0]
    if at >= begin:
        return True
    by_then = _BY_THEN.search(text, first, at)
    placed = _PLACED.search(text, first, at)
    lead = placed.start() if placed else at
    to += text[to : to + 1] in ("底", "末", "初", "止")
    if adverbial(text, lead, to):
        return goal or not by_then or not _PARTS.search(text[to:start].lstrip(",， "))
    heads = lead <= first + 1 or _FROM_THEN.match(text[first:lead])
    return not by_then and bool(heads)


def _start(one: When) -> int:
    return one.start


def _is_period(one: When, text: str) -> bool:
    before = text[max(0, one.start - 60) : one.start]
    if _ORIGIN.search(before) or _COMPARED.search(before) or _HAPPENS.search(before):
        return False
    if _HAPPENS_HAN.match(text, one.end):
        return False
    named = one.text.isdecimal() and _NAME_BEHIND.match(text, one.end)
    if named and not _PREPOSITION.search(before):
        return False
    return not one.of_day or bool(_AS_OF.search(before))


def _relative(match: re.Match[str], published: str) -> str:
    year = year_of(published)
    before = match.string[max(0, match.start() - 40) : match.start()]
    if year is None or _COMPARED.search(before) or before.endswith(("from ", "on ")):
        return ""
    return f"{year + SHIFT[match.lastgroup or '']}?"
