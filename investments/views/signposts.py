"""What there is about a record: its page and documents for machines, each leading to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from investments.citing import identifier_of
from investments.datasets import Dataset
from investments.exports import LICENCE_URL


@dataclass(frozen=True)
class Document:
    """What there is about a record; `accepted` are the types by which it is asked for, the first
    its own."""

    label: str
    accepted: tuple[str, ...]

    @property
    def mime(self) -> str:
        return self.accepted[0]


# The first is for those who take anything.
DOCUMENTS = {
    "html": Document("HTML", ("text/html", "application/xhtml+xml")),
    "json": Document("JSON", ("application/json",)),
    "jsonld": Document("JSON-LD", ("application/ld+json",)),
    "csv": Document("CSV", ("text/csv",)),
}


def address(dataset: Dataset, slug: str, suffix: str) -> str:
    """Of the page, or of a document about it; in the language and as of the day of the request.
    The JSON is the API's."""
    if suffix == "html":
        return reverse(dataset.url_name, args=[slug])
    if suffix == "json":
        return reverse(f"investments:api_{dataset.singular}", args=[slug])
    return reverse("investments:identifier_file", args=[dataset.kind, slug, suffix])


def links(base: str, dataset: Dataset, slug: str, suffix: str = "") -> str:
    """What stands around a record of a list; see `around`."""
    addresses = {name: address(dataset, slug, name) for name in DOCUMENTS}
    return around(base, dataset.kind, slug, addresses, suffix)


def around(base: str, kind: str, slug: str, addresses: Mapping[str, str], suffix: str = "") -> str:
    """What stands around a row, for those who come without a page to read: its identifier to be
    cited, its page, and the documents about it but the one at hand. `addresses` are those of its
    page and documents."""
    found = [
        f'<{identifier_of(base, kind, slug)}>; rel="cite-as"',
        f'<{base}{addresses["html"]}>; rel="canonical"; type="text/html"',
        f'<{LICENCE_URL}>; rel="license"',
    ]
    for name, path in addresses.items():
        if name not in ("html", suffix):
            found.append(f'<{base}{path}>; rel="alternate"; type="{DOCUMENTS[name].mime}"')
    return ", ".join(found)
