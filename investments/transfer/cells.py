"""How a value stands in a cell, and text that a spreadsheet would run as a formula.

A leading apostrophe makes such text plain text. It is taken off again when the file comes back,
so text that begins with an apostrophe of its own gets another where that could be mistaken.
"""

from decimal import Decimal
from typing import Any

from investments.columns.base import plain
from investments.exports import FORMULA, NUMBER

APOSTROPHE = "'"
# Spreadsheets of East Asia also run what begins with the wide forms.
RUN = (*FORMULA, "＝", "＋", "－", "＠")
LONGEST = 32_767  # characters of a cell in a workbook
DIGITS = 15  # that a spreadsheet keeps of a number
# Stands in a workbook for text that it cannot hold; such a cell changes nothing.
TOO_LONG = "[longer than a cell can be: take the CSV file]"


def _mistakable(text: str) -> bool:
    return text.startswith(APOSTROPHE) and text[1:2] in (*RUN, APOSTROPHE)


def guarded(text: str) -> str:
    """As it stands in a file of comma-separated values."""
    runs = text.startswith(RUN) and not NUMBER.fullmatch(text)
    return f"{APOSTROPHE}{text}" if runs or _mistakable(text) else text


def guarded_in_workbook(text: str) -> str:
    """A cell that is typed as text runs nothing."""
    return f"{APOSTROPHE}{text}" if _mistakable(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _mistakable(text) else text


def tidy(text: str) -> str:
    """Text as a form would keep it, whatever the ends of its lines; two texts that differ in
    nothing else are the same."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one == other or tidy(one) == tidy(other)
    return bool(one == other)


def in_workbook(value: Any) -> Any:
    """A value as a typed cell: numbers as numbers, unless a spreadsheet would round them."""
    if isinstance(value, Decimal):
        short = value.normalize()
        if len(short.as_tuple().digits) > DIGITS or short.adjusted() >= DIGITS:
            return plain(value)
        return int(value) if value == value.to_integral_value() else float(short)
    if isinstance(value, str):
        return guarded_in_workbook(value)
    return value
