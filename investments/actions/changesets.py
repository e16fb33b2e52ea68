"""Changes as their author meant them: all rows of one save, import or merge together; and undone
together, a row at a time and backwards, so that every state on the way has been before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.dispatch import Signal
from django.utils.translation import gettext as _
from simple_history.signals import pre_create_historical_record

from investments.actions import permits
from investments.actions.permits import Act
from investments.choices import ChangeKind, State
from investments.models import ChangeSet, Reviewed
from investments.models.change_set import REASON_LENGTH

CREATED, CHANGED, DELETED = "+", "~", "-"
# What undoing a version of each sort is, by hand.
ACTS = {CREATED: Act.DELETE, CHANGED: Act.CHANGE, DELETED: Act.ADD}
NAMED = 20  # rows that a refusal names
BLOCK = 500
# Sent within the transaction, after every version was stepped back: `change`, undone by `by`.
undone = Signal()


@dataclass
class Open:
    """A change that is being made. `order` counts the versions it has written."""

    stored: ChangeSet
    order: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    deleted: set[tuple[str, int]] = field(default_factory=set)

    def row(self) -> ChangeSet | None:
        """None where nothing was changed."""
        return self.stored if self.order else None


_open: ContextVar[Open | None] = ContextVar("change_set", default=None)


@contextmanager
def change_set(
    *, kind: ChangeKind, user: Any, reason: str = "", undoes: ChangeSet | None = None
) -> Iterator[Open]:
    """A transaction whose versions belong together. One within another joins it. Two queries more
    than what is done inside; nothing stays of a change that wrote no version."""
    outer = _open.get()
    with transaction.atomic():
        if outer is not None:
            yield outer
            return
        author = user if user is not None and user.is_authenticated else None
        current = Open(
            ChangeSet.objects.create(
                kind=kind, by=author, reason=reason[:REASON_LENGTH], undoes=undoes
            )
        )
        token = _open.set(current)
        try:
            yield current
        finally:
            _open.reset(token)
        if current.order:
            current.stored.counts = current.counts
            current.stored.save(update_fields=["counts", "model", "row"])
        else:
            current.stored.delete()


def _before_version(sender: Any, instance: Any, history_instance: Any, **kwargs: Any) -> None:
    current = _open.get()
    if current is None:
        return
    current.order += 1
    history_instance.change_set = current.stored
    history_instance.change_order = current.order
    name = instance._meta.model_name
    if current.order == 1:
        current.stored.model, current.stored.row = name, instance.pk
    current.counts[name] = current.counts.get(name, 0) + 1
    if history_instance.history_type == DELETED:
        current.deleted.add((name, instance.pk))
    else:
        current.deleted.discard((name, instance.pk))
    if history_instance.history_user is None:
        history_instance.history_user = current.stored.by
    if not history_instance.history_change_reason:
        history_instance.history_change_reason = current.stored.reason or None


def connect() -> None:
    """Listen for every version that is about to be written."""
    pre_create_historical_record.connect(_before_version, dispatch_uid="change sets")


# --- Undoing ------------------------------------------------------------------------------------


class CannotUndoError(Exception):
    """Nothing was undone, for these reasons, in words for the person who asked."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def versioned() -> list[Any]:
    """The models that keep versions."""
    found = apps.get_app_config("investments").get_models()
    return [model for model in found if hasattr(model, "history")]


def versions(change: ChangeSet, limit: int | None = None) -> list[Any]:
    """What a change wrote, in order; the first of it with a limit. One query a model."""
    found: list[Any] = []
    for name in change.counts:
        of_model = apps.get_model("investments", name).history.filter(change_set=change)
        found += of_model.order_by("change_order")[:limit]
    return sorted(found, key=lambda version: version.change_order)[:limit]


