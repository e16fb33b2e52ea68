"""The SDMX 2.1 web service: structures, data and what data there is."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from investments.exports import LICENCE_URL
from investments.sdmx import availability, formats, queries, writing
from investments.sdmx.messages import QueryError, error_message
from investments.sdmx.observations import blocks, matching
from investments.sdmx.structures import TYPES, structure_message

View = Callable[..., HttpResponseBase]
ERROR_TYPE = "application/xml; charset=utf-8"


def refusing(view: View) -> View:
    """What cannot be followed is told as SDMX clients read it."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except QueryError as error:
            response = HttpResponse(
                error_message(error), status=error.status, content_type=ERROR_TYPE
            )
        response.headers["Vary"] = "Accept"
        if response.status_code == 200:
            response.headers["Link"] = f'<{LICENCE_URL}>; rel="license"'
        return response

    return answer


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Who comes to the root of the service finds its dataflows."""
    return redirect(f"{reverse('sdmx:start')}dataflow")


@refusing
def structure(
    request: HttpRequest,
    type_: str,
    agency: str = "all",
    id_: str = "all",
    version: str = "latest",
    items: str = "",
) -> HttpResponse:
    message = queries.structure_query(type_, agency, id_, version, items, request.GET)
    chosen = formats.chosen(request, formats.STRUCTURES)
    base = request.build_absolute_uri(reverse("sdmx:start")).removesuffix("/")
    body = structure_message(message, id_=_id(), prepared=timezone.now(), base=base)
    return HttpResponse(body, content_type=chosen.content_type)


@refusing
def data(request: HttpRequest, flow: str, key: str = "all", provider: str = "") -> HttpResponseBase:
    query = queries.data_query(flow, key, provider, request.GET)
    chosen = formats.chosen(request, formats.DATA)
    rows = matching(query.flow, query.key, query.start, query.end)
    if not rows.exists():
        raise QueryError("no observation fits.", status=404)
    found, now = blocks(query.flow, rows), timezone.now()
    if chosen.format is formats.GENERIC:
        content = writing.generic(query, found, _id(), now)
    elif chosen.format is formats.SPECIFIC:
        content = writing.specific(query, found, _id(), now)
    else:
        second = chosen.format is formats.CSV2
        both = chosen.labels == "both"
        content = writing.comma_separated(query, found, second=second, both=both)
    response = StreamingHttpResponse(content, content_type=chosen.content_type)
    ending = "csv" if chosen.format in (formats.CSV, formats.CSV2) else "xml"
    response["Content-Disposition"] = f'inline; filename="{query.flow.id}.{ending}"'
    return response


@refusing
def available(
    request: HttpRequest, flow: str, key: str = "all", provider: str = "", component: str = "all"
) -> HttpResponse:
    """Which values of each dimension there are data for, under the key of a query."""
    chosen = formats.chosen(request, formats.STRUCTURES)
    query = queries.availability_query(flow, key, provider, component, request.GET)
    if not matching(query.flow, query.key, query.start, query.end).exists():
        raise QueryError("no observation fits.", status=404)
    body = availability.message(query, component, id_=_id(), prepared=timezone.now())
    return HttpResponse(body, content_type=chosen.content_type)


@refusing
def nothing(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """A kind of structure that SDMX knows and that there is none of, or no address at all."""
    raise QueryError("there is none.", status=404)


def _id() -> str:
    """Of a message: clients tell two answers apart by it."""
    return f"LIR{secrets.token_hex(8)}"


def _addresses() -> list[Any]:
    found = [path("", start, name="start")]
    for type_ in (*TYPES, "structure"):
        kwargs = {"type_": type_}
        found += [
            path(address, structure, kwargs)
            for address in (
                f"{type_}",
                f"{type_}/<str:agency>",
                f"{type_}/<str:agency>/<str:id_>",
                f"{type_}/<str:agency>/<str:id_>/<str:version>",
                f"{type_}/<str:agency>/<str:id_>/<str:version>/<str:items>",
            )
        ]
    return found


def _asked(type_: str, view: View) -> list[Any]:
    parts = (f"{type_}/<str:flow>", "<str:key>", "<str:provider>", "<str:component>")
    longest = len(parts) if type_ == "availableconstraint" else 3
    return [path("/".join(parts[:count]), view) for count in range(1, longest + 1)]


app_name = "sdmx"
urlpatterns = [
    *_addresses(),
    *_asked("data", data),
    *_asked("availableconstraint", available),
    path("<path:rest>", nothing),
]
