"""Whether the parts that the site stands on answer."""

from __future__ import annotations

import logging
import secrets

from django.core.cache import caches
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 where every database and the cache answer, else 503 naming those that do not.

    Why one fails goes to the log only: it may hold host names.
    """
    checks = {}
    for alias in connections:
        name = "database" if alias == "default" else alias
        checks[name] = _answers(name, lambda alias=alias: _read_row(alias))
    checks["cache"] = _answers("cache", _keep_and_fetch)
    failed = any(not answers for answers in checks.values())
    body = {name: "ok" if answers else "failed" for name, answers in checks.items()}
    return JsonResponse(
        {"status": "failed" if failed else "ok", **body}, status=503 if failed else 200
    )


def _answers(name: str, check) -> bool:
    try:
        return check()
    except Exception:
        logger.exception("health check of the %s failed", name)
        return False


def _read_row(alias: str) -> bool:
    # A real table: SELECT 1 succeeds on an SQLite file that is empty or gone.
    return MigrationRecorder.Migration.objects.using(alias).exists()


def _keep_and_fetch() -> bool:
    key, value = f"health:{secrets.token_hex(8)}", secrets.token_hex(8)
    cache = caches["default"]
    cache.set(key, value, 5)
    found = cache.get(key) == value
    cache.delete(key)
    return found
