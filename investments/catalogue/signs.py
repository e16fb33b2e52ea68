"""Signs that lead programs from the site to its data: a link header, and the list of interfaces
at the well-known address."""

from __future__ import annotations

from typing import Any

from investments.catalogue.entries import CATALOGUE, interfaces, path_of
from investments.exports import LICENCE_URL
from investments.sdmx.components import Both

API_CATALOGUE = "/.well-known/api-catalog"
TURTLE = {"href": f"{CATALOGUE}.ttl", "type": "text/turtle"}
JSON_LD = {"href": f"{CATALOGUE}.jsonld", "type": "application/ld+json"}


def sign_header() -> str:
    """For the start page and the page of all data: the catalogue, and the interfaces (RFC 9727)."""
    found = [
        *(f'<{one["href"]}>; rel="describedby"; type="{one["type"]}"' for one in (TURTLE, JSON_LD)),
        f'<{API_CATALOGUE}>; rel="api-catalog"',
        f'<{path_of("api_schema")}>; rel="service-desc"',
        f'<{path_of("api_docs")}>; rel="service-doc"; type="text/html"',
    ]
    return ", ".join(found)


def link_set(base: str) -> dict[str, Any]:
    """The interfaces as a link set (RFC 9264): where each begins, its description for programs and
    for people, and the catalogue of what it serves."""
    every = interfaces()
    sets = [
        {
            "anchor": f"{base}{API_CATALOGUE}",
            "item": [{"href": f"{base}{one.url}", "title": Both.of(one.title).en} for one in every],
        }
    ]
    for one in every:
        links: dict[str, Any] = {
            "service-desc": [{"href": f"{base}{one.described_at}", "type": one.description_type}],
            "service-meta": [
                {**link, "href": f"{base}{link['href']}"} for link in (TURTLE, JSON_LD)
            ],
            "license": [{"href": LICENCE_URL}],
        }
        if one.page:
            links["service-doc"] = [{"href": f"{base}{one.page}", "type": "text/html"}]
        sets.append({"anchor": f"{base}{one.url}", **links})
    return {"linkset": sets}
