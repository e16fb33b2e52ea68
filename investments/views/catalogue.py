"""The catalogue of the data in the syntaxes that harvesters read, and the list of interfaces."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.catalogue import SYNTAXES, link_set, serialised, sign_header
from investments.catalogue.entries import CATALOGUE, path_of
from investments.citing import base_of
from investments.exports import LICENCE_URL
from investments.reading import reading_date
from investments.views.parameters import without_parameters
from investments.views.problems import problem
from investments.views.tags import tagged

LINK_SET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
View = Callable[..., HttpResponseBase]


def signposted(view: View) -> View:
    """A page from which programs are led to the data."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            before = response.headers.get("Link", "")
            response.headers["Link"] = ", ".join(filter(None, (before, sign_header())))
        return response

    return answer


@require_safe
@without_parameters
def catalogue(request: HttpRequest, suffix: str = "") -> HttpResponse:
    """In the syntax of the address or of the Accept header; people are led to the page of the data.
    It describes what there is today, under every reading date."""
    if reading_date() is not None:
        return HttpResponseRedirect(str(getattr(request, "present_path", CATALOGUE)))
    if not suffix:
        suffix = _preferred(request)
    if suffix == "html":
        response: HttpResponse = HttpResponseRedirect(path_of("data"))
    elif suffix:
        syntax = SYNTAXES[suffix]
        body = serialised(base_of(request), syntax)
        response = tagged(HttpResponse(body, content_type=f"{syntax.media}; charset=utf-8"))
        response["Link"] = _links(suffix)
    else:
        types = ", ".join(one.media for one in SYNTAXES.values())
        said = _("The catalogue is written as %(types)s.") % {"types": types}
        response = problem(406, said)
    if request.path_info == CATALOGUE:
        response["Vary"] = "Accept"
    return response


def _preferred(request: HttpRequest) -> str:
    """The name of the syntax that is accepted best, `html` for a browser, '' for none. Who takes
    anything gets Turtle."""
    names = {
        media: suffix
        for suffix, syntax in SYNTAXES.items()
        for media in (syntax.media, *syntax.accepted)
    }
    best = request.get_preferred_type([*SYNTAXES_FIRST, *names, *HTML])
    return "html" if best in HTML else names.get(best or "", "")


HTML = ("text/html", "application/xhtml+xml")
SYNTAXES_FIRST = ("text/turtle",)


def _links(suffix: str) -> str:
    found = [f'<{LICENCE_URL}>; rel="license"']
    for name, syntax in SYNTAXES.items():
        if name != suffix:
            found.append(f'<{CATALOGUE}.{name}>; rel="alternate"; type="{syntax.media}"')
    return ", ".join(found)


@require_safe
@without_parameters
def api_catalogue(request: HttpRequest) -> HttpResponse:
    """RFC 9727; a request for the header alone gets the links in it as well."""
    if reading_date() is not None:
        return HttpResponseRedirect(str(getattr(request, "present_path", "/")))
    text = json.dumps(link_set(base_of(request)), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type=LINK_SET)
    response["Link"] = sign_header()
    return response


urlpatterns = [
    path("catalogue", catalogue),
    *(path(f"catalogue.{suffix}", catalogue, {"suffix": suffix}) for suffix in SYNTAXES),
    path(".well-known/api-catalog", api_catalogue),
]
