"""What changed last and what takes place when: a list as an Atom feed, events as a calendar.

When a record changed is read from its history and that of the statements about it (`changes`).
"""

from investments.feeds.atom import Entry, Way, feed_bytes
from investments.feeds.calendar import calendar_blocks
from investments.feeds.changes import last_changes, newest
from investments.feeds.entries import entries_of

__all__ = [
    "Entry",
    "Way",
    "calendar_blocks",
    "entries_of",
    "feed_bytes",
    "last_changes",
    "newest",
]
