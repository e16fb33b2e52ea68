"""A list as a feed or a calendar, and the changes of the whole record."""

from __future__ import annotations

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
from investments.views.parameters import without_parameters
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
@without_parameters
def changes(request: HttpRequest) -> HttpResponseBase:
    """The changes of all lists together."""
    site = Site(base_of(request))
    every = [
        (when, number, key)
        for number, dataset in enumerate(DATASETS.values())
        for key, when in newest(dataset.rows(), ENTRIES)
    ]
    latest = sorted(every, reverse=True)[:ENTRIES]
    entries = []
    for number, dataset in enumerate(DATASETS.values()):
        changed = [(key, when) for when, of, key in latest if of == number]
        if changed:
            entries += _entries(dataset, changed, _shown(dataset), site)
    entries.sort(key=lambda entry: (entry.updated, entry.identifier), reverse=True)
    own = site.absolute(reverse("investments:changes"))
    title = _("Liangjiang Investment Record") + colon() + _("what changed last")
    content = feed_bytes(
        title=title,
        subtitle=_("New and changed records and figures of all lists."),
        way=Way(own, own, site.absolute(reverse("investments:home"))),
        entries=entries,
        moment=entries[0].updated if entries else BEGINNING,
    )
    return _answer(content, "atom")


def _atom(request: HttpRequest, listing: Listing, page: str) -> HttpResponseBase:
    site = Site(base_of(request))
    asked = listing.parameters.get("per_page")
    size = listing.per_page if asked else ENTRIES
    last = min(max(1, -(-listing.count // size)), REACH // size)
    if listing.number > last:
        reason = _("the last page of the feed is %(last)s.") % {"last": last}
        return bad_request([Complaint("page", reason)])
    end = listing.number * size
    changed = newest(listing.queryset, end)
    moment = changed[0][1] if changed else _last_of(listing.dataset)
    entries = _entries(listing.dataset, changed[end - size : end], listing.columns, site)

    def feed_page(number: int) -> str:
        more = {"per_page": asked, "page": str(number) if number > 1 else ""}
        return site.absolute(_with(page, format="atom", **{k: v for k, v in more.items() if v}))

    ways = {}
    if last > 1:
        numbers = {"first": 1, "last": last}
        if listing.number > 1:
            numbers["previous"] = listing.number - 1
        if listing.number < last:
            numbers["next"] = listing.number + 1
        ways = {relation: feed_page(number) for relation, number in numbers.items()}
    content = feed_bytes(
        title=_("Liangjiang Investment Record") + colon() + listing.in_words,
        subtitle=listing.sentence,
        way=Way(feed_page(listing.number), feed_page(1), site.absolute(page), ways),
        entries=entries,
        moment=moment,
    )
    return _answer(content, "atom")


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
