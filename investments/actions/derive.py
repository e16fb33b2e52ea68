"""The sort and filter columns of events and projects, derived here and nowhere else.

Of several statements the preferred one counts, else the normal one of the latest source; only
what the public may see enters. Kept up to date by signals on every save, and by `loaddata`.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q

from investments.choices import Stage, Standing, StatisticRole
from investments.models import (
    Event,
    EventDate,
    Figure,
    Location,
    Milestone,
    Place,
    Project,
    SigningBatch,
    Source,
    Statistic,
)

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


def event_columns(ids: Ids = None) -> dict[int, Columns]:
    """The derived columns of these events, all by default. Four queries whatever their number.

    The amount is that of the event itself, else that of its only reported total; several totals
    may overlap, so they are not added.
    """
    events, only = _scope(Event, "event", ids)
    dates = _first(best_first(EventDate.objects.filter(only)), "event_id")
    own = _first(_amounts().results().filter(event__isnull=False).filter(only), "event_id")
    batches: dict[int, list[int]] = defaultdict(list)
    roots = SigningBatch.objects.published().filter(only, event__isnull=False, parent__isnull=True)
    for event_id, batch_id in roots.values_list("event_id", "pk"):
        batches[event_id].append(batch_id)
    totals = _first(_amounts().results().filter(batch__in=roots), "batch_id")
    columns = {}
    for pk in events:
        date = dates.get(pk)
        amount = own.get(pk)
        if amount is None and len(batches[pk]) == 1:
            amount = totals.get(batches[pk][0])
        columns[pk] = {
            "date": date.date if date else "",
            "date_start": date.date_start if date else None,
            "date_end": date.date_end if date else None,
            **amount_columns(amount),
        }
    return columns


def project_columns(ids: Ids = None) -> dict[int, Columns]:
    """The derived columns of these projects, all by default. Four queries whatever their number.

    The stage is the one reached last: by its date, else by that of the source that knows of it,
    else by the order of stages.
    """
    projects, only = _scope(Project, "project", ids)
    amounts = _first(_amounts().results().filter(project__isnull=False).filter(only), "project_id")
    locations = best_first(Location.objects.filter(only, project__isnull=False))
    places = _first(locations.select_related("place"), "project_id")
    milestones: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in best_first(Milestone.objects.filter(only)).select_related("source", "event"):
        milestones[milestone.project_id].append(milestone)
    columns = {}
    for pk in projects:
        reached = milestones[pk]
        signed = next((stone for stone in reached if stone.stage == Stage.SIGNED), None)
        event = signed.event if signed else None
        place = places.get(pk)
        columns[pk] = {
            "stage": max(reached, key=_reached).stage if reached else "",
            "signed": signed.date if signed else "",
            "signed_start": signed.date_start if signed else None,
            "signed_end": signed.date_end if signed else None,
            "signing_event_id": event.pk if event and event.is_public else None,
            "place_id": place.place_id if place else None,
            **amount_columns(amounts.get(pk)),
        }
    return columns


def _reached(milestone: Milestone) -> tuple[datetime.date, int]:
    known = milestone.date_end or (milestone.source and milestone.source.published_end)
    return known or datetime.date.min, STAGE_ORDER[Stage(milestone.stage)]


def _scope(model: type[models.Model], name: str, ids: Ids) -> tuple[list[int], Q]:
    if ids is None:
        return list(model._default_manager.values_list("pk", flat=True)), Q()
    listed = list(ids)
    return listed, Q(**{f"{name}__in": listed})


def _first(statements: Any, key: str) -> dict[int, Any]:
    firsts: dict[int, Any] = {}
    for statement in statements:
        firsts.setdefault(getattr(statement, key), statement)
    return firsts


COMPUTE = {Event: event_columns, Project: project_columns}


def stale(model: type[Event] | type[Project], ids: Ids = None) -> dict[int, Columns]:
    """The columns that differ from what the statements say, by primary key; empty when right."""
    wanted = COMPUTE[model](ids)
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
        changes = stale(model, ids)
        for pk, columns in changes.items():
            model._default_manager.filter(pk=pk).update(**columns)
    return len(changes)


def refresh_all() -> int:
    """Refresh every event and project; for loads that bypass signals."""
    return refresh(model=Event) + refresh(model=Project)


def _touched(instance: models.Model) -> dict[type[models.Model], set[int]]:
    touched = {}
    for model, lookups in TOUCHES[type(instance)].items():
        condition = Q()
        for lookup in lookups:
            condition |= Q(**{lookup: instance.pk})
        touched[model] = set(model._default_manager.filter(condition).values_list("pk", flat=True))
    return touched


def _before(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    instance._touched = _touched(instance) if instance.pk and not raw else {}  # type: ignore[attr-defined]


def _after(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    if raw:
        return
    before = instance.__dict__.pop("_touched", {})
    after = _touched(instance) if instance.pk else {}
    for model in (Event, Project):
        if ids := before.get(model, set()) | after.get(model, set()):
            refresh(model=model, ids=ids)


def _follow_unit(sender: type, instance: Figure, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
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
