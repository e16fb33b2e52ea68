"""Making one record of two that are the same: all of it or nothing, and undone as one change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from investments.actions import edit, merge_plan, permits, refresh, slugs
from investments.actions.changesets import Open, change_set, undone
from investments.actions.merge_plan import BOTH, KEPT, OTHER, Clash, Hanging, Plan
from investments.actions.permits import Act
from investments.choices import ChangeKind, Standing, State
from investments.models import (
    CarriedRow,
    ChangeSet,
    Identity,
    NotDuplicate,
    Reviewed,
    SigningBatch,
)
from investments.models.change_set import REASON_LENGTH
from investments.models.event import BATCH_CONTEXT

SHOWN_NAME = 50  # characters of a name in a reason


class CannotMergeError(Exception):
    """Nothing was merged, for these reasons, in words for the person who asked."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True)
class Choices:
    """What somebody chose, by the names and keys of a plan; the defaults where nothing. `names`
    are the other names that stay, all of them by default."""

    columns: Mapping[str, str] = field(default_factory=dict)
    names: Sequence[str] | None = None
    clashes: Mapping[str, str] = field(default_factory=dict)

    def column(self, column: merge_plan.Column) -> str:
        chosen = self.columns.get(column.name, column.default)
        allowed = (KEPT, OTHER, BOTH) if column.joins else (KEPT, OTHER)
        return chosen if chosen in allowed else column.default

    def clash(self, clash: Clash) -> str:
        chosen = self.clashes.get(clash.key, clash.options[0])
        return chosen if chosen in clash.options else clash.options[0]


def refusals(*, survivor: Identity, loser: Identity, user: Any) -> list[str]:
    """Why somebody may not merge these two, in sentences; none if they may."""
    if not permits.may_merge(user, type(survivor)):
        return [_("Your role does not let you merge records.")]
    found = []
    for row, act in ((survivor, Act.CHANGE), (loser, Act.DELETE)):
        if reason := permits.refusal(user, act, row):
            found.append(f"“{row}”: {reason}")
    return found


def outcome(plan: Plan, choices: Choices) -> dict[str, Any]:
    """The columns of the record after the merge, those that change; also the other names."""
    after: dict[str, Any] = {}
    for column in plan.columns:
        chosen = choices.column(column)
        if chosen == OTHER:
            after[column.name] = column.other
        elif chosen == BOTH:
            after[column.name] = f"{column.kept.rstrip()}\n\n{column.other}"
    shown = {after.get(name, getattr(plan.survivor, name)) for name in ("name", "name_zh")}
    kept = plan.names if choices.names is None else [n for n in plan.names if n in choices.names]
    aliases = "\n".join(name for name in kept if name not in shown)
    if aliases != "\n".join(plan.survivor.alias_list):
        after["aliases"] = aliases
    return after


def merge(
    *,
    survivor: Any,
    loser: Any,
    user: Any,
    reason: str,
    choices: Choices | None = None,
    seen: str | None = None,
) -> ChangeSet:
    """Move all that hangs on `loser` to `survivor`, redirect its address and delete it;
    CannotMergeError where something stands against it. `seen` is the `Plan.seen` that was agreed
    to: where the two have changed since, nothing is done. Some ten queries a moved row, and what
    is derived from them once at the end."""
    choices = choices or Choices()
    # The public reads this: it hears no name that it has not read.
    said = _("Merged: %(reason)s") % {"reason": reason}
    if loser.is_public:
        name = Truncator(loser.name).chars(SHOWN_NAME)
        said = _("Merged with “%(name)s”: %(reason)s") % {"name": name, "reason": reason}
    said = said[:REASON_LENGTH]
    with change_set(kind=ChangeKind.MERGE, user=user, reason=said) as current, refresh.deferred():
        model = type(survivor)
        # In one order, so that two who merge the same two the other way about do not block.
        rows = model._default_manager.select_for_update(of=("self",)).order_by("pk")
        found = {row.pk: row for row in rows.filter(pk__in=[survivor.pk, loser.pk])}
        if not {survivor.pk, loser.pk} <= set(found):
            raise CannotMergeError([_("One of the two is gone: somebody was faster.")])
        survivor, loser = found[survivor.pk], found[loser.pk]
        plan = merge_plan.plan(survivor=survivor, loser=loser)
        if reasons := [*refusals(survivor=survivor, loser=loser, user=user), *plan.refusals]:
            raise CannotMergeError(reasons)
        if seen is not None and seen != plan.seen:
            raise CannotMergeError([_("The two have changed since you looked: look again.")])
        after = outcome(plan, choices)
        _demand_publishing(survivor, after, user)
        _Merge(plan, choices, current, said).run(after)
    stored = current.row()
    assert stored is not None  # noqa: S101  deleting the loser wrote a version
    return stored


def _demand_publishing(survivor: Any, after: dict[str, Any], user: Any) -> None:
    state = State(after.get("state", survivor.state))
    if state == survivor.state:
        return
    reason = permits.refusal(user, permits.REACHES[state], survivor)
    if reason:
        raise CannotMergeError([f"“{survivor}”: {reason}"])


