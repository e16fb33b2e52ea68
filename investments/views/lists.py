"""The list of a dataset, as a page or a download."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from investments.datasets import DATASETS
from investments.exports import FEEDS, FORMATS, feeds_of
from investments.filters import Facet
from investments.listing import PAGE_SIZES, Listing
from investments.tables import table_class
from investments.views.downloads import download
from investments.views.feeds import follow

SHOWN = 7  # values of a filter that stand there before "more"


@dataclass(frozen=True)
class Heading:
    """The head of a column: `sort` is what its link asks for, `state` how it sorts now
    (`aria-sort`)."""

    name: str
    label: Any
    kind: str
    sort: str
    state: str


@dataclass(frozen=True)
class Chip:
    """A value that is set, and the address without it."""

    label: str
    value: str
    remove_url: str
    left_out: bool = False


@dataclass(frozen=True)
class Choice:
    """A value in the panel: `url` chooses it or takes it away, `leave_url` leaves it out or lets
    it in again. `id` stays the same from one answer to the next, for the focus."""

    id: str
    label: Any
    count: int
    state: str
    url: str
    leave_url: str


@dataclass
class Group:
    """A filter in the panel: its values, the less frequent ones folded away; `others` the text
    field where the record may hold more; `ends` the fields of a span."""

    name: str
    label: Any
    is_set: bool
    choices: list[Choice]
    rest: list[Choice]
    others: Any = None
    ends: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class File:
    """The whole selection in a format."""

    format: str
    label: Any
    url: str


@dataclass(frozen=True)
class Followed:
    """The selection as a feed; `mime` is its type."""

    format: str
    label: Any
    url: str
    mime: str


@dataclass(frozen=True)
class Shown:
    """A column that can be chosen."""

    name: str
    label: Any
    shown: bool


@require_safe
def show(request: HttpRequest, key: str, file_format: str = "") -> HttpResponseBase:
    dataset = DATASETS[key]
    base = dataset.list_url()
    listing = Listing(dataset, request.GET, file_format)
    if listing.format in FEEDS:
        return follow(request, listing, address(base, _lasting(listing)))
    if listing.format or ("format" in request.GET and listing.parameters.get("format") != ""):
        return download(request, listing, address(base, _lasting(listing)))
    panel = groups(base, listing)
    rows = listing.rows
    applied, hidden = chips(base, listing), _selections(listing)
    context = {
        "dataset": dataset,
        "listing": listing,
        "form": listing.filterset.form,
        "groups": panel,
        "applied": applied,
        "reset_url": address(base, _controls(listing)) if not listing.complaints else base,
        "action": base,
        "keep": _controls(listing),
        "hidden": hidden,
        "page": listing.page,
        "page_sizes": PAGE_SIZES,
        "headings": headings(listing),
        "columns": columns(listing),
        "parameters": {**_parameters(listing), **hidden, "columns": ""},
        "table": table_class(listing.columns)(rows),
        "totals": listing.total.sentences() if rows and listing.total else [],
        "reasons": listing.reasons() if not rows else [],
        "files": files(base, listing),
        "feeds": feeds(base, listing),
        "api_url": address(reverse(f"investments:api_{dataset.singular}_list"), _lasting(listing)),
    }
    response = render(request, "dataset/list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def files(base: str, listing: Listing) -> list[File]:
    """The downloads of what the list shows."""
    rows = _lasting(listing)
    return [File(key, one.label, address(base, rows, format=key)) for key, one in FORMATS.items()]


def feeds(base: str, listing: Listing) -> list[Followed]:
    """What the list shows, to be followed; none where a parameter is wrong."""
    if listing.complaints:
        return []
    rows = {name: value for name, value in _lasting(listing).items() if name != "sort"}
    return [
        Followed(key, one.label, address(base, rows, format=key), one.mime)
        for key, one in feeds_of(listing.dataset.key).items()
    ]


def headings(listing: Listing) -> list[Heading]:
    """The heads of the columns; a click on the one that sorts turns it round."""
    first = listing.sort[0] if listing.sort else ""
    found = []
    for column in listing.columns:
        state = sort = ""
        if column.sortable:
            state = {column.name: "ascending", f"-{column.name}": "descending"}.get(first, "")
            sort = f"-{column.name}" if state == "ascending" else column.name
        found.append(Heading(column.name, column.label, column.kind, sort, state))
    return found


def columns(listing: Listing) -> list[Shown]:
    """All columns: those shown first, in their order."""
    shown = [column.name for column in listing.columns]
    rest = [column for column in listing.dataset.columns if column.name not in shown]
    return [
        Shown(column.name, column.label, column.name in shown)
        for column in (*listing.columns, *rest)
    ]


# --- Addresses ----------------------------------------------------------------------------------


def address(base: str, parameters: dict[str, str], **changes: str) -> str:
    """A list with these parameters; empty ones are left out."""
    query = {name: value for name, value in {**parameters, **changes}.items() if value}
    return f"{base}?{urlencode(query, safe=',')}" if query else base


def _parameters(listing: Listing) -> dict[str, str]:
    """The parameters of the address without the page."""
    return {name: value for name, value in listing.parameters.items() if name != "page"}


def _lasting(listing: Listing) -> dict[str, str]:
    """Those by which the same rows and columns are found again."""
    passing = ("page", "per_page", "format")
    return {name: value for name, value in listing.parameters.items() if name not in passing}


def _controls(listing: Listing) -> dict[str, str]:
    """What stays when the filters change: order, columns and page size that were asked for."""
    names = ("sort", "columns", "per_page")
    return {name: listing.parameters[name] for name in names if listing.parameters.get(name)}


def _values(listing: Listing, name: str) -> dict[str, bool]:
    """The values that are set with whether they are left out, in their order."""
    selection = listing.filterset.selection(name)
    found = {one.key: False for one in selection.included}
    return found | {one.key: True for one in selection.excluded}


def _joined(values: dict[str, bool]) -> str:
    return ",".join(f"-{key}" if left_out else key for key, left_out in values.items())


def _selections(listing: Listing) -> dict[str, str]:
    """What is chosen in the panel, for the form to pass on."""
    if listing.complaints:
        return {}
    return {
        name: joined
        for name, _item in listing.filterset.choosable()
        if (joined := _joined(_values(listing, name)))
    }


# --- The panel ----------------------------------------------------------------------------------


def chips(base: str, listing: Listing) -> list[Chip]:
    parameters = _parameters(listing)
    found = []
    for item in listing.applied:
        rest = ""
        if item.key:
            values = _values(listing, item.parameter)
            del values[item.key]
            rest = _joined(values)
        url = address(base, {**parameters, item.parameter: rest})
        found.append(Chip(item.label, item.in_words, url, item.left_out))
    return found


def groups(base: str, listing: Listing) -> list[Group]:
    """The panel. Where a parameter is wrong it has no values: nothing could be counted."""
    parameters, form = _parameters(listing), listing.filterset.form
    found = [_group(base, listing, facet, parameters) for facet in listing.facets]
    found = [group for group in found if group.choices or group.others]
    by_name = {group.name: group for group in found}
    for label, beside, names in listing.filterset.spans():
        ends = [form[name] for name in names]
        group = by_name.get(beside)
        if group is None:
            found.append(group := Group(names[0], label, False, [], []))
        group.ends = ends
    for group in found:
        group.is_set = group.is_set or any(end.value() for end in group.ends)
    return found


def _group(base: str, listing: Listing, facet: Facet, parameters: dict[str, str]) -> Group:
    choices = list(_choices(base, listing, facet, parameters))
    first = [choice for number, choice in enumerate(choices) if number < SHOWN or choice.state]
    rest = [choice for choice in choices if choice not in first]
    if len(rest) == 1:
        first, rest = choices, []
    others = listing.filterset.form[facet.name] if facet.more else None
    return Group(facet.name, facet.label, facet.is_set, first, rest, others)


def _choices(
    base: str, listing: Listing, facet: Facet, parameters: dict[str, str]
) -> Iterator[Choice]:
    now = _values(listing, facet.name)
    for value in facet.values:
        rest = {key: left_out for key, left_out in now.items() if key != value.key}
        links = []
        for left_out in (False, True):
            same = value.state == ("out" if left_out else "in")
            values = rest if same else {**rest, value.key: left_out}
            links.append(address(base, {**parameters, facet.name: _joined(values)}))
        yield Choice(
            f"f-{facet.name}-{value.key}",
            capfirst(value.label),
            value.count,
            value.state,
            *links,
        )
