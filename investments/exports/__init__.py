"""Downloads of the public lists: the whole filter, raw values, sent while they are written.

A list is read once (`Extract`: types, blocks of rows, notes), and each format is a function that
makes bytes of it. Values come typed from the columns, so that no format can differ from another.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from investments.exports.archive import zip_blocks
from investments.exports.feeds import FEEDS, Feed, feeds_of
from investments.exports.notes import LICENCE_URL, Notes
from investments.exports.rows import BLOCK_ROWS, Extract, blocks_of_rows, blocks_of_values, types
from investments.exports.spreadsheet import workbook_blocks
from investments.exports.text import (
    BLOCK_BYTES,
    FORMULA,
    NUMBER,
    csv_blocks,
    defused,
    json_blocks,
    ndjson_blocks,
)

__all__ = [
    "BLOCK_BYTES",
    "BLOCK_ROWS",
    "FEEDS",
    "FORMATS",
    "FORMULA",
    "LICENCE_URL",
    "NUMBER",
    "Extract",
    "Feed",
    "Format",
    "Notes",
    "blocks_of_rows",
    "blocks_of_values",
    "csv_blocks",
    "defused",
    "feeds_of",
    "spoken",
    "stream",
    "types",
]


@dataclass(frozen=True)
class Format:
    """`label` is what a link is called. `noted`: whether it has a place for the notes, which take
    a count of the rows. `machines`: whether errors are told as problem details."""

    label: str | Promise
    content_type: str
    write: Callable[[Extract], Iterator[bytes]]
    noted: bool = False
    machines: bool = False


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", "text/csv; charset=utf-8", csv_blocks),
    "xlsx": Format(
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        workbook_blocks,
        noted=True,
    ),
    "json": Format("JSON", "application/json", json_blocks, noted=True, machines=True),
    "ndjson": Format("NDJSON", "application/x-ndjson", ndjson_blocks, machines=True),
    "zip": Format(gettext_lazy("CSV with notes"), "application/zip", zip_blocks, noted=True),
}


def stream(file_format: Format, extract: Extract) -> Iterator[bytes]:
    """The file in the language that is active now: that of the request is gone by the time that
    its answer is sent."""
    return spoken(file_format.write(extract))


def spoken(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Blocks in the language that is active now."""
    return _spoken(blocks, translation.get_language())


def _spoken(blocks: Iterator[bytes], language: str | None) -> Iterator[bytes]:
    while True:
        with translation.override(language):
            block = next(blocks, None)
        if block is None:
            return
        yield block
