"""What names are sorted by in Chinese; set on every save, made here for rows that have none yet."""

from collections.abc import Iterator

from django.apps import apps
from django.db import transaction

from investments.languages import collation_key
from investments.models import Identity
from investments.models.base import SORT_LENGTH

BLOCK = 500


def _stale(model: type[Identity]) -> Iterator[Identity]:
    rows = model._default_manager.only("pk", "name", "name_zh", "name_zh_sort")
    for row in rows.iterator(chunk_size=BLOCK):
        wanted = collation_key(row.name_zh or row.name)[:SORT_LENGTH]
        if row.name_zh_sort != wanted:
            row.name_zh_sort = wanted
            yield row


def _identities() -> Iterator[type[Identity]]:
    for model in apps.get_app_config("investments").get_models():
        if issubclass(model, Identity):
            yield model


def refresh_all() -> int:
    """Correct the column everywhere. No history and no new version: nothing was said anew."""
    changed = 0
    with transaction.atomic():
        for model in _identities():
            rows = list(_stale(model))
            model._default_manager.bulk_update(rows, ["name_zh_sort"], batch_size=BLOCK)
            changed += len(rows)
    return changed


def all_stale() -> Iterator[tuple[type[Identity], int]]:
    """Rows whose column is wrong: model and primary key."""
    for model in _identities():
        for row in _stale(model):
            yield model, row.pk
