"""What there is about a record: its page and documents for machines, each leading to the others."""

from __future__ import annotations

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
    """What stands around a record, for those who come without a page to read: its identifier to be
    cited, its page, and the documents about it but the one at hand."""
    page = reverse(dataset.url_name, args=[slug])
    found = [
        f'<{identifier_of(base, dataset.kind, slug)}>; rel="cite-as"',
        f'<{base}{page}>; rel="canonical"; type="text/html"',
        f'<{LICENCE_URL}>; rel="license"',
    ]
    for name, one in DOCUMENTS.items():
        if name not in ("html", suffix):
            there = f"{base}{address(dataset, slug, name)}"
            found.append(f'<{there}>; rel="alternate"; type="{one.mime}"')
    return ", ".join(found)
