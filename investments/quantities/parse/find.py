"""Every number in a paragraph, with what its words say about it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from investments.choices import Qualifier
from investments.quantities.parse import grammar, words
from investments.quantities.parse.grammar import FLAGS, Lookup, _any

REACH = 40  # characters in which the longest hedge fits
LEAST_IN_FULL = 1000  # the 500,000 of 500,000-1.2 million has no scale to take from the other
ROUNDING = Decimal("0.2")  # by which the parts of a whole may miss 100
LEAST_LEVEL = 1000  # below, a level is a rank: 三级医院, a three-level plan


class Kind(StrEnum):
    """What printed digits or number words are."""

    QUANTITY = "quantity"
    DATE = "date"
    NAME = "name"  # 5G, Global 500, a telephone number
    VAGUE = "vague"  # trillions of yuan, 数十亿: a size without a number


@dataclass(frozen=True)
class Printed:
    """A number where it stands: `start` to `end` with hedge, currency and unit, `core_start` to
    `core_end` the number with its scale. Bounds are in base units, None where open, and both
    None unless `kind` is a quantity. `unit` is None where the words leave it open; it is a
    currency's ISO 4217 code also where the record has no such unit."""

    kind: Kind
    start: int
    end: int
    core_start: int
    core_end: int
    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    qualifier: str = ""
    unit: str | None = None
    date: tuple[int | None, int | None, int | None] = (None, None, None)  # year, month, day

    @property
    def core(self) -> str:
        return self.text[self.core_start - self.start : self.core_end - self.start]


@dataclass(frozen=True)
class _Amount:
    """A number before hedges and ranges are read."""

    start: int
    end: int
    core: tuple[int, int]
    value: Decimal
    factor: Decimal = Decimal(1)  # the worth of its scale word and unit
    unit: str | None = None
    unit_behind: bool = False
    qualifier: str = ""
    bare: bool = False  # digits and nothing else: maybe a year


CURRENCY_BEFORE = Lookup(words.CURRENCY_BEFORE)
BEHIND = Lookup(
    {key: (code, Decimal(1)) for key, code in words.CURRENCY_AFTER.items()}
    | words.MEASURES
    | {words.PER_10000: ("per_10000_people", Decimal(1))}
)
_HEDGES = {qualifier: _any(forms) for qualifier, forms in words.HEDGES_BEFORE.items()}
_BEFORE = re.compile(
    r"(?<![a-z-])(?:"
    + "|".join(f"(?P<{qualifier}>{forms})" for qualifier, forms in _HEDGES.items())
    + r")(?: (?:an?|the|(?:a )?total of))? ?\Z",
    FLAGS,
)
_AFTER = re.compile(
    " ?(?:"
    + "|".join(f"(?P<{qualifier}>{_any(forms)})" for qualifier, forms in words.HEDGES_AFTER.items())
    + r")(?![a-z])",
    FLAGS,
)
_DECREASE = re.compile(rf"(?<![a-z])(?:{words.DECREASES}) ?\Z", FLAGS)
_DECREASE_AFTER = re.compile(rf" (?:{words.DECREASES_AFTER})", FLAGS)
_LEVEL_HEDGE = re.compile(r"(?:below|under|above)\b|[低高]于", FLAGS)  # fell below 20 percent
_POINTS = re.compile(r"percentage points?|个百分点", FLAGS)
_LINK = re.compile(r" ?(?:-|–|—|~|to|至|到) ?\Z", FLAGS)
_BETWEEN = re.compile(r"(?<![a-z])between ?\Z", FLAGS)
_FROM = re.compile(r"(?:(?<![a-z])(?<!ranging )(?<!ranges )(?<!range )from|从|由) ?\Z", FLAGS)
_YEAR = re.compile(grammar.YEAR)
_CLAUSE_END = re.compile(r"[,;:.!?()。；，：！？（）](?![0-9])")
_WORD = re.compile(
    r"[ -]*(?:(?:Fortune )?Global 500|Fortune 500|[\"']?([a-z][a-z&'/]*)[\"']?)", FLAGS
)
_HAN_NOUN = re.compile(
    rf"(?:[a-z]|(?![在由从为与和及])[\u4e00-\u9fff]|[0-9]+强){{0,8}}?(?P<noun>{_any(words.HAN_NOUNS)})"
    r"(?!(?:共计?|达到?|超过?|约|近)?[0-9])",  # which counts what stands before it: 项目28个
    FLAGS,
)
_HAN_NOUN_BEFORE = re.compile(
    rf"(?P<noun>{_any(words.HAN_NOUNS)})(?:共|共计|达|达到|有)?(?:{_HEDGES[Qualifier.OVER]}|约)?\Z",
    FLAGS,
)
_HAN_NOUN_MORE = re.compile(rf"(?:{words.HAN_BETWEEN})?(?P<noun>{_any(words.HAN_NOUNS)})", FLAGS)
_CLASSIFIER = re.compile(_any(words.HAN_CLASSIFIERS))
_PLURAL = re.compile(r"[a-z]{2,}s(?<!ss)(?<!us)(?<!is)", FLAGS)


