"""The record as it would be if a draft were published: really published, for the length of one
page, in a transaction that is always rolled back. So the preview is the page, whatever it shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from investments.choices import State
from investments.models import Identity, Reviewed, Sourced

SHOWN = 500  # statements of one identity
Known = dict[tuple[type, int], Reviewed]
TO_COME = (State.DRAFT, State.IN_REVIEW)


@contextmanager
def published_for_now(row: Reviewed) -> Iterator[list[Reviewed]]:
    """Publish a row, the unpublished that it stands on, and an identity's statements with theirs;
    gives what was published. IntegrityError where the database would refuse it."""
    with transaction.atomic():
        known: Known = {_key(row): row}
        done: list[Reviewed] = []
        for wanted in [row, *_statements(row)]:
            _publish(wanted, known, done)
        row.refresh_from_db()
        yield done
        transaction.set_rollback(True)


def _key(row: Reviewed) -> tuple[type, int]:
    return type(row), row.pk


def _publish(row: Reviewed, known: Known, done: list[Reviewed]) -> None:
    for name in row.public_with:
        below = getattr(row, name)
        if below is not None:
            # One object a row: whether it is public must be seen by all that stand on it.
            same = known.setdefault(_key(below), below)
            setattr(row, name, same)
            _publish(same, known, done)
    if row.state in TO_COME and not _unsourced(row):
        row.state = State.PUBLISHED
        row.save()
        done.append(row)


def _unsourced(row: Reviewed) -> bool:
    return isinstance(row, Sourced) and row.source_id is None


def _statements(row: Reviewed) -> Iterator[Any]:
    if not isinstance(row, Identity):
        return
    for relation in row._meta.related_objects:
        statement: Any = relation.related_model
        if isinstance(statement, type) and issubclass(statement, Sourced):
            to_come = statement.objects.filter(state__in=TO_COME, source__isnull=False)
            links = [link.name for link in _links(statement)]
            about = to_come.filter(**{relation.field.name: row.pk}).select_related(*links)
            yield from about[:SHOWN]


def _links(model: type[models.Model]) -> list[Any]:
    return [link for link in model._meta.concrete_fields if link.is_relation]