def obstacles(change: ChangeSet, user: Any) -> list[str]:
    """Why somebody cannot undo this, in sentences; none if they can. Two queries a model."""
    written = versions(change)
    if refused := _not_allowed(change, user):
        return [refused]
    found = []
    try:
        earlier = predecessors(written)
    except CannotUndoError as error:
        return error.reasons
    for model, of_model in _by_model(written).items():
        found += _changed_later(model, of_model)
        if issubclass(model, Reviewed):
            found += _forbidden(change, model, of_model, earlier, user)
        elif not all(permits.may(user, act, model) for act in ACTS.values()):
            found.append(_("Your role does not let you undo this."))
    return found


def undo(*, change: ChangeSet, user: Any, reason: str = "") -> ChangeSet | None:
    """Bring back what was before a change, as a change of its own; CannotUndoError where
    something stands in the way, with nothing undone. `version` goes on counting."""
    with change_set(kind=ChangeKind.UNDO, user=user, reason=reason, undoes=change) as current:
        _lock(change)
        if reasons := obstacles(change, user):
            raise CannotUndoError(reasons)
        written = versions(change)
        try:
            # Of its own, so that the queries after a refusal of the database still run.
            with transaction.atomic():
                earlier = predecessors(written)
                for version in reversed(written):
                    _step_back(version, earlier, user, reason)
                undone.send(sender=ChangeSet, change=change, by=current.stored)
        except (ProtectedError, RestrictedError) as error:
            others = error.args[1]
            raise CannotUndoError([_in_use(row) for row in list(others)[:NAMED]]) from error
        except DatabaseError as error:
            message = _("The record has changed since in a way that does not let this come back.")
            raise CannotUndoError([message]) from error
        own = {(version.instance_type._meta.model_name, version.id) for version in written}
        if others := current.deleted - own:
            raise CannotUndoError([_goes_too(name, pk) for name, pk in sorted(others)[:NAMED]])
    return current.row()


def _lock(change: ChangeSet) -> None:
    """Whoever edits one of the rows meanwhile waits for the end, or is waited for: what is looked
    at below is what is undone. A query a block."""
    for model, written in _by_model(versions(change)).items():
        ids = sorted({version.id for version in written})
        for start in range(0, len(ids), BLOCK):
            rows = model._default_manager.filter(pk__in=ids[start : start + BLOCK])
            list(rows.order_by("pk").select_for_update().values_list("pk"))


def _step_back(version: Any, earlier: dict[Any, Any], user: Any, reason: str) -> None:
    model = version.instance_type
    if version.history_type == CREATED:
        row = model._default_manager.get(pk=version.id)
        row._history_user, row._change_reason = user, reason
        row.delete()
        return
    before = version if version.history_type == DELETED else earlier[key(version)]
    row = model(**{name.attname: getattr(before, name.attname) for name in model._meta.fields})
    row._history_user, row._change_reason = user, reason
    row._restoring = True  # no new redirect from the address that it loses
    if version.history_type == DELETED:
        row.save(force_insert=True)
        return
    if isinstance(row, Reviewed):
        row.version = model._default_manager.values_list("version", flat=True).get(pk=row.pk) + 1
    row._state.adding = False
    row.save(force_update=True)


def key(version: Any) -> tuple[Any, int]:
    return version.instance_type, version.history_id


def predecessors(written: list[Any]) -> dict[tuple[Any, int], Any]:
    """The version that each changed, by `_key`; CannotUndoError where none is kept. One query for
    five hundred rows of a model."""
    found: dict[tuple[Any, int], Any] = {}
    for model, changed in _by_model(written, CHANGED).items():
        wanted = {version.history_id for version in changed}
        ids = sorted({version.id for version in changed})
        for start in range(0, len(ids), BLOCK):
            rows = model.history.filter(id__in=ids[start : start + BLOCK])
            last: dict[int, Any] = {}
            for version in rows.order_by("history_id"):
                if version.history_id in wanted and version.id in last:
                    found[model, version.history_id] = last[version.id]
                last[version.id] = version
        for version in changed:
            if key(version) not in found:
                message = _("No earlier version of “%(row)s” is kept.") % {"row": _text(version)}
                raise CannotUndoError([message])
    return found


