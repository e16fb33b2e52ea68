"""Files for tests of imports and exports, and the way of one through its steps."""

import csv
import io
from collections.abc import Iterable
from typing import IO, Any

from investments.models import ImportRun
from investments.transfer import runs


def table(*rows: Iterable[Any], encoding: str = "utf-8", separator: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def read(content: IO[bytes]) -> bytes:
    with content:
        return content.read()


def checked(data: bytes, kind: str = "", user: Any = None, name: str = "rows.csv") -> ImportRun:
    run = runs.receive(data=data, name=name, user=user, kind=kind)
    assert runs.obstacles(run) == []
    list(runs.check(run=run, user=user))
    run.refresh_from_db()
    return run


def imported(
    data: bytes, kind: str = "", user: Any = None, reason: str = "", name: str = "rows.csv"
) -> ImportRun:
    run = checked(data, kind, user, name)
    assert run.state == "checked", said(run)
    list(runs.write(run=run, user=user, reason=reason))
    run.refresh_from_db()
    return run


def said(run: ImportRun) -> list[tuple[int, str, str]]:
    """The errors: row, column, and what is wrong."""
    return [(one["row"], one["column"], one["said"]) for one in run.report.get("errors", [])]


def counts(run: ImportRun) -> dict[str, int]:
    return {name: count for name, count in run.report["counts"].items() if count}
