"""The files of the package, sent from disk: whole, in part, or not again to who has them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.exports import BLOCK_BYTES, LICENCE_URL
from investments.package import shelf
from investments.package.shelf import FILES, Version
from investments.reading import reading_date
from investments.views.parameters import without_parameters
from investments.views.problems import problem

CSV = "text/csv; charset=utf-8"
RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
# Asked for again, and answered by 304: what had to go is not kept by others either.
CACHED = "no-cache"
LONGEST = 18  # digits of a position in a file


@require_safe
@without_parameters
def latest(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the latest version, at an address that stays."""
    return _file(request, shelf.latest(), name)


@require_safe
@without_parameters
def of_version(request: HttpRequest, version: str, name: str) -> HttpResponseBase:
    return _file(request, shelf.version(version), name)


@require_safe
@without_parameters
def latest_table(request: HttpRequest, name: str) -> HttpResponseBase:
    """A table of the latest version, where the description of the package says that it is."""
    return _table(request, shelf.latest(), name)


@require_safe
@without_parameters
def table_of_version(request: HttpRequest, version: str, name: str) -> HttpResponseBase:
    return _table(request, shelf.version(version), name)


def _file(request: HttpRequest, version: Version | None, name: str) -> HttpResponseBase:
    if elsewhere := _present(request):
        return elsewhere
    if version is None or name not in FILES:
        return _missing(version)
    try:
        file, placed = version.file(name), shelf.placed(version)
        source = file.path.open("rb")
    except FileNotFoundError:  # just now replaced by a later one
        return _missing(None)
    etag = f'"{file.sha256 or version.name}"'
    response = _part_or_whole(request, source, file.size, etag, placed)
    if response.status_code != 416:
        response["Content-Type"] = file.content_type
    stem, _dot, ending = name.partition(".")
    if name in (shelf.ZIP, shelf.SQLITE):
        response["Content-Disposition"] = f'attachment; filename="{stem}-{version.name}.{ending}"'
    return _described(response, version)


def _part_or_whole(
    request: HttpRequest, source: IO[bytes], size: int, etag: str, changed: datetime
) -> Any:
    """200, 206 for a part, 304, 412 or 416."""
    moment = int(changed.timestamp())
    headers = {"ETag": etag, "Last-Modified": http_date(moment), "Accept-Ranges": "bytes"}
    conditional = get_conditional_response(request, etag=etag, last_modified=moment)
    if conditional is not None:
        source.close()
        return _with(conditional, headers)
    span = _span(request, size, etag, headers["Last-Modified"])
    if span is None:
        return _with(FileResponse(source), headers)
    first, last = span
    if first > last or first >= size:
        source.close()
        return _with(HttpResponse(status=416), {**headers, "Content-Range": f"bytes */{size}"})
    source.seek(first)
    length = last - first + 1
    response = StreamingHttpResponse(Part(source, length), status=206)
    said = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(length)}
    return _with(response, {**headers, **said})


def _span(request: HttpRequest, size: int, etag: str, changed: str) -> tuple[int, int] | None:
    """First and last byte asked for; None for all. Several spans at once get the whole."""
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    unless = request.headers.get("If-Range", "")
    if not asked or not any(asked.groups()) or unless not in ("", etag, changed):
        return None
    first, last = (_position(digits, size) for digits in asked.groups())
    if first is None:
        return max(size - (last or 0), 0), size - 1 if last else -1
    return first, size - 1 if last is None else min(last, size - 1)


def _position(digits: str, size: int) -> int | None:
    """One beyond the end is as good as the end, however long it is."""
    if not digits:
        return None
    return int(digits) if len(digits) <= LONGEST else size


class Part:
    """So many bytes of a file, in blocks. What was opened for it is closed with the answer, also
    where nobody read it."""

    def __init__(self, source: IO[bytes], length: int, *more: Any) -> None:
        self.source, self.length, self.opened = source, length, (source, *more)

    def __iter__(self) -> Iterator[bytes]:
        while self.length > 0:
            block = self.source.read(min(self.length, BLOCK_BYTES))
            if not block:
                return
            self.length -= len(block)
            yield block

    def close(self) -> None:
        for one in self.opened:
            one.close()


def _table(request: HttpRequest, version: Version | None, name: str) -> HttpResponseBase:
    """Taken out of the zip file while it is sent."""
    if elsewhere := _present(request):
        return elsewhere
    try:
        resource = version.resource(f"tables/{name}.csv") if version else None
        placed = shelf.placed(version) if version else None
    except FileNotFoundError:
        return _missing(None)
    if version is None or resource is None or placed is None:
        return _missing(version)
    etag = f'"{resource["hash"].removeprefix("sha256:")}"'
    moment = int(placed.timestamp())
    response: Any = get_conditional_response(request, etag=etag, last_modified=moment)
    if response is None:
        try:
            archive = zipfile.ZipFile(version.folder / shelf.ZIP)
        except FileNotFoundError:
            return _missing(None)
        member = Part(archive.open(resource["path"]), resource["bytes"], archive)
        response = StreamingHttpResponse(member, content_type=CSV)
        response["Content-Length"] = str(resource["bytes"])
    headers = {"ETag": etag, "Last-Modified": http_date(moment)}
    return _described(_with(response, headers), version)


def _with(response: Any, headers: dict[str, str]) -> Any:
    for name, value in headers.items():
        response[name] = value
    return response


def _described(response: Any, version: Version) -> HttpResponseBase:
    response["Cache-Control"] = CACHED
    response["Link"] = f'<{LICENCE_URL}>; rel="license"'
    response["X-Record-Version"] = version.name
    answer: HttpResponseBase = response
    return answer


def _present(request: HttpRequest) -> HttpResponse | None:
    """The package is of today: under a reading date it would be taken for what it is not."""
    if reading_date() is None:
        return None
    return HttpResponseRedirect(str(getattr(request, "present_path", "/")))


def _missing(version: Version | None) -> HttpResponse:
    newest = shelf.latest()
    if newest is None:
        return problem(404, _("No package has been built yet."))
    if version is None:
        said = _("There is no such version, or it is no longer kept; the latest is %(version)s.")
        return problem(404, said % {"version": newest.name})
    return problem(404, _("The package has no such file."))
