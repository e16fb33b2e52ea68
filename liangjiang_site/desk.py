"""The admin site: its sign-in has two steps where they are set up or asked for.

It stands here and not beside the desk's pages, because those register with it while they are
imported.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

# What somebody reaches who still has to set up the second step.
BEFORE_SECOND_STEP = {"two_step", "logout", "jsi18n"}
SEEN = "seen"
SEEN_EVERY = 300  # seconds


class DeskSite(AdminSite):
    def login(self, request: Any, extra_context: Any = None) -> Any:
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        from django.utils.translation import gettext as _

        from investments.views.sign_in import PasswordView

        context = {
            **self.each_context(request),
            "title": _("Sign in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index", current_app=self.name)
        context.update(extra_context or {})
        request.current_app = self.name
        return PasswordView.as_view(extra_context=context)(request)

    def admin_view(self, view: Callable, cacheable: bool = False) -> Any:
        """Also leads to the second step whoever has not taken it."""

        def checked(request: Any, *args: Any, **kwargs: Any) -> Any:
            step = self.step_before(request)
            if step:
                query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
                return redirect(f"{step}?{query}" if request.method == "GET" else step)
            _keep_alive(request)
            return view(request, *args, **kwargs)

        return super().admin_view(update_wrapper(checked, view), cacheable)

    def step_before(self, request: HttpRequest) -> str:
        """Where somebody is led before anything else; '' where nothing is missing. One query, of
        those whose session has not taken the second step."""
        from investments.actions.two_steps import standing

        user: Any = request.user
        if user.is_verified() or not self.has_permission(request):
            return ""
        found = standing(user)
        if found.on:
            return "" if _name(request) in ("logout", "jsi18n") else reverse("sign_in_code")
        if found.required and _name(request) not in BEFORE_SECOND_STEP:
            return reverse("two_step")
        return ""


def _name(request: HttpRequest) -> str:
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def _keep_alive(request: HttpRequest) -> None:
    """A session ends so long after its last page: saved anew every few minutes, not every time."""
    now = int(time.time())
    if now - request.session.get(SEEN, 0) > SEEN_EVERY:
        request.session[SEEN] = now
