"""Signing in: the password, then a code where one is asked."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from axes.helpers import get_client_username
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model, login
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_static.models import StaticDevice

from investments.actions import two_steps
from investments.forms.sign_in import CodeForm

HALF_SIGNED_IN = "half_signed_in"
HALF_FOR = timedelta(minutes=10)


class PasswordView(LoginView):
    """The first step. Nobody is signed in by it who has set up a second."""

    template_name = "admin/login.html"
    authentication_form = AdminAuthenticationForm

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if not two_steps.standing(user).on:
            return super().form_valid(form)
        self.request.session.cycle_key()
        self.request.session[HALF_SIGNED_IN] = {
            "user": user.pk,
            "backend": user.backend,
            "password": user.get_session_auth_hash(),
            "until": (timezone.now() + HALF_FOR).timestamp(),
        }
        return HttpResponseRedirect(code_address(self.get_redirect_url()))


class CodeView(LoginView):
    """The second step: of somebody who gave the password a moment ago, or whose session is older
    than the second step."""

    template_name = "admin/investments/code.html"
    form_class = CodeForm  # type: ignore[assignment]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.half = half_signed_in(request) or unverified(request)
        if self.half is None:
            after = self.get_redirect_url()
            query = f"?{urlencode({'next': after})}" if after else ""
            return redirect(reverse("admin:login") + query)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.half}

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**admin.site.each_context(self.request), "title": _("Second step"), **context}

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.pop(HALF_SIGNED_IN, None)
        user = self.half
        user.otp_device = form.device
        login(self.request, user, backend=user.backend)
        self.request.session.cycle_key()
        if isinstance(form.device, StaticDevice):
            self._say_what_is_left(user)
        return HttpResponseRedirect(self.get_success_url())

    def _say_what_is_left(self, user: Any) -> None:
        left = two_steps.codes_left(user)
        said = ngettext(
            "You used a recovery code: %(count)d is left.",
            "You used a recovery code: %(count)d are left.",
            left,
        )
        messages.warning(self.request, said % {"count": left})


def code_address(after: str) -> str:
    query = f"?{urlencode({'next': after})}" if after else ""
    return reverse("sign_in_code") + query


def half_signed_in(request: HttpRequest) -> Any:
    """Who gave a right password in this session, not long ago, and has not changed it since."""
    kept = request.session.get(HALF_SIGNED_IN)
    if not kept or kept["until"] < timezone.now().timestamp():
        return None
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    user: Any = people.filter(pk=kept["user"]).first()
    if user is None or not constant_time_compare(kept["password"], user.get_session_auth_hash()):
        return None
    user.backend = kept["backend"]
    return user


def unverified(request: HttpRequest) -> Any:
    """Who is signed in by a session from before the second step was set up."""
    user: Any = request.user
    if not admin.site.has_permission(request) or user.is_verified():
        return None
    if not two_steps.standing(user).on:
        return None
    user.backend = request.session["_auth_user_backend"]
    return user


def locked(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """In the place of any answer to a sign-in whose name is locked for this address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {
        **admin.site.each_context(request),
        "title": _("Too many failed tries"),
        "minutes": minutes,
        "name": get_client_username(request, credentials) or "",
    }
    answer = render(request, "admin/investments/locked.html", context, status=429)
    answer.headers["Retry-After"] = str(minutes * 60)
    return answer


@never_cache
def signed_in(request: HttpRequest) -> JsonResponse:
    """Asked by a form before it is sent: whether it would be taken, and the token to send now.

    Other hosts' pages cannot read the answer. It does not make a session last longer.
    """
    site: Any = admin.site
    inside = site.has_permission(request) and not site.step_before(request)
    name = request.user.get_username() if inside else ""
    return JsonResponse({"name": name, "token": get_token(request) if inside else ""})
