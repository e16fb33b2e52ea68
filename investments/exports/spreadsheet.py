"""A workbook for spreadsheet programs (Office Open XML): the rows, and a sheet of notes.

Written by hand, part by part, because it is sent while it is written: a library makes the whole
file first. Strings stand in their cells, so no table of them grows; they are typed as strings, and
nothing in them is ever run as a formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from investments.columns import DataType, plain
from investments.exports.archive import Archive
from investments.exports.markup import for_xml
from investments.exports.rows import Block, Extract

# What the programs can hold.
MOST_ROWS = 1_048_576
MOST_BYTES = 1_900_000_000  # of a sheet, so that it needs no ZIP64
MOST_LETTERS = 32_767
MOST_DIGITS = 15
FIRST_DAY = date(1900, 3, 1)  # before it they count the days wrong, or not at all
DAY_ZERO = date(1899, 12, 30)
IN_TITLE = re.compile(r"[\[\]:*?/\\']")
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # they read _x0041_ as A

# The numbers of the formats in STYLES.
WHOLE, DECIMAL, DAY, HEAD, WRAPPED, COUNT = 1, 2, 3, 4, 5, 6
WIDTHS = {
    DataType.STRING: 24,
    DataType.INTEGER: 12,
    DataType.NUMBER: 18,
    DataType.DATE: 12,
    DataType.LIST: 32,
}

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATED = "application/vnd.openxmlformats-package.relationships+xml"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = f"""{XML}<styleSheet xmlns="{MAIN}">\
<numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.######"/>\
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">\
<alignment vertical="top" wrapText="1"/></xf>\
<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
</styleSheet>"""
RELATIONS = f"""{XML}<Relationships xmlns="{PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
SHEET_END = b"</sheetData></worksheet>"


def workbook_blocks(extract: Extract) -> Iterator[bytes]:
    """The whole file in blocks of bytes. Rows that are too many for a sheet go on in another."""
    said = extract.noted()
    archive = Archive(said.taken)
    title = IN_TITLE.sub(" ", said.title)
    names: list[str] = []
    rows = Rows(extract)
    while not names or rows.rest:
        names.append(title[:31] if not names else f"{title[:26]} {len(names) + 1}")
        yield from archive.add(f"xl/worksheets/sheet{len(names)}.xml", rows.sheet())
    names.append(_("About this file")[:31])
    notes = _notes(said.in_words())
    yield from archive.add(f"xl/worksheets/sheet{len(names)}.xml", [notes])
    for path, part in _parts(names):
        yield from archive.add(path, [part.encode()])
    yield archive.end()


class Rows:
    """The sheets of the rows, one after the other."""

    def __init__(self, extract: Extract) -> None:
        self.types = list(extract.types.values())
        self.names = list(extract.types)
        self.letters = [letters(number) for number in range(len(self.names))]
        self.blocks = extract.blocks
        self.rest: Block = []  # what goes onto the next sheet

    def sheet(self) -> Iterator[bytes]:
        yield self._head()
        number, size = 1, 0
        self.rest = self.rest or next(self.blocks, [])
        while self.rest and size < MOST_BYTES and number < MOST_ROWS:
            fits = MOST_ROWS - number
            block, self.rest = self.rest[:fits], self.rest[fits:]
            ready = self._rows(block, number + 1)
            number, size = number + len(block), size + len(ready)
            yield ready
            self.rest = self.rest or next(self.blocks, [])
        yield SHEET_END

    def _head(self) -> bytes:
        widths = (
            f'<col min="{number}" max="{number}" width="{WIDTHS[kind]}" customWidth="1"/>'
            for number, kind in enumerate(self.types, 1)
        )
        return (
            f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            f"</sheetView></sheetViews><cols>{''.join(widths)}</cols><sheetData>"
            f"{_row(1, self.letters, self.names, HEAD)}"
        ).encode()

    def _rows(self, block: Block, start: int) -> bytes:
        lines = []
        columns = list(zip(self.letters, self.types, strict=True))
        for number, row in enumerate(block, start):
            cells = [
                _cell(f"{letter}{number}", kind, value)
                for (letter, kind), value in zip(columns, row, strict=True)
                if value is not None and value != []
            ]
            lines.append(f'<row r="{number}">{"".join(cells)}</row>')
        return "".join(lines).encode()


