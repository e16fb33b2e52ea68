"""Whether the words near a figure say what a statistic measures.

A guess that nothing in the text bears out is offered, but no form starts with it: one key press
must not save what nobody said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from investments import words
from investments.choices import StatisticKind, StatisticRole
from investments.desk.candidates import Candidate, Kind
from investments.desk.clauses import CLAUSE_END, FLAGS, clause, sentence

COVERED = 0.6  # of a name's words, by weight
NEAR = 60  # characters before a figure in which its verb stands
_WORDS = (
    "a an the of in on at for and or to by with its it is are was were be been that this their "
    "from as has have had will which who new how many much number total area areas"
)
_SMALL = frozenset(_WORDS.split())
# What a name says of its form and whole, not of its matter.
_FRAME = re.compile(
    r"\bgrowth\b|\bshare\b|\brank\b|\bagainst\b|\bChongqing(?:'s|’s)?|"
    r"占|比重|占比|相当于|增速|增长率|重庆市?|全市|(?:数|额|量)\Z",
    FLAGS,
)
# What a clause says besides: one with nothing else speaks of what the clause before names.
_IDLE = re.compile(
    r"\b(?:up|down|grew|grow(?:s|n|ing|th)?|rose|ris(?:e|es|en|ing)|fell|fall(?:s|en|ing)?|"
    r"increas(?:e|ed|es|ing)|decreas(?:e|ed|es|ing)|declin(?:e|ed|es|ing)|dropp(?:ed|ing)|"
    r"drop|year-on-year|year|on|over|previous|last|same|period|first|second|half|quarter|reach(?:"
    r"ed|es|ing)?|hit|stood|to|rate|annual(?:ly)?|average|percentage|points?|compared|about|"
    r"nearly|more|less|than|exceed(?:ed|s|ing)?|or|representing|accounting|accounts?)\b|"
    r"同比|环比|年均|比上年|增长|增幅|增速|下降|上升|提高|回落|达到?|为|实现|约|超过?|已|将|近|其中|占",
    FLAGS,
)
_GROWTH = re.compile(
    r"\b(?:up|down|grew|grow(?:s|n|ing|th)?|rose|ris(?:e|es|en|ing)|fell|fall(?:s|en|ing)?|"
    r"increas(?:e|ed|es|ing)|decreas(?:e|ed|es|ing)|declin(?:e|ed|es|ing)|dropp(?:ed|ing)|"
    r"drop|gain(?:ed)?|climb(?:ed)?|expand(?:ed)?|year-on-year)\b|增长|增速|增幅|增加(?!值)|"
    r"下降|上升|提高|回落|同比",
    FLAGS,
)
_SHARE = re.compile(
    r"\b(?:shares?|account(?:s|ed|ing)? for|proportion|contribut(?:e|es|ed|ing)|"
    r"ma[dk](?:e|es|ing) up|represent(?:s|ed|ing)?|equivalent|equal)\b|占|比重|相当于",
    FLAGS,
)
_MANNER = re.compile(f"(?P<grow>{_GROWTH.pattern})|(?P<share>{_SHARE.pattern})", FLAGS)
_SHARE_BEHIND = re.compile(r" of (?!growth|the growth|annual)|的", FLAGS)
_INVESTED = re.compile(
    r"\binvest|\bsign(?:ed|s|ing)?\b|\bcontracts?\b|\bagreements?\b|\bdeals\b|\bgoes? into\b|"
    r"投资|签约|签订|签署|合同",
    FLAGS,
)
_INTO = re.compile(r" (?:goes |went |is going )?into\b", FLAGS)
_OTHER_MONEY = re.compile(
    r"output|revenue|sales|turnover|profit|\btax|\bGDP\b|gross domestic|export|import|trade|"
    r"added value|value added|retail|fixed[- ]asset|产值|营收|收入|销售|利润|税收|生产总值|进出口|"
    r"出口|进口|增加值|零售|固定资产",
    FLAGS,
)


@lru_cache(maxsize=4096)
def tokens(text: str) -> frozenset[str]:
    """Words without their plural, and pairs of Chinese characters."""
    found: set[str] = set()
    for run in words.runs(text):
        if run.han:
            found.update(run.pairs)
        elif not run.number and run.text not in _SMALL:
            found.update(_stem(part) for part in (run.text, *run.parts))
    return frozenset(found)


def _stem(word: str) -> str:
    for ending in ("ies", "ing", "ed", "s"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


@dataclass(frozen=True)
class Wording:
    """How a statistic is called: the words of each of its names, without those of its form."""

    kind: str
    role: str
    names: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, kind: str, role: str, names: Iterable[str]) -> "Wording":
        said = (tokens(_FRAME.sub(" ", name)) for name in names)
        return cls(kind, role, tuple(dict.fromkeys(one for one in said if one)))


@dataclass(frozen=True)
class Said:
    """The words that stand with a figure, and what they make of it."""

    candidate: Candidate
    clause: str
    behind: str
    words: frozenset[str]
    grows: bool
    is_share: bool

    @classmethod
    def of(
        cls, one: Candidate, here: Sequence[Candidate], text: str, known: Iterable[Wording]
    ) -> "Said":
        """`here` are the candidates of the paragraph; `known` the wordings of all statistics."""
        first, _ = sentence(text, one.start)
        begin, end = clause(text, one.start, one.end)
        figures = [other for other in here if other.is_figure and other.key != one.key]
        end = min([end, *(other.start for other in figures if other.start >= one.end)])
        ends = sorted(other.end for other in figures if first <= other.end <= one.start)
        behind = text[one.end : end]
        edges = {
            first,
            *ends,
            *(mark.end() for mark in CLAUSE_END.finditer(text, first, one.start)),
        }
        marks = [(other.start, other.end) for other in here if not other.entity]
        start = max([begin, *ends])
        if not tokens(_IDLE.sub(" ", behind)):
            # “…, up 5 percent” says no more than how: look back, part by part
            while start > first and not _matter(text, start, one.start, marks):
                start = max(edge for edge in edges if edge < start)
        before = text[start : one.start]
        words_ = set(tokens(before) | tokens(behind))
        for wording in known:  # GDP is gross domestic product
            if len(wording.names) > 1 and any(name <= words_ for name in wording.names):
                words_.update(*wording.names)
        manner = text[max(first, one.start - NEAR, *ends[-1:]) : one.start]
        verbs = list(
            re.finditer(f"(?P<grow>{_GROWTH.pattern})|(?P<share>{_SHARE.pattern})", manner, FLAGS)
        )
        share_behind = bool(_SHARE_BEHIND.match(behind)) or bool(
            _SHARE.search(behind) and not verbs
        )
        last_verb = verbs[-1].lastgroup if verbs else ""
        grows = last_verb == "grow" or (not verbs and bool(_GROWTH.search(behind[:30])))
        is_share = last_verb == "share" or (last_verb != "grow" and share_behind)
        return cls(one, text[min(start, begin) : end], behind, frozenset(words_), grows, is_share)


def _matter(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> bool:
    """Whether anything is named there besides dates, figures and how much they grew."""
    inside = sorted((at, to) for at, to in marks if start <= at and to <= end)
    parts, place = [], start
    for at, to in inside:
        parts.append(text[place:at])
        place = max(place, to)
    parts.append(text[place:end])
    return bool(tokens(_IDLE.sub(" ", " ".join(parts))))


def is_said(wording: Wording, said: Said, weights: Mapping[str, float]) -> bool:
    """Whether the words name the statistic, or what is signed and invested is clear."""
    one = said.candidate
    if wording.role == StatisticRole.COUNT:
        return bool(_INVESTED.search(said.clause) or _named(wording, said, weights))
    if wording.role == StatisticRole.AMOUNT:
        spoken = _INVESTED.search(said.clause) or _INTO.match(said.behind)
        return bool(spoken) and not _OTHER_MONEY.search(said.clause)
    if one.kind == Kind.PERCENT:
        if wording.kind == StatisticKind.GROWTH and (said.is_share or not said.grows):
            return False
        if wording.kind == StatisticKind.SHARE and not said.is_share:
            return False
    return _named(wording, said, weights)


def _named(wording: Wording, said: Said, weights: Mapping[str, float]) -> bool:
    def weight(some: frozenset[str]) -> float:
        return sum(weights.get(word, 1.0) for word in some)

    return any(weight(name & said.words) >= COVERED * weight(name) for name in wording.names)
