"""Pages by cursor: the next rows after those that were read, whatever has come or gone since.

A cursor holds the values that the last row is sorted by, signed for one list, filter and order.
It says nothing that the row did not, and nothing else can be made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import Q
from django.db.models.expressions import OrderBy

from investments.columns import Column, Row

SALT = "investments.api.cursor"
KEY = "sorted_by_{}"


class BrokenCursorError(Exception):
    """It was tampered with, or was made for something else."""


@dataclass(frozen=True)
class Cursor:
    """`values` are what the row beside the page is sorted by; `back` for the page before it."""

    values: tuple[Any, ...]
    back: bool = False

    @classmethod
    def read(cls, text: str, scope: str) -> Cursor:
        try:
            back, *values = _signer(scope).unsign_object(text)
            return cls(tuple(_value(one) for one in values), bool(back))
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise BrokenCursorError from error

    def write(self, scope: str) -> str:
        written = [int(self.back), *map(_written, self.values)]
        return _signer(scope).sign_object(written, compress=True)


def _signer(scope: str) -> signing.Signer:
    """Without the time: the same page has the same cursors, and so the same tag."""
    return signing.Signer(salt=f"{SALT}:{scope}")


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return ["n", str(value)]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    return value


def _value(written: Any) -> Any:
    if not isinstance(written, list):
        return written
    kind, text = written
    return Decimal(text) if kind == "n" else date.fromisoformat(text)


class Key(Column):
    """What rows are sorted by, as it is: to a column, an empty text is the unknown."""

    def values(self, row: Row) -> dict[str, Any]:
        return {self.name: (row[self.name],)}


class Order:
    """The order of a queryset, as columns to read and as conditions."""

    def __init__(self, queryset: Any) -> None:
        self.keys: Sequence[OrderBy] = queryset.query.order_by
        self.names = [KEY.format(number) for number, _key in enumerate(self.keys)]

    @property
    def columns(self) -> list[Column]:
        """What the rows are sorted by, to be read with them."""
        pairs = zip(self.names, self.keys, strict=True)
        return [Key(name=name, label="", path=key.expression) for name, key in pairs]

    def beyond(self, queryset: Any, cursor: Cursor) -> Any:
        """The rows after the cursor, or before it in reverse; the unknown stands last both ways."""
        if len(cursor.values) != len(self.keys):
            raise BrokenCursorError  # from before this list got another order
        named = {name: key.expression for name, key in zip(self.names, self.keys, strict=True)}
        condition = Q(pk__in=[])
        same = Q()
        for name, key, value in zip(self.names, self.keys, cursor.values, strict=True):
            condition |= same & _beyond(name, key, value, cursor.back)
            same &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
        rows = queryset.alias(**named).filter(condition)
        return rows.reverse() if cursor.back else rows


def _beyond(name: str, key: OrderBy, value: Any, back: bool) -> Q:
    null = Q(**{f"{name}__isnull": True})
    if value is None:
        return ~null if back else Q(pk__in=[])
    sign = "lt" if bool(key.descending) != back else "gt"
    found = Q(**{f"{name}__{sign}": value})
    return found if back else found | null


@dataclass(frozen=True)
class Slice:
    """The rows of a page by cursor, with the cursors of the pages beside it."""

    rows: list[dict[str, Any]]
    previous: Cursor | None
    following: Cursor | None


def cut(rows: list[dict[str, Any]], order: Order, cursor: Cursor | None, size: int) -> Slice:
    """A page from its rows and the one beyond them, as they were read. The values that they are
    sorted by are taken off."""
    more = len(rows) > size
    rows = rows[:size]
    back = cursor is not None and cursor.back
    if back:
        rows = rows[::-1]
    sorted_by = [tuple(row.pop(name)[0] for name in order.names) for row in rows]
    first = sorted_by[0] if sorted_by else cursor.values if cursor else ()
    last = sorted_by[-1] if sorted_by else first
    has_previous = more if back else cursor is not None
    has_following = True if back else more
    return Slice(
        rows,
        Cursor(first, back=True) if has_previous else None,
        Cursor(last) if has_following else None,
    )
