"""Comma-separated values, and JSON as one object or as a line a row.

Text is gathered into blocks of 64 KB: sent line by line it takes 47 times as long.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from json.encoder import encode_basestring
from typing import Any

from investments.columns import DataType, plain
from investments.exports.rows import Extract

BLOCK_BYTES = 64 * 1024
# Spreadsheets of East Asia also run what begins with the wide forms.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def defused(text: str) -> str:
    """Text that a spreadsheet would run as a formula, made text by an apostrophe; numbers stay."""
    if text.startswith(FORMULA) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_blocks(extract: Extract) -> Iterator[bytes]:
    """Begins with the mark by which spreadsheets know UTF-8. The header goes out at once."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(extract.types)
    yield b"\xef\xbb\xbf" + _taken(text)
    for block in extract.blocks:
        writer.writerows([defused(plain(value)) for value in row] for row in block)
        if text.tell() >= BLOCK_BYTES:
            yield _taken(text)
    yield _taken(text)


def ndjson_blocks(extract: Extract) -> Iterator[bytes]:
    """One object a line."""
    text = io.StringIO()
    for line in _objects(extract):
        text.write(line)
        text.write("\n")
        if text.tell() >= BLOCK_BYTES:
            yield _taken(text)
    yield _taken(text)


def json_blocks(extract: Extract) -> Iterator[bytes]:
    """{"meta": …, "rows": […]}, complete only with its last bracket."""
    columns = [{"name": name, "type": kind.value} for name, kind in extract.types.items()]
    notes = extract.notes.for_machines() if extract.notes else {}
    meta = {**notes, "columns": columns}
    yield f'{{"meta": {json.dumps(meta, ensure_ascii=False)},\n"rows": ['.encode()
    text = io.StringIO()
    between = "\n"
    for line in _objects(extract):
        text.write(between)
        text.write(line)
        between = ",\n"
        if text.tell() >= BLOCK_BYTES:
            yield _taken(text)
    text.write("\n]}\n")
    yield _taken(text)


def _objects(extract: Extract) -> Iterator[str]:
    """Rows as JSON. Numbers are written digit by digit: no float ever holds one."""
    parts = [
        (f"{encode_basestring(name)}: ", WRITERS[kind]) for name, kind in extract.types.items()
    ]
    for block in extract.blocks:
        for row in block:
            pairs = zip(parts, row, strict=True)
            cells = [
                f"{name}null" if value is None else name + write(value)
                for (name, write), value in pairs
            ]
            yield f"{{{', '.join(cells)}}}"


def _string(value: Any) -> str:
    return encode_basestring(plain(value))


def _list(value: list[Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


WRITERS: dict[DataType, Callable[[Any], str]] = {
    DataType.STRING: _string,
    DataType.INTEGER: plain,
    DataType.NUMBER: plain,
    DataType.DATE: _string,
    DataType.LIST: _list,
}


def _taken(text: io.StringIO) -> bytes:
    found = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return found
