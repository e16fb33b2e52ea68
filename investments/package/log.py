"""What the public could newly read on each day, and what went: counted from the history.

A day tells what differs between its beginning and its end: what was withdrawn and published again
has not gone. Drafts leave no trace, and nobody is named. What stands on something that is not
public counts for nothing, whatever happened to it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from investments.choices import State
from investments.package.changes import KINDS
from investments.package.tables import tables

REACH = datetime.timedelta(days=90)
DAYS = 10
DELETED = "-"


@dataclass
class Day:
    """`counts` has kind → tables with how many rows were added, changed, removed."""

    day: datetime.date
    counts: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


def days() -> list[Day]:
    """The last days on which anything changed, the latest first. One query a table."""
    since = timezone.now() - REACH
    found: dict[datetime.date, Day] = {}
    for table in tables():
        if table.model is None:
            continue
        for day, kind, count in _counted(table.model, since):
            told = found.setdefault(day, Day(day))
            told.counts.setdefault(kind, []).append((table.name, count))
    latest = sorted(found.values(), key=lambda told: told.day, reverse=True)[:DAYS]
    for told in latest:
        told.counts = {kind: told.counts[kind] for kind in KINDS if kind in told.counts}
    return latest


def _counted(model: Any, since: datetime.datetime) -> Any:
    day = TruncDate("history_date", tzinfo=timezone.get_default_timezone())
    history = model.history.model.objects.annotate(log_day=day)
    same = history.filter(id=OuterRef("id"))
    earlier = same.filter(log_day__lt=OuterRef("log_day"))
    later = same.filter(log_day=OuterRef("log_day"), history_id__gt=OuterRef("history_id"))
    published = Q(state=State.PUBLISHED) & ~Q(history_type=DELETED)
    kind = Case(
        When(published & Q(log_was=State.PUBLISHED), then=Value("changed")),
        When(published, then=Value("added")),
        When(log_was=State.PUBLISHED, then=Value("removed")),
        default=Value(""),
        output_field=CharField(),
    )
    shown = Exists(model.objects.published().filter(pk=OuterRef("id")))
    rows = history.filter(~Exists(later), history_date__gte=since)
    rows = rows.annotate(log_was=state_in(earlier)).annotate(log_kind=kind)
    counted = list(_by_day(rows.filter(Q(log_kind__in=KINDS[:2]) & shown | Q(log_kind=KINDS[2]))))
    if any(kind == KINDS[2] for _day, kind, _count in counted):
        # Seldom, and many joins, which a database takes longer to plan than to answer.
        gone = _by_day(rows.filter(could_be_seen(model), log_kind=KINDS[2]))
        counted = [*gone, *(one for one in counted if one[1] != KINDS[2])]
    return counted


def _by_day(rows: Any) -> Any:
    counted = rows.order_by().values("log_day", "log_kind")
    return counted.annotate(log_count=Count("id", distinct=True)).values_list(
        "log_day", "log_kind", "log_count"
    )


def state_in(versions: Any) -> Subquery:
    """The state of a row in the last of these; '' where that deleted it, None without any."""
    state = Case(
        When(history_type=DELETED, then=Value("")), default=F("state"), output_field=CharField()
    )
    last = versions.order_by("-history_id").annotate(log_state=state)
    return Subquery(last.values("log_state")[:1])


def could_be_seen(model: Any) -> Q:
    """Whether all that the row stood on is public."""
    condition = Q()
    for name in model.public_with:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__is_public": True})
    return condition
