"""What a whole page says: where it stands, and what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from investments.datasets import Dataset
from investments.languages import localised
from investments.linked_data.data import list_node
from investments.linked_data.records import record_node
from investments.linked_data.values import Node, language, node
from investments.models import ContactPoint

CONTEXT = "https://schema.org"


@dataclass(frozen=True)
class Crumb:
    name: str
    url: str


@dataclass(frozen=True)
class Site:
    """`absolute` makes an address of a path; `search` is the path of the search page."""

    absolute: Callable[[str], str]
    home: str
    search: str


def graph(
    site: Site,
    crumbs: Sequence[Crumb],
    *,
    dataset: Dataset | None = None,
    description: str = "",
    record: Any = None,
    context: dict[str, Any] | None = None,
    contacts: Iterable[ContactPoint] = (),
    more: Iterable[Node] = (),
) -> Node | None:
    """The nodes of a page; None where there is nothing to say. A page without a way to it is the
    start page; a list without a record is a data set; `more` is what the page itself made."""
    nodes: list[Node] = list(more)
    if record is not None and context is not None:
        nodes.append(record_node(record, context, site.absolute))
    elif dataset is not None:
        nodes.append(list_node(dataset, description, site.absolute))
    elif contacts:
        nodes.append(_reached(site, contacts))
    if len(crumbs) > 1:
        nodes.append(_breadcrumbs(site, crumbs))
    elif crumbs:
        nodes.append(_website(site, description))
    return {"@context": CONTEXT, "@graph": nodes} if nodes else None


def record_document(record: Any, context: dict[str, Any], absolute: Callable[[str], str]) -> Node:
    """The node of a record, to stand alone."""
    return {"@context": CONTEXT, **record_node(record, context, absolute)}


def _breadcrumbs(site: Site, crumbs: Sequence[Crumb]) -> Node:
    items = [
        node("ListItem", position=number, name=crumb.name, item=site.absolute(crumb.url))
        for number, crumb in enumerate(crumbs, 1)
    ]
    return node("BreadcrumbList", itemListElement=items)


def _reached(site: Site, contacts: Iterable[ContactPoint]) -> Node:
    """Who keeps the record, and how it is reached."""
    points = [
        node(
            "ContactPoint",
            name=localised(row),
            contactType=localised(row, "purpose"),
            telephone=row.telephone,
            email=row.email,
            url=row.web,
        )
        for row in contacts
    ]
    return node(
        "Organization",
        name=_("Liangjiang Investment Record"),
        url=site.absolute(site.home),
        contactPoint=points,
    )


def _website(site: Site, description: str) -> Node:
    home = site.absolute(site.home)
    target = node(
        "EntryPoint", urlTemplate=f"{site.absolute(site.search)}?q={{search_term_string}}"
    )
    search = node("SearchAction", target=target)
    search["query-input"] = "required name=search_term_string"
    found = node(
        "WebSite",
        name=_("Liangjiang Investment Record"),
        description=description,
        url=home,
        inLanguage=language(),
        potentialAction=search,
    )
    return {"@id": home, **found}
