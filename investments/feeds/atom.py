"""Atom, RFC 4287, with the pages of RFC 5005."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from investments.exports.markup import for_xml
from investments.exports.notes import LICENCE_URL, rights
from investments.linked_data.values import language


@dataclass(frozen=True)
class Entry:
    """`published` is None where the history does not know it."""

    identifier: str
    address: str
    title: str
    summary: str
    category: str
    updated: datetime
    published: datetime | None


@dataclass(frozen=True)
class Way:
    """The feed's addresses, absolute: `own` that of this page of it, `first` that of the first,
    by which the feed is known; `page` where people read the same. `others` are the neighbours,
    by their relation."""

    own: str
    first: str
    page: str
    others: Mapping[str, str] = field(default_factory=dict)


class _Feed(Atom1Feed):
    """Django's, with what the standard has beside: pages, licence, summaries in plain text."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed["ways"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})

    def latest_post_date(self) -> datetime:
        """Not the time of the request: what did not change is not new."""
        moment: datetime = self.feed["moment"]
        return moment


def feed_bytes(
    *, title: str, subtitle: str, way: Way, entries: Sequence[Entry], moment: datetime
) -> bytes:
    """`moment` is the last change of all, also where this page has no entries."""
    site = _("Liangjiang Investment Record")
    feed = _Feed(
        title=for_xml(title),
        link=way.page,
        description=None,
        subtitle=for_xml(subtitle),
        language=language(),
        author_name=site,
        feed_url=way.own,
        feed_guid=way.first,
        feed_copyright=rights(),
        ways={"license": LICENCE_URL, **way.others},
        moment=moment,
    )
    for entry in entries:
        feed.add_item(
            title=for_xml(entry.title),
            link=entry.address,
            description=for_xml(entry.summary),
            unique_id=entry.identifier,
            updateddate=entry.updated,
            pubdate=entry.published,
            categories=[entry.category],
        )
    text = io.StringIO()
    feed.write(text, "utf-8")
    return text.getvalue().encode()
