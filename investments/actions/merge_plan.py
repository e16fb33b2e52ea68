"""What merging two records of a kind would do: which columns differ, what hangs on the one that
goes, what cannot stand twice and the way out of it. Nothing is written here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.models import HistoricalChanges

from investments.choices import State
from investments.models import Reviewed, SigningBatch, Source, Sourced, Statistic
from investments.models.known import Span
from investments.quantities.units import UNITS, UnitKind

KEPT, OTHER, BOTH = "kept", "other", "both"
# How near a row is to the public.
NEARNESS = (State.WITHDRAWN, State.DRAFT, State.IN_REVIEW, State.PUBLISHED)
# Two statements are the same whatever the curators noted about them.
BESIDE_THE_POINT = ("slug", "state", "standing", "note", "note_zh")
DEPTH = 50  # of a tree that is walked upwards


@dataclass(frozen=True)
class Column:
    """A column in which the two differ, and whose value stands unless somebody chooses."""

    name: str
    label: str
    kept: Any
    other: Any
    default: str
    joins: bool = False  # a text of which both can stay, one after the other


@dataclass(frozen=True)
class Clash:
    """Two statements that cannot stand side by side on one record, or that say the very same.
    `options` are ways out, the first of them taken unless another is chosen."""

    key: str
    kind: str  # "preferred", "once" or "same"
    kept: Any
    other: Any
    options: tuple[str, ...]


@dataclass
class Hanging:
    """Rows of one model that refer to a record, with the names of the foreign keys that do."""

    model: type[models.Model]
    rows: dict[int, tuple[Any, list[str]]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        plural = self.model._meta.verbose_name_plural
        return capfirst(str(plural))

    @property
    def counted(self) -> bool:
        """Whether people know these rows; others are the desk's own notes."""
        return issubclass(self.model, Reviewed)


@dataclass
class Plan:
    """All that a merge of `loser` into `survivor` does and asks."""

    survivor: Any
    loser: Any
    hanging: list[Hanging]
    columns: list[Column]
    names: list[str]
    clashes: list[Clash]
    refusals: list[str]
    warnings: list[str]

    @property
    def seen(self) -> str:
        """Changes with all that a person who read the plan has agreed to."""
        counts = sorted((h.model.__name__, len(h.rows)) for h in self.hanging)
        parts = [
            f"{self.survivor.pk}.{self.survivor.version}",
            f"{self.loser.pk}.{self.loser.version}",
            *(f"{name}.{count}" for name, count in counts),
            *(clash.key for clash in self.clashes),
        ]
        return " ".join(parts)


def plan(*, survivor: Any, loser: Any) -> Plan:
    """Read what a merge would do: a query for each kind of row that can refer to such a record,
    and some for what can stand only once."""
    hanging = list(on(loser))
    clashes = list(_clashes(survivor, loser, hanging))
    return Plan(
        survivor,
        loser,
        hanging,
        list(columns(survivor, loser)),
        names(survivor, loser),
        [clash for clash in clashes if clash.options],
        [*_refusals(survivor, loser), *map(_insoluble, (c for c in clashes if not c.options))],
        list(_warnings(survivor, loser)),
    )


# --- What hangs on a record ---------------------------------------------------------------------


def links(model: type[models.Model]) -> dict[type[models.Model], list[Any]]:
    """The foreign keys by which rows refer to rows of a model, by the model that has them:
    without the derived ones, which follow, and without the past, which stays as it was."""
    found: dict[type[models.Model], list[Any]] = {}
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        other: Any = relation.related_model
        foreign: Any = relation.field  # type: ignore[union-attr]
        derived = issubclass(other, Span) or foreign.name in getattr(other, "DERIVED", ())
        if not derived and not issubclass(other, HistoricalChanges):
            found.setdefault(other, []).append(foreign)
    return found


