"""The package as one SQLite file: the same tables with types, primary and foreign keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from investments.package.tables import Block, Table

# The names are SQLite's: numbers are NUMERIC, so that they can be added up.
TYPES = {
    "string": "TEXT",
    "date": "TEXT",
    "integer": "INTEGER",
    "boolean": "INTEGER",
    "number": "NUMERIC",
}
LARGEST = 2**63 - 1


class BrokenDataError(Exception):
    """The rows do not agree with what the tables declare; nothing is published of them."""


def quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def stored(value: Any) -> Any:
    """A value as SQLite takes it. Whole numbers are exact; of fractions it keeps 15 digits."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) <= LARGEST
        return int(value) if whole else float(value)
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def definition(table: Table) -> str:
    """What makes the table."""
    parts = []
    for field in table.fields:
        words = [quoted(field.name), TYPES[field.type]]
        if field.required:
            words.append("NOT NULL")
        parts.append(" ".join(words))
    parts.append(f"PRIMARY KEY ({_listed(table.key)})")
    parts += [f"UNIQUE ({_listed(names)})" for names in table.unique]
    for own, target, theirs in links(table):
        parts.append(
            f"FOREIGN KEY ({_listed(own)}) REFERENCES {quoted(target)} ({_listed(theirs)})"
        )
    body = ",\n  ".join(parts)
    return f"CREATE TABLE {quoted(table.name)} (\n  {body}\n)"


def links(table: Table) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """All foreign keys: own fields, the table, its fields."""
    single = [((field.name,), field.target, ("slug",)) for field in table.fields if field.target]
    return [*single, *table.links]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(quoted, names))


class Database:
    """Written in one transaction. The same rows give the same bytes."""

    def __init__(self, path: Path, tables: Iterable[Table]) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("page_size=4096", "journal_mode=OFF", "synchronous=OFF"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("BEGIN")
        for table in tables:
            self.connection.execute(definition(table))

    def add(self, table: Table, block: Block) -> None:
        marks = ", ".join("?" * len(table.fields))
        rows = ([stored(value) for value in row] for row in block)
        insert = f"INSERT INTO {quoted(table.name)} VALUES ({marks})"  # noqa: S608
        try:
            self.connection.executemany(insert, rows)
        except sqlite3.IntegrityError as error:
            raise BrokenDataError(f"{table.name}: {error}") from error

    def end(self) -> None:
        """Proved before it is published: every key leads somewhere."""
        self.connection.execute("COMMIT")
        wrong = self.connection.execute("PRAGMA foreign_key_check").fetchall()
        if wrong:
            raise BrokenDataError(f"keys that lead nowhere: {wrong[:5]}")
        self.connection.close()

    def drop(self) -> None:
        with closing(self.connection):
            pass