@dataclass
class _Merge:
    """One merge under way, in the transaction of its change."""

    plan: Plan
    choices: Choices
    current: Open
    said: str

    def run(self, after: dict[str, Any]) -> None:
        survivor, loser = self.plan.survivor, self.plan.loser
        for clash in self.plan.clashes:
            self._settle(clash)
        for hanging in merge_plan.on(loser):
            self._move(hanging, loser, survivor)
        self._looked_at(survivor, loser)
        loser.refresh_from_db()
        self._delete(loser)
        slugs.move(kind=loser._meta.model_name, old=loser.slug, new=survivor.slug)
        survivor.refresh_from_db()
        for name, value in after.items():
            setattr(survivor, name, value)
        try:
            survivor.full_clean()
        except ValidationError as error:
            raise CannotMergeError([f"“{survivor}”: {text}" for text in error.messages]) from error
        if isinstance(survivor, SigningBatch) and any(
            part.context != survivor.context
            for part in survivor.parts.select_related(*BATCH_CONTEXT)
        ):
            message = _("A breakdown belongs to the same event as the total it is part of.")
            raise CannotMergeError([message])
        self._save(survivor)

    # --- Rows that clash ---------------------------------------------------------------------

    def _settle(self, clash: Clash) -> None:
        chosen = self.choices.clash(clash)
        if chosen == BOTH:
            return
        rows = {row.pk: row for row in self._there(clash)}
        if len(rows) < 2:
            return  # settled by another
        kept, other = rows[clash.kept.pk], rows[clash.other.pk]
        stays, goes = (kept, other) if chosen == KEPT else (other, kept)
        if clash.kind == "preferred":
            goes.standing = Standing.NORMAL
            self._save(goes)
            return
        if clash.kind == "same" and merge_plan.nearness(goes) > merge_plan.nearness(stays):
            stays, goes = goes, stays
        for hanging in merge_plan.on(goes):
            self._move(hanging, goes, stays)
        goes.refresh_from_db()
        self._delete(goes)
        if hasattr(goes, "get_absolute_url"):
            slugs.move(kind=goes._meta.model_name, old=goes.slug, new=stays.slug)

    def _there(self, clash: Clash) -> list[Any]:
        manager = type(clash.kept)._default_manager
        return list(manager.filter(pk__in=[clash.kept.pk, clash.other.pk]))

    # --- Moving ------------------------------------------------------------------------------

    def _move(self, hanging: Hanging, old: Any, new: Any) -> None:
        versioned = hasattr(hanging.model, "history")
        for row, names in hanging.rows.values():
            if not versioned:
                self._carry(row, names, new)
                continue
            for name in names:
                setattr(row, name, new)
            self._save(row)

    def _save(self, row: Any) -> None:
        row._change_reason = self.said
        if not isinstance(row, Reviewed):
            row.save()
            return
        try:
            edit.save(row=row, read=row.version)
        except edit.StaleEditError as error:
            text = _("Somebody changed it a moment ago: look at it again.")
            raise CannotMergeError([f"“{row}”: {text}"]) from error

    def _delete(self, row: Any) -> None:
        row._change_reason = self.said
        row.delete()

    def _carry(self, row: models.Model, names: list[str], new: models.Model) -> None:
        """Move a row of a table without versions. Where the record that stays has its like, it
        goes; either way the change keeps it as it was."""
        CarriedRow.objects.create(change_set=self.current.stored, before=_kept(row))
        rows = type(row)._default_manager.filter(pk=row.pk)
        for constraint in row._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and _taken(
                constraint, row, names, new
            ):
                rows.delete()
                return
        rows.update(**dict.fromkeys(names, new))

    def _looked_at(self, survivor: Identity, loser: Identity) -> None:
        """What was found not to be the one that goes, is not the one that stays."""
        kind = str(loser._meta.model_name)
        about = Q(low=loser.pk) | Q(high=loser.pk)
        for looked in NotDuplicate.objects.filter(about, kind=kind):
            third = looked.high if looked.low == loser.pk else looked.low
            low, high = sorted((third, survivor.pk))
            known = NotDuplicate.objects.filter(kind=kind, low=low, high=high)
            if third == survivor.pk or known.exists():
                self._delete(looked)
            else:
                looked.low, looked.high = low, high
                self._save(looked)


def _taken(constraint: Any, row: models.Model, names: list[str], new: models.Model) -> bool:
    values = {name: new if name in names else getattr(row, name) for name in constraint.fields}
    if any(value is None for value in values.values()):
        return False
    rows = type(row)._default_manager.filter(**values).exclude(pk=row.pk)
    return (rows.filter(constraint.condition) if constraint.condition else rows).exists()


# --- Undoing ------------------------------------------------------------------------------------


def _kept(row: models.Model) -> dict[str, Any]:
    values = {}
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        values[column.attname] = None if value is None else column.value_to_string(row)
    return {"model": row._meta.model_name, "pk": row.pk, "values": values}


def _bring_back(sender: Any, change: ChangeSet, by: ChangeSet, **kwargs: Any) -> None:
    """After a merge was undone: the rows without versions, as they were. What undoes keeps them
    as they are, for whoever takes the undoing back."""
    for carried in change.carried.order_by("-id"):
        model = apps.get_model("investments", carried.before["model"])
        now = model._default_manager.filter(pk=carried.before["pk"]).first()
        if now is not None:
            CarriedRow.objects.create(change_set=by, before=_kept(now))
        columns = {column.attname: column for column in model._meta.concrete_fields}
        values = carried.before["values"]
        row = model(
            **{
                name: None if value is None else columns[name].to_python(value)
                for name, value in values.items()
            }
        )
        row.save_base(raw=True)  # as it was: no column set anew


def connect() -> None:
    """Listen for the undoing of changes."""
    undone.connect(_bring_back, dispatch_uid="merge")
