"""The review queue: what was submitted, and one's own drafts, with the way to decide."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.actions.permits import Act, may
from investments.details import review
from investments.models import Source


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """For all staff; who may publish finds the buttons too."""
    context = {
        **admin.site.each_context(request),
        "title": _("Review"),
        "groups": _by_source(request, review.in_review(request.user)),
        "drafts": [_shown(request, one) for one in review.drafts_of(request.user)],
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "shown": review.SHOWN,
    }
    return TemplateResponse(request, "admin/investments/review.html", context)


def _shown(request: HttpRequest, one: review.Waiting) -> dict[str, Any]:
    options = one.row._meta
    name = f"admin:{options.app_label}_{options.model_name}"
    return {
        "one": one,
        "kind": options.verbose_name,
        "change_url": reverse(f"{name}_change", args=[one.row.pk]),
        "list_url": reverse(f"{name}_changelist"),
        "preview_url": reverse("preview", args=[options.model_name, one.row.pk]),
        "decides": may(request.user, Act.PUBLISH, type(one.row)),
    }


def _by_source(request: HttpRequest, waiting: list[review.Waiting]) -> list[dict[str, Any]]:
    """What waits, under the document that says it, the longest waiting first; names of what
    documents speak of at the end."""
    groups: dict[int, dict[str, Any]] = {}
    for one in waiting:
        source = one.row if isinstance(one.row, Source) else getattr(one.row, "source", None)
        key = source.pk if source else 0
        group = groups.setdefault(
            key, {"source": source, "article_url": _article(source), "entries": []}
        )
        group["entries"].append(_shown(request, one))
    named = groups.pop(0, None)
    return [*groups.values(), *([named] if named else [])]


def _article(row: Any) -> str:
    """Where an article's drafts are all together, for a source that was read on the desk."""
    if isinstance(row, Source) and row.text:
        return reverse("desk_finish", args=[row.slug])
    return ""
