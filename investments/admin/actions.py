"""Publishing and withdrawing what was ticked in a list: asked back first, then all or nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from investments.actions.publish import RefusedError, publish, withdraw
from investments.choices import State

SHOWN = 100  # rows named on the page that asks back


@admin.action(description=gettext_lazy("Publish selected"), permissions=["change"])
def publish_selected(
    modeladmin: Any, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    return _ask_or_do(modeladmin, request, queryset, publish, State.PUBLISHED)


@admin.action(description=gettext_lazy("Withdraw selected"), permissions=["change"])
def withdraw_selected(
    modeladmin: Any, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    return _ask_or_do(modeladmin, request, queryset, withdraw, State.WITHDRAWN)


def _ask_or_do(
    modeladmin: Any,
    request: HttpRequest,
    queryset: QuerySet,
    act: Callable[..., int],
    state: State,
) -> HttpResponse | None:
    rows = list(queryset)
    refusals = []
    # What was confirmed is what is done: of a list that has grown since, the page asks again.
    if request.POST.get("confirmed") == str(len(rows)):
        try:
            count = act(rows=rows, user=request.user)
        except RefusedError as refused:
            refusals = refused.refusals
        else:
            modeladmin.message_user(request, _done(state, count, len(rows)), messages.SUCCESS)
            return None
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": _("Publish") if state == State.PUBLISHED else _("Withdraw"),
        "opts": modeladmin.opts,
        "state": state,
        "action": request.POST.get("action", ""),
        "select_across": request.POST.get("select_across", "0"),
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "rows": rows,
        "shown": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "refusals": refusals,
    }
    return TemplateResponse(request, "admin/investments/confirm.html", context)


def _done(state: State, count: int, asked: int) -> str:
    if state == State.PUBLISHED:
        text = ngettext("%(count)d published.", "%(count)d published.", count)
    else:
        text = ngettext("%(count)d withdrawn.", "%(count)d withdrawn.", count)
    text %= {"count": count}
    if count < asked:
        text += " " + ngettext(
            "%(count)d was already.", "%(count)d were already.", asked - count
        ) % {"count": asked - count}
    return text
