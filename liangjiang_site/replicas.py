"""Sends public reading to replicas of the database and everything else to the primary.

A replica runs behind: read straight after a write it showed the old row in most tries. So
whoever may write reads from the primary: signed-in people, every unsafe method, the admin, and
anyone for a short while after a write.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

PRIMARY = "default"
PIN_COOKIE = "primary"
# Longer than a healthy replica's lag, which is well under a second.
PIN_SECONDS = 10
ADMIN = re.compile(r"/(?:[a-z-]+/)?admin(?:/|$)")

# The alias that the current request reads from.
_reads_from: ContextVar[str] = ContextVar("reads_from", default=PRIMARY)


def replicas() -> list[str]:
    return [alias for alias in settings.DATABASES if alias.startswith("replica_")]


def back_to_primary(**_signal: Any) -> None:
    """End of request. Not earlier: a streamed answer still reads after the middleware is left."""
    _reads_from.set(PRIMARY)


class ReplicaRouter:
    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _reads_from.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        # What this request wrote it must be able to read.
        _reads_from.set(PRIMARY)
        return PRIMARY

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True  # all aliases hold the same rows

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


class ReplicaMiddleware:
    """Chooses for each request where it reads from; absent where no replica is set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.aliases = replicas()
        if not self.aliases:
            raise MiddlewareNotUsed
        request_finished.connect(back_to_primary, dispatch_uid="replicas")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        safe = request.method in {"GET", "HEAD", "OPTIONS"}
        public = (
            safe
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and PIN_COOKIE not in request.COOKIES
            and not ADMIN.match(request.path_info)
        )
        # Spreads load, guards nothing.
        _reads_from.set(random.choice(self.aliases) if public else PRIMARY)  # noqa: S311
        response = self.get_response(request)
        if not safe:
            response.set_cookie(
                PIN_COOKIE,
                "1",
                max_age=PIN_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response
