"""A list as a feed or a calendar, and the changes of the whole record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.citing import base_of, identifier_of
from investments.datasets import DATASETS, Dataset
from investments.exports import FEEDS, LICENCE_URL, spoken
from investments.feeds import Way, calendar_blocks, entries_of, feed_bytes, newest
from investments.feeds.changes import BEGINNING
from investments.filters import Complaint
from investments.languages import colon
from investments.listing import Listing
from investments.views.home import counts
from investments.views.parameters import only
from investments.views.problems import bad_request
from investments.views.tags import tagged

ENTRIES = 100  # on a page, where the address asks for no other number
REACH = 1000  # entries back: who comes too late for these takes the list
AT_ONCE = 500  # events that are sent whole, with a tag; more are sent while they are written


@dataclass(frozen=True)
class Site:
    """Makes addresses of paths, and identifiers."""

    base: str

    def absolute(self, path: str) -> str:
        return f"{self.base}{path}"

    @property
    def identifier(self) -> Callable[[str, str], str]:
        return partial(identifier_of, self.base)


def follow(request: HttpRequest, listing: Listing, page: str) -> HttpResponseBase:
    """A list in one of its feeds; `page` is the address of the list's page with the same filter.
    400 as problem details where a parameter is wrong."""
    if listing.complaints:
        return bad_request(listing.complaints)
    if listing.format == "ics":
        return _calendar(request, listing, page)
    return _atom(request, listing, page)


@require_safe
def changes(request: HttpRequest) -> HttpResponseBase:
    """The changes of all lists together."""
    wrong = only(request, ("page",))
    total = sum(count for _label, count, _address in counts())
    last = _last_page(total, ENTRIES)
    number = _number(request.GET.get("page", ""), last)
    if number is None and not wrong:
        wrong = [_beyond(last)]
    if wrong or number is None:
        return bad_request(wrong)
    site = Site(base_of(request))
    end = number * ENTRIES
    every = [
        (when, of, key)
        for of, dataset in enumerate(DATASETS.values())
        for key, when in newest(dataset.rows(), end)
    ]
    every.sort(reverse=True)
    entries = []
    for of, dataset in enumerate(DATASETS.values()):
        changed = [(key, when) for when, one, key in every[end - ENTRIES : end] if one == of]
        if changed:
            entries += _entries(dataset, changed, _shown(dataset), site)
    entries.sort(key=lambda entry: (entry.updated, entry.identifier), reverse=True)
    own = site.absolute(reverse("investments:changes"))

    def feed_page(number: int) -> str:
        return f"{own}?page={number}" if number > 1 else own

    content = feed_bytes(
        title=_("Liangjiang Investment Record") + colon() + _("what changed last"),
        subtitle=_("New and changed records and figures of all lists."),
        way=_way(number, last, feed_page, site.absolute(reverse("investments:home"))),
        entries=entries,
        moment=every[0][0] if every else BEGINNING,
    )
    return _answer(content, "atom")


def _atom(request: HttpRequest, listing: Listing, page: str) -> HttpResponseBase:
    site = Site(base_of(request))
    asked = listing.parameters.get("per_page")
    size = listing.per_page if asked else ENTRIES
    last = _last_page(listing.count, size)
    if listing.number > last:
        return bad_request([_beyond(last)])
    end = listing.number * size
    changed = newest(listing.queryset, end)
    moment = changed[0][1] if changed else _last_of(listing.dataset)
    entries = _entries(listing.dataset, changed[end - size : end], listing.columns, site)

    def feed_page(number: int) -> str:
        more = {"per_page": asked, "page": str(number) if number > 1 else ""}
        return site.absolute(_with(page, format="atom", **{k: v for k, v in more.items() if v}))

    content = feed_bytes(
        title=_("Liangjiang Investment Record") + colon() + listing.in_words,
        subtitle=listing.sentence,
        way=_way(listing.number, last, feed_page, site.absolute(page)),
        entries=entries,
        moment=moment,
    )
    return _answer(content, "atom")


def _last_page(rows: int, size: int) -> int:
    return min(max(1, -(-rows // size)), REACH // size)


def _number(text: str, last: int) -> int | None:
    """The page that is asked for; None where there is no such page."""
    if not text:
        return 1
    number = int(text) if re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII) else 0
    return number if 1 <= number <= last else None


def _beyond(last: int) -> Complaint:
    return Complaint("page", _("the last page of the feed is %(last)s.") % {"last": last})


def _way(number: int, last: int, feed_page: Callable[[int], str], page: str) -> Way:
    """From a page of a feed to the others (RFC 5005)."""
    numbers = {"first": 1, "last": last} if last > 1 else {}
    if number > 1:
        numbers["previous"] = number - 1
    if number < last:
        numbers["next"] = number + 1
    ways = {relation: feed_page(one) for relation, one in numbers.items()}
    return Way(feed_page(number), feed_page(1), page, ways)


def _calendar(request: HttpRequest, listing: Listing, page: str) -> HttpResponseBase:
    site = Site(base_of(request))
    blocks = calendar_blocks(
        listing.queryset,
        title=_("Liangjiang Investment Record") + colon() + listing.in_words,
        sentence=listing.sentence,
        address=site.absolute(page),
        absolute=site.absolute,
        identifier=site.identifier,
    )
    if listing.count <= AT_ONCE:
        return _answer(b"".join(blocks), "ics")
    return _described(StreamingHttpResponse(spoken(blocks), content_type=FEEDS["ics"].content_type))


def _entries(
    dataset: Dataset, changed: list[tuple[int, datetime]], shown: Any, site: Site
) -> list[Any]:
    return entries_of(dataset, changed, shown, site.absolute, site.identifier)


def _shown(dataset: Dataset) -> list[Any]:
    return [column for column in dataset.columns if column.shown]


def _last_of(dataset: Dataset) -> datetime:
    """Of an empty selection: when its list last changed."""
    changed = newest(dataset.rows(), 1)
    return changed[0][1] if changed else BEGINNING


def _with(address: str, **parameters: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    return f"{address}{'&' if '?' in address else '?'}{query}"


def _answer(content: bytes, name: str) -> HttpResponseBase:
    return _described(tagged(HttpResponse(content, content_type=FEEDS[name].content_type)))


def _described(response: Any) -> HttpResponseBase:
    response["Link"] = f'<{LICENCE_URL}>; rel="license"'
    answer: HttpResponseBase = response
    return answer
