"""One node for each kind of record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from investments import dates
from investments.choices import (
    EventKind,
    OrganisationKind,
    ParticipationRole,
    PlaceKind,
    VenueRole,
)
from investments.citing import identifier_of
from investments.exports import LICENCE_URL
from investments.languages import localised
from investments.linked_data.values import Node, exact, language, node, number, other_names, period
from investments.models import Figure, Source
from investments.summaries import claim

MANY = 50  # of each kind of relation
Absolute = Callable[[str], str]

EVENTS = {
    EventKind.FAIR: "ExhibitionEvent",
    EventKind.EXPO: "ExhibitionEvent",
    EventKind.CONFERENCE: "BusinessEvent",
    EventKind.SIGNING: "BusinessEvent",
}
ORGANISATIONS = {
    OrganisationKind.GOVERNMENT: "GovernmentOrganization",
    OrganisationKind.UNIVERSITY: "EducationalOrganization",
    OrganisationKind.HOSPITAL: "Hospital",
    OrganisationKind.MEDIA: "NewsMediaOrganization",
}
PLACES = {
    PlaceKind.COUNTRY: "Country",
    PlaceKind.CITY: "City",
    PlaceKind.REGION: "AdministrativeArea",
    PlaceKind.NEW_AREA: "AdministrativeArea",
}


def kind_of(row: Any) -> str:
    """The type of schema.org that fits a row without saying more than it."""
    name = row._meta.model_name
    if name == "event":
        return EVENTS.get(row.kind, "Event")
    if name == "organisation":
        return ORGANISATIONS.get(row.kind, "Organization")
    if name == "place":
        return PLACES.get(row.kind, "Place")
    return {
        "source": "Article",
        "project": "Project",
        "person": "Person",
        "industry": "DefinedTerm",
        "statistic": "StatisticalVariable",
        "eventseries": "EventSeries",
        "signingbatch": "Thing",
        "tier": "DefinedTerm",
    }.get(str(name), "Thing")


def reference(row: Any, absolute: Absolute) -> Node:
    """Another record by name, type and address. Rows without a page of their own have none."""
    address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    own = address and "?" not in address and "#" not in address
    found = node(kind_of(row), name=localised(row))
    return {**found, "@id": absolute(address), "url": absolute(address)} if own else found


def references(rows: Iterable[Any], absolute: Absolute) -> list[Node]:
    unique = {(row._meta.model_name, row.pk): row for row in rows}
    return [reference(row, absolute) for row in list(unique.values())[:MANY]]


def record_node(row: Any, context: dict[str, Any], absolute: Absolute) -> Node:
    """The main node of a record's page, with its permanent identifier."""
    found = _record(row, context, absolute)
    kind = str(row._meta.model_name)
    return {**found, "identifier": identifier_of(absolute(""), kind, row.slug)}


def _record(row: Any, context: dict[str, Any], absolute: Absolute) -> Node:
    if isinstance(row, Figure):
        return _figure(context["figure"], absolute)
    shown = localised(row)
    found = reference(row, absolute)
    found |= node(kind_of(row), alternateName=other_names(row, shown))
    # A page of columns and statements alone knows no more than names.
    maker = None if "cells" in context else _MAKERS.get(str(row._meta.model_name))
    return found | (maker(row, context, absolute) if maker else {})


def _without(found: Node) -> Node:
    """The values alone; the type is known already."""
    return {name: value for name, value in found.items() if name != "@type"}


def _event(row: Any, context: dict[str, Any], absolute: Absolute) -> Node:
    start, end = exact(row.date)
    hosts = (ParticipationRole.HOST, ParticipationRole.ORGANISER)
    above = [item for item in (context["parent"], context["series"]) if item]
    return _without(
        node(
            "Event",
            description=localised(row, "summary"),
            startDate=start,
            endDate=end,
            location=_venues(context, absolute),
            organizer=references(
                (
                    item.participant
                    for _role, items in context["roles"]
                    for item in items
                    if item.role in hosts
                ),
                absolute,
            ),
            superEvent=references(above, absolute),
            subEvent=references(context["children"], absolute),
        )
    )


def _venues(context: dict[str, Any], absolute: Absolute) -> list[Node]:
    rows = (item for _role, items in context["venues"] for item in items)
    return references((item.place for item in rows if item.role != VenueRole.ONLINE), absolute)


def _project(row: Any, context: dict[str, Any], absolute: Absolute) -> Node:
    parties = (item.participant for _role, items in context["roles"] for item in items)
    found = node(
        "Project",
        description=localised(row, "summary"),
        location=_venues(context, absolute),
        member=references(parties, absolute),
    )
    return _without(found)


def _organisation(row: Any, context: dict[str, Any], absolute: Absolute) -> Node:
    address = node("PostalAddress", addressCountry=row.country) if row.country else None
    return _without(node("Organization", address=address, location=_venues(context, absolute)))


def _person(row: Any, context: dict[str, Any], absolute: Absolute) -> Node:
    """Positions as roles, as sources give them; those that were over by then are left out."""
    roles = []
    for item in context["positions"]:
        at = item.organisation if item.organisation and item.organisation.is_public else None
        if not item.former and at:
            role = node("OrganizationRole", roleName=localised(item, "title"))
            roles.append({**role, "affiliation": reference(at, absolute)})
    return _without(node("Person", affiliation=roles[:MANY]))


