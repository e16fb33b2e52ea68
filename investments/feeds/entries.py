"""The rows of a list as entries of a feed, in the words of the list's own columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.urls import reverse

from investments.columns import Cell, Column, Row, read_rows
from investments.columns.kinds import FigureValue, Name
from investments.datasets import Dataset
from investments.feeds.atom import Entry
from investments.feeds.changes import first_published
from investments.languages import colon, either, list_comma
from investments.summaries import amount, claim, fitted

FEW = 3  # of the names in a cell
Absolute = Callable[[str], str]


def entries_of(
    dataset: Dataset,
    changed: Sequence[tuple[int, datetime]],
    shown: Sequence[Column],
    absolute: Absolute,
    identifier: Callable[[str, str], str],
) -> list[Entry]:
    """In the order of `changed`. Queries as many as a page of the list takes, and one. `identifier`
    makes one of a kind and a slug."""
    keys = [key for key, _when in changed]
    published = first_published(dataset.model, keys)
    rows = {row["pk"]: row for row in read(dataset, keys, shown)}
    found = []
    for key, when in changed:
        if row := rows.get(key):
            found.append(
                Entry(
                    identifier=identifier(dataset.kind, row["id"]),
                    address=absolute(reverse(dataset.url_name, args=[row["id"]])),
                    title=title(row),
                    summary=fitted(facts(row, shown)),
                    category=str(dataset.model._meta.verbose_name),
                    updated=when,
                    published=published.get(key),
                )
            )
    return found


def read(dataset: Dataset, keys: Sequence[int], shown: Sequence[Column]) -> list[Row]:
    """These rows as the list shows them, with what names them."""
    leading = [column for column in dataset.columns if isinstance(column, Name | FigureValue)]
    columns = [*(column for column in leading if column not in shown), *shown]
    rows = read_rows(dataset.rows().filter(pk__in=keys), columns)
    for column in columns:
        column.figures(rows)
    return rows


def title(row: Row) -> str:
    """The name of a record; of a figure what it says."""
    figure = row.get("value__figure")
    return claim(figure) if figure else either(row["name"], row["name_zh"])


def facts(row: Row, shown: Iterable[Column]) -> list[str]:
    """What the list shows of a row, without its name and what is not known."""
    cells = [column.cell(row) for column in shown if not isinstance(column, Name | FigureValue)]
    return [f"{cell.label}{colon()}{text}" for cell in cells if (text := _words(cell))]


def _words(cell: Cell) -> str:
    if cell.figure:
        return amount(cell.figure)
    if cell.links:
        names = [link.text for link in cell.links[:FEW]]
        more = "…" if len(cell.links) > FEW else ""
        return list_comma().join(names) + more
    return cell.text
