"""The list of a dataset, as a page or a download."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from investments.datasets import DATASETS, Dataset
from investments.exports import csv_blocks
from investments.listing import FORMATS, PAGE_SIZES, Listing


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
    """A filter that is set, and the address without it."""

    label: str
    value: str
    remove_url: str


@require_safe
def show(request: HttpRequest, key: str, file_format: str = "") -> HttpResponseBase:
    listing = Listing(DATASETS[key], request.GET, file_format)
    if listing.format or ("format" in request.GET and listing.parameters.get("format") != ""):
        return download(listing)
    rows = listing.rows
    dataset = listing.dataset
    base = dataset.list_url()
    context = {
        "dataset": dataset,
        "listing": listing,
        "filter": listing.filterset,
        "applied": [
            Chip(item.label, item.words, _without(request, item.parameter))
            for item in listing.applied
        ],
        "reset_url": base,
        "keep": _kept(listing),
        "page": listing.page,
        "page_sizes": PAGE_SIZES,
        "headings": headings(dataset, listing),
        "table": dataset.table(rows),
        "reasons": listing.reasons() if not rows else [],
        "csv_url": _with(request, format="csv"),
    }
    return render(request, "dataset/list.html", context)


def download(listing: Listing) -> HttpResponseBase:
    """The whole filter as a file; 400 with the reasons in plain text where a parameter is wrong."""
    if listing.complaints or listing.format not in FORMATS:
        reasons = "\n".join(str(complaint) for complaint in listing.complaints)
        return HttpResponse(f"{reasons}\n", status=400, content_type="text/plain; charset=utf-8")
    dataset = listing.dataset
    blocks = csv_blocks(listing.queryset, dataset.columns, dataset.leading)
    response = StreamingHttpResponse(blocks, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{dataset.key}.csv"'
    return response


def headings(dataset: Dataset, listing: Listing) -> list[Heading]:
    """The heads of the columns shown; a click on the one that sorts turns it round."""
    first = listing.sort[0] if listing.sort else ""
    found = []
    for column in dataset.columns:
        if not column.shown:
            continue
        state = sort = ""
        if column.sortable:
            state = {column.name: "ascending", f"-{column.name}": "descending"}.get(first, "")
            sort = f"-{column.name}" if state == "ascending" else column.name
        found.append(Heading(column.name, column.label, column.kind, sort, state))
    return found


def _kept(listing: Listing) -> list[tuple[str, str]]:
    """What the form of filters passes on: order and page size, where they were asked for."""
    return [
        (name, listing.parameters[name])
        for name in ("sort", "per_page")
        if listing.parameters.get(name)
    ]


def _with(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name in ("page", "per_page", *changes):
        query.pop(name, None)
    query.update(changes)
    return f"{request.path}?{query.urlencode()}"


def _without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    query.pop("page", None)
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else request.path
