"""When the public last read something new of a record: its own versions, and those of the public
statements about it. A version counts where it is published, and where it takes back what was;
drafts leave no trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Exists, Max, OuterRef, Q

from investments.choices import State
from investments.models import SigningBatch, Sourced
from investments.package.log import DELETED, could_be_seen, state_in

# Of a record without a history and without a dated source: it has been there from the first.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
Moments = dict[int, datetime]


@cache
def _links(model: Any) -> tuple[tuple[Any, str], ...]:
    """The statements about a model, and the path from each to it; those about a reported total
    are about its event, series or initiative too."""
    found = []
    for statement in apps.get_app_config("investments").get_models():
        if not issubclass(statement, Sourced) or statement is model:
            continue
        for link in statement._meta.concrete_fields:
            if link.related_model is model:
                found.append((statement, link.name))
            elif link.related_model is SigningBatch:
                of_batch = SigningBatch._meta.concrete_fields
                found += [
                    (statement, f"{link.name}__{one.name}")
                    for one in of_batch
                    if one.related_model is model
                ]
    return tuple(found)


def _histories(model: Any) -> Iterator[tuple[Any, str]]:
    """The versions in which a record's changes stand, and the path to the record."""
    yield model.history.filter(state=State.PUBLISHED), "id"
    for statement, path in _links(model):
        public = statement.objects.published().order_by().values("pk")
        yield statement.history.filter(state=State.PUBLISHED, id__in=public), path
        yield _taken_back(statement), path


def _taken_back(statement: Any) -> Any:
    """The versions that withdrew or deleted a statement that the public read."""
    history = statement.history
    hidden = history.filter(~Q(state=State.PUBLISHED) | Q(history_type=DELETED))
    before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    was = hidden.alias(was=state_in(before)).filter(was=State.PUBLISHED)
    return was.filter(could_be_seen(statement))


def newest(rows: Any, most: int) -> list[tuple[int, datetime]]:
    """The rows that changed last and when, the latest first. A query or two for each kind of
    statement, which read little more than is asked for."""
    found: Moments = {}
    for history, path in _histories(rows.model):
        # Asked of each version on the way: a list of all keys takes longer to make than to use.
        versions = history.filter(Exists(rows.order_by().filter(pk=OuterRef(path))))
        versions = versions.order_by("-history_date", "-history_id")
        for key, when in _first(versions.values_list(path, "history_date"), most).items():
            found[key] = max(when, found.get(key, when))
    if len(found) < most:
        found |= _without_history(rows, found, most - len(found))
    return sorted(found.items(), key=lambda item: (item[1], item[0]), reverse=True)[:most]


def _first(versions: Any, most: int) -> Moments:
    """Of each row its latest version, until there are enough rows."""
    found: Moments = {}
    size = 4 * most
    while True:
        read = list(versions[:size])
        for key, when in read:
            found.setdefault(key, when)
        if len(found) >= most or len(read) < size:
            return dict(list(found.items())[:most])
        size *= 8


def _without_history(rows: Any, found: Iterable[int], most: int) -> Moments:
    """What came by a load that wrote no history changed last when its source was published."""
    others = rows.exclude(pk__in=list(found)).order_by("-known_from", "slug")
    return {key: _midnight(day) for key, day in others.values_list("pk", "known_from")[:most]}


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), UTC) if day else BEGINNING


def last_changes(rows: Any, keys: Sequence[int]) -> Moments:
    """When each of these rows changed last. One query for each kind of statement."""
    known = rows.model.objects.filter(pk__in=keys).values_list("pk", "known_from")
    found: Moments = {}
    for history, path in _histories(rows.model):
        versions = history.filter(**{f"{path}__in": keys}).order_by()
        for key, when in versions.values_list(path).annotate(last=Max("history_date")):
            found[key] = max(when, found.get(key, when))
    return {key: found.get(key) or _midnight(day) for key, day in known}


def first_published(model: Any, keys: Sequence[int]) -> Moments:
    """When each of these rows was first published; of those whose history begins later, nothing.
    One query."""
    versions = model.history.filter(id__in=keys).order_by("history_date", "history_id")
    whole: set[int] = set()
    found: Moments = {}
    for key, kind, state, when in versions.values_list(
        "id", "history_type", "state", "history_date"
    ):
        if kind == "+":
            whole.add(key)
        if key in whole and state == State.PUBLISHED:
            found.setdefault(key, when)
    return found