def on(row: models.Model) -> Iterator[Hanging]:
    """The rows that refer to this one: a query a model."""
    for other, fields in links(type(row)).items():
        condition = Q()
        for foreign in fields:
            condition |= Q(**{foreign.name: row.pk})
        rows = other._default_manager.filter(condition).order_by("pk")
        joined: list[str] = []
        if issubclass(other, Reviewed):
            joined = [*other.public_with]
            if "conversion_of" in {f.name for f in other._meta.concrete_fields}:
                joined.append("conversion_of")
        hanging = Hanging(other)
        if "source" in joined:
            rows = rows.defer("source__text")
        for found in rows.select_related(*joined) if joined else rows:
            by = [f.name for f in fields if getattr(found, f.attname) == row.pk]
            hanging.rows[found.pk] = (found, by)
        if hanging.rows:
            yield hanging


# --- Columns and names --------------------------------------------------------------------------


def columns(survivor: Any, loser: Any) -> Iterator[Column]:
    """Where the two differ. What only one of them says stays; of two texts both do."""
    for column in survivor._meta.concrete_fields:
        if not column.editable or column.primary_key or column.name in ("slug", "aliases"):
            continue
        kept, other = (getattr(row, column.attname) for row in (survivor, loser))
        if kept == other:
            continue
        if column.is_relation:
            kept, other = getattr(survivor, column.name), getattr(loser, column.name)
        empty = (None, "")
        joins = isinstance(column, models.TextField) and column.name != "text"
        joins = joins and kept not in empty and other not in empty
        default = BOTH if joins else KEPT if kept not in empty else OTHER
        if column.name == "state":
            default = KEPT if nearness(survivor) >= nearness(loser) else OTHER
        label = capfirst(str(column.verbose_name))
        yield Column(column.name, label, kept, other, default, joins)


def names(survivor: Any, loser: Any) -> list[str]:
    """Every name that either has, each once: what is not the name becomes another name."""
    found: dict[str, None] = {}
    for row in (survivor, loser):
        for name in (row.name, row.name_zh, *row.alias_list):
            if name:
                found[name] = None
    return list(found)


def nearness(row: Any) -> int:
    return NEARNESS.index(State(row.state))


# --- What cannot be merged ----------------------------------------------------------------------


def _refusals(survivor: Any, loser: Any) -> Iterator[str]:
    if survivor.pk == loser.pk:
        yield _("It is one record, not two.")
        return
    if _within(survivor, loser) or _within(loser, survivor):
        yield _("One of them is part of the other: they are not the same.")
    if isinstance(survivor, Statistic) and not _same_measure(survivor, loser):
        yield _("They are measured in different units: they are not the same statistic.")
    if isinstance(survivor, SigningBatch) and _elsewhere(survivor, loser):
        yield _("They were reported of different events: they are not the same total.")


def _within(inner: Any, outer: Any) -> bool:
    """Whether a record is part of another, directly or not; a query a step."""
    if "parent" not in {column.name for column in inner._meta.concrete_fields}:
        return False
    seen: set[int] = set()
    parent = inner.parent_id
    while parent is not None and parent not in seen and len(seen) < DEPTH:
        if parent == outer.pk:
            return True
        seen.add(parent)
        rows = type(inner)._default_manager.filter(pk=parent)
        parent = rows.values_list("parent_id", flat=True).first()
    return False


def _same_measure(one: Any, other: Any) -> bool:
    kinds = {UNITS[row.unit].kind for row in (one, other)}
    return bool(one.unit == other.unit or kinds == {UnitKind.MONEY})


def _elsewhere(one: Any, other: Any) -> bool:
    of_one, of_other = one.context, other.context
    return of_one is not None and of_other is not None and of_one != of_other


def _warnings(survivor: Any, loser: Any) -> Iterator[str]:
    if isinstance(survivor, Statistic) and (survivor.kind, survivor.whole) != (
        loser.kind,
        loser.whole,
    ):
        yield _("Another definition, or a share of another whole, is another statistic.")
    if isinstance(survivor, Source) and survivor.sha256 != loser.sha256:
        yield _(
            "Their texts differ. The paragraph numbers of the one that goes will be read in the "
            "text that stays."
        )


# --- What cannot stand twice --------------------------------------------------------------------


