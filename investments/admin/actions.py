"""Review of what was ticked in a list: asked back first, then all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from investments.actions.publish import RefusedError, publish, send_back, submit, withdraw
from investments.choices import State
from investments.models.change_set import REASON_LENGTH

Answer = HttpResponse | None
SHOWN = 100  # rows named on the page that asks back


@dataclass(frozen=True)
class Move:
    """A change of state as the page that asks back words it. `comment`: what is to be said, where
    it must be."""

    act: Callable[..., int]
    state: State
    title: Any
    comment: Any = ""


SUBMIT = Move(submit, State.IN_REVIEW, gettext_lazy("Submit for review"))
PUBLISH = Move(publish, State.PUBLISHED, gettext_lazy("Publish"))
SEND_BACK = Move(
    send_back, State.DRAFT, gettext_lazy("Send back"), gettext_lazy("What is to be done")
)
WITHDRAW = Move(withdraw, State.WITHDRAWN, gettext_lazy("Withdraw"), gettext_lazy("Why"))


@admin.action(description=gettext_lazy("Submit selected for review"), permissions=["submit"])
def submit_selected(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> Answer:
    return _ask_or_do(modeladmin, request, queryset, SUBMIT)


@admin.action(description=gettext_lazy("Publish selected"), permissions=["publish"])
def publish_selected(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> Answer:
    return _ask_or_do(modeladmin, request, queryset, PUBLISH)


@admin.action(description=gettext_lazy("Send selected back"), permissions=["publish"])
def send_back_selected(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> Answer:
    return _ask_or_do(modeladmin, request, queryset, SEND_BACK)


@admin.action(description=gettext_lazy("Withdraw selected"), permissions=["publish"])
def withdraw_selected(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> Answer:
    return _ask_or_do(modeladmin, request, queryset, WITHDRAW)


@admin.action(description=gettext_lazy("Merge the two selected"), permissions=["merge"])
def merge_selected(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> Answer:
    """To the page that shows what a merge would do."""
    slugs = list(queryset.order_by("pk").values_list("slug", flat=True)[:3])
    if len(slugs) != 2:
        modeladmin.message_user(request, _("Select two to merge."), messages.WARNING)
        return None
    return redirect("merge", modeladmin.opts.model_name, *slugs)


def _ask_or_do(modeladmin: Any, request: HttpRequest, queryset: QuerySet, move: Move) -> Answer:
    rows = list(queryset)
    refusals = []
    comment = request.POST.get("comment", "").strip()[:REASON_LENGTH]
    missing = bool(move.comment) and not comment
    confirmed = request.POST.get("confirmed", "")
    back = request.POST.get("back", "") == "review"
    # What was confirmed is what is done: of a list that has grown since, the page asks again.
    if confirmed == str(len(rows)) and not missing:
        said = {"comment": comment} if move.comment else {}
        try:
            count = move.act(rows=rows, user=request.user, **said)
        except RefusedError as refused:
            refusals = refused.refusals
        else:
            modeladmin.message_user(request, _done(move.state, count, len(rows)), messages.SUCCESS)
            return redirect("review") if back else None
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": move.title,
        "opts": modeladmin.opts,
        "state": move.state,
        "comment_label": move.comment,
        "comment": comment,
        "comment_missing": missing and bool(confirmed),
        "action": request.POST.get("action", ""),
        "back": "review" if back else "",
        "select_across": request.POST.get("select_across", "0"),
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "rows": rows,
        "shown": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "refusals": refusals,
    }
    return TemplateResponse(request, "admin/investments/confirm.html", context)


def _done(state: State, count: int, asked: int) -> str:
    texts = {
        State.DRAFT: ngettext("%(count)d sent back.", "%(count)d sent back.", count),
        State.IN_REVIEW: ngettext(
            "%(count)d submitted for review.", "%(count)d submitted for review.", count
        ),
        State.PUBLISHED: ngettext("%(count)d published.", "%(count)d published.", count),
        State.WITHDRAWN: ngettext("%(count)d withdrawn.", "%(count)d withdrawn.", count),
    }
    text = texts[state] % {"count": count}
    if count < asked:
        text += " " + ngettext(
            "%(count)d was already.", "%(count)d were already.", asked - count
        ) % {"count": asked - count}
    return text
