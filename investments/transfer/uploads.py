"""What an uploaded file may be, and text as a table: in its encoding and with its separator. Sizes
are checked before anything is unpacked; nothing is read that could be misread.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from investments.transfer.matching import known

MEGABYTE = 1_000_000
LARGEST = 25 * MEGABYTE
LARGEST_UNPACKED = 300 * MEGABYTE
MOST_PARTS = 500
MOST_ROWS = 200_000
MOST_COLUMNS = 200
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
LIKELY = 0.8  # of what is no ASCII must be in common use for a text to be GB18030
csv.field_size_limit(6 * MEGABYTE)

Line = tuple[int, list[str]]  # the number of a row as a spreadsheet counts, and its cells


class UnreadableError(Exception):
    """The file cannot be read; says why, in words for whoever uploaded it."""


@dataclass
class Table:
    """One table: `lines` gives its rows below the header anew each time; `about` how many there
    seem to be."""

    title: str
    headers: list[str]
    lines: Callable[[], Iterator[Line]]
    about: int = 0


@dataclass
class Upload:
    """`understood` says how text was read: its encoding and separator."""

    file_format: str
    tables: list[Table]
    understood: dict[str, str] = field(default_factory=dict)


def too_large() -> str:
    return _("The file is larger than %(size)d MB. Split it.") % {"size": LARGEST // MEGABYTE}


def opened(data: bytes) -> zipfile.ZipFile:
    """An archive that unpacks to a size that can be handled; a part is never read further than
    it declares."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise UnreadableError(damaged()) from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableError(
            _("Unpacked, the file would be larger than %(size)d MB. Split it.")
            % {"size": LARGEST_UNPACKED // MEGABYTE}
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError(_("The file has a password. Save it without one."))
    return archive


def damaged() -> str:
    return _("The file is damaged, or no kind of file that can be read: CSV, XLSX or ZIP.")


# --- Text ----------------------------------------------------------------------------------------


def decoded(data: bytes) -> tuple[str, str]:
    """The text and its encoding. Chinese spreadsheets write GB18030, which almost any bytes can be
    read as: it is taken for it only where what comes out is in common use."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _decode(data, encoding), encoding.removesuffix("-sig").upper()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode(data, "gb18030")
        if _common(text) < LIKELY:
            raise UnreadableError(_no_encoding()) from None
        return text, "GB18030"
    if "\0" in text:
        raise UnreadableError(_no_encoding())
    return text, "UTF-8"


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(_no_encoding()) from error


def _common(text: str) -> float:
    letters = [letter for letter in text if not letter.isascii()]
    common = "".join(letters).encode("gb2312", "ignore").decode("gb2312")
    return len(common) / len(letters)


def _no_encoding() -> str:
    return _(
        "The text is in an encoding that is not read: neither UTF-8 nor GB18030. Save the file as "
        "“CSV UTF-8”, or as .xlsx."
    )


def text_table(data: bytes, title: str) -> tuple[Table, dict[str, str]]:
    text, encoding = decoded(data)
    separator = _separator(text)

    def lines() -> Iterator[Line]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            for number, cells in enumerate(rows, 1):
                if number - 1 > MOST_ROWS:
                    raise UnreadableError(too_long())
                if number > 1 and any(cell.strip() for cell in cells):
                    yield number, cells
        except csv.Error as error:
            raise UnreadableError(
                _("From line %(line)d on the quotation marks do not match.")
                % {"line": rows.line_num}
            ) from error

    try:
        first = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error as error:
        raise UnreadableError(damaged()) from error
    headers = named(first)
    table = Table(title, headers, lines, text.count("\n"))
    return table, {"encoding": encoding, "separator": SEPARATORS[separator]}


def _separator(text: str) -> str:
    """The one by which most of the first line is known; of those that tie, the one that makes
    most cells of it."""
    start = text[:20_000]

    def fit(separator: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader(io.StringIO(start, newline=""), delimiter=separator), [])
        except csv.Error:
            return 0, 0
        return sum(1 for cell in cells if known(cell)), len(cells)

    return max(SEPARATORS, key=fit)


def named(cells: list[str]) -> list[str]:
    """The header, without the empty cells after it. Raises UnreadableError where it is none."""
    headers = [cell.strip() for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise UnreadableError(_("The first row is empty; it must name the columns."))
    if len(headers) > MOST_COLUMNS:
        raise UnreadableError(_("The file has more than %(n)d columns.") % {"n": MOST_COLUMNS})
    return headers


def too_long() -> str:
    return _("The file has more than %(n)d rows. Split it.") % {"n": MOST_ROWS}
