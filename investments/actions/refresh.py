"""Everything that is derived, made anew: after loads, which bypass signals, and after migrations,
which may add a column that no row has filled yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models.signals import post_migrate

from investments.actions import derive, known, last_change, names, public, search, slugs
from investments.actions.deferral import Touched, touching
from investments.actions.schema import is_behind

# Each may read what those before it wrote.
ORDER = (names, public, known, derive, search)


def everything() -> int:
    """All or nothing; returns how many rows changed."""
    with transaction.atomic():
        return sum(module.refresh_all() for module in ORDER)


@contextmanager
def deferred(*, discard: bool = False) -> Iterator[None]:
    """A transaction in which what follows from saved and deleted rows is made once, at its end,
    and is then what it would be had it been made after each. Versions are written as always.
    Within it the derived columns and the search index are behind. One within another joins it.

    `discard` leaves that out, for a transaction that is undone.
    """
    with transaction.atomic(), last_change.ending():
        if touching.get() is not None:
            yield
            return
        touched = Touched()
        token = touching.set(touched)
        try:
            yield
        finally:
            touching.reset(token)
        if not discard:
            for module in (slugs, public, known, derive, search):
                module.refresh_touched(touched)


def _after_migrations(plan: Any = (), using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    forwards = [step for step, backwards in plan if not backwards]
    if any(step.app_label == "investments" for step in forwards) and not is_behind(using):
        everything()


def connect(app: Any) -> None:
    """Listen for the end of migrations."""
    post_migrate.connect(_after_migrations, sender=app, dispatch_uid="refresh")
