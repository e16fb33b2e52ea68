"""Publishing and withdrawing records: all that were asked for, or none."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from investments.actions import edit
from investments.choices import State
from investments.models import Reviewed

User = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True)
class Refusal:
    """A row that cannot change its state, and why, in words for the person who asked."""

    row: Reviewed
    reasons: tuple[str, ...]


class RefusedError(Exception):
    """Nothing was changed, because of these rows."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(f"{len(refusals)} rows refused")
        self.refusals = refusals


def publish(*, rows: Iterable[Reviewed], user: User) -> int:
    """Publish these rows; returns how many were not yet. Each is validated whole (some twenty
    queries) and saved with its history; one that fails leaves all as they were."""
    return _change_state(rows, State.PUBLISHED, user)


def withdraw(*, rows: Iterable[Reviewed], user: User) -> int:
    """Take these rows from the public; returns how many were not yet withdrawn."""
    return _change_state(rows, State.WITHDRAWN, user)


def _change_state(rows: Iterable[Reviewed], state: State, user: User) -> int:
    changed, refusals = 0, []
    with transaction.atomic():
        for row in rows:
            if row.state == state:
                continue
            row.state = state
            row._history_user = user  # type: ignore[attr-defined]
            try:
                if state == State.PUBLISHED:
                    row.full_clean()
                edit.save(row=row, read=row.version)
            except ValidationError as error:
                refusals.append(Refusal(row, tuple(error.messages)))
            except edit.StaleEditError:
                reason = _("Somebody changed it a moment ago: look at it again.")
                refusals.append(Refusal(row, (reason,)))
            changed += 1
        if refusals:
            raise RefusedError(refusals)
    return changed
