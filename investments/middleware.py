"""Response headers that Django and django-csp do not set, and the reading date of an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _

from investments.actions import last_change
from investments.dates import FIRST_YEAR, LAST_YEAR
from investments.filters import Complaint
from investments.reading import as_known_on, held
from investments.views.addresses import BEFORE, for_programs, has_data, is_for_reading
from investments.views.problems import bad_request, problem

# Every feature that a browser lets a page ask for and this site has no use for.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "publickey-credentials-get",
        "screen-wake-lock",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


class SecurityHeadersMiddleware:
    """A view that sets one of these itself keeps its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class OpenDataMiddleware:
    """Data may be read by the scripts of any site (CORS), without credentials: the API, files of
    lists, feeds and whatever else is for programs. A page of the same address may be as well.
    """

    EXPOSED = (
        "Content-Disposition, Content-Range, Deprecation, ETag, Last-Modified, Link, RateLimit, "
        "RateLimit-Policy, Retry-After, Sunset, X-Record-Version"
    )
    READING = ("GET", "HEAD", "OPTIONS")
    ASKED = "Accept, Accept-Language, If-Modified-Since, If-None-Match, If-Range, Range"
    DAY = 24 * 3600

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_open = has_data(request) and not ReadingDateMiddleware.STAFF.match(request.path_info)
        request.is_open_data = is_open  # type: ignore[attr-defined]
        if not is_open:
            return self.get_response(request)
        asked = "access-control-request-method" in request.headers and "origin" in request.headers
        if request.method == "OPTIONS" and asked:
            response = HttpResponse(status=204)
            response.headers["Access-Control-Allow-Methods"] = ", ".join(self.READING)
            response.headers["Access-Control-Allow-Headers"] = self.ASKED
            response.headers["Access-Control-Max-Age"] = str(self.DAY)
        elif request.method not in self.READING and is_for_reading(request):
            response = problem(405, _("This address is for reading: GET, HEAD and OPTIONS."))
            response.headers["Allow"] = ", ".join(self.READING)
        elif request.method == "OPTIONS" and is_for_reading(request):
            response = HttpResponse(status=204, headers={"Allow": ", ".join(self.READING)})
        else:
            response = self.get_response(request)
            response.headers["Access-Control-Expose-Headers"] = self.EXPOSED
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            patch_vary_headers(response, ["Accept"])  # a page, or problem details
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


class ConditionalMiddleware:
    """304 for who has the data of the record already: by the tag of an answer, which is exact, else
    by the moment of the last change. What has a moment of its own keeps it.

    The moment has to be the very one that was told: any later one is of another clock, and tells
    when somebody began or ended to read.

    After OpenDataMiddleware, which knows what is data, and where a request has its database.
    """

    # Citations tell on which day they were fetched, feeds what was said of a change; the catalogue
    # and the files of the package hang on which package lies ready.
    WITHOUT_MOMENT = re.compile(
        rf".*/cite\.(?:bib|json)$|.*\.(?:atom|ics)$|{BEFORE}/(?:catalogue(?:\.[a-z]+)?$|data/)"
    )
    FEEDS = ("atom", "ics")
    KEPT = ("Link", "RateLimit", "RateLimit-Policy")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not getattr(request, "is_open_data", False) or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        moment = last_change.moment() if self._has_moment(request) else None
        response = self.get_response(request)
        page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code != 200 or page or response.has_header("Last-Modified"):
            return response
        if moment is None:
            # RFC 9110 ignores it where no time is told; Django would answer 412.
            request.META.pop("HTTP_IF_UNMODIFIED_SINCE", None)
        else:
            response.headers["Last-Modified"] = http_date(moment.timestamp())
        # Without it caches on the way would guess for how long it stays good.
        response.headers.setdefault("Cache-Control", "no-cache")
        return self._unless_known(request, response, moment)

    def _has_moment(self, request: HttpRequest) -> bool:
        if request.GET.get("format") in self.FEEDS:
            return False
        return not self.WITHOUT_MOMENT.match(request.path_info)

    def _unless_known(
        self, request: HttpRequest, response: HttpResponse, moment: datetime | None
    ) -> HttpResponse:
        etag = response.headers.get("ETag")
        since = int(moment.timestamp()) if moment else None
        if parse_http_date_safe(request.headers.get("If-Modified-Since", "")) != since:
            request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
        answer = get_conditional_response(request, etag, since, response)
        if answer is response or answer is None:
            return response
        if answer.status_code == 412:
            return problem(412)
        for name in self.KEPT:
            if name in response.headers:
                answer.headers[name] = response.headers[name]
        return answer


