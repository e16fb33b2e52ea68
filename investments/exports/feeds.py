"""Formats in which a list is followed rather than taken away.

They stand beside `FORMATS`, whose files all hold the same rows and values: a feed has the rows that
changed last, a calendar those that have a day.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Feed:
    """`label` is what a link is called; `lists` are the keys of those that have it, none for
    all."""

    label: str | Promise
    content_type: str
    lists: tuple[str, ...] = ()

    @property
    def mime(self) -> str:
        """The content type without its parameters, as links name it."""
        return self.content_type.partition(";")[0]


FEEDS: dict[str, Feed] = {
    "atom": Feed(gettext_lazy("Atom feed"), "application/atom+xml; charset=utf-8"),
    "ics": Feed(gettext_lazy("Calendar"), "text/calendar; charset=utf-8", ("events",)),
}


def feeds_of(key: str) -> dict[str, Feed]:
    """The feeds of a list."""
    return {name: feed for name, feed in FEEDS.items() if not feed.lists or key in feed.lists}
