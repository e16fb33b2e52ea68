"""The words near a figure: its sentence and clause, and whether they make it a goal or a result."""

import re
from functools import lru_cache

from investments.choices import Status

REACH = 400  # characters
FLAGS = re.ASCII | re.IGNORECASE
_SENTENCE_END = re.compile(
    r"[。！？；;]|[.!?](?<![A-Z].)(?<!\bNo.)(?<!\bLtd.)(?<!\bCo.)(?<!\bMr.)(?<!\bMs.)(?<!\bDr.)"
    r"(?<!\bInc.)[\"'”’)]*(?=\s)"
)
CLAUSE_END = re.compile(r"[,;:，；：](?![0-9]{3})|\bwhile\b|\bwhereas\b")

_VERBS = (
    "signed|delivered|introduced|attracted|settled|produced|sold|built|completed|hired|recruited|"
    "landed|invested|cultivated|incubated|registered|served|granted|issued"
)
STATUS_WORDS = {
    Status.TARGET: (
        r"plan(?:s|ning)? (?:to|for|on)\b|planned to\b|aim(?:s|ed|ing)? (?:to|at|for)\b|goals?\b|"
        r"target(?:s|ed|ing)?\b|striv(?:e|es|ing) (?:to|for)\b|seeks? to\b|"
        r"intends? to\b|hopes? to\b|"
        r"vow(?:s|ed) to\b|(?:is|are) set to\b|committed to\b|ambition|by the end of the decade|"
        r"(?:is|are) (?:also )?(?:being )?(?:built|turned|developed|made|building|turning|"
        r"developing) [^.;]{0,160}?\binto|(?:is|are) (?:also )?being (?:turned|built) into|"
        r"计划|规划|目标|力争|争取|(?<![模虚])拟|打造|锚定|旨在|确保|奋力"
    ),
    Status.FORECAST: (
        r"expect(?:s|ed)?\b|forecasts?\b|forecasted|projected|estimated to|anticipated|"
        r"(?:is|are) likely to|(?:will|would) (?:reach|exceed|hit|total|amount to|rise to|grow to|"
        r"create|generate|employ|hire|make|produce|turn out|supply|house|have|be|provide|support"
        r")\b|"
        r"预计|预期|有望|将达|将超|将突破|预测|可实现|将实现|将形成|可达|将(?:带动|新增|创造|提供|年产|生产|吸引|拥有)"
    ),
    Status.CUMULATIVE: (
        r"cumulative(?:ly)?|accumulat(?:ed|ive|ively)|so far|to date|up to now|until now|thus far|"
        r"since its (?:establishment|founding|foundation|launch|inception)|"
        r"(?:over|in|during) the (?:past|last) [a-z0-9-]+ (?:years|decades?)|"
        rf"(?:has|have) (?:also |already |now )?(?:been )?(?:{_VERBS})\b|"
        r"累计|迄今|至今|目前已|总计已|成立以来|近[0-9一二两三四五六七八九十]+年来?|"
        r"过去[0-9一二两三四五六七八九十]+年"
    ),
}
_STATUS = re.compile(
    "|".join(f"(?P<{status}>(?<![a-z])(?:{words}))" for status, words in STATUS_WORDS.items()),
    FLAGS,
)
_RESULT = re.compile(
    r"\b(?:signed|was|were|totall?ed|grew|rose|reached|stood|employs|covers|boasts|operates)\b",
    FLAGS,
)
_BY = re.compile(r"(?:\bby (?:the end of )?|到|至)((?:19|20|21)[0-9]{2})(?:年|\b)", FLAGS)


@lru_cache(maxsize=64)
def sentence(text: str, at: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends, at most REACH away: no sentence is so
    long, and a text without any full stop would be read anew for each of its figures."""
    start, end = max(0, at - REACH), min(len(text), at + REACH)
    for mark in _SENTENCE_END.finditer(text, start, end):
        if mark.end() <= at:
            start = mark.end()
        elif mark.start() >= at:
            end = mark.start()
            break
    return start, end


@lru_cache(maxsize=64)
def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The part between commas, within its sentence, that holds `start` to `end`."""
    first, last = sentence(text, start)
    for mark in CLAUSE_END.finditer(text, first, max(last, end)):
        if mark.end() <= start:
            first = mark.end()
        elif mark.start() >= end:
            last = mark.start()
            break
    return first, max(last, end)


def adverbial(text: str, start: int, end: int) -> bool:
    """Whether these words are a part between commas of their own: “By 2028, …”, 去年，…"""
    first, last = clause(text, start, end)
    return not (text[first:start].strip(" \"“”'") or text[end:last].strip(" \"“”'"))


def status(text: str, start: int, end: int, year: int | None) -> tuple[str, str]:
    """Whether words in the sentence make the figure a goal, a forecast or a running total, and
    which words. `year` is the article's: what is said for a later one is a goal."""
    first, last = sentence(text, start)
    before = None
    for match in _STATUS.finditer(text, first, start):
        result = match.lastgroup != Status.CUMULATIVE and _RESULT.search(text, match.end(), start)
        before = None if result else match
    if before:
        return str(before.lastgroup), before[0].strip()
    begin, stop = clause(text, start, end)
    for match in _BY.finditer(text, first, last):
        own = begin <= match.start() < stop or adverbial(text, match.start(), match.end())
        if year and int(match[1]) > year and own and not _RESULT.search(text, begin, start):
            return str(Status.TARGET), match[0].strip()
    after = _STATUS.search(text, end, stop)
    if after:
        return str(after.lastgroup), after[0].strip()
    return str(Status.ACTUAL), ""
