"""The rows of a download, read in blocks and typed; every format is written from the same ones."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

from investments.columns import Column, DataType, Row
from investments.columns.base import reader
from investments.exports.notes import Notes

BLOCK_ROWS = 500  # read at once, so that columns with several values take one query for them all
Block = list[list[Any]]  # rows of values in the order of the columns; None is the unknown


@dataclass(frozen=True)
class Extract:
    """What a file is written from. `types` are those of its columns, in their order; `blocks` can
    be read once; `notes` are None for the formats that have no place for them. `file_name` has no
    ending."""

    file_name: str
    types: dict[str, DataType]
    blocks: Iterator[Block]
    notes: Notes | None = None

    def noted(self) -> Notes:
        """For the formats that have a place for them."""
        if self.notes is None:
            raise ValueError("This format takes notes.")
        return self.notes


def types(columns: Sequence[Column], first: Sequence[str] = ()) -> dict[str, DataType]:
    """Header → type: those named `first`, then the others in the order of the columns."""
    every: dict[str, DataType] = {}
    for column in columns:
        every |= column.types()
    return {name: every[name] for name in (*first, *(one for one in every if one not in first))}


def blocks_of_rows(queryset: Any, columns: Sequence[Column]) -> Iterator[list[Row]]:
    """All rows in blocks, read by one query that is not kept in memory."""
    names, sources = reader(columns)
    block: list[Row] = []
    with _read_on(queryset.db):
        for values in queryset.values_list(*sources).iterator(chunk_size=BLOCK_ROWS):
            block.append(dict(zip(names, values, strict=True)))
            if len(block) == BLOCK_ROWS:
                yield _complete(block, columns)
                block = []
        if block:
            yield _complete(block, columns)


def _read_on(database: str) -> AbstractContextManager[Any]:
    """PostgreSQL gives rows while it finds them within a transaction alone: a cursor that is to
    outlive one is filled first, with a million rows for fifteen seconds. On SQLite a transaction
    would keep writers out."""
    connection = connections[database]
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        return transaction.atomic(using=database)
    return nullcontext()


def _complete(block: list[Row], columns: Sequence[Column]) -> list[Row]:
    for column in columns:
        column.blocks(block)
    return block


def blocks_of_values(
    queryset: Any, columns: Sequence[Column], headers: Sequence[str]
) -> Iterator[Block]:
    """The values under these headers, labels in the active language."""
    for block in blocks_of_rows(queryset, columns):
        found = []
        for row in block:
            values: dict[str, Any] = {}
            for column in columns:
                values.update(column.values(row))
            found.append([None if values[name] == "" else values[name] for name in headers])
        yield found
