"""Workbooks (XLSX) as tables of text: what a cell shows to a reader, as far as that is certain.

Formulas are refused, their last result being nobody's statement; so are error values, merged cells
and hidden sheets. Numbers come as they were typed, dates as ISO dates, percentages as percent.
"""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from investments.transfer.cells import DIGITS
from investments.transfer.resources import Faulty
from investments.transfer.uploads import (
    MEGABYTE,
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    Table,
    UnreadableError,
    damaged,
    named,
    too_long,
)

LARGEST_PART = 80 * MEGABYTE  # of what is held in memory whole
LAST_ROW = 1_048_576
CHUNK = 1 << 20
WIDE = 200
ASIDE = "("  # begins the name of a sheet that explains and is not read
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell [^<>]{0,200}?ref=\"([A-Z0-9:]{1,40})\"")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def tables(archive: zipfile.ZipFile, data: bytes) -> Iterator[Table]:
    """The sheets that have something in them. Raises UnreadableError."""
    _look_through(archive)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that do not matter here
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    except Exception as error:  # a broken workbook fails in many ways; all mean the same
        raise UnreadableError(damaged()) from error
    found = False
    for sheet in book.worksheets:
        if sheet.title.startswith(ASIDE):
            continue
        first = next(_rows(sheet), None)
        if first is None:
            continue
        if sheet.sheet_state != "visible":
            raise UnreadableError(
                _("The sheet “%(sheet)s” is hidden. Show it or delete it.") % {"sheet": sheet.title}
            )
        found = True
        about = min(sheet.max_row or 0, MOST_ROWS + 1)
        yield Table(sheet.title, named([str(cell) for cell in first[1]]), _below(sheet), about)
    if not found:
        raise UnreadableError(_("The workbook is empty."))


def _look_through(archive: zipfile.ZipFile) -> None:
    """What the reader of workbooks does not tell of, found in the parts themselves."""
    for part in archive.infolist():
        if not part.filename.endswith((".xml", ".rels")):
            continue
        sheet = _SHEET.fullmatch(part.filename)
        if not sheet and part.file_size > LARGEST_PART:
            raise UnreadableError(_("The workbook holds too much text. Split it."))
        try:
            _look_into(archive, part, bool(sheet))
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
            raise UnreadableError(damaged()) from error


def _look_into(archive: zipfile.ZipFile, part: zipfile.ZipInfo, sheet: bool) -> None:
    before = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            text = before + chunk
            if b"\0" in text[:WIDE]:
                raise UnreadableError(damaged())  # letters of two bytes would hide what follows
            if _DECLARES.search(text):
                raise UnreadableError(damaged())
            if not sheet:
                return  # a declaration stands at the beginning
            if merged := _MERGED.search(text):
                raise UnreadableError(
                    _("The cells %(cells)s are merged. Split them, so that each row has its own.")
                    % {"cells": merged[1].decode()}
                )
            before = text[-200:]


def _below(sheet: Any) -> Any:
    def lines() -> Iterator[Line]:
        rows = _rows(sheet)
        next(rows, None)
        yield from rows

    return lines


def _rows(sheet: Any) -> Iterator[Line]:
    """The rows that are not empty, with their numbers."""
    sheet.reset_dimensions()  # what it says of itself is not always so
    taken = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
            if taken > MOST_ROWS or number > LAST_ROW:
                raise UnreadableError(too_long())
            values = [read(cell) if cell.value is not None else "" for cell in cells]
            while values and not values[-1].strip():
                values.pop()
            if values:
                taken += 1
                yield number, values
    except UnreadableError:
        raise
    except Exception as error:  # as above
        raise UnreadableError(damaged()) from error


def read(cell: Any) -> str:
    """A cell's text; a Faulty one where it cannot be taken as it stands."""
    value, kind = cell.value, cell.data_type
    if kind == "f":
        return _fault(cell, _("%(cell)s is a formula. Put its value in its place."))
    if kind == "e":
        return _fault(cell, _("%(cell)s is an error value of the spreadsheet."))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime.datetime):
        return _date(cell, value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time | datetime.timedelta):
        return _fault(cell, _("%(cell)s is a time of day, which no column takes."))
    return str(value)


def _fault(cell: Any, why: str) -> Faulty:
    place = f"{get_column_letter(cell.column)}{cell.row}"
    return Faulty.because(str(cell.value), why % {"cell": place})


def _number(value: float, shape: str) -> str:
    """In digits, as far as a spreadsheet keeps them; what it shows as percent is percent."""
    number = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{DIGITS}g"))
    percent = "%" in shape
    text = f"{number * 100 if percent else number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if percent else text


def _date(cell: Any, value: datetime.datetime) -> str:
    if (value.hour, value.minute, value.second) != (0, 0, 0):
        return _fault(cell, _("%(cell)s has a time of day, which no column takes."))
    shape = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", cell.number_format or "").lower()
    if "d" not in shape:
        return _fault(
            cell,
            _("%(cell)s shows no day, but holds one. Write the date as text: 2021 or 2021-08."),
        )
    return value.date().isoformat()