def find_quantities(text: str) -> list[Printed]:
    """All numbers of folded text in their order. No digit is passed over: what is no quantity
    is found as a date or a name. Linear in the text."""
    return _joined(_items(text, grammar.TOKEN, entry=False), text)


def scan_entry(text: str) -> list[Printed]:
    """The same for a number that somebody typed: 2024 is a number and 4.5 m are millions."""
    return _joined(_items(text, grammar.ENTRY_TOKEN, entry=True), text)


def _items(text: str, token: re.Pattern[str], *, entry: bool) -> Iterator[_Amount | Printed]:
    per = None  # where "per 10,000 people" last ended
    for match in token.finditer(text):
        kind = match.lastgroup or ""
        amounts = _READERS[kind](match, text) if kind in _READERS else []
        for amount in amounts:
            if amount.unit is None and per and not _CLAUSE_END.search(text, per, match.start()):
                amount = replace(amount, unit="per_10000_people")
            if amount.bare and not entry and _YEAR.fullmatch(match[0]):
                yield _other(Kind.DATE, match)
            else:
                yield amount
        if kind == "per":
            per = match.end()
        if not amounts and kind in _OTHERS:
            yield _other(_OTHERS[kind], match)


def _joined(items: Iterable[_Amount | Printed], text: str) -> list[Printed]:
    """Two numbers that are the ends of a range become one."""
    found: list[Printed] = []
    waiting: _Amount | None = None
    for item in items:
        if waiting:
            joined = _range(waiting, item, text) if isinstance(item, _Amount) else None
            found.append(joined or _printed(waiting, text))
            waiting = None
            if joined:
                continue
        if isinstance(item, _Amount):
            waiting = item
        else:
            found.append(item)
    if waiting:
        found.append(_printed(waiting, text))
    return found


# --- What each kind of match is worth -----------------------------------------------------------


def _ratio(match: re.Match[str], text: str) -> list[_Amount]:
    parts = grammar.ratio(match[0]) or []
    whole = sum((Decimal(part[0]) for part in parts), Decimal(0))
    unit = "percent" if abs(whole - 100) <= ROUNDING else None
    return [
        _Amount(*_within(match, part), core=_within(match, part), value=Decimal(part[0]), unit=unit)
        for part in parts
    ]


def _within(match: re.Match[str], part: re.Match[str]) -> tuple[int, int]:
    return match.start() + part.start(), match.start() + part.end()


def _fraction(match: re.Match[str], text: str) -> list[_Amount]:
    value = grammar.fraction(match)
    return [_Amount(*match.span(), core=match.span(), value=value, unit="percent")]


def _ordinal(match: re.Match[str], text: str) -> list[_Amount]:
    return [_Amount(*match.span(), core=match.span(), value=grammar.ordinal(match[0]), unit="rank")]


def _amount(match: re.Match[str], text: str) -> list[_Amount]:
    printed = match["number"]
    factor = grammar.scale(match)
    value = grammar.number(printed) * factor
    start, end = match.span()
    unit: str | None = None
    behind, qualifier = False, ""
    if match["unit"]:
        unit, size = BEHIND[match["unit"]]
        unit, size = grammar.fitting(value, unit, size)
        behind, value, factor = True, grammar.rounded(value * size), factor * size
    if match["before"]:
        unit = CURRENCY_BEFORE[match["before"]]
    if match["more"] or match["more_still"]:
        qualifier = Qualifier.OVER
    if match["level"]:
        if match["scale"] or value >= LEAST_LEVEL:
            qualifier = Qualifier.LEVEL
        else:
            end = match.end("unit") if match["unit"] else match.end("number")
    core_end = max(match.end(name) for name in ("number", "letter", "scale"))
    core = (match.start("sign") if match["sign"] else match.start("number"), core_end)
    if core[0] == core_end or (_is_han(printed) and not _is_plausible(match, text)):
        return []
    if unit is None and not match["level"]:
        unit, end = _noun(text, start, end, value)
        behind = unit is not None
    if match["sign"]:
        value = -value
    bare = printed.isdecimal() and match[0] == printed and unit is None
    return [_Amount(start, end, core, value, factor, unit, behind, qualifier, bare)]


_READERS = {"ratio": _ratio, "fraction": _fraction, "ordinal": _ordinal, "amount": _amount}
_OTHERS = {
    "name": Kind.NAME,
    "code": Kind.NAME,
    "per": Kind.NAME,
    "date": Kind.DATE,
    "ratio": Kind.DATE,
    "vague": Kind.VAGUE,
}


def _is_han(printed: str) -> bool:
    return (
        bool(printed)
        and not printed.isascii()
        and printed[0] not in words.VULGAR
        and (not printed[0].isdecimal())
    )


def _is_plausible(match: re.Match[str], text: str) -> bool:
    """Whether Chinese numerals count something: they stand in many words that do not (统一, 一些,
    千万). Two numerals do, 二十; one does before a unit or a classifier, but 一个 is an article
    unless its noun is one that is counted."""
    printed = match["number"]
    if match["unit"] or match["before"] or match["level"]:
        return True
    if re.search(rf"[{''.join(words.HAN_DIGITS)}][十百千万亿]|十[一二三四五六七八九]", printed):
        return True
    if printed == "一":
        classifier = _CLASSIFIER.match(text, match.end())
        return bool(classifier and _HAN_NOUN.match(text, classifier.end()))
    return bool(match["scale"] or _CLASSIFIER.match(text, match.end()))


