"""The sort and filter columns of events and projects, derived here and nowhere else.

Of several statements the preferred one counts, else the normal one of the latest source; only
what the public may see enters. Kept up to date by signals on every save, and by `loaddata`.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from investments.actions.deferral import Touched, in_blocks, merge, touching
from investments.choices import Stage, Standing, StatisticRole
from investments.models import (
    Event,
    EventDate,
    EventKnown,
    Figure,
    Location,
    Milestone,
    Place,
    Project,
    ProjectKnown,
    SigningBatch,
    Source,
    Statistic,
)
from investments.models.known import BEGINNING, END

Ids = Iterable[int] | None
Columns = dict[str, Any]

NO_AMOUNT: Columns = {
    "amount_low": None,
    "amount_high": None,
    "amount_qualifier": "",
    "amount_unit": "",
    "amount_sort": None,
}
STAGE_ORDER = {stage: order for order, stage in enumerate(Stage)}

# Which events and projects a changed row can touch, as lookups from them to that row.
TOUCHES: dict[type[models.Model], dict[type[models.Model], tuple[str, ...]]] = {
    Figure: {Project: ("figures",), Event: ("figures", "batches__figures")},
    Milestone: {Project: ("milestones",)},
    Location: {Project: ("locations",)},
    EventDate: {Event: ("dates",)},
    SigningBatch: {Event: ("batches",)},
    Event: {Project: ("milestones__event",), Event: ("pk",)},
    Project: {Project: ("pk",)},
    Place: {Project: ("locations__place",)},
    Statistic: {
        Project: ("figures__statistic",),
        Event: ("figures__statistic", "batches__figures__statistic"),
    },
    Source: {
        Project: ("figures__source", "milestones__source", "locations__source"),
        Event: ("figures__source", "batches__figures__source", "dates__source"),
    },
}


def best_first(statements: Any) -> Any:
    """Published statements without the deprecated: preferred before normal, then the latest
    source, then the address, so that the order never hangs on chance."""
    rank = models.Case(models.When(standing=Standing.PREFERRED, then=0), default=1)
    return (
        statements.published()
        .exclude(standing=Standing.DEPRECATED)
        .order_by(rank, F("source__published_end").desc(nulls_last=True), "slug")
    )


def amount_columns(figure: Figure | None) -> Columns:
    """What a figure contributes to the amount columns of its subject; `amount_sort` is the one
    number printed, or the lower end of a range."""
    if figure is None:
        return NO_AMOUNT
    return {
        "amount_low": figure.low,
        "amount_high": figure.high,
        "amount_qualifier": figure.qualifier,
        "amount_unit": figure.unit,
        "amount_sort": figure.low if figure.value is None else figure.value,
    }


def _amounts() -> Any:
    return best_first(Figure.objects.filter(statistic__role=StatisticRole.AMOUNT)).filter(
        conversion_of__isnull=True
    )


class _Statements:
    """What the derived columns of some rows follow from, read once; asked for any day."""

    def __init__(self, ids: Ids) -> None:
        raise NotImplementedError

    keys: list[int]
    days: dict[int, set[datetime.date]]

    def _listed(self, statements: Any, key: str) -> dict[int, list[Any]]:
        listed: dict[int, list[Any]] = defaultdict(list)
        for statement in statements:
            listed[getattr(statement, key)].append(statement)
        return listed

    def columns(self, pk: int, day: datetime.date | None = None) -> Columns:
        """From what was published by this day; from everything without one."""
        raise NotImplementedError

    def all_columns(self) -> dict[int, Columns]:
        return {pk: self.columns(pk) for pk in self.keys}

    def spans(self, pk: int) -> list[Columns]:
        """The columns from one day to the next; what is empty at first, from the beginning."""
        found: list[Columns] = [{"since": BEGINNING, **self.columns(pk, BEGINNING)}]
        for day in sorted(self.days[pk]):
            columns = {"since": day, **self.columns(pk, day)}
            if {**columns, "since": None} != {**found[-1], "since": None}:
                found.append(columns)
        ends = [span["since"] for span in found[1:]] + [END]
        return [{**span, "until": end} for span, end in zip(found, ends, strict=True)]


def _known(rows: Iterable[Any], day: datetime.date | None) -> Iterator[Any]:
    for row in rows:
        if day is None or (row.known_from and row.known_from <= day):
            yield row


class EventStatements(_Statements):
    """Five queries whatever the number of events."""

    def __init__(self, ids: Ids = None) -> None:
        self.keys, only = _scope(Event, "event", ids)
        self.dates = self._listed(best_first(EventDate.objects.filter(only)), "event_id")
        own = _amounts().results().filter(event__isnull=False)
        self.own = self._listed(own.filter(only), "event_id")
        roots = SigningBatch.objects.published().filter(
            only, event__isnull=False, parent__isnull=True
        )
        self.batches = self._listed(roots.only("event_id", "known_from"), "event_id")
        self.totals = self._listed(_amounts().results().filter(batch__in=roots), "batch_id")
        self.days = defaultdict(set)
        for found in (self.dates, self.own, self.batches):
            for pk, rows in found.items():
                self.days[pk] |= {row.known_from for row in rows if row.known_from}
        for pk, batches in self.batches.items():
            for batch in batches:
                totals = self.totals[batch.pk]
                self.days[pk] |= {row.known_from for row in totals if row.known_from}

    def columns(self, pk: int, day: datetime.date | None = None) -> Columns:
        """The amount is that of the event itself, else that of its only reported total; several
        totals may overlap, so they are not added."""
        date = next(_known(self.dates[pk], day), None)
        amount = next(_known(self.own[pk], day), None)
        batches = list(_known(self.batches[pk], day))
        if amount is None and len(batches) == 1:
            amount = next(_known(self.totals[batches[0].pk], day), None)
        return {
            "date": date.date if date else "",
            "date_start": date.date_start if date else None,
            "date_end": date.date_end if date else None,
            **amount_columns(amount),
        }


class ProjectStatements(_Statements):
    """Four queries whatever the number of projects."""

    def __init__(self, ids: Ids = None) -> None:
        self.keys, only = _scope(Project, "project", ids)
        amounts = _amounts().results().filter(project__isnull=False)
        self.amounts = self._listed(amounts.filter(only), "project_id")
        locations = best_first(Location.objects.filter(only, project__isnull=False))
        self.locations = self._listed(locations, "project_id")
        milestones = best_first(Milestone.objects.filter(only)).select_related("source", "event")
        self.milestones = self._listed(milestones, "project_id")
        self.days = defaultdict(set)
        for found in (self.amounts, self.locations, self.milestones):
            for pk, rows in found.items():
                self.days[pk] |= {row.known_from for row in rows if row.known_from}

    def columns(self, pk: int, day: datetime.date | None = None) -> Columns:
        """The stage is the one reached last: by its date, else by that of the source that knows
        of it, else by the order of stages."""
        reached = list(_known(self.milestones[pk], day))
        signed = next((stone for stone in reached if stone.stage == Stage.SIGNED), None)
        event = signed.event if signed else None
        place = next(_known(self.locations[pk], day), None)
        return {
            "stage": max(reached, key=_reached).stage if reached else "",
            "signed": signed.date if signed else "",
            "signed_start": signed.date_start if signed else None,
            "signed_end": signed.date_end if signed else None,
            "signing_event_id": event.pk if event and event.is_public else None,
            "place_id": place.place_id if place else None,
            **amount_columns(next(_known(self.amounts[pk], day), None)),
        }


def _reached(milestone: Milestone) -> tuple[datetime.date, int]:
    known = milestone.date_end or (milestone.source and milestone.source.published_end)
    return known or datetime.date.min, STAGE_ORDER[Stage(milestone.stage)]


def _scope(model: type[models.Model], name: str, ids: Ids) -> tuple[list[int], Q]:
    if ids is None:
        return list(model._default_manager.values_list("pk", flat=True)), Q()
    listed = list(ids)
    return listed, Q(**{f"{name}__in": listed})


def event_columns(ids: Ids = None) -> dict[int, Columns]:
    """The derived columns of these events, all by default."""
    return EventStatements(ids).all_columns()


def project_columns(ids: Ids = None) -> dict[int, Columns]:
    """The derived columns of these projects, all by default."""
    return ProjectStatements(ids).all_columns()


READ: dict[type[models.Model], type[_Statements]] = {
    Event: EventStatements,
    Project: ProjectStatements,
}
SPANS: dict[type[models.Model], tuple[type[models.Model], str]] = {
    Event: (EventKnown, "event_id"),
    Project: (ProjectKnown, "project_id"),
}


def stale(
    model: type[Event] | type[Project], ids: Ids = None, read: _Statements | None = None
) -> dict[int, Columns]:
    """The columns that differ from what the statements say, by primary key; empty when right."""
    wanted = (read or READ[model](ids)).all_columns()
    names = list(next(iter(wanted.values()), {}))
    stored = (
        model._default_manager.filter(pk__in=wanted) if ids is not None else model.objects.all()
    )
    return {
        row["pk"]: wanted[row["pk"]]
        for row in stored.values("pk", *names)
        if row["pk"] in wanted and any(row[name] != wanted[row["pk"]][name] for name in names)
    }


def refresh(*, model: type[Event] | type[Project], ids: Ids = None) -> int:
    """Write the columns that are out of date; returns how many rows changed. The write leaves no
    history and no new version: nothing was said anew."""
    with transaction.atomic():
        read = READ[model](ids)
        changes = stale(model, ids, read)
        for pk, columns in changes.items():
            model._default_manager.filter(pk=pk).update(**columns)
        spans, key = SPANS[model]
        wanted = stale_spans(model, ids, read)
        spans._default_manager.filter(**{f"{key}__in": list(wanted)}).delete()
        # Not for a row that was just deleted: its span would point nowhere.
        there = model._default_manager.in_bulk(list(wanted))
        rows = [spans(**{key: pk}, **span) for pk in there for span in wanted[pk]]
        spans._default_manager.bulk_create(rows, batch_size=500)
    return len(changes)


def stale_spans(
    model: type[Event] | type[Project], ids: Ids = None, read: _Statements | None = None
) -> dict[int, list[Columns]]:
    """The spans of the rows where they differ from what the statements say; one query more."""
    read = read or READ[model](ids)
    spans, key = SPANS[model]
    wanted = {pk: read.spans(pk) for pk in read.keys}
    stored: dict[int, list[Columns]] = defaultdict(list)
    names = list(next(iter(wanted.values()))[0]) if wanted else []
    rows = spans._default_manager.order_by(key, "since")
    if ids is not None:
        rows = rows.filter(**{f"{key}__in": read.keys})
    for row in rows.values(key, *names):
        stored[row.pop(key)].append(row)
    return {pk: listed for pk, listed in wanted.items() if stored[pk] != listed}


def refresh_all() -> int:
    """Refresh every event and project; for loads that bypass signals."""
    return refresh(model=Event) + refresh(model=Project)


def refresh_touched(touched: Touched) -> None:
    """Refresh the events and projects that these rows concern, or did before."""
    concerned: dict[type[models.Model], set[int]] = defaultdict(set)
    merge(concerned, touched.concerned)
    for kind in TOUCHES:
        for keys in touched.blocks(kind):
            merge(concerned, _concerned(kind, keys))
    for model in READ:
        for keys in in_blocks(concerned[model]):
            refresh(model=model, ids=keys)  # type: ignore[arg-type]


def _touched(instance: models.Model) -> dict[type[models.Model], set[int]]:
    return _concerned(type(instance), [instance.pk])


def _concerned(kind: type[models.Model], keys: Iterable[int]) -> dict[type[models.Model], set[int]]:
    concerned = {}
    for model, lookups in TOUCHES[kind].items():
        condition = Q()
        for lookup in lookups:
            condition |= Q(**{f"{lookup}__in": keys})
        rows = model._default_manager.filter(condition)
        concerned[model] = set(rows.values_list("pk", flat=True))
    return concerned


def _before(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    found = _touched(instance) if instance.pk and not raw else {}
    if later := touching.get():
        merge(later.concerned, found)
    else:
        instance._touched = found  # type: ignore[attr-defined]


def _after(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    if later := touching.get():
        later.note(instance)
    else:
        before = instance.__dict__.pop("_touched", {})
        after = _touched(instance) if instance.pk else {}
        for model in (Event, Project):
            if ids := before.get(model, set()) | after.get(model, set()):
                refresh(model=model, ids=ids)
    if kwargs["signal"] is models.signals.post_delete and type(instance) in SPANS:
        # Its statements went first, and each left spans that were right as long as it stood.
        spans, key = SPANS[type(instance)]
        spans._default_manager.filter(**{key: instance.pk}).delete()


def _follow_unit(
    sender: type, instance: Figure, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    if not (raw or created):
        stale_copies = Figure.objects.filter(conversion_of=instance).exclude(
            converted_unit=instance.unit
        )
        stale_copies.update(converted_unit=instance.unit)


def connect() -> None:
    """Listen for every save and deletion that can move a derived column."""
    models.signals.post_save.connect(_follow_unit, sender=Figure, dispatch_uid="derive unit")
    for model in TOUCHES:
        models.signals.pre_save.connect(_before, sender=model, dispatch_uid="derive")
        models.signals.post_save.connect(_after, sender=model, dispatch_uid="derive")
        models.signals.pre_delete.connect(_before, sender=model, dispatch_uid="derive")
        models.signals.post_delete.connect(_after, sender=model, dispatch_uid="derive")
