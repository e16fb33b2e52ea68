"""Names that are locked for an address after failed tries to sign in."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone

SHOWN = 100
UNKNOWN = "0.0.0.0"  # noqa: S104 - nothing listens there


@dataclass(frozen=True)
class Lock:
    name: str
    address: str
    failures: int
    until: datetime


def address(request: HttpRequest) -> str:
    """Where a request comes from, as far as the site can know.

    The last of X-Forwarded-For is what the own proxy saw; what stands before it anybody can write.
    An IPv6 address counts as its network of 64 bits, all of which one household may use.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY:
        seen = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or seen
    try:
        found = ipaddress.ip_address(seen)
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((found, 64), strict=False).network_address)
    return str(found)


def mark(request: Any, credentials: dict[str, str]) -> None:
    """Have the answer to this request say that the name is locked."""
    request.axes_locked_out = True
    request.axes_credentials = credentials


class Handler(AxesDatabaseHandler):
    """Keeps name, address and time of a failed try, nothing of the browser."""

    def user_login_failed(
        self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any
    ) -> None:
        if request is not None:
            request.axes_user_agent = request.axes_http_accept = ""
        super().user_login_failed(sender, credentials, request, **kwargs)


def locks(name: str = "") -> list[Lock]:
    """What is locked now, the latest first. One query."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(attempt_time__gte=since)
    if name:
        tries = tries.filter(username=name)
    rows = (
        tries.order_by()
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-last")
    )
    return [
        Lock(
            row["username"] or "",
            row["ip_address"] or "",
            row["failures"],
            row["last"] + settings.AXES_COOLOFF_TIME,
        )
        for row in rows[:SHOWN]
    ]


def unlock(*, name: str, address: str) -> int:
    """Let a name try again from an address."""
    count, _of = AccessAttempt.objects.filter(username=name, ip_address=address).delete()
    return count


def forget() -> int:
    """Delete failed tries that no longer count."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    count, _of = AccessAttempt.objects.filter(attempt_time__lt=since).delete()
    return count
