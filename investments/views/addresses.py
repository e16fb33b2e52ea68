"""Which addresses are for programs."""

from __future__ import annotations

import re

from django.http import HttpRequest

from investments.views.problems import CONTENT_TYPE

JSON = (CONTENT_TYPE, "application/json")
# Any reading date, any language.
BEFORE = r"(?:/as-known-on/[^/]*)?(?:/[a-z]{2}-[a-z]+)?"
API = re.compile(rf"{BEFORE}/api(?:/|$)")
SERVICES = re.compile(rf"{BEFORE}/(?:api|sdmx)(?:/|$)")
MIXED = re.compile(rf"{BEFORE}/(?:data|id|catalogue|\.well-known)(?:/|$)")
FILES = re.compile(
    rf"{BEFORE}/[^?]*\.(?:csv|xlsx|json|ndjson|jsonld|zip|ttl|rdf|xml|atom|ics|bib)$"
)
LISTS = re.compile(rf"{BEFORE}/[a-z]+/$")


def has_data(request: HttpRequest) -> bool:
    """Whether data may be at this address; a page of the same address may be as well."""
    path = request.path_info
    if any(one.match(path) for one in (SERVICES, MIXED, FILES)):
        return True
    return bool(request.GET.get("format") and LISTS.match(path))


def is_for_reading(request: HttpRequest) -> bool:
    """Whether nothing can be sent to this address. The API says so itself."""
    path = request.path_info
    return not API.match(path) and any(one.match(path) for one in (SERVICES, MIXED, FILES))


def for_programs(request: HttpRequest) -> bool:
    """Whether an error is told as programs read it: nothing but data is at this address, or data
    may be and no browser asks, or JSON is what is asked for."""
    if SERVICES.match(request.path):
        return True
    if MIXED.match(request.path) or FILES.match(request.path):
        return request.get_preferred_type([*JSON, "text/html"]) != "text/html"
    asked = {f"{one.main_type}/{one.sub_type}" for one in request.accepted_types}
    return bool(asked & {*JSON}) and not request.accepts("text/html")
