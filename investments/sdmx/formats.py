"""Which format a client gets: by the parameter `format`, or by its Accept header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

from investments.sdmx.messages import QueryError

XML = ("application/xml", "text/xml")


@dataclass(frozen=True)
class Format:
    """`names` are what `format` takes, `media` the media type with its version; `others` are
    media types under which it goes as well."""

    id: str
    names: tuple[str, ...]
    media: str
    version: str
    others: tuple[str, ...] = ()

    def content_type(self, asked: str = "") -> str:
        """What the answer is called: as it was asked for, where that was by a general name."""
        if asked in self.others:
            return f"{asked}; charset=utf-8"
        return f"{self.media}; version={self.version}; charset=utf-8"


@dataclass(frozen=True)
class Chosen:
    format: Format
    content_type: str
    labels: str = ""  # of SDMX-CSV: "id" or "both"


STRUCTURE = Format(
    "structure", ("structure", "sdmx-2.1"), "application/vnd.sdmx.structure+xml", "2.1", XML
)
GENERIC = Format("generic", ("genericdata",), "application/vnd.sdmx.genericdata+xml", "2.1", XML)
SPECIFIC = Format(
    "specific",
    ("structurespecificdata",),
    "application/vnd.sdmx.structurespecificdata+xml",
    "2.1",
)
CSV = Format(
    "csv", ("csv", "csvdata", "sdmx-csv"), "application/vnd.sdmx.data+csv", "1.0.0", ("text/csv",)
)
CSV2 = Format("csv2", ("csv2",), "application/vnd.sdmx.data+csv", "2.0.0")
STRUCTURES = (STRUCTURE,)
DATA = (GENERIC, SPECIFIC, CSV, CSV2)  # the first is what those get who ask for nothing
NAMES = tuple(one.names[0] for one in DATA)


def chosen(request: HttpRequest, formats: Sequence[Format]) -> Chosen:
    """`QueryError` with 400 for an unknown `format`, with 406 where nothing accepted is written."""
    if named := request.GET.get("format", ""):
        for one in formats:
            if named.lower() in one.names:
                return Chosen(one, one.content_type())
        names = ", ".join(name for one in formats for name in one.names)
        raise QueryError(f"there are {names}.", "format")
    header = request.headers.get("Accept", "").strip() or "*/*"
    wanted = sorted(map(_accepted, header.split(",")), key=lambda one: -one[0])
    for quality, media, parameters in wanted:
        if quality <= 0:
            continue
        for one in formats:
            if found := _fits(one, media, parameters):
                return found
    media_types = "; ".join(f"{one.media};version={one.version}" for one in formats)
    raise QueryError(f"this is written as {media_types}.", "Accept", status=406)


def _accepted(text: str) -> tuple[float, str, dict[str, str]]:
    media, parameters = parse_header_parameters(text.strip())
    try:
        quality = float(parameters.pop("q", "1"))
    except ValueError:
        quality = 0.0
    return quality, media, parameters


def _fits(one: Format, media: str, parameters: dict[str, str]) -> Chosen | None:
    if media in ("*/*", "application/*") or (media == "text/*" and one.others):
        return Chosen(one, one.content_type())
    if media in one.others:
        return Chosen(one, one.content_type(media))
    if media != one.media or parameters.get("version", one.version) != one.version:
        return None
    labels = parameters.get("labels", "")
    if labels not in ("", "id", "both"):
        raise QueryError("labels are “id” or “both”.", "Accept", status=406)
    return Chosen(one, one.content_type(), labels)