def _place(row: Any, context: dict[str, Any], absolute: Absolute) -> Node:
    above = context["ancestors"][-1:]
    within = reference(above[0], absolute) if above else None
    parts = references(context["children"], absolute)
    return _without(node("Place", containedInPlace=within, containsPlace=parts))


def _industry(row: Any, context: dict[str, Any], absolute: Absolute) -> Node:
    dataset = context["dataset"]
    terms = node("DefinedTermSet", name=str(dataset.label), url=absolute(dataset.list_url()))
    return _without(node("DefinedTerm", termCode=row.slug, inDefinedTermSet=terms))


def _source(row: Source, context: dict[str, Any], absolute: Absolute) -> Node:
    """The document: its own address where it has one; this page is about it."""
    start, end = exact(row.published)
    wrote = ("author", "original_author")
    authors = [item.subject for item in context["contributions"] if item.role in wrote]
    page = absolute(row.get_absolute_url())
    publisher = context["publisher"]
    found = node(
        "Article",
        headline=(row.name_zh or row.name) if row.language.startswith("zh") else row.name,
        inLanguage=row.language,
        datePublished=start if start == end else "",
        author=references(authors, absolute),
        publisher=reference(publisher, absolute) if publisher else None,
        isPartOf=node("WebSite", name=row.site) if row.site else None,
        url=row.url or page,
        mainEntityOfPage=page,
    )
    if publisher and publisher.kind == OrganisationKind.MEDIA:
        found["@type"] = "NewsArticle"
        return found
    return _without(found)


def _statistic(row: Any, context: dict[str, Any], absolute: Absolute) -> Node:
    """A data set of the statistic's figures, with the variable that it measures."""
    claims = [c for group in context["groups"] for c in (*group.results, *group.outlooks)]
    figures = [figure for claim_ in claims for figure in claim_.figures]
    variable = node(
        "StatisticalVariable",
        name=localised(row),
        description=localised(row, "definition"),
        alternateName=other_names(row, localised(row)),
        measurementDenominator=_whole(row),
    )
    csv = f"{absolute(reverse('investments:figure_csv'))}?statistic={row.slug}"
    return table(
        name=localised(row),
        description=context["summary"].description,
        url=absolute(row.get_absolute_url()),
        files=[node("DataDownload", encodingFormat="text/csv", contentUrl=csv)],
        variableMeasured=variable,
        temporalCoverage=_coverage(figures),
        isBasedOn=references(context["sources"], absolute),
    )


def _whole(row: Any) -> Node | None:
    """What a share is a share of."""
    words = localised(row, "whole")
    return node("StatisticalVariable", name=words) if words else None


def _coverage(figures: Iterable[Figure]) -> str:
    """From the first year to the last of what is dated exactly."""
    ends: list[date] = []
    for figure in figures:
        if figure.period and period(figure.period):
            span = dates.parse(figure.period)
            ends += [span.earliest, span.latest]
    if not ends:
        return ""
    first, last = min(ends).year, max(ends).year
    return f"{first:04}" if first == last else f"{first:04}/{last:04}"


def table(*, name: str, description: str, url: str, files: Sequence[Node], **more: Any) -> Node:
    """A data set of this record, with the files that it can be downloaded as."""
    site = node("Organization", name=_("Liangjiang Investment Record"))
    return {
        "@id": url,
        **node(
            "Dataset",
            name=name,
            description=description,
            url=url,
            inLanguage=language(),
            license=LICENCE_URL,
            isAccessibleForFree=True,
            creator=site,
            publisher=site,
            distribution=list(files),
            **more,
        ),
    }


def _figure(row: Figure, absolute: Absolute) -> Node:
    """An observation. An open bound has no value, only the bound; a target says that it is one."""
    address = absolute(row.get_absolute_url())
    start, end = exact(row.period)
    area = row.area if row.area_id and row.area and row.area.is_public else None
    about = [row.subject, *([area] if area else [])]
    source = [_printed(row, absolute)] if row.source else []
    return {
        "@id": address,
        **node(
            "Observation",
            name=claim(row),
            url=address,
            observationAbout=references(about, absolute),
            variableMeasured=reference(row.statistic, absolute),
            measurementDenominator=_whole(row.statistic),
            observationDate=start if start == end else "",
            value=number(row.value) if row.qualifier not in ("over", "under") else None,
            minValue=number(row.low) if row.low != row.high else None,
            maxValue=number(row.high) if row.low != row.high else None,
            unitText=row.get_unit_display(),
            measurementQualifier=[
                node("Enumeration", name=word)
                for word in (row.get_status_display(), row.get_qualifier_display())
            ],
            subjectOf=source,
        ),
    }


def _printed(row: Figure, absolute: Absolute) -> Node:
    source: Any = row.source
    start, end = exact(source.published)
    found = node(
        "Article",
        inLanguage=source.language,
        datePublished=start if start == end else "",
        pagination=_("paragraph %(number)s") % {"number": row.paragraph} if row.paragraph else "",
    )
    return {**found, **reference(source, absolute), "@type": "Article"}


_MAKERS: dict[str, Callable[[Any, dict[str, Any], Absolute], Node]] = {
    "event": _event,
    "project": _project,
    "statistic": _statistic,
    "industry": _industry,
    "organisation": _organisation,
    "person": _person,
    "place": _place,
    "source": _source,
}
