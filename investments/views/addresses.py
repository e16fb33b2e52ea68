"""Which addresses are for programs."""

from __future__ import annotations

import re

from django.http import HttpRequest

from investments.views.problems import CONTENT_TYPE

# Any reading date, any language.
BEFORE = r"(?:/as-known-on/[^/]*)?(?:/[a-z]{2}-[a-z]+)?"
SERVICES = re.compile(rf"{BEFORE}/(?:api|sdmx)(?:/|$)")
MIXED = re.compile(rf"{BEFORE}/(?:data|id|catalogue|\.well-known)(?:/|$)")
FILES = re.compile(
    rf"{BEFORE}/[^?]*\.(?:csv|xlsx|json|ndjson|jsonld|zip|ttl|rdf|xml|atom|ics|bib)$"
)


def has_data(request: HttpRequest) -> bool:
    """Whether data may be at this address; a page of the same address may be as well."""
    patterns = (SERVICES, MIXED, FILES)
    return any(one.match(request.path_info) for one in patterns) or bool(request.GET.get("format"))


def for_programs(request: HttpRequest) -> bool:
    """Whether an error is told as programs read it: nothing but data is at this address, and of a
    file no browser asks for it."""
    if SERVICES.match(request.path):
        return True
    kinds = [CONTENT_TYPE, "application/json", "text/html"]
    return bool(FILES.match(request.path)) and request.get_preferred_type(kinds) != "text/html"