class ReadingDateMiddleware:
    """`/as-known-on/2021-12-31/…` is any public address, read as of that day.

    The day goes where Django keeps a site's script prefix, so every address made while the request
    lasts carries it on: links, downloads, pictures. `?known_on=` on a public page leads there.
    Before LocaleMiddleware, which reads the rest of the path.
    """

    PARAMETER = "known_on"
    ADDRESS = re.compile(r"/as-known-on/(?P<day>[^/]*)(?P<rest>/.*)?", re.DOTALL)
    STAFF = re.compile(r"/(?:[a-z-]+/)?admin(?:/|$)")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.present_path = request.path  # type: ignore[attr-defined]
        found = self.ADDRESS.fullmatch(request.path_info)
        rest = (found["rest"] or "/") if found else request.path_info
        if self.STAFF.match(rest):
            return HttpResponseRedirect(rest) if found else self.get_response(request)
        site = get_script_prefix().removesuffix("/")
        if self.PARAMETER in request.GET and request.method in ("GET", "HEAD"):
            return self._lead_on(request, site, rest)
        if found is None:
            return self.get_response(request)
        day = parsed(found["day"])
        if day is None:
            return refused(request, rest, found["day"])
        request.present_path = site + rest  # type: ignore[attr-defined]
        request.path_info = rest
        set_script_prefix(f"{site}/as-known-on/{day}/")
        try:
            with as_known_on(day):
                response = self.get_response(request)
        finally:
            set_script_prefix(f"{site}/")
        if response.streaming:
            content: Any = response.streaming_content  # type: ignore[attr-defined]
            response.streaming_content = held(content, day)  # type: ignore[attr-defined]
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    def _lead_on(self, request: HttpRequest, site: str, rest: str) -> HttpResponse:
        query = request.GET.copy()
        text = (query.pop(self.PARAMETER) or [""])[-1].strip()
        prefix = site
        if text:
            day = parsed(text)
            if day is None:
                return refused(request, rest, text)
            prefix = f"{site}/as-known-on/{day}"
        encoded = query.urlencode()
        # A path of two slashes would be another host.
        path = f"{prefix}/{rest.lstrip('/')}"
        return HttpResponseRedirect(f"{path}?{encoded}" if encoded else path)


def parsed(text: str) -> date | None:
    """A day of the calendar that the record can speak of, written 2021-12-31."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def refused(request: HttpRequest, rest: str, text: str) -> HttpResponse:
    """400 with the reason, in the language of the address."""
    language = translation.get_language_from_path(rest) or translation.get_language() or "en"
    with translation.override(language):
        shown = re.sub(r"[^\x20-\x7e]", "\N{REPLACEMENT CHARACTER}", text[:20])
        reason = _("“%(value)s” is no day. Write it as 2021-12-31, from %(first)s to %(last)s.") % {
            "value": shown,
            "first": FIRST_YEAR,
            "last": LAST_YEAR,
        }
        complaint = Complaint(ReadingDateMiddleware.PARAMETER, reason)
        if for_programs(request):
            return bad_request([complaint])
        reason = str(complaint)
        return render(request, "400.html", {"reason": reason}, status=400)
