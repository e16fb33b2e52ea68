"""What staff did, change by change, and the way back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from investments.actions.changesets import CannotUndoError, obstacles, undo, versioned
from investments.actions.permits import Act, may
from investments.choices import ChangeKind
from investments.details import changesets
from investments.models import ChangeSet
from investments.models.change_set import REASON_LENGTH

PER_PAGE = 50
ASKED_BEFORE = 1000  # rows up to which the page looks for obstacles before anybody asks


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The latest first; of one kind or one's own where asked for."""
    _admit(request)
    changes = ChangeSet.objects.select_related("by").prefetch_related("undone_by")
    kind, mine = request.GET.get("kind", ""), request.GET.get("mine") == "1"
    if kind in ChangeKind.values:
        changes = changes.filter(kind=kind)
    if mine:
        changes = changes.filter(by=request.user.pk)
    page = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Changes"),
        "page": page,
        "summaries": changesets.summaries(page.object_list),
        "kinds": ChangeKind.choices,
        "kind": kind,
        "mine": mine,
    }
    return TemplateResponse(request, "admin/investments/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One change and, unless something stands in the way, the button that undoes it."""
    _admit(request)
    if pk >= 2**63:
        raise Http404
    change = get_object_or_404(ChangeSet.objects.select_related("by", "undoes"), pk=pk)
    refused: list[str] = []
    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH]
    if request.method == "POST" and reason:
        try:
            undone = undo(change=change, user=request.user, reason=reason)
        except CannotUndoError as error:
            refused = error.reasons
        else:
            messages.success(request, _("Undone. This too can be undone."))
            return redirect("change_set", (undone or change).pk)
    steps = changesets.steps(change)
    (summary,) = changesets.summaries([change])
    few = summary.rows <= ASKED_BEFORE
    context = {
        **admin.site.each_context(request),
        "title": _("What was changed"),
        "change": change,
        "rows": summary.rows,
        "steps": [{"step": step, "url": _form_of(step)} for step in steps],
        "more": max(0, summary.rows - len(steps)),
        "obstacles": refused or (obstacles(change, request.user) if few else []),
        "refused": bool(refused),
        "missing": request.method == "POST" and not reason,
        "reason": reason,
        "undone_by": change.undone_by.order_by("-at").first(),
        "reason_length": REASON_LENGTH,
    }
    return TemplateResponse(request, "admin/investments/change_set.html", context)


def _admit(request: HttpRequest) -> None:
    """For those who may look at everything: drafts and reasons of all kinds stand here."""
    if not all(may(request.user, Act.VIEW, model) for model in versioned()):
        raise PermissionDenied


def _form_of(step: Any) -> str:
    if not step.exists:
        return ""
    name = step.version.instance_type._meta.model_name
    try:
        return reverse(f"admin:investments_{name}_change", args=[step.version.id])
    except NoReverseMatch:
        return ""
