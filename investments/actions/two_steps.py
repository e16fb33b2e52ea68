"""Signing in with two steps: a password, then a code from an app or a recovery code.

An app's key lies in the database, since every check needs it; of a recovery code only a digest
does. Whoever reads the one still lacks the password, of which there is a digest as well.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from investments.actions import locks
from investments.actions.permits import PUBLISH_PERMISSION
from investments.models import SignInRule, TwoSteps

CODES = 10
KEY_BYTES = 20
CODE_BYTES = 10  # 16 letters: too many to try against a stolen digest


class WrongCodeError(Exception):
    """The code is none of theirs, or was used before."""


class TooManyCodesError(Exception):
    """Wrong codes were tried; `until` is when the next one is looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Standing:
    """`on`: it has been set up. `required`: it must be."""

    on: bool
    required: bool


def standing(user: Any) -> Standing:
    """What holds for somebody. One query."""
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    rule = SignInRule.objects.filter(pk=1).values("two_steps")
    people = get_user_model()._default_manager.filter(pk=user.pk)
    row = people.annotate(on=Exists(devices), rule=Subquery(rule)).values_list("on", "rule").first()
    on, rule_now = row or (False, None)
    return Standing(on, _demands(rule_now, user))


def _demands(rule: str | None, user: Any) -> bool:
    if settings.TWO_STEPS_REQUIRED or rule == TwoSteps.EVERYBODY:
        return True
    return rule == TwoSteps.PUBLISHERS and user.has_perm(PUBLISH_PERMISSION)


def new_key() -> str:
    return random_hex(KEY_BYTES)


def key_in_letters(key: str) -> str:
    """As one types it into an app, in groups of four."""
    letters = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def address(user: Any, key: str) -> str:
    """What the QR code says."""
    return TOTPDevice(user=user, key=key).config_url


def switch_on(*, user: Any, key: str, code: str) -> tuple[TOTPDevice, list[str]]:
    """Set it up once the app shows the right code; the recovery codes that belong to it."""
    with transaction.atomic():
        get_user_model()._default_manager.select_for_update().get(pk=user.pk)
        if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
            raise WrongCodeError
        device = TOTPDevice.objects.create(user=user, name="app", key=key, confirmed=False)
        if not device.verify_token(_plain(code)):
            raise WrongCodeError
        device.confirmed = True
        device.save()
        codes = _make_codes(user)
    log(by=user, user=user, said=_("Two-step sign-in set up."))
    return device, codes


def new_codes(*, user: Any) -> list[str]:
    """New recovery codes; the old ones no longer hold."""
    with transaction.atomic():
        codes = _make_codes(user)
    log(by=user, user=user, said=_("New recovery codes made."))
    return codes


def switch_off(*, user: Any, by: Any) -> bool:
    """Forget app and recovery codes, of one's own or of somebody who lost the telephone."""
    with transaction.atomic():
        count, _of = TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
    if count:
        own = by.pk == user.pk
        said = _("Two-step sign-in switched off.") if own else _("Two-step sign-in reset.")
        log(by=by, user=user, said=said)
    return bool(count)


def check(*, request: HttpRequest, user: Any, code: str) -> Any:
    """The device whose code it is. A wrong one counts as a wrong password does."""
    name = {"username": user.get_username()}
    if not AxesProxyHandler.is_allowed(request, name):
        locks.mark(request, name)
        raise WrongCodeError
    plain = _plain(code)
    of_app = plain.isdecimal()
    model: Any = TOTPDevice if of_app else StaticDevice
    with transaction.atomic():
        devices = model.objects.select_for_update().filter(user=user, confirmed=True)
        device = devices.order_by("pk").first()
        allowed, why = device.verify_is_allowed() if device else (True, {})
        right = allowed and device and device.verify_token(plain if of_app else _digest(plain))
    if not allowed:
        raise TooManyCodesError(why["locked_until"])
    if not right:
        user_login_failed.send(sender=__name__, credentials=name, request=request)
        raise WrongCodeError
    if not of_app:
        log(by=user, user=user, said=_("Signed in with a recovery code."))
    return device


def codes_left(user: Any) -> int:
    devices = StaticDevice.objects.filter(user=user, confirmed=True)
    return sum(device.token_set.count() for device in devices[:1])


def set_rule(*, two_steps: str, by: Any) -> None:
    """Say who must; whoever has not set it up is led there at the next page."""
    with transaction.atomic():
        row, _made = SignInRule.objects.update_or_create(pk=1, defaults={"two_steps": two_steps})
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, str(row), single_object=True)


def log(*, by: Any, user: Any, said: str) -> None:
    """In the history of the account, where owners read it."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(get_user_model()),
        object_id=str(user.pk),
        object_repr=str(user)[:200],
        action_flag=CHANGE,
        change_message=said,
    )


def _make_codes(user: Any) -> list[str]:
    # The device stays: a session that took its second step with it goes on.
    device, _made = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery"})
    device.token_set.all().delete()
    plain = [
        base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower() for _ in range(CODES)
    ]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_digest(one)) for one in plain)
    return ["-".join(one[at : at + 4] for at in range(0, 16, 4)) for one in plain]


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _digest(code: str) -> str:
    """Of the length that the column holds."""
    return base64.b32encode(hashlib.sha256(code.encode()).digest()).decode()[:16]
