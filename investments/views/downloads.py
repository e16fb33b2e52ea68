"""A list as a file: the whole filter in any format, sent while it is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from investments.citing import base_of, citation_of_list
from investments.exports import (
    FORMATS,
    LICENCE_URL,
    Extract,
    Notes,
    blocks_of_values,
    stream,
    types,
)
from investments.listing import Listing
from investments.reading import reading_date
from investments.views.problems import bad_request


def download(request: HttpRequest, listing: Listing, address: str) -> HttpResponseBase:
    """400 with the reasons where a parameter is wrong. `address` is that of the list's page with
    the same filter."""
    chosen = FORMATS.get(listing.format)
    if chosen and chosen.machines and listing.complaints:
        return bad_request(listing.complaints)
    if listing.complaints or chosen is None:
        reasons = "\n".join(str(complaint) for complaint in listing.complaints)
        return HttpResponse(f"{reasons}\n", status=400, content_type="text/plain; charset=utf-8")
    now = timezone.localtime()
    first = () if listing.chosen else listing.dataset.leading
    declared = types(listing.exported, first)
    name = file_name(listing, now)
    extract = Extract(
        file_name=name,
        types=declared,
        blocks=blocks_of_values(listing.queryset, listing.exported, list(declared)),
        notes=_notes(listing, f"{base_of(request)}{address}", now) if chosen.noted else None,
    )
    response = StreamingHttpResponse(stream(chosen, extract), content_type=chosen.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{listing.format}"'
    response["Link"] = f'<{LICENCE_URL}>; rel="license"'
    return response


def file_name(listing: Listing, now: datetime) -> str:
    """What and when, without ending: projects-2026-11-22, projects-selection-2026-11-22."""
    parts: list[Any] = [listing.dataset.key]
    if listing.applied:
        parts.append("selection")
    if day := reading_date():
        parts.append(f"as-known-on-{day}")
    return "-".join(map(str, [*parts, now.date()]))


def _notes(listing: Listing, address: str, now: datetime) -> Notes:
    return Notes(
        key=listing.dataset.key,
        title=str(listing.dataset.label),
        selection=listing.sentence,
        address=address,
        taken=now,
        rows=listing.count,
        citation=citation_of_list(listing.dataset, listing.in_words, address),
        known_on=reading_date(),
    )
