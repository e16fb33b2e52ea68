"""One's own second step: set up, recovery codes made anew, switched off."""

from typing import Any

import django_otp
import qrcode
from django.contrib import admin, messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from investments.actions import two_steps
from investments.forms.sign_in import CodeForm, FirstCodeForm, SwitchOffForm

# Owners reset them on the account; a key is shown to nobody but its owner, once.
for _device in (TOTPDevice, StaticDevice):
    admin.site.unregister(_device)

SALT = "two_step.key"
KEY_SECONDS = 3600


@sensitive_post_parameters()
def page(request: HttpRequest) -> HttpResponse:
    """What holds, and what can be done about it; the key of a new app travels with the form."""
    found = two_steps.standing(request.user)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if not found.on:
        return _set_up(request, found, sent=act == "set_up")
    if act == "new_codes":
        return _new_codes(request, found)
    if act == "switch_off" and not found.required:
        return _switch_off(request, found)
    return _show(request, found)


def _set_up(request: HttpRequest, found: two_steps.Standing, sent: bool) -> HttpResponse:
    form = FirstCodeForm(request.POST if sent else None)
    key = _key_of(request) if sent else ""
    if key and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            device, codes = two_steps.switch_on(user=request.user, key=key, code=code)
        except two_steps.WrongCodeError:
            form.add_error(
                "code", _("This code is not right. Is the clock of the telephone right?")
            )
        else:
            django_otp.login(request, device)
            request.session.cycle_key()
            return _show(request, two_steps.Standing(True, found.required), codes=codes)
    key = key or two_steps.new_key()
    context = {
        "form": form,
        "signed_key": signing.dumps([request.user.pk, key], salt=SALT),
        "key": two_steps.key_in_letters(key),
        "qr": _drawn(two_steps.address(request.user, key)),
    }
    return _show(request, found, **context)


def _new_codes(request: HttpRequest, found: two_steps.Standing) -> HttpResponse:
    form = CodeForm(request.POST, user=request.user, request=request, prefix="new")
    if not form.is_valid():
        return _show(request, found, new_form=form)
    return _show(request, found, codes=two_steps.new_codes(user=request.user))


def _switch_off(request: HttpRequest, found: two_steps.Standing) -> HttpResponse:
    form = SwitchOffForm(request.POST, user=request.user, request=request, prefix="off")
    if not form.is_valid():
        return _show(request, found, off_form=form)
    two_steps.switch_off(user=request.user, by=request.user)
    messages.success(request, _("Two-step sign-in is off: your password alone signs you in."))
    return redirect("two_step")


def _show(request: HttpRequest, found: two_steps.Standing, **context: Any) -> HttpResponse:
    asked: dict[str, Any] = {"user": request.user, "request": request}
    context = {
        **admin.site.each_context(request),
        "title": _("Two-step sign-in"),
        "standing": found,
        "after": _after(request),
        "left": two_steps.codes_left(request.user) if found.on else 0,
        "new_form": CodeForm(prefix="new", **asked),
        "off_form": SwitchOffForm(prefix="off", **asked),
        **context,
    }
    return TemplateResponse(request, "admin/investments/two_step.html", context)


def _after(request: HttpRequest) -> str:
    """Where somebody was going who was led here."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("admin:index")


def _key_of(request: HttpRequest) -> str:
    """The key that this person was shown; '' where it is none of ours or was shown long ago."""
    try:
        text = request.POST.get("key", "")
        owner, key = signing.loads(text, salt=SALT, max_age=KEY_SECONDS)
    except (signing.BadSignature, ValueError):
        return ""
    return key if owner == request.user.pk else ""


def _drawn(text: str) -> dict[str, Any]:
    """A QR code as the size and path of a drawing."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return {"size": len(rows), "path": path}
