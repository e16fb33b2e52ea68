"""Events as iCalendar, RFC 5545: whole days, as the record knows them.

An event stands on the days that a source names. What is inferred, approximate or known at one end
only is tentative and says so; what is known by month or year alone has no day to stand on, and the
calendar says how many such events it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from investments import dates
from investments.choices import State, VenueRole
from investments.exports.markup import for_xml
from investments.feeds.changes import first_published, last_changes
from investments.languages import chinese, colon, either, list_comma
from investments.linked_data.values import language
from investments.models import Event, EventDate, Location
from investments.models.known import derived

BLOCK = 500
PRODUCT = "-//Liangjiang Investment Record//Events//EN"


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both within; `certain` where a source says just that."""

    first: date
    last: date
    certain: bool


def days_of(text: str) -> Days | None:
    """The days of a date in EDTF; None where no end is known to the day."""
    try:
        span = dates.parse(text)
    except ValidationError:
        return None
    known = [point for point in (span.start, span.end) if point]
    if not all(point.day for point in known):
        return None
    certain = len(known) == 2 and not span.uncertain and not span.approximate
    return Days(known[0].earliest, known[-1].latest, certain)


def calendar_blocks(
    rows: Any,
    *,
    title: str,
    sentence: str,
    address: str,
    absolute: Callable[[str], str],
    identifier: Callable[[str, str], str],
) -> Iterator[bytes]:
    """The events of a list in the order of its rows, in blocks of bytes. Five queries for five
    hundred of them, and one for all dates before."""
    from icalendar import Calendar

    path = derived(Event, "date")
    every = list(rows.values_list("pk", path))
    days = {key: found for key, text in every if (found := days_of(text or ""))}
    left_out = len(every) - len(days)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    between = "" if chinese() else " "
    described = for_xml(between.join(said for said in (sentence, _left_out(left_out)) if said))
    named = {"language": language()}
    for name in ("name", "x-wr-calname"):  # RFC 7986, and what was there before it
        calendar.add(name, for_xml(title), named)
    for name in ("description", "x-wr-caldesc"):
        calendar.add(name, described, named)
    calendar.add("url", address)
    calendar.add("refresh-interval", timedelta(days=1), {"value": "DURATION"})
    head, end = calendar.to_ical().split(b"END:VCALENDAR")
    yield head
    keys = list(days)
    for start in range(0, len(keys), BLOCK):
        yield b"".join(_events(keys[start : start + BLOCK], days, absolute, identifier))
    yield b"END:VCALENDAR" + end


def _left_out(count: int) -> str:
    if not count:
        return ""
    text = ngettext(
        "%(count)s event is left out: its days are not known.",
        "%(count)s events are left out: their days are not known.",
        count,
    )
    return text % {"count": count}


def _events(
    keys: Sequence[int],
    days: dict[int, Days],
    absolute: Callable[[str], str],
    identifier: Callable[[str, str], str],
) -> Iterator[bytes]:
    published = Event.objects.published().in_bulk(list(keys))
    changed = last_changes(Event.objects.published(), keys)
    first = first_published(Event, keys)
    venues, numbers = _venues(keys), _versions(keys)
    for key in keys:
        row = published.get(key)
        if row is not None:
            yield _event(
                row,
                days[key],
                uid=identifier("event", row.slug),
                address=absolute(reverse("investments:event", args=[row.slug])),
                changed=changed[key],
                created=first.get(key),
                venues=venues.get(key, []),
                number=numbers.get(key, 1) - 1,
            )


def _event(
    row: Event,
    days: Days,
    *,
    uid: str,
    address: str,
    changed: datetime,
    created: datetime | None,
    venues: Sequence[tuple[str, str]],
    number: int,
) -> bytes:
    from icalendar import Event as Entry

    named = {"language": language()}
    entry = Entry()
    entry.add("uid", uid)
    # Of a calendar that nobody sends around, the stamp is the last change.
    stamp = changed.replace(microsecond=0)
    entry.add("dtstamp", stamp)
    entry.add("last-modified", stamp)
    if created:
        entry.add("created", created.replace(microsecond=0))
    entry.add("sequence", number)
    entry.add("dtstart", days.first)
    entry.add("dtend", days.last + timedelta(days=1))  # the first day that is not within
    entry.add("summary", for_xml(either(row.name, row.name_zh)), named)
    entry.add("description", for_xml(_description(row, days, venues)), named)
    if main := [name for role, name in venues if role == VenueRole.MAIN]:
        entry.add("location", for_xml(list_comma().join(main)), named)
    entry.add("categories", [row.get_kind_display()], named)
    entry.add("status", "CONFIRMED" if days.certain else "TENTATIVE")
    entry.add("transp", "TRANSPARENT")  # takes nobody's time
    entry.add("url", address)
    return bytes(entry.to_ical())


def _description(row: Event, days: Days, venues: Sequence[tuple[str, str]]) -> str:
    said = [f"{_('Date')}{colon()}{dates.display(row.date)}"]
    if not days.certain:
        said.append(_("The record does not know these days for certain."))
    for role, name in venues:
        if role != VenueRole.MAIN:
            said.append(f"{VenueRole(role).label}{colon()}{name}")
    summary = either(row.summary, row.summary_zh)
    return "\n".join([*said, "", summary] if summary else said)


def _venues(keys: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Where each event was held, with the role of the place; one query."""
    rows = Location.objects.published().filter(event__in=list(keys), place__is_public=True)
    found: dict[int, list[tuple[str, str]]] = {}
    listed = rows.order_by("slug").values_list("event", "role", "place__name", "place__name_zh")
    for key, role, *names in listed:
        venue = (role, either(*names))
        if venue not in found.setdefault(key, []):
            found[key].append(venue)
    return found


def _versions(keys: Sequence[int]) -> dict[int, int]:
    """How many published versions each event and its dates have had. Versions are only ever
    added, so the number never falls."""
    found: dict[int, int] = {}
    for model, path in ((Event, "id"), (EventDate, "event_id")):
        history = model.history.filter(state=State.PUBLISHED, **{f"{path}__in": keys})
        for key in history.order_by().values_list(path, flat=True):
            found[key] = found.get(key, 0) + 1
    return found
