"""The reading date: the day as of which the record is read, or none for all that is known.

Like the active language it belongs to the request, and whatever asks for published rows follows
it: only sources published by then count, and only what they name exists. Judgements (which
statement is preferred or deprecated) are today's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

_as_known_on: ContextVar[date | None] = ContextVar("as_known_on", default=None)


def reading_date() -> date | None:
    return _as_known_on.get()


@contextmanager
def as_known_on(day: date | None) -> Iterator[None]:
    """Read the record as known on this day; None for all that is known."""
    token = _as_known_on.set(day)
    try:
        yield
    finally:
        _as_known_on.reset(token)


def held(blocks: Iterable[bytes], day: date | None) -> Iterator[bytes]:
    """A streamed answer that is read as of this day although its request is over by then."""
    source = iter(blocks)
    while True:
        with as_known_on(day):
            block = next(source, None)
        if block is None:
            return
        yield block
