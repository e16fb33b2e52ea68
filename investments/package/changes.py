"""What differs between two versions of the package: rows that came, changed and went, by table.

Read from the two files themselves, so that it says what the public has seen and nothing else.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from investments.package.database import quoted
from investments.package.tables import Table

NAMED = 12  # rows of a table that are kept by address
KINDS = ("added", "changed", "removed")


def differences(old: Path, new: Path, tables: list[Table]) -> dict[str, Any]:
    """Table → {"added": …, "changed": …, "removed": …}: how many, and the first keys of what is
    there now. Tables that are made from others are left out. What went is only counted."""
    found = {}
    with closing(sqlite3.connect(f"file:{new}?mode=ro", uri=True)) as connection:
        connection.execute("ATTACH ? AS old", [f"file:{old}?mode=ro"])
        for table in tables:
            if table.model is not None and (told := _of(connection, table)):
                found[table.name] = told
    return found


def _of(connection: sqlite3.Connection, table: Table) -> dict[str, Any]:
    """The names are those of the declarations, quoted."""
    name, key = quoted(table.name), quoted(table.key[0])
    common = _columns(connection, "main", table.name) & _columns(connection, "old", table.name)
    listed = ", ".join(quoted(column) for column in sorted(common))
    if not common:  # the table is new
        asked = {"added": f"SELECT {key} FROM main.{name}"}  # noqa: S608
    else:
        now, then = (f"FROM {schema}.{name}" for schema in ("main", "old"))
        asked = {
            "added": f"SELECT {key} {now} EXCEPT SELECT {key} {then}",
            "changed": f"SELECT {key} FROM (SELECT {listed} {now} EXCEPT SELECT {listed} {then})"  # noqa: S608
            f" WHERE {key} IN (SELECT {key} {then})",
            "removed": f"SELECT {key} {then} EXCEPT SELECT {key} {now}",
        }
    return _told(
        **{
            kind: [row[0] for row in connection.execute(f"{query} ORDER BY 1")]
            for kind, query in asked.items()
        }
    )


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({quoted(table)})")}


def _told(**keys: list[str]) -> dict[str, Any]:
    counts: dict[str, Any] = {kind: len(keys[kind]) for kind in KINDS if keys.get(kind)}
    if counts:
        counts["keys"] = {
            kind: keys[kind][:NAMED] for kind in ("added", "changed") if keys.get(kind)
        }
    return counts
