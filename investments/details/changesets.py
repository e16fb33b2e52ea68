"""Changes as the desk shows them: who did what to which rows, when and why, and in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.text import capfirst

from investments.actions.changesets import CHANGED, DELETED, CannotUndoError, predecessors, versions
from investments.choices import State
from investments.details.changes import Difference, differences
from investments.models import ChangeSet, Reviewed

SHOWN = 100  # rows of one change that its page shows; an import can have 100,000


@dataclass
class Step:
    """One version that a change wrote. `row` is as it is now, where the record still has such a
    row (`exists`), else as the version has it."""

    version: Any
    row: Any
    kind: str
    state: str
    exists: bool
    differences: list[Difference] = field(default_factory=list)

    @property
    def deleted(self) -> bool:
        return bool(self.version.history_type == DELETED)


@dataclass
class Summary:
    """A change in a list. `subject` is the first row that it changed, as it is now; None where it
    is gone."""

    change: ChangeSet
    subject: Any
    rows: int
    kinds: list[tuple[str, int]]


def steps(change: ChangeSet) -> list[Step]:
    """What a change did, in order, the first hundred of it. Three queries a model, and one a kind
    of record that a changed field points to."""
    written = versions(change, SHOWN)
    try:
        earlier = predecessors([version for version in written if version.history_type == CHANGED])
    except CannotUndoError:
        earlier = {}  # a history that was cut short tells no differences
    there = _there(written)
    found = []
    for version in written:
        model = version.instance_type
        before = earlier.get((model, version.history_id))
        told = list(differences(model, before, version, staff=True)) if before else []
        step = Step(
            version,
            there.get((model, version.id)) or version.instance,
            capfirst(model._meta.verbose_name),
            _state(before, version) if issubclass(model, Reviewed) else "",
            (model, version.id) in there,
            told,
        )
        found.append(step)
    return found


def _state(before: Any, version: Any) -> str:
    """How far it has come, where this version says something new about that."""
    if before is not None and before.state == version.state:
        return ""
    return str(State(version.state).label)


def _there(written: Iterable[Any]) -> dict[tuple[Any, int], Any]:
    """The rows as they are now, with what their names are made of. One query a model."""
    keys: dict[Any, set[int]] = {}
    for version in written:
        keys.setdefault(version.instance_type, set()).add(version.id)
    return {
        (model, pk): row
        for model, ids in keys.items()
        for pk, row in _named(model._meta.model_name, ids).items()
    }


def summaries(changes: Iterable[ChangeSet]) -> list[Summary]:
    """For a page of changes: one query a model among their first rows."""
    listed = list(changes)
    wanted: dict[str, set[int]] = {}
    for change in listed:
        if change.model and change.row:
            wanted.setdefault(change.model, set()).add(change.row)
    rows = {name: _named(name, pks) for name, pks in wanted.items()}
    return [
        Summary(
            change,
            rows.get(change.model, {}).get(change.row or 0),
            sum(change.counts.values()),
            [(_kind(name), count) for name, count in change.counts.items()],
        )
        for change in listed
    ]


def _named(name: str, pks: Iterable[int]) -> dict[int, Any]:
    model: Any = apps.get_model("investments", name)
    links = [link.name for link in model._meta.concrete_fields if link.is_relation]
    return model._default_manager.select_related(*links).in_bulk(list(pks))


def _kind(name: str) -> str:
    return capfirst(apps.get_model("investments", name)._meta.verbose_name)
