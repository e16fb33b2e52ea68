"""When an answer has changed: validators of HTTP, and 304 where it has not.

The tag is a digest of the answer itself, so that it changes with anything that changes the answer:
edits, withdrawals, loads past the history, another release. Counters of the history would be
cheaper and wrong: of two writers on PostgreSQL the one who began first may end last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db.models import Subquery
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from investments.columns import Column
from investments.models import Reviewed
from investments.views.problems import problem

# What no history knows, a load of the record or another release, comes with a new start.
STARTED = datetime.now(UTC)


def last_change() -> datetime:
    """When a record or statement was last saved, published, withdrawn or deleted: one query."""
    first, *rest = (
        history.filter(pk=Subquery(_last(history, "pk"))).values_list("history_date")
        for history in _histories()
    )
    return _latest(at for (at,) in first.union(*rest, all=True))


def stamps() -> list[Column]:
    """The same, to be read with a row instead of by a query of its own."""
    return [
        Column(name=f"stamp_{number}", label="", path=Subquery(_last(history, "history_date")))
        for number, history in enumerate(_histories())
    ]


def taken(row: dict[str, Any]) -> datetime:
    """Take the stamps off a row."""
    names = [name for name in row if name.startswith("stamp_")]
    return _latest(row.pop(name) for name in names)


def _latest(found: Iterable[datetime | None]) -> datetime:
    return max([STARTED, *(at for at in found if at is not None)])


def _histories() -> list[Any]:
    models = apps.get_app_config("investments").get_models()
    reviewed = [model for model in models if issubclass(model, Reviewed)]
    return [model.history.model._default_manager.order_by() for model in reviewed]


def _last(history: Any, name: str) -> Any:
    """By the index; a maximum of a compound query would read it all."""
    return history.order_by("-history_date").values(name)[:1]


def conditional(request: Any, response: HttpResponse, changed: datetime) -> HttpResponse:
    """The answer with its validators; 304 where the asker has it already."""
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    tag = f'"{digest}"'
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    response.headers.setdefault("Cache-Control", "no-cache")
    found = get_conditional_response(
        request, etag=tag, last_modified=int(changed.timestamp()), response=response
    )
    if found is None or found.status_code == 412:
        return problem(412)
    return found
