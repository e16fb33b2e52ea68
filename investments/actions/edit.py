"""Saving one record without undoing what somebody else saved meanwhile."""

from django.db import transaction
from django.db.models import F

from investments.models import Reviewed


class StaleEditError(Exception):
    """The row was saved by somebody else, or deleted, since it was read."""


def save(*, row: Reviewed, read: int | None) -> None:
    """Save a row that was read at version `read`; StaleEditError if that is no longer its version.

    The version is checked by the very UPDATE that raises it, which locks the row until the end of
    the transaction: of two savers who both read version 3, one is refused, on either database.
    """
    with transaction.atomic():
        if read is None:
            raise StaleEditError
        same = type(row)._default_manager.filter(pk=row.pk, version=read)
        if not same.update(version=F("version") + 1):
            raise StaleEditError
        row.version = read + 1
        row.save()
