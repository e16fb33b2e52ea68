"""What readers report and what staff make of it: taking in, taking up, answering, forgetting."""

import datetime
import hashlib
import ipaddress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from investments.actions import permits
from investments.actions.permits import Act
from investments.choices import ReportState
from investments.models import Correction
from investments.models.correction import ANSWERED, OPEN

# Reports taken from one network address, and from all of them, in an hour.
PER_ADDRESS, FROM_ALL = 5, 120
WINDOW = 3600  # seconds
KEPT_DAYS = 30  # how long an address for the answer outlives the report


# --- From readers ------------------------------------------------------------------------------


class TooManyError(Exception):
    """Nothing was taken: too much came from this network address, or from all."""


def network_of(request: Any) -> str:
    """Whom a limit counts for: an address, of the sixth version the network that one customer
    has. Behind a trusted proxy the last address that it was handed, which only it can write."""
    address = request.META.get("REMOTE_ADDR", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        forwarded = request.headers.get("X-Forwarded-For", "")
        address = forwarded.rsplit(",", 1)[-1].strip() or address
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if known.version == 6 and known.ipv4_mapped:
        return str(known.ipv4_mapped)
    if known.version == 6:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)


def _count(name: str) -> int:
    """How many there were within the window, with this one."""
    cache.add(name, 0, WINDOW)
    try:
        return cache.incr(name)
    except ValueError:  # it ended between the two
        cache.set(name, 1, WINDOW)
        return 1


def _within_limits(network: str) -> bool:
    """The address itself is nowhere kept, only its keyed hash and that only in the cache."""
    name = salted_hmac("investments.corrections", network, algorithm="sha256").hexdigest()
    return _count(f"reports:{name}") <= PER_ADDRESS and _count("reports:all") <= FROM_ALL


def digest_of(values: dict[str, str]) -> str:
    words = "\0".join(" ".join(str(values[name]).split()) for name in sorted(values))
    return hashlib.sha256(words.encode()).hexdigest()


def take(*, network: str, **values: str) -> Correction:
    """Take in what a reader reports; the same once more is the report that there is already.
    `values` are the columns of the report; TooManyError leaves everything as it is."""
    said = {name: value for name, value in values.items() if name not in ("title", "shown")}
    digest = digest_of(said)
    known = Correction.objects.filter(digest=digest).first()
    if known is not None:
        return known
    if not _within_limits(network):
        raise TooManyError
    try:
        with transaction.atomic():
            return Correction.objects.create(**values, digest=digest)
    except IntegrityError:  # sent twice at once
        return Correction.objects.get(digest=digest)


# --- By staff ----------------------------------------------------------------------------------


class Move(TextChoices):
    """What staff do with a report."""

    TAKE_UP = "take_up", pgettext_lazy("report", "Take up")
    FIX = "fix", pgettext_lazy("report", "Answer and mark as fixed")
    DECLINE = "decline", pgettext_lazy("report", "Answer and decline")
    SPAM = "spam", pgettext_lazy("report", "Mark as spam")
    REOPEN = "reopen", pgettext_lazy("report", "Open again")


@dataclass(frozen=True)
class Step:
    """Where a move leads from and to, and which permission it takes: a curator takes up, only
    who may publish closes, and opens what was closed."""

    start: tuple[ReportState, ...]
    end: ReportState
    demands: Act

    @property
    def closes(self) -> bool:
        return self.end not in OPEN


STEPS = {
    Move.TAKE_UP: Step((ReportState.NEW,), ReportState.UNDER_REVIEW, Act.CHANGE),
    Move.FIX: Step(OPEN, ReportState.FIXED, Act.PUBLISH),
    Move.DECLINE: Step(OPEN, ReportState.DECLINED, Act.PUBLISH),
    Move.SPAM: Step(OPEN, ReportState.SPAM, Act.PUBLISH),
    Move.REOPEN: Step((*ANSWERED, ReportState.SPAM), ReportState.UNDER_REVIEW, Act.PUBLISH),
}


class RefusedError(Exception):
    """Nothing was changed, for a reason in words for the person who asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def may(user: Any, move: Move) -> bool:
    """Whether somebody may do this with reports at all."""
    return permits.may(user, STEPS[move].demands, Correction)


def refusal(user: Any, move: Move, report: Correction) -> str:
    """Why somebody may not do this with this report, in a sentence; '' if they may."""
    if not may(user, move):
        return _("Your role does not let you do this.")
    if report.state not in STEPS[move].start:
        return _("It cannot be done with a report that is “%(state)s”.") % {
            "state": report.get_state_display()
        }
    return ""


def moves_for(user: Any, report: Correction) -> list[Move]:
    return [move for move in Move if not refusal(user, move, report)]


def move_on(*, report: Correction, move: Move, user: Any, answer: str = "") -> None:
    """Make this step with what is said to the reader. RefusedError leaves the report as it was;
    of two people who both close one, the later is refused."""
    step, answer, now = STEPS[move], answer.strip(), timezone.now()
    if said := refusal(user, move, report):
        raise RefusedError(said)
    if step.end in ANSWERED and not answer:
        raise RefusedError(_("Answer the reader: say what was done, or why nothing was."))
    values: dict[str, Any] = {"state": step.end, "handled_by": user, "answer": answer}
    if step.end == ReportState.UNDER_REVIEW:
        values |= {"taken_up_at": now, "closed_at": None}
    else:
        # Once closed it may be reported again; and from the hash nothing can be guessed back.
        values |= {"closed_at": now, "digest": ""}
    if step.end == ReportState.SPAM:
        values["email"] = ""
    same = Correction.objects.filter(pk=report.pk, state=report.state)
    with transaction.atomic():
        if not same.update(**values):
            raise RefusedError(_("Somebody changed it a moment ago: look at it again."))
        if step.closes:
            forget_addresses(at=now)
    report.refresh_from_db()


def forget_addresses(*, at: datetime.datetime | None = None) -> int:
    """Drop the addresses of reports that were closed long enough ago; returns how many."""
    last = (at or timezone.now()) - datetime.timedelta(days=KEPT_DAYS)
    return Correction.objects.exclude(email="").filter(closed_at__lte=last).update(email="")
