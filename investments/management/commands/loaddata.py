"""`loaddata` that says which row is wrong and why, and leaves derived columns and the search
index right.

All or nothing, as Django's own: one transaction over all files named.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import DatabaseError, models

from investments.actions import last_change, refresh
from investments.models import Reviewed


class Command(loaddata.Command):
    def loaddata(self, fixture_labels: Sequence[str]) -> None:
        with last_change.ending():
            self._load(fixture_labels)

    def _load(self, fixture_labels: Sequence[str]) -> None:
        self._fixture = ""
        self._loaded: list[tuple[str, Reviewed]] = []
        try:
            super().loaddata(fixture_labels)
        except DeserializationError as error:
            raise CommandError(f"{self._fixture}: {_readable(error)}") from error
        for fixture, row in self._loaded:
            try:
                # The database has checked the constraints; this is what it cannot say.
                row.clean_fields()
                row.clean()
            except ValidationError as error:
                raise CommandError(f"{fixture}: {_row(row)}: {_messages(error)}") from error
        if self._loaded:
            refresh.everything()

    def load_label(self, fixture_label: str) -> None:
        self._fixture = fixture_label
        super().load_label(fixture_label)

    def save_obj(self, obj: DeserializedObject) -> bool:
        row = obj.object
        if not isinstance(row, Reviewed):
            return super().save_obj(obj)
        for field, key in (obj.deferred_fields or {}).items():
            raise CommandError(
                f"{self._fixture}: {_row(row)}: {field.name} refers to {key}, which is in no "
                "file loaded before this row. Correct the name, or move the row after it."
            )
        try:
            saved = super().save_obj(obj)
        except (DatabaseError, ValueError, ValidationError) as error:
            raise CommandError(f"{self._fixture}: {_row(row)}: {_reason(row, error)}") from error
        self._loaded.append((self._fixture, row))
        return saved


def _row(row: models.Model) -> str:
    return f"{row._meta.verbose_name} “{getattr(row, 'slug', row.pk)}”"


def _reason(row: models.Model, error: Exception) -> str:
    text = str(error)
    for constraint in row._meta.constraints:
        if constraint.name in text:
            return f"{constraint.violation_error_message} ({constraint.name})"
    return text


def _messages(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
    return " ".join(error.messages)


def _readable(error: DeserializationError) -> str:
    cause = error.__cause__
    return f"{error}" if cause is None else f"{error} ({cause})"