def letters(number: int) -> str:
    """The name of a column, from 0: A, B, … Z, AA."""
    name = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name


def _cell(place: str, kind: DataType, value: Any) -> str:
    if kind is DataType.NUMBER or kind is DataType.INTEGER:
        text = plain(value)
        if kind is DataType.INTEGER:
            return f'<c r="{place}" s="{COUNT}"><v>{text}</v></c>'
        if kept(value):
            style = DECIMAL if "." in text else WHOLE
            return f'<c r="{place}" s="{style}"><v>{text}</v></c>'
        return _string(place, text)
    if kind is DataType.DATE and value >= FIRST_DAY:
        return f'<c r="{place}" s="{DAY}"><v>{(value - DAY_ZERO).days}</v></c>'
    return _string(place, plain(value))


def kept(number: Decimal) -> bool:
    """Whether the programs keep each digit of a number; they round what has more than 15."""
    short = Decimal(number).normalize()
    return len(short.as_tuple().digits) <= MOST_DIGITS and short.adjusted() < MOST_DIGITS


def _string(place: str, text: str, style: int = 0) -> str:
    text = cleaned(text)
    style_of = f' s="{style}"' if style else ""
    return f'<c r="{place}" t="inlineStr"{style_of}><is><t xml:space="preserve">{text}</t></is></c>'


def cleaned(text: str) -> str:
    """Text as XML: without the characters that it cannot hold, cut where a cell ends."""
    if len(text) > MOST_LETTERS // 2 and len(text.encode("utf-16-le")) > MOST_LETTERS * 2:
        kept = text.encode("utf-16-le")[: (MOST_LETTERS - 1) * 2]
        text = kept.decode("utf-16-le", "ignore") + "…"
    return escape(ESCAPED.sub("_x005F_", for_xml(text)), {"\r": "&#13;"})


def _row(number: int, places: Iterable[str], texts: Iterable[str], style: int) -> str:
    cells = (
        _string(f"{letter}{number}", text, style)
        for letter, text in zip(places, texts, strict=True)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _notes(lines: Sequence[tuple[str, str]]) -> bytes:
    rows = []
    for number, (name, text) in enumerate(lines, 1):
        cells = _string(f"A{number}", name, HEAD) + _string(f"B{number}", text, WRAPPED)
        rows.append(f'<row r="{number}">{cells}</row>')
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><cols><col min="1" max="1" width="22" customWidth="1"/>'
        f'<col min="2" max="2" width="90" customWidth="1"/></cols><sheetData>{"".join(rows)}'
    ).encode() + SHEET_END


def _parts(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What says which sheets there are. It comes after them: before, their number is unknown."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>"
    )
    yield "xl/workbook.xml", f"{XML}{workbook}"
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet"'
        f' Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    links += f'<Relationship Id="rId{len(names) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/>'
    related = f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    yield "xl/_rels/workbook.xml.rels", f"{XML}{related}"
    yield "xl/styles.xml", STYLES
    yield "_rels/.rels", RELATIONS
    parts = {"workbook.xml": "sheet.main", "styles.xml": "styles"}
    parts |= {f"worksheets/sheet{number}.xml": "worksheet" for number in numbers}
    kinds = '<Default Extension="xml" ContentType="application/xml"/>'
    kinds += f'<Default Extension="rels" ContentType="{RELATED}"/>'
    kinds += "".join(
        f'<Override PartName="/xl/{path}" ContentType="{KIND}.{kind}+xml"/>'
        for path, kind in parts.items()
    )
    yield "[Content_Types].xml", f'{XML}<Types xmlns="{PACKAGE}/content-types">{kinds}</Types>'
