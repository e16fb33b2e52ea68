"""Publishing and withdrawing records: all that were asked for, or none."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from investments.actions import edit, permits
from investments.actions.changesets import change_set
from investments.actions.permits import Act
from investments.choices import ChangeKind, State
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


def submit(*, rows: Iterable[Reviewed], user: User) -> int:
    """Hand these drafts to review; returns how many were not yet there."""
    return _change_state(rows, Act.SUBMIT, State.IN_REVIEW, user)


def send_back(*, rows: Iterable[Reviewed], user: User, comment: str) -> int:
    """Give these back to who wrote them, with what is to be done."""
    return _change_state(rows, Act.SEND_BACK, State.DRAFT, user, comment)


def publish(*, rows: Iterable[Reviewed], user: User, comment: str = "") -> int:
    """Publish these rows; returns how many were not yet. Each is validated whole (some twenty
    queries) and saved with its history; one that fails leaves all as they were."""
    return _change_state(rows, Act.PUBLISH, State.PUBLISHED, user, comment)


def withdraw(*, rows: Iterable[Reviewed], user: User, comment: str = "") -> int:
    """Take these rows from the public; returns how many were not yet withdrawn."""
    return _change_state(rows, Act.WITHDRAW, State.WITHDRAWN, user, comment)


def _change_state(
    rows: Iterable[Reviewed], act: Act, state: State, user: User, comment: str = ""
) -> int:
    waiting = [row for row in rows if row.state != state]
    refusals = []
    with change_set(kind=ChangeKind.PUBLISH, user=user, reason=comment):
        forbidden = _forbidden(user, act, waiting)
        for row in waiting:
            reason = forbidden.get((type(row), row.pk))
            if reason:
                refusals.append(Refusal(row, (reason,)))
                continue
            row.state = state
            row._history_user = user  # type: ignore[attr-defined]
            row._change_reason = comment  # type: ignore[attr-defined]
            try:
                if state == State.PUBLISHED:
                    row.full_clean()
                edit.save(row=row, read=row.version)
            except ValidationError as error:
                refusals.append(Refusal(row, tuple(error.messages)))
            except edit.StaleEditError:
                reason = _("Somebody changed it a moment ago: look at it again.")
                refusals.append(Refusal(row, (reason,)))
        if refusals:
            raise RefusedError(refusals)
    return len(waiting)


def _forbidden(user: User, act: Act, rows: list[Reviewed]) -> dict[tuple[type, int], str]:
    found = {}
    for model in {type(row) for row in rows}:
        of_model = [row for row in rows if type(row) is model]
        for pk, reason in permits.refusals(user, act, of_model).items():
            found[model, pk] = reason
    return found