def _clashes(survivor: Any, loser: Any, hanging: Iterable[Hanging]) -> Iterator[Clash]:
    for group in hanging:
        if not issubclass(group.model, Reviewed):
            continue  # see actions.merge: the desk's own notes give way
        settled: set[int] = set()
        for constraint in group.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
                for one, two in broken(constraint, survivor, loser, group):
                    clash = _clash(constraint, one, two)
                    if clash.kind == "once":
                        settled.add(two.pk)
                    yield clash
        if issubclass(group.model, Sourced):
            for one, two in _same(survivor, loser, group):
                if two.pk not in settled:
                    key = f"same-{group.model._meta.model_name}-{two.pk}"
                    yield Clash(key, "same", one, two, (BOTH, KEPT))


def broken(
    constraint: models.UniqueConstraint, survivor: Any, loser: Any, group: Hanging
) -> Iterator[tuple[Any, Any]]:
    """Pairs of rows that a merge would make equal where only one may be. Two queries where the
    constraint is about such records at all."""
    moving = [f.name for f in links(type(survivor))[group.model] if f.name in constraint.fields]
    if not moving:
        return
    of_model: Any = group.model._default_manager
    rows = of_model.filter(constraint.condition) if constraint.condition else of_model.all()
    columns: Any = [group.model._meta.get_field(name) for name in constraint.fields]
    attributes = [column.attname for column in columns]
    there: dict[tuple[Any, ...], int] = {}
    condition = Q()
    for name in moving:
        condition |= Q(**{name: survivor.pk}) | Q(**{name: loser.pk})
    pairs = []
    for pk, *values in rows.filter(condition).order_by("pk").values_list("pk", *attributes):
        if any(value is None for value in values):
            continue
        after = tuple(
            survivor.pk if name in moving and value == loser.pk else value
            for name, value in zip(constraint.fields, values, strict=True)
        )
        if after in there:
            pairs.append((there[after], pk))
        there.setdefault(after, pk)
    found = of_model.in_bulk([pk for pair in pairs for pk in pair])
    for first, second in pairs:
        one, two = found[first], found[second]
        yield (two, one) if first in group.rows else (one, two)


def _clash(constraint: models.BaseConstraint, one: Any, two: Any) -> Clash:
    """Of two preferred statements one becomes normal; of two that only one may be, one goes. Two
    identities that clash are to be merged themselves, first."""
    key = f"{constraint.name}-{one.pk}-{two.pk}"
    if "_one_preferred" in constraint.name:
        return Clash(key, "preferred", one, two, (KEPT, OTHER))
    if isinstance(one, Sourced):
        nearer = (OTHER, KEPT) if nearness(two) > nearness(one) else (KEPT, OTHER)
        return Clash(key, "once", one, two, nearer)
    return Clash(key, "once", one, two, ())


def _insoluble(clash: Clash) -> str:
    return _("“%(one)s” and “%(two)s” cannot both be there: merge those two first.") % {
        "one": clash.kept,
        "two": clash.other,
    }


def _same(survivor: Any, loser: Any, group: Hanging) -> Iterator[tuple[Any, Any]]:
    """Statements of the two records that say the same in the same place of the same source."""
    moving = {f.attname for f in links(type(survivor))[group.model]}
    compared = [
        column.attname
        for column in group.model._meta.concrete_fields
        if column.editable
        and not column.primary_key
        and not column.name.startswith(BESIDE_THE_POINT)
    ]

    def says(row: Any) -> tuple[Any, ...]:
        values = ((name, getattr(row, name)) for name in compared)
        return tuple(
            survivor.pk if name in moving and value == loser.pk else value for name, value in values
        )

    gone = {says(row): row for row, _by in group.rows.values() if row.source_id}
    if not gone:
        return
    condition = Q()
    for name in moving:
        condition |= Q(**{name: survivor.pk})
    sources = {row.source_id for row in gone.values()} | {survivor.pk}
    rows = group.model._default_manager.filter(condition, source__in=sources)
    for row in rows.exclude(pk__in=list(group.rows)).order_by("pk"):
        twin = gone.pop(says(row), None)
        if twin is not None:
            yield row, twin
