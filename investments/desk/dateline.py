"""The date and the paper that stand at the head of a pasted article, in a line of their own."""

import datetime
import re
from collections.abc import Sequence

HEAD = 2  # lines; further down a date is part of the article
LONGEST, LONGEST_NAME = 80, 40  # characters of such a line, and of the paper's name in it
_MONTHS = "January February March April May June July August September October November December"
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}|t)?\.?" for name in _MONTHS.split())
_DATE = re.compile(
    rf"(?P<day>[0-9]{{1,2}}) (?P<month>{_MONTH}),? (?P<year>[0-9]{{4}})"
    rf"|(?P<month_us>{_MONTH}) (?P<day_us>[0-9]{{1,2}}),? (?P<year_us>[0-9]{{4}})"
    r"|(?P<year_zh>[0-9]{4}) ?(?:年|-|/|\.) ?(?P<month_zh>[0-9]{1,2}) ?(?:月|-|/|\.) ?"
    r"(?P<day_zh>[0-9]{1,2})日?(?![0-9])"
)
_LABEL = re.compile(
    r"(?:source|updated|published|publisher|from|by|date|来源|发布时间|发布日期|时间|日期|发布"
    r")\s*[:：]|\b(?:source|updated|published)\b",
    re.IGNORECASE,
)
_REST = re.compile(r"[0-9:：\s]*(?:\(?(?:GMT|UTC)[^)]*\)?)?")  # the time of day
_SENTENCE = re.compile(r"[.;!?:]\s|[。；！？：]|[0-9]{2}|\b(?:on|in|by|since)$")
_EDGES = " \t,，:：|｜·•/()（）[]【】-–—"


def dateline(paragraphs: Sequence[str]) -> tuple[int, str, str]:
    """Which of the first lines is one, counted from 1, its date and the paper that it names; 0
    where none is. A line that says anything else is none."""
    for number, line in enumerate(paragraphs[:HEAD], start=1):
        match = _DATE.search(line) if len(line) <= LONGEST else None
        if match is None or not _REST.fullmatch(line[match.end() :].strip(_EDGES)):
            continue
        paper = _LABEL.sub(" ", line[: match.start()]).strip(_EDGES)
        date = _day(match)
        if date and len(paper) <= LONGEST_NAME and not _SENTENCE.search(paper):
            return number, date, paper.removesuffix("讯")
    return 0, "", ""


def _day(match: re.Match[str]) -> str:
    parts = {name.partition("_")[0]: text for name, text in match.groupdict().items() if text}
    month = parts["month"]
    if not month.isdecimal():
        month = str([name[:3] for name in _MONTHS.split()].index(month[:3]) + 1)
    try:
        return datetime.date(int(parts["year"]), int(month), int(parts["day"])).isoformat()
    except ValueError:
        return ""
