"""The one expression that finds numbers in folded text, and what each kind of match is worth."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Generic, TypeVar

from investments.quantities.parse import words

Value = TypeVar("Value")
FLAGS = re.ASCII | re.IGNORECASE  # \b, \w, \s and \d mean Latin text: 约15% has a word edge
PLACES = Decimal("0.000001")  # as many as a figure stores; one-third does not end
ENDLESS = 20  # decimals that nobody prints


def _any(patterns: Iterable[str]) -> str:
    return "|".join(sorted(patterns, key=len, reverse=True))


_HAN_DIGITS = "".join(words.HAN_DIGITS)
_HAN = rf"[{_HAN_DIGITS}十百千][{_HAN_DIGITS}十百千万亿]*(?:点[{_HAN_DIGITS}]+[万亿]*)?"
_ONES, _TEENS, _TENS = (_any(table) for table in (words.ONES, words.TEENS, words.TENS))
_BELOW_100 = rf"(?:(?:{_TENS})(?:[ -](?:{_ONES})\b)?|{_TEENS}|{_ONES})"
_BELOW_1000 = rf"(?:{_BELOW_100} hundred(?:(?: and)? {_BELOW_100}\b)?|{_BELOW_100})"
_SCALE_WORD = "dozen|hundred|thousand|million|billion|trillion"
NUMBER = (
    rf"[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?"
    rf"|[0-9]{{1,18}}(?:\.[0-9]+)?亿[0-9]+(?:\.[0-9]+)?万"  # 3亿5000万
    rf"|[0-9]*[{words.VULGAR}]"
    r"|[0-9]{1,24}(?:\.[0-9]{1,12})?"
    rf"|{_BELOW_1000} thousand(?: and)? {_BELOW_1000}|{_BELOW_1000}"
    rf"|(?<!half )an?(?= (?:{_SCALE_WORD})\b)"
    rf"|(?=(?:{_SCALE_WORD})-)"  # the bare scale of trillion-yuan-level
    r"|(?=(?:万亿|万|亿)元?级)"
    rf"|{_HAN}"
)
_UNITS = [*words.CURRENCY_AFTER, *words.MEASURES, words.PER_10000]
_SEPARATOR = r"[ -]?"


def _amount(spaced_letters: bool) -> str:
    """A number with what stands around it. `spaced_letters` also takes "4.5 m" for a million,
    which is a length in running text."""
    space = " ?" if spaced_letters else ""
    return (
        r"(?<![0-9][.,])"
        r"(?P<sign>(?<![0-9A-Za-z)%\u4e00-\u9fff])[-−](?=[0-9¥$€]))?"
        rf"(?:(?P<before>{_any(words.CURRENCY_BEFORE)}) ?)?"
        rf"(?P<number>{NUMBER})"
        r"(?P<more>[多余+])?"
        rf"(?:(?:{space}| (?=(?:[mb]l?|t(?:rl)?)n\b))"
        rf"(?P<letter>{_any(words.LETTER_SCALES)})(?![a-z0-9])"
        rf"|{_SEPARATOR}(?P<scale>{_any(words.SCALES)})(?![a-z]))?"
        r"(?P<more_still>[多余+])?"
        rf"(?:{_SEPARATOR}(?P<unit>{_any(_UNITS)}))?"
        rf"(?:{_SEPARATOR}(?P<level>level\b|级))?"
        r"(?!(?<=[0-9])[.,][0-9])"
    )


YEAR = r"(?:1[89]|2[01])[0-9]{2}"
_MONTH = f"(?-i:{'|'.join(words.MONTHS)})"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_TIME = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?![:.0-9])"
_MM = "(?P<m>1[0-2]|0?[1-9])"
_CENTURY = r"[12]?[0-9](?:st|th) century|[12][0-9]世纪"
_SPAN = rf"{YEAR}(?: ?[-–—~/] ?| to |至|到){YEAR}(?![0-9])年?|{YEAR}s\b"
_QUARTER = (
    r"(?:first|second|third|fourth|[1-4](?:st|nd|rd|th)) (?:quarter|half)(?: of)?\b"
    r"|Q[1-4](?![0-9])|[上下]半年|第?[一二三四]季度|前[二三]个?季度"
    rf"|first (?:[0-9]{{1,2}}|{_ONES}|ten|eleven) (?:months|quarters)(?: of)?\b"
    r"|前(?:[0-9]{1,2}|[二两三四五六七八九十]|十一)个月"
)
_MONTHS_ZH = r"(?:1[0-2]|[1-9])月?[-–—~至到](?:1[0-2]|[1-9])月"
_TO_DAY = rf"(?:[-–—~至到]{_DAY} ?[日号])?"
_COMMA_YEAR = rf"(?:,? ?(?P<y>{YEAR})(?![0-9]))?"
_NTH = "(?:st|nd|rd|th)?"
DATES = [
    rf"(?P<y>{YEAR})(?P<by>[-/.]){_MM}(?P=by)(?P<d>{_DAY})(?![0-9])(?:[ T]{_TIME})?",
    rf"(?P<month>{_MONTH}) ?(?P<d>{_DAY}){_NTH}(?![0-9])(?: ?[-–] ?{_DAY}(?![0-9]))?{_COMMA_YEAR}",
    rf"(?P<d>{_DAY}){_NTH}(?: ?[-–] ?{_DAY})? (?:of )?(?P<month>{_MONTH}){_COMMA_YEAR}(?![a-z])",
    rf"(?P<month>{_MONTH}),? (?P<y>{YEAR})(?![0-9])",
    rf"{_MONTH} ?(?:-|–|to|through) ?{_MONTH},? {YEAR}(?![0-9])",
    rf"(?:{YEAR} ?年 ?)?{_MONTHS_ZH}",
    rf"(?P<y>{YEAR}) ?年 ?(?:{_MM} ?月 ?(?:(?P<d>{_DAY}) ?[日号]{_TO_DAY})?)?",
    rf"{_MM} ?月 ?(?:(?P<d>{_DAY}) ?[日号]?{_TO_DAY}(?<=[日号]))?",
    rf"[{_HAN_DIGITS}]{{4}}年(?:[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}日)?)?",
    rf"(?P<y>{YEAR})-(?P<m>1[0-2]|0[1-9])(?![0-9-])",
    f"{_SPAN}|{_CENTURY}|{_QUARTER}|{_TIME}",
]
_DATE = "|".join(re.sub(r"\?P<\w+>", "?:", date).replace("(?P=by)", "[-/.]") for date in DATES)
_FRACTION = (
    rf"(?P<top>{_ONES}|an?)[ -](?P<part>{_any(f'{part}s?' for part in words.PARTS)})\b"
    r"(?:(?<=quarter)|(?<=half)|(?<=s)|(?<=-.....)(?!-)|(?= of\b)"
    r"|(?<!\ba .....)(?<!\ba ......)(?<!\ba .......)(?= ?[^\sA-Za-z-]|$))"  # A third, in Yubei
    r"|half(?= of\b| the\b)|(?:(?<=nearly )|(?<=almost )|(?<=about )|(?<=over )|(?<=around )"
    r"|(?<=than )|(?<=roughly ))half\b(?![ -](?:an?\b|[a-z]*year))"
    rf"|(?P<tenths>[1-9一二三四五六七八九两])成(?P<tenth_more>[半一二三四五六七八九])?(?![{words.AFTER_CHENG}])"
    rf"|(?P<bottom>(?![〇零]){_HAN})分之(?P<han_top>[0-9]+(?:\.[0-9]+)?|{_HAN})"
)
_ORDINAL = (
    rf"(?:no\. ?|no )[0-9]+(?![0-9.])|[0-9]+(?:st|nd|rd|th)\b"
    rf"|(?:(?:{_TENS})-)?(?:{_any(words.ORDINALS)})\b|第(?:[0-9]+|{_HAN})"
    r"(?:[位名](?![单称义牌]))?"
)
_CODE = r"[A-Za-z0-9]*[0-9][A-Za-z0-9]*(?:[.,][0-9]+)*"  # 5G, 16A, 1.2.3: any digits left


def _token(spaced_letters: bool = False) -> re.Pattern[str]:
    kinds = {
        "name": rf"(?:{_any(words.NAMES)})(?![A-Za-z0-9])",
        "per": words.PER_10000,
        "date": _DATE,
        "ratio": r"[0-9]+(?:\.[0-9]+)?(?: ?: ?[0-9]+(?:\.[0-9]+)?)+",
        "fraction": _FRACTION,
        "ordinal": _ORDINAL,
        "vague": rf"(?:{words.VAGUE})(?![a-z])",
        "amount": _amount(spaced_letters),
        "code": _CODE,
    }
    tokens = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
    edge = r"(?:(?<![A-Za-z0-9])|(?![A-Za-z0-9]))"  # no token ends within a Latin word or number
    return re.compile(rf"(?<![A-Za-z0-9])(?:{tokens}){edge}", FLAGS)


TOKEN = _token()
ENTRY_TOKEN = _token(spaced_letters=True)
_DATE_PARTS = [re.compile(date, FLAGS) for date in DATES]
_RATIO_PARTS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class Lookup(Generic[Value]):
    """A table whose keys are expressions: which entry a word belongs to."""

    def __init__(self, table: Mapping[str, Value]) -> None:
        self.table = [(re.compile(rf"(?:{key})\Z", FLAGS), table[key]) for key in table]

    def __getitem__(self, word: str) -> Value:
        return next(value for key, value in self.table if key.match(word))


def from_han(text: str) -> Decimal:
    """二十五 is 25, 三千亿 is 3e11, 千 is 1000."""
    whole, _, places = text.partition("点")
    total = section = digit = Decimal(0)
    seen = False
    for character in whole:
        if character in words.HAN_DIGITS:
            digit, seen = digit * 10 + words.HAN_DIGITS[character], True
        elif character in words.HAN_TENS:
            section += (digit if seen else 1) * words.HAN_TENS[character]
            digit, seen = Decimal(0), False
        else:
            factor = words.HAN_MYRIADS[character]
            below = section + digit
            if factor == 10**8:
                total = (total + below) * factor
            else:
                total += below * factor
            section = digit = Decimal(0)
            seen = False
    value = total + section + digit
    if places:
        tail = places.rstrip("万亿")
        value += Decimal("0." + "".join(str(words.HAN_DIGITS[one]) for one in tail))
        for character in places[len(tail) :]:
            value *= words.HAN_MYRIADS[character]
    return value


def _from_words(text: str) -> Decimal:
    total = current = 0
    for word in re.split(r"[ -]", text.lower()):
        if word == "hundred":
            current *= 100
        elif word == "thousand":
            total, current = total + current * 1000, 0
        elif word != "and":
            current += words.ONES.get(word) or words.TEENS.get(word) or words.TENS[word]
    return Decimal(total + current)


def number(text: str) -> Decimal:
    """The worth of what NUMBER matched; the empty text and "a" stand before a scale word."""
    if text.lower() in ("", "a", "an"):
        return Decimal(1)
    if "亿" in text and text[0].isdecimal():
        hundred_millions, _, rest = text.partition("亿")
        return Decimal(hundred_millions) * 10**8 + Decimal(rest.removesuffix("万")) * 10**4
    if text[-1] in words.VULGAR:
        top, bottom = unicodedata.normalize("NFKC", text[-1]).split("\u2044")
        return Decimal(text[:-1] or 0) + (Decimal(top) / int(bottom)).quantize(PLACES)
    if text[0].isdecimal():
        return Decimal(text.replace(",", ""))
    return _from_words(text) if text.isascii() else from_han(text)


def scale(match: re.Match[str]) -> Decimal:
    """The worth of the scale word of an amount, 1 without one."""
    if match["letter"]:
        return Decimal(words.LETTER_SCALES[match["letter"].lower()])
    return Decimal(words.SCALES[match["scale"].lower()] if match["scale"] else 1)


def rounded(value: Decimal) -> Decimal:
    """To as many places as are stored where the decimals do not end: a third of a hectare."""
    exponent = value.as_tuple().exponent
    endless = isinstance(exponent, int) and -exponent > ENDLESS
    return value.quantize(PLACES) if endless else value


def fitting(value: Decimal, unit: str, size: Decimal) -> tuple[str, Decimal]:
    """The unit and its size, or a smaller one that the record has not where a few of them would
    be lost in its decimals: 18.64 m² are no figure in square kilometres."""
    smaller, parts = words.SMALLER.get(unit, (unit, Decimal(1)))
    lost = size < 1 and value * size < words.LEAST_OF_UNIT
    return (smaller, size * parts) if lost else (unit, size)


def plain(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def fraction(match: re.Match[str]) -> Decimal:
    """In percent, rounded to six places: one-third is 33.333333."""
    if match["bottom"]:
        top = match["han_top"]
        value = number(top) if top[0].isdecimal() else from_han(top)
        return (value * 100 / from_han(match["bottom"])).quantize(PLACES)
    if match["tenths"]:
        more = match["tenth_more"]
        return number(match["tenths"]) * 10 + (words.HAN_DIGITS.get(more, 5) if more else 0)
    if not match["top"]:
        return Decimal(50)
    top = words.ONES.get(match["top"].lower(), 1)
    part = match["part"].lower()
    return (Decimal(top * 100) / (words.PARTS.get(part) or words.PARTS[part[:-1]])).quantize(PLACES)


def ordinal(text: str) -> Decimal:
    if digits := re.search(r"[0-9]+", text):
        return Decimal(digits[0])
    if text.startswith("第"):
        return from_han(text[1:].rstrip("位名"))
    tens, _, last = text.lower().rpartition("-")
    return Decimal(words.TENS.get(tens, 0) + words.ORDINALS[last])


def ratio(text: str) -> list[re.Match[str]] | None:
    """The parts of a ratio; None for a time of day. Parts of 100 are no time."""
    parts = list(_RATIO_PARTS.finditer(text))
    is_time = re.fullmatch(_TIME, text) and sum(int(part[0]) for part in parts) != 100
    return None if is_time else parts


def date_parts(text: str) -> tuple[int | None, int | None, int | None]:
    """Year, month and day as far as the words print them."""
    if re.fullmatch(YEAR, text):
        return int(text), None, None
    for pattern in _DATE_PARTS:
        if (match := pattern.match(text)) and match.end() == len(text):
            found = match.groupdict()
            month = found.get("m")
            if name := found.get("month"):
                forms = enumerate(words.MONTHS, start=1)
                month = str(next(number for number, form in forms if re.fullmatch(form, name)))
            year, day = found.get("y"), found.get("d")
            return _int(year), _int(month), _int(day)
    return None, None, None


def _int(text: str | None) -> int | None:
    return int(text) if text else None
