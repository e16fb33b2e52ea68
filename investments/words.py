"""Words as search compares them, the same in what is written and in what is asked.

Latin words are compared without case, accents and apostrophes; numbers without thousands' commas;
Chinese by pairs of neighbouring characters, because no database finds its words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LENGTH = 64  # of the longest token
KEY = "="  # begins the token of a whole name
APOSTROPHES = "'’‘ʼ＇`´ʹ′"
MIN_DIGITS = 3  # of a number that is also found without its point
UNIT_LETTERS = 4  # of a unit that is also found written against its number
SCALES = ("thousand", "million", "billion", "trillion")
HAN_SCALES = "百千万亿"

_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W_{_HAN}]"
_RUN = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    rf"|(?P<word>(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?|[0-9]+\.[0-9]+){_LETTER}*"
    rf"|{_LETTER}+(?:['&]{_LETTER}+)*)"
)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_PARTS = re.compile(r"[0-9]+(?:\.[0-9]+)?|[^\W0-9_]+")


@dataclass(frozen=True)
class Run:
    """A word, a number or a row of Chinese characters; `start` and `end` are its place in the
    text as it was written, `text` how it is compared."""

    text: str
    start: int
    end: int
    han: bool = False

    @property
    def number(self) -> bool:
        return bool(_NUMBER.fullmatch(self.text))

    @property
    def parts(self) -> list[str]:
        """Of chang'an chang and an, of 30gwh 30 and gwh; nothing where there is only one part."""
        if self.han:
            return []
        parts = _PARTS.findall(self.text)
        return parts if len(parts) > 1 else []

    @property
    def joined(self) -> str:
        return self.text if self.han else re.sub("['&]", "", self.text)

    @property
    def pairs(self) -> list[str]:
        """The overlapping pairs of Chinese characters: of 长安汽车 长安, 安汽 and 汽车."""
        return [self.text[at : at + 2] for at in range(len(self.text) - 1)]


def fold(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters the place it came from."""
    folded, places = [], []
    for place, written in enumerate(text):
        if written in APOSTROPHES:
            folded.append("'")
            places.append(place)
            continue
        for letter in unicodedata.normalize("NFKD", written):
            if not unicodedata.combining(letter):
                for lower in letter.casefold():
                    folded.append(lower)
                    places.append(place)
    return "".join(folded), places


def runs(text: str) -> Iterator[Run]:
    """The words of a text in their order. A possessive 's is left out."""
    folded, places = fold(text)
    for match in _RUN.finditer(folded):
        start, end = places[match.start()], places[match.end() - 1] + 1
        if match["han"]:
            yield Run(match["han"], start, end, han=True)
            continue
        word = match["word"].replace(",", "")
        if word.endswith("'s") and len(word) > len("x's"):
            word = word.removesuffix("'s")
        yield Run(word, start, end)


def tokens(text: str) -> set[str]:
    """What a text is found by."""
    found: set[str] = set()
    before: Run | None = None
    for run in runs(text):
        if run.han:
            found.update(run.pairs)
            found.add(run.text[-1])  # a pair begins with each of the others
            found.add(scaled(before, run))
        else:
            found.add(run.joined)
            found.update(part for part in run.parts if len(part) > 1 or part.isdigit())
            found.update(_without_point(part) for part in (run.text, *run.parts))
            found.add(scaled(before, run) or _with_unit(before, run))
        before = run
    return {token[:LENGTH] for token in found if token}


def _without_point(number: str) -> str:
    """6.89 billion is also found as 689."""
    digits = number.replace(".", "")
    return digits if digits != number and digits.isdigit() and len(digits) >= MIN_DIGITS else ""


def _adjacent(number: Run | None, run: Run) -> str:
    """The number that stands right before a word; nothing where there is none."""
    if number is None or not number.number or run.start - number.end > 1:
        return ""
    return number.text


def scaled(number: Run | None, scale: Run) -> str:
    """One token for a number and its scale, so that 30 billion is no 30 contracts worth 5 billion
    and 300亿 no 3000亿; nothing where these are none."""
    written = _adjacent(number, scale)
    if scale.han:
        return f"{written}{scale.text[0]}" if written and scale.text[0] in HAN_SCALES else ""
    return f"{written}{scale.text}" if written and scale.text in SCALES else ""


def _with_unit(number: Run | None, unit: Run) -> str:
    """6 GWh is also found as 6GWh."""
    written = _adjacent(number, unit)
    short = unit.text.isalpha() and len(unit.text) <= UNIT_LETTERS
    return f"{written}{unit.text}" if written and short else ""


def key(text: str) -> str:
    """The token of a whole name: equal for names that differ in case, accents and marks alone."""
    return (KEY + " ".join(run.joined for run in runs(text)))[:LENGTH]
