"""Many rows saved together, and what follows from them made once at the end, not after each.

`refresh.deferred` opens it. The signal handlers of `public`, `known`, `derive` and `search` then
only note which rows were touched, and what hung on them before; each refreshes those afterwards.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models

BLOCK = 500
Keys = dict[type[models.Model], set[int]]


def _keys() -> Keys:
    return defaultdict(set)


@dataclass
class Touched:
    """Rows that were saved or deleted; identities that they named and events and projects that
    they concerned, as they were before; addresses that new records took, by their kind."""

    rows: Keys = field(default_factory=_keys)
    named: Keys = field(default_factory=_keys)
    concerned: Keys = field(default_factory=_keys)
    taken: dict[str, list[str]] = field(default_factory=dict)

    def note(self, row: models.Model) -> None:
        if row.pk:
            self.rows[type(row)].add(row.pk)

    def blocks(self, model: type[models.Model]) -> Iterator[list[int]]:
        return in_blocks(self.rows.get(model, ()))


def in_blocks(keys: Iterable[int]) -> Iterator[list[int]]:
    """As many at a time as a database takes in one query."""
    listed = sorted(keys)
    for start in range(0, len(listed), BLOCK):
        yield listed[start : start + BLOCK]


touching: ContextVar[Touched | None] = ContextVar("touching", default=None)


def merge(into: dict[Any, set[int]], keys: dict[Any, set[int]]) -> None:
    for model, found in keys.items():
        into[model] |= found
