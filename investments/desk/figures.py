"""Which numbers of a text are figures, and what the words around complete: unit, hedge, currency.

A reader counts no edition, address or telephone number among the figures: a rank is one only
where words rank, a bare number only where it counts something.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from investments.choices import Qualifier
from investments.desk.clauses import FLAGS, clause
from investments.models.base import AS_PRINTED_LENGTH
from investments.quantities.parse import Kind, Printed
from investments.quantities.parse.words import HAN_CLASSIFIERS, HAN_NOUNS, NOUNS, SINGULAR_NOUNS
from investments.quantities.units import UNITS, UnitKind, codes

HOME = "CNY"  # whose money a level in billions is, where no currency is named
LEAST_MONEY = 10**8  # of a level that is an amount of money: 亿级, a 300 billion level
NEAR = 100  # characters in which the words stand that complete a number
LONGEST_CODE = 4  # digits of a bare number; a longer one without commas is a code
HEDGED = (Qualifier.OVER, Qualifier.UNDER, Qualifier.ABOUT)
CURRENCIES = (*codes(UnitKind.MONEY), "HKD", "GBP", "JPY")

_RANKED = re.compile(
    r"(?:\brank(?:s|ed|ing)?|\bplac(?:ed|ing|es)|\bcame|\bcomes|\bstood|\bstands|\bstanding)"
    r"(?: [a-z]+){0,4} \Z|(?:排名?|位居|位列|名列|居|列|跃升?[至居]|升至|稳居|蝉联)"
    r"[^,，。；;0-9]{0,8}\Z|(?:全[国市省区球]|世界|亚洲|西部|综合)\Z",
    FLAGS,
)
_RANKS_HERE = re.compile(
    r" (?:place|position|spot)\b"
    r"|(?:-| (?:[a-z-]+ )?)(?:largest|biggest|highest|longest|busiest|fastest)"
    r"|(?: [a-z&-]+){0,6} (?:areas?|zones?|districts?) (?:in|among|of) (?:the |all )?"
    r"(?:[A-Z]|countr|nation|world|city\b|provin)"
    r"|(?: [a-z&-]+){0,3} (?:national|state)(?:-level)?\b"
    r"|[位名](?!单|称|为)",
    re.ASCII,
)
_STANDS_ALONE = re.compile(  # an ordinal that ranks, and orders no noun: ranked second in Asia
    r"(?! ?[a-z])|-| (?:in|among|amongst|of|for|by|on|at|and|or|but|to|from|with|after|behind|"
    r"across|out|overall|while|when|last|this|nationwide|nationally|countrywide|citywide|"
    r"worldwide|globally|internationally|place|position|spot|respectively)\b",
    FLAGS,
)
_FIRST_HERE = re.compile(
    r" (?:place|position|spot)\b| (?:in|among) (?:the (?:country|nation|world|city)|China|Asia)\b"
    r"|[位名](?!单|称|为)"
)
_ORDER = re.compile(r"个(?:国家级|国家|全国)")
_ENUMERATED = re.compile(
    r"(?: [a-z-]+){0,2} (?:phases?|stages?|time|times|quarter|half|edition|session|generation|"
    r"floor|year|day|days|census|conference|anniversary|batch|group|round|plenary|five-year|issue|"
    r"industry|industries|part|step|time|century|tier|line)\b",
    FLAGS,
)
_DURATION_BEFORE = re.compile(
    r"(?:\b(?:past|last|next|coming|recent|previous|first|final|within|in|after|during|every|each|"
    r"the|these|those|following|later|per|of)|近|过去|未来|今后|最近|连续|每|[前后头这到第])"
    r" ?(?:about |over |nearly )?\Z",
    FLAGS,
)
_DURATION_BEHIND = re.compile(
    r"'| (?:ago|later|earlier|from now|on|running|in a row|plan|action)\b|[- ](?:plan|long|old)\b"
    r"| of (?:development|growth|construction|reform)"
    r"|(?:以?来|内|间|[后前底初末中]|之|行动|计划|规划)",
    FLAGS,
)
_VERB_BEFORE = re.compile(
    r"\b(?:of|to|from|reach(?:ed|es|ing)?|hits?|was|were|is|are|at|total(?:l?ed|s|l?ing)?|"
    r"numbered|exceed(?:ed|s|ing)?|surpass(?:ed|es|ing)?|grew by|fell by|employs?|employing) ?\Z",
    FLAGS,
)
_MORE_NOUNS = {
    "population": "person",
    "workforce": "person",
    "headcount": "person",
    "staff": "person",
}
_NOUN = re.compile(rf"\b({'|'.join([*NOUNS, *_MORE_NOUNS])})\b(?! per)", FLAGS)
_HAN_NOUN_BEFORE = re.compile(r"(?P<person>人口|员工|从业人员|就业人员|人才)[^,，。；;0-9]{0,6}\Z")
_HAN_NOUN = re.compile(
    rf"[\u4e00-\u9fff]{{0,8}}?(?P<noun>{'|'.join(sorted(HAN_NOUNS, key=len, reverse=True))})"
)
_WERE_NOUN = re.compile(
    rf" (?:were|are|was|being)(?: [a-z-]+){{0,4}}? ({'|'.join([*NOUNS, *SINGULAR_NOUNS])})\b", FLAGS
)
_NOT_ITEMS = (
    r"(?!(?:of|in|at|on|for|by|and|or|to|with|from|is|was|has|as|days?|months?|weeks?|hours?|"
    r"minutes?|times|others|aspects|ways|things|respects|sides|reasons|degrees|seconds|meters|"
    r"metres|points)\b)"
)
_ITEMS = re.compile(
    rf"(?:[ -]{_NOT_ITEMS}[\"']?[A-Za-z&'/-]+[\"']?){{0,3}}?"
    rf"[ -]{_NOT_ITEMS}[a-z][a-z-]*[a-z]s(?<!ss)(?<!us)(?<!is)(?<!'s)\b",
    re.ASCII,
)
_ARTICLE = ("one", "a", "an", "一")
_BARE_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NAMED_BEFORE = re.compile(
    r"(?<![.!?] )\b(?!(?:In|The|With|Over|Of|And|RMB|USD)\b)[A-Z][A-Za-z]+ \Z"
)
SCALED = re.compile(r"[bt]illion|[bt]l?n\b|亿", FLAGS)
_LIST = re.compile(r" ?(?:,|and|, and|、|和) ?", FLAGS)
_CLASS_OF = re.compile(r"的?[\u4e00-\u9fff]{0,2}(?:项目|企业)")
_MONEY_BEFORE = re.compile(
    r"(?:投资|引资|资金|产值|营收|收入|税收|利润|总额|金额|生产总值|GDP|gross domestic product|"
    r"investments?|revenue|sales|output|profits?|added value)[^,，.。;；0-9]{0,20}\Z",
    FLAGS,
)
_OPENING = re.compile(r" ?\( ?(?:about|approximately|around|or|equal to|约|合|折合)? ?", FLAGS)
_TO = re.compile(r" (?:to|and) ", FLAGS)


@dataclass(frozen=True)
class Number:
    """A figure in folded text: `start` to `end` is its mark, `first` to `last` what a statement
    quotes of it. `unit` is a code of UNITS, another one that the record has not, or None."""

    one: Printed
    first: int
    last: int

    @property
    def start(self) -> int:
        return self.one.start

    @property
    def end(self) -> int:
        return self.one.end


def find_figures(printed: Sequence[Printed], text: str, most: int) -> list[Number]:
    """The first `most` figures among the numbers found in folded text, completed from the words
    around."""
    found: list[Number] = []
    for one in printed:
        if one.kind != Kind.QUANTITY or not _is_counted(one, text):
            continue
        if _is_threshold(one, text):
            continue
        number = _quoted(_with_unit(one, text, found[-1].one if found else None), text)
        if found:
            number = _converted(found[-1], number, text)
        if number.one.unit or _is_number(number.one):
            found.append(number)
        if len(found) == most:
            break
    return _listed(found, text)


def _listed(found: list[Number], text: str) -> list[Number]:
    """27 billion, 30 billion and 19 billion yuan: the last names the money of all."""
    for at in range(len(found) - 2, -1, -1):
        number, following = found[at], found[at + 1].one
        is_open = number.one.unit is None and SCALED.search(number.one.core)
        listed = _LIST.fullmatch(text[number.end : following.start])
        if is_open and listed and following.unit in CURRENCIES:
            found[at] = replace(number, one=replace(number.one, unit=following.unit))
    return found


def _is_threshold(one: Printed, text: str) -> bool:
    """50-100亿元项目3个: not an amount, but the class of the projects that are counted."""
    limits = one.qualifier == Qualifier.RANGE or one.text.endswith(("以上", "以下"))
    return limits and one.unit in CURRENCIES and bool(_CLASS_OF.match(text, one.end))


def _is_counted(one: Printed, text: str) -> bool:
    """Not what only orders, lasts or introduces."""
    if one.unit == "rank":
        return _is_rank(one, text)
    before, behind = text[max(0, one.start - 40) : one.start], text[one.end : one.end + 60]
    if one.unit == "year":
        return not (_DURATION_BEFORE.search(before) or _DURATION_BEHIND.match(behind))
    unit = UNITS.get(one.unit or "")
    if unit and unit.kind == UnitKind.COUNT and one.qualifier == Qualifier.EXACT:
        if one.core.lower() in _ARTICLE:
            return False
        adjacent = text[one.core_end : one.core_end + 1]
        return not (_BARE_YEAR.fullmatch(one.core) and adjacent not in HAN_CLASSIFIERS)
    return True


def _is_rank(one: Printed, text: str) -> bool:
    before, behind = text[max(0, one.start - 40) : one.start], text[one.end : one.end + 90]
    if _ENUMERATED.match(behind):
        return False
    if one.text[0].isalnum() and one.text.isascii() and not _ranks(one.text, behind):
        return False
    if _RANKED.search(before) or one.text.lower().startswith("no"):
        return bool(_RANKED.search(before) or _FIRST_HERE.match(behind))
    if one.low == 1:
        return bool(_FIRST_HERE.match(behind))
    return bool(_RANKS_HERE.match(behind) or _ORDER.match(behind))


def _ranks(printed: str, behind: str) -> bool:
    """Not “the second plant”: an English ordinal before a plain noun puts it in order."""
    numbered = printed.lower().startswith("no")
    return numbered or bool(_STANDS_ALONE.match(behind) or _RANKS_HERE.match(behind))


# --- What is left open ---------------------------------------------------------------------------


def _with_unit(one: Printed, text: str, previous: Printed | None) -> Printed:
    if one.unit is not None:
        return one
    if one.qualifier == Qualifier.LEVEL and one.low and one.low >= LEAST_MONEY:
        return replace(one, unit=HOME)
    first, last = clause(text, one.start, one.end)
    before = text[max(first, one.start - NEAR) : one.start]
    if match := _WERE_NOUN.match(text, one.end, min(last, one.end + NEAR)):
        return replace(one, unit=(NOUNS | SINGULAR_NOUNS)[match[1].lower()])
    if match := _HAN_NOUN_BEFORE.search(before):
        return replace(one, unit=match.lastgroup)
    hedged = one.qualifier in HEDGED and one.start < one.core_start
    if hedged or _VERB_BEFORE.search(before):
        nouns = list(_NOUN.finditer(before))
        if nouns and not _counted_at(one, text):
            return replace(one, unit=(NOUNS | _MORE_NOUNS)[nouns[-1][1].lower()])
    if previous and previous.unit and _TO.fullmatch(text[previous.end : one.start]):
        return replace(one, unit=previous.unit)
    if _counted_at(one, text):
        return replace(one, unit="item")
    if SCALED.search(one.core) and _MONEY_BEFORE.search(before):
        return replace(one, unit=HOME)
    return one


def _counted_at(one: Printed, text: str) -> bool:
    """Whether things are named that are counted: a Chinese classifier, an English plural."""
    if one.core.lower() in _ARTICLE:
        return False
    if text[one.core_end : one.core_end + 1] in HAN_CLASSIFIERS:
        return True
    if _NAMED_BEFORE.search(text[max(0, one.start - 30) : one.start]) and one.core.isdecimal():
        return False
    last = clause(text, one.start, one.end)[1]
    return bool(_ITEMS.match(text, one.end, min(last, one.end + NEAR)))


def _is_number(one: Printed) -> bool:
    """Whether a number that counts nothing known is a figure all the same: not an address, a
    code, a footnote."""
    core = one.core
    if core.lower() in _ARTICLE or one.qualifier == Qualifier.LEVEL:
        return False
    if one.qualifier in (*HEDGED, Qualifier.RANGE):
        return not core.isdecimal() or len(core) <= LONGEST_CODE
    return not core.isascii() or "," in core or bool(re.search(r"[0-9] ?[a-z]|illion|sand", core))


# --- Hedges and quotations ----------------------------------------------------------------------


def _quoted(one: Printed, text: str) -> Number:
    """With the noun that is counted, where other words stand before it."""
    unit = UNITS.get(one.unit or "")
    first, last = one.start, one.end
    if unit and unit.kind == UnitKind.COUNT and one.end <= one.core_end + 1:
        tail = clause(text, one.start, one.end)[1]
        noun = _NOUN.search(text, one.end, tail) if unit.code != "item" else None
        if noun and NOUNS.get(noun[1].lower()) == unit.code:
            last = noun.end()
        elif han := _HAN_NOUN.match(text, one.end, tail):
            last = han.end() if HAN_NOUNS[han["noun"]] in (None, unit.code) else last
        elif unit.code == "item" and (match := _ITEMS.match(text, one.end, tail)):
            last = match.end()
    if last - first > AS_PRINTED_LENGTH:
        last = one.end
    return Number(one, first, last)


def _converted(before: Number, number: Number, text: str) -> Number:
    """A conversion in brackets says the same number in other money: over 30 billion yuan ($4.4
    billion) is over 4.4 billion dollars. It is quoted with the hedge."""
    one, other = number.one, before.one
    if {one.unit, other.unit} - set(CURRENCIES) or one.unit == other.unit:
        return number
    if one.qualifier != Qualifier.EXACT or other.qualifier not in HEDGED:
        return number
    if not _OPENING.fullmatch(text[other.end : one.start]):
        return number
    last = one.end + (text[one.end : one.end + 1] == ")")
    first = other.start if last - other.start <= AS_PRINTED_LENGTH else one.start
    hedged = replace(
        one,
        qualifier=other.qualifier,
        low=None if other.qualifier == Qualifier.UNDER else one.low,
        high=None if other.qualifier == Qualifier.OVER else one.high,
    )
    return Number(hedged, first, last)
