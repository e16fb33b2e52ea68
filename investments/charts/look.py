"""Colours and type of charts: those of the stylesheet, which a test holds them to."""

from dataclasses import dataclass

from investments.languages import chinese

LATIN = "Seravek, 'Segoe UI', 'Noto Sans', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans'"
HAN = "'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei'"
CLOSING = "，。；：、）》”"  # never begin a line
OPENING = "（《“"  # never end one
HAN_FROM = 0x2E00
SLIM, BROAD = "iljtfrI.,:;'’|!() -/", "mwMW@%"
SIZE, SMALL, TITLE = 14, 12.5, 17


@dataclass(frozen=True)
class Palette:
    paper: str
    ink: str
    ink_soft: str
    rule: str
    rule_strong: str
    accent: str
    caution: str


LIGHT = Palette("#fbf9f4", "#1e1c18", "#5c564a", "#ddd6c7", "#8c8371", "#0b5d68", "#9a3412")
DARK = Palette("#171613", "#ece7db", "#b3ab9b", "#3a362e", "#857c6b", "#7cc7cf", "#f0a07c")


@dataclass(frozen=True)
class Variant:
    """One picture of a chart. `framed`: with title, source line and paper, to stand alone."""

    width: int
    palette: Palette
    framed: bool = False


WIDE, NARROW = 680, 350
VARIANTS = {
    "wide-light": Variant(WIDE, LIGHT),
    "wide-dark": Variant(WIDE, DARK),
    "narrow-light": Variant(NARROW, LIGHT),
    "narrow-dark": Variant(NARROW, DARK),
    "chart": Variant(WIDE, LIGHT, framed=True),
}


def font() -> str:
    """Chinese faces first in Chinese: a Latin one would leave each character to chance."""
    return f"{HAN}, {LATIN}, sans-serif" if chinese() else f"{LATIN}, {HAN}, sans-serif"


def text_width(text: str, size: float, bold: bool = False) -> float:
    """An upper estimate in pixels: Chinese is a square, Latin by the build of the letter, as wide
    as the widest of the faces in which it may be shown."""
    latin = sum(_width(letter) for letter in text if ord(letter) <= HAN_FROM)
    squares = sum(ord(letter) > HAN_FROM for letter in text)
    return size * (squares + latin * (1.07 if bold else 1))


def _width(letter: str) -> float:
    if letter in SLIM:
        return 0.37
    if letter in BROAD:
        return 0.93
    return 0.67 if letter.isupper() else 0.58


def wrapped(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """The text in lines that fit; broken at spaces, Chinese anywhere."""
    lines: list[str] = []
    line = ""
    for word in _words(text):
        if line and text_width((line + word).rstrip(), size, bold) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()] if line.strip() else lines


def _words(text: str) -> list[str]:
    """What may not be broken: a Latin word with its space, a Chinese character with what opens
    before it and closes after it."""
    words = [""]
    for letter in text:
        han = ord(letter) > HAN_FROM and letter not in CLOSING
        begins = words[-1].endswith(" ") and letter != " "
        if (han or begins) and not words[-1].endswith(tuple(OPENING)):
            words.append(letter)
        else:
            words[-1] += letter
    return words
