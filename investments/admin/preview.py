"""The public page of a record before it is published."""

import copy
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.actions.permits import Act, may
from investments.actions.preview import published_for_now
from investments.details.whereabouts import public_page
from investments.forms.invariants import explain
from investments.models import Reviewed

LARGEST = 2**63


@require_safe
def show(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """The page as the public would read it, with a note above it that says what it is."""
    row = _wanted(request, name, pk)
    try:
        with published_for_now(row) as published:
            page = public_page(row)
            if page is None:
                return _none(request, row, _("It has no page of its own to be shown on."))
            if not (row.is_public and page.is_public):
                return _none(request, row, _("What it stands on is withdrawn, or has no source."))
            response = _public(request, page.get_absolute_url(), row, len(published))
    except IntegrityError as error:
        return _none(request, row, explain(error, [type(row)]))
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


def _wanted(request: HttpRequest, name: str, pk: int) -> Reviewed:
    try:
        model: Any = apps.get_model("investments", name)
    except LookupError as error:
        raise Http404 from error
    if not issubclass(model, Reviewed) or pk >= LARGEST:
        raise Http404
    if not may(request.user, Act.VIEW, model):
        raise PermissionDenied
    return get_object_or_404(model, pk=pk)


def _public(request: HttpRequest, address: str, row: Reviewed, count: int) -> HttpResponse:
    """What the view behind a public address answers, rendered while the drafts are public."""
    parts = urlsplit(address)
    match = resolve(parts.path)
    asked: Any = copy.copy(request)
    asked.path = asked.path_info = parts.path
    asked.GET = QueryDict(parts.query)
    asked.resolver_match = match
    asked.preview = {"row": row, "count": count, "url": _form_of(row)}
    response = match.func(asked, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    return response


def _none(request: HttpRequest, row: Reviewed, reason: str) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("No preview"),
        "row": row,
        "reason": reason,
        "url": _form_of(row),
    }
    return TemplateResponse(request, "admin/investments/no_preview.html", context)


def _form_of(row: Reviewed) -> str:
    return reverse(f"admin:investments_{row._meta.model_name}_change", args=[row.pk])
