"""What waits for somebody's eyes: rows in review with what is new in them, and one's own drafts."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import CharField, Value

from investments.actions.permits import Act, may
from investments.choices import State
from investments.details.changes import Difference, differences
from investments.models import Reviewed

SHOWN = 100


@dataclass
class Waiting:
    """`differences` from what the public read last; none for what it never read."""

    row: Any
    who: Any = None
    when: datetime.datetime | None = None
    said: str = ""
    was_public: bool = False
    differences: list[Difference] = field(default_factory=list)


def _models(user: Any) -> list[Any]:
    found = apps.get_app_config("investments").get_models()
    return [model for model in found if issubclass(model, Reviewed) and may(user, Act.VIEW, model)]


def in_review(user: Any) -> list[Waiting]:
    """What was submitted, the longest waiting first. One query, and two for each kind of record
    found."""
    return _read({model: model.objects.filter(state=State.IN_REVIEW) for model in _models(user)})


def drafts_of(user: Any) -> list[Waiting]:
    """The drafts that somebody had a hand in; also what was sent back, with what was said."""
    mine = {}
    for model in _models(user):
        touched = model.history.filter(history_user=user).values("id")
        mine[model] = model.objects.filter(state=State.DRAFT, pk__in=touched)
    return _read(mine)


def _read(rows: dict[Any, Any]) -> list[Waiting]:
    arms = [
        queryset.order_by()
        .annotate(holder=Value(model._meta.model_name, output_field=CharField()))
        .values_list("holder", "pk")
        for model, queryset in rows.items()
    ]
    if not arms:
        return []
    keys: dict[str, list[int]] = defaultdict(list)
    for name, pk in arms[0].union(*arms[1:], all=True)[: SHOWN + 1]:
        keys[name].append(pk)
    found: list[Waiting] = []
    for model in rows:
        found += _of_model(model, keys.get(model._meta.model_name, []))
    return sorted(found, key=lambda one: (one.when is None, one.when, one.row.slug))


def _of_model(model: Any, pks: Iterable[int]) -> list[Waiting]:
    if not pks:
        return []
    links = [link.name for link in model._meta.concrete_fields if link.is_relation]
    rows = model.objects.filter(pk__in=pks).select_related(*links)
    past: dict[int, list[Any]] = defaultdict(list)
    history = model.history.filter(id__in=pks).select_related("history_user")
    for entry in history.order_by("-history_date", "-history_id"):
        past[entry.id].append(entry)
    found = []
    for row in rows:
        entries = past[row.pk]
        one = Waiting(row)
        if entries:
            latest = entries[0]
            one.who, one.when = latest.history_user, latest.history_date
            one.said = latest.history_change_reason or ""
        public = next((entry for entry in entries if entry.state == State.PUBLISHED), None)
        if public is not None:
            one.was_public = True
            one.differences = list(differences(model, public, row, staff=True))
        found.append(one)
    return found
