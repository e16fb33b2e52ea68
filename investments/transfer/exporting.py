"""Rows as files that import again: text (CSV) in blocks of bytes, workbooks (XLSX) with typed
cells, one model or the whole record. Rows stand above those that refer to them.
"""

import csv
import io
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Any

from django.db import models
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, NamedStyle
from openpyxl.utils import get_column_letter

from investments.columns.base import plain
from investments.exports import BLOCK_BYTES
from investments.models import Reviewed
from investments.models.base import CONTROL
from investments.transfer.cells import LONGEST, TOO_LONG, guarded, in_workbook
from investments.transfer.columns import carried, columns, kind_of, links, own_parent
from investments.transfer.resources import RecordField, resource_of

BLOCK = 500
IN_MEMORY = 4_000_000  # bytes of a file before it goes to the disk
WIDE, NARROW = 40, 18  # of a column, in characters
FORMATS = ("csv", "xlsx")


def fields(model: type[Reviewed]) -> list[RecordField]:
    return resource_of(model)().get_import_fields()


def headers(model: type[Reviewed]) -> list[str]:
    return [column.name for column in columns(model)]


def records(model: type[Reviewed], rows: Any = None) -> Iterator[list[Any]]:
    """The values of the rows, all by default, in the order of the columns; links as addresses.
    Two queries for five hundred rows."""
    every: Any = model._default_manager.all() if rows is None else rows
    every = every.order_by().select_related(None)
    written = fields(model)
    for keys in _in_order(model, every):
        block = model._default_manager.filter(pk__in=keys)
        found = _with_links(model, block)
        for pk in keys:
            if pk in found:
                yield [field.export(found[pk]) for field in written]


def _with_links(model: type[Reviewed], block: Any) -> dict[int, Any]:
    """The rows by key; of what they refer to, the address alone is read."""
    rows = {row.pk: row for row in block}
    for link in links(model):
        wanted = {getattr(row, link.attname) for row in rows.values()} - {None}
        target: Any = link.target
        known = {row.pk: row for row in target._default_manager.filter(pk__in=wanted).only("slug")}
        for row in rows.values():
            if (pk := getattr(row, link.attname)) is not None:
                link.field.set_cached_value(row, known[pk])
    return rows


def _in_order(model: type[Reviewed], rows: Any) -> Iterator[list[int]]:
    """Keys in blocks, by address, those that others of the kind refer to first."""
    parent = own_parent(model)
    if parent is None:
        yield from _keys(rows)
        return
    yield from _keys(rows.filter(**{f"{parent.name}__isnull": True}))
    above = dict(
        model._default_manager.filter(**{f"{parent.name}__isnull": False}).values_list(
            "pk", parent.attname
        )
    )
    by_depth: dict[int, list[int]] = defaultdict(list)
    for pk in (
        rows.filter(**{f"{parent.name}__isnull": False})
        .order_by("slug")
        .values_list("pk", flat=True)
    ):
        by_depth[_depth(pk, above)].append(pk)
    for depth in sorted(by_depth):
        for start in range(0, len(by_depth[depth]), BLOCK):
            yield by_depth[depth][start : start + BLOCK]


def _depth(pk: int, above: dict[int, int]) -> int:
    seen = {pk}
    while (pk := above.get(pk, 0)) and pk not in seen:
        seen.add(pk)
    return len(seen)


def _keys(rows: models.QuerySet[Any]) -> Iterator[list[int]]:
    block: list[int] = []
    for pk in rows.order_by("slug").values_list("pk", flat=True).iterator(chunk_size=2000):
        block.append(pk)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


# --- Text ----------------------------------------------------------------------------------------


def csv_blocks(model: type[Reviewed], rows: Any = None) -> Iterator[bytes]:
    """A file in blocks of bytes. It begins with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(headers(model))
    for values in records(model, rows):
        writer.writerow([guarded(plain(value)) for value in values])
        if text.tell() >= BLOCK_BYTES:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def whole_as_archive() -> IO[bytes]:
    """The whole record, a file of text for each model in the order in which they can be read."""
    target: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, model in enumerate(carried(), 1):
            with archive.open(f"{number:02d}_{kind_of(model)}.csv", "w") as part:
                for block in csv_blocks(model):
                    part.write(block)
    target.seek(0)
    return target


# --- Workbooks -----------------------------------------------------------------------------------


class Book:
    """A workbook that is written row by row and not kept in memory."""

    def __init__(self) -> None:
        self.book = Workbook(write_only=True)
        self.text = NamedStyle("text", number_format="@")
        self.book.add_named_style(self.text)

    def sheet(self, title: str, names: list[str], widths: list[int]) -> Any:
        sheet = self.book.create_sheet(title)
        sheet.freeze_panes = "B2"
        for at, width in enumerate(widths):
            sheet.column_dimensions[get_column_letter(at + 1)].width = width
        head = []
        for name in names:
            cell = WriteOnlyCell(sheet, value=name)
            cell.font = Font(bold=True)
            head.append(cell)
        sheet.append(head)
        return sheet

    def append(self, sheet: Any, values: list[Any]) -> None:
        """Text is typed as text, whatever it begins with, and stays so when it is edited."""
        row: list[Any] = []
        for value in values:
            typed = in_workbook(value)
            if not isinstance(typed, str):
                row.append(typed)
                continue
            if len(typed) > LONGEST or CONTROL.search(typed):
                typed = TOO_LONG
            cell = WriteOnlyCell(sheet, value=None)
            cell._value, cell.data_type = typed, "s"
            cell.style = "text"
            row.append(cell if typed else None)
        sheet.append(row)

    def file(self) -> IO[bytes]:
        target: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self.book.save(target)
        target.seek(0)
        return target


def widths(model: type[Reviewed]) -> list[int]:
    long = {column.name for column in columns(model) if column.is_text and not column.codes}
    return [WIDE if name in long else NARROW for name in headers(model)]


def as_workbook(model: type[Reviewed], rows: Any = None) -> IO[bytes]:
    book = Book()
    _write(book, model, rows)
    return book.file()


def whole_as_workbook() -> IO[bytes]:
    """The whole record, a sheet for each model in the order in which they can be read."""
    book = Book()
    for model in carried():
        _write(book, model)
    return book.file()


def _write(book: Book, model: type[Reviewed], rows: Any = None) -> None:
    sheet = book.sheet(kind_of(model), headers(model), widths(model))
    for values in records(model, rows):
        book.append(sheet, values)