def _noun(text: str, start: int, at: int, value: Decimal) -> tuple[str | None, int]:
    """The unit that the words behind a number name, and where the phrase ends: with the noun
    where it follows at once, with the number where other words stand between."""
    classifier = _CLASSIFIER.match(text, at)
    counted = classifier.end() if classifier else at
    if found := _HAN_NOUN.match(text, counted):
        follows = found.start("noun") == counted
        while more := _HAN_NOUN_MORE.match(text, found.end()):
            found = more
        own = words.HAN_CLASSIFIERS[classifier[0]] if classifier and not follows else None
        return own or words.HAN_NOUNS[found["noun"]], found.end() if follows else counted
    if classifier:
        before = _HAN_NOUN_BEFORE.search(text, max(0, start - REACH), start)
        unit = words.HAN_NOUNS[before["noun"]] if before else words.HAN_CLASSIFIERS[classifier[0]]
        return unit, counted
    nouns = words.NOUNS | words.SINGULAR_NOUNS if value == 1 else words.NOUNS
    place = at
    for step in range(words.NOUN_REACH):
        word = _WORD.match(text, place)
        if not word or (word[1] or "").lower() in words.STOPS:
            break
        place = word.end()
        if unit := nouns.get((word[1] or "").lower()):
            return unit, word.end(1) if step == 0 else at
        if word[1] and _PLURAL.fullmatch(word[1]):  # counted themselves, unless a noun follows
            following = _WORD.match(text, place)
            if not following or (following[1] or "").lower() not in nouns:
                break
    return None, at


# --- Hedges and ranges --------------------------------------------------------------------------


def _printed(amount: _Amount, text: str) -> Printed:
    start, end, qualifier = _hedged(amount.start, amount.end, text)
    qualifier = amount.qualifier or qualifier
    low = high = grammar.plain(amount.value * _direction(amount, start, text))
    return Printed(
        Kind.QUANTITY,
        start,
        end,
        *amount.core,
        text[start:end],
        None if qualifier == Qualifier.UNDER else low,
        None if qualifier == Qualifier.OVER else high,
        qualifier,
        amount.unit,
    )


def _direction(amount: _Amount, start: int, text: str) -> int:
    """-1 for the 5 of "down 5 percent"; what something fell below is no fall."""
    if _LEVEL_HEDGE.match(text, start, amount.start):
        return 1
    falls = amount.unit == "percent" and (
        _DECREASE.search(text, max(0, start - REACH), start)
        or _DECREASE_AFTER.match(text, amount.end)
    )
    return -1 if falls and amount.value > 0 else 1


def _hedged(start: int, end: int, text: str) -> tuple[int, int, str]:
    if after := _AFTER.match(text, end):
        end = after.end()
    before = _BEFORE.search(text, max(0, start - REACH), start)
    if before:
        start = before.start()
    hedge = after or before
    return start, end, (hedge.lastgroup or "") if hedge else Qualifier.EXACT


def _range(first: _Amount, last: _Amount, text: str) -> Printed | None:
    """6 GWh-7 GWh, 6 to 7 billion; None where the two are no range: "from 158 to 238" tells of a
    change, and ends in different units belong apart."""
    between = text[first.end : last.start]
    joins = _LINK.fullmatch(between)
    opening = _BETWEEN.search(text, max(0, first.start - REACH), first.start)
    if opening and between.strip().lower() in ("and", "和"):
        joins = opening
    if not joins or "rank" in (first.unit, last.unit):
        return None
    if "-" not in between and _FROM.search(text, max(0, first.start - REACH), first.start):
        return None
    if first.unit and last.unit and (first.unit != last.unit or _changes(first, last, text)):
        return None
    low, high = first.value, last.value
    if first.factor == 1 and not first.unit_behind:
        low *= last.factor
        if low >= high and first.value >= LEAST_IN_FULL:
            low = first.value
    if low >= high:
        return None
    start, end, _ = _hedged(opening.start() if opening else first.start, last.end, text)
    return Printed(
        Kind.QUANTITY,
        start,
        end,
        first.core[0],
        last.core[1],
        text[start:end],
        grammar.plain(low),
        grammar.plain(high),
        Qualifier.RANGE,
        last.unit or first.unit,
    )


def _changes(first: _Amount, last: _Amount, text: str) -> bool:
    """A change and the level it led to: fell 4 percentage points to 6 percent, 下降5%至30%."""
    printed = [text[one.start : one.end] for one in (first, last)]
    points = [bool(_POINTS.search(one)) for one in printed]
    return points[0] != points[1] or _direction(first, first.start, text) < 0


def _other(kind: Kind, match: re.Match[str]) -> Printed:
    date = grammar.date_parts(match[0]) if kind == Kind.DATE else (None, None, None)
    return Printed(kind, *match.span(), *match.span(), match[0], date=date)