def _by_model(written: list[Any], *types: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for version in written:
        if not types or version.history_type in types:
            found.setdefault(version.instance_type, []).append(version)
    return found


def _not_allowed(change: ChangeSet, user: Any) -> str:
    """Undoing is for those who could have done it, and so is undoing that."""
    first = change
    while first.undoes is not None:
        first = first.undoes
    needed = {
        ChangeKind.MERGE: "investments.merge_record",
        ChangeKind.IMPORT: "investments.import_record",
    }.get(ChangeKind(first.kind))
    if needed and not user.has_perm(needed):
        return _("Your role does not let you undo this.")
    return ""


def _changed_later(model: Any, written: list[Any]) -> list[str]:
    last = {version.id: version for version in written}
    latest: dict[int, int] = {}
    ids = list(last)
    for start in range(0, len(ids), BLOCK):
        rows = model.history.filter(id__in=ids[start : start + BLOCK]).order_by()
        counted = rows.values("id").annotate(latest=models.Max("history_id"))
        latest |= dict(counted.values_list("id", "latest"))
    moved = [pk for pk, version in last.items() if latest.get(pk) != version.history_id]
    standing = _standing(model, moved) if moved else {}
    return [
        _("“%(row)s” was changed again later: undo that first.") % {"row": _text(last[pk])}
        for pk in [pk for pk in moved if standing.get(pk) != last[pk].history_id][:NAMED]
    ]


def _standing(model: Any, pks: list[int]) -> dict[int, int]:
    """The latest version of each row that still stands: a change and what undid it leave the row
    as it was, and so does the undoing of that. A query a block."""
    found: dict[int, int] = {}
    undone: dict[int, set[int]] = {}
    for start in range(0, len(pks), BLOCK):
        rows = model.history.filter(id__in=pks[start : start + BLOCK]).order_by("-history_id")
        for pk, key, change, undoes in rows.values_list(
            "id", "history_id", "change_set", "change_set__undoes"
        ):
            gone = undone.setdefault(pk, set())
            if pk in found or change in gone:
                continue
            if undoes is None:
                found[pk] = key
            else:
                gone.add(undoes)
    return found


def _forbidden(
    change: ChangeSet, model: Any, written: list[Any], earlier: dict[Any, Any], user: Any
) -> list[str]:
    """Each row must be in the hands of who undoes, as it is and as it was."""
    found = {}
    last = {version.id: version for version in written}
    # A submission of one's own can be taken back; of others it is sent back.
    moves = change.by_id == user.pk or permits.may(user, Act.PUBLISH, model)
    for version in written:
        act = ACTS[version.history_type]
        row = model(pk=version.id, state=last[version.id].state)
        if act == Act.ADD:
            reason = "" if permits.may(user, act, model) else _("Your role does not let you.")
        else:
            reason = permits.refusal(user, act, row)
        before = version if act == Act.ADD else earlier.get(key(version))
        public = before is not None and before.state == State.PUBLISHED
        if not reason and public and not permits.may(user, Act.PUBLISH, model):
            reason = _("It would be public again: ask somebody who may publish.")
        state = version.state if before is None else before.state
        if not reason and act == Act.CHANGE and state != version.state and not moves:
            reason = permits.refusal(user, permits.REACHES[State(state)], row)
        if reason:
            found[version.id] = f"“{_text(version)}”: {reason}"
    return list(found.values())


def _text(version: Any) -> str:
    return str(version.instance)


def _in_use(row: Any) -> str:
    message = _("“%(row)s” (%(kind)s) stands on it by now: take that away first.")
    return message % {"row": row, "kind": row._meta.verbose_name}


def _goes_too(name: str, pk: int) -> str:
    model = apps.get_model("investments", name)
    message = _("It would take a %(kind)s (%(pk)s) with it that was added later.")
    return message % {"kind": model._meta.verbose_name, "pk": pk}
