"""What there is to take away: the page of all data, and the data dictionary."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from investments.catalogue.entries import API, SDMX, SDMX_ROOT
from investments.citing import base_of
from investments.columns import Link, plain
from investments.datasets import DATASETS, Dataset
from investments.exports import FEEDS, FORMATS, LICENCE_URL, feeds_of
from investments.linked_data.data import address_of, catalogue, download, package_node
from investments.package import Table, Version, tables
from investments.package.changes import KINDS
from investments.package.descriptor import DESCRIPTION, KEYWORDS, TITLE
from investments.package.examples import EXAMPLES
from investments.package.log import days
from investments.package.shelf import DESCRIPTOR, SQLITE, SUMS, ZIP, of_latest, versions
from investments.package.tables import COLUMNS, described, table
from investments.package.writing import reference
from investments.reading import reading_date
from investments.views.home import counts
from investments.views.parameters import without_parameters

SHOWN = 12  # versions
LOG, LONG, KEPT_SECONDS = "data-log", 1.0, 600
WORDS: dict[str, str | Promise] = {
    ZIP: gettext_lazy("All tables as CSV, with their description: a Frictionless Data Package"),
    SQLITE: gettext_lazy("The same tables as one database, with keys"),
    DESCRIPTOR: gettext_lazy("The description of all tables and columns, in both languages"),
    SUMS: gettext_lazy("SHA-256 checksums of these files"),
}
# Interfaces for programs: where each begins, where it is shown only where it is there.
INTERFACES: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("/api/v1/", *API),
    (f"{SDMX_ROOT}/dataflow", *SDMX),
    (
        "/catalogue.ttl",
        "DCAT",
        gettext_lazy("The catalogue of all data sets for harvesters, in Turtle and JSON-LD."),
    ),
    (
        "/changes.atom",
        "Atom",
        gettext_lazy("New and changed records as a feed; every list has its own for any filter."),
    ),
)


@dataclass(frozen=True)
class Listed:
    """A list with its rows and its files."""

    label: Any
    lead: Any
    url: str
    rows: int
    files: list[tuple[Any, str]]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """A query for the counts, one a table for the log, and one a list for its names."""
    base = base_of(request)
    package = of_latest(lambda version: _package(version, base)) or {}
    present = reading_date() is None  # later versions and changes were not known on an earlier day
    context = {
        "lists": _lists(),
        "interfaces": INTERFACES,
        "newest": package.get("newest"),
        "files": package.get("files", []),
        "citation": package.get("citation", ""),
        "examples": [(one, one.at(base)) for one in EXAMPLES],
        "versions": _versions() if present else [],
        "log": _log() if present else [],
        "licence": LICENCE_URL,
        "nodes": catalogue(
            name=_("Data"),
            description=str(DESCRIPTION),
            whole=package.get("node"),
            absolute=lambda path: f"{base}{path}",
        ),
    }
    return render(request, "investments/data.html", context)


def _log() -> list[tuple[date, list[tuple[str, list[tuple[Table, int, tuple[()]]]]]]]:
    """Counted anew for each reader, but where that takes long, as after a large import: then it
    is kept for a while."""
    kept = cache.get(LOG)
    if kept is None:
        begun = time.monotonic()
        kept = [(told.day, told.counts) for told in days()]
        if time.monotonic() - begun > LONG:
            cache.set(LOG, kept, KEPT_SECONDS)
    return [
        (day, [(kind, [(table(name), rows, ()) for name, rows in counts[kind]]) for kind in counts])
        for day, counts in kept
    ]


def _package(version: Version, base: str) -> dict[str, Any]:
    return {
        "newest": version,
        "files": [(WORDS[file.name], file, _file_url(file.name)) for file in version.files],
        "citation": _citation(version, base),
        "node": _node(version, base),
    }


def _lists() -> list[Listed]:
    rows = {address: number for _label, number, address in counts()}
    return [
        Listed(
            dataset.label,
            dataset.lead,
            dataset.list_url(),
            rows[dataset.list_url()],
            _formats(dataset),
        )
        for dataset in DATASETS.values()
    ]


def _formats(dataset: Dataset) -> list[tuple[Any, str]]:
    named = [(found.label, address_of(dataset, name)) for name, found in FORMATS.items()]
    feeds = [(FEEDS[name].label, address_of(dataset, name)) for name in feeds_of(dataset.key)]
    return named + feeds


def _file_url(name: str, version: str = "") -> str:
    """Files have one address, whatever the language of the page and the day it is read as of."""
    with translation.override("en"):
        if version:
            path = reverse("investments:package_version_file", args=[version, name])
        else:
            path = reverse("investments:package_file", args=[name])
    return path.removeprefix(f"/as-known-on/{reading_date()}")


def _citation(version: Version, base: str) -> str:
    from investments.citing.text import text

    address = f"{base}{_file_url(ZIP, version.name)}"
    return text(reference(version.whole, address))


def _node(version: Version, base: str) -> Any:
    files = [
        download(
            file.content_type.partition(";")[0],
            f"{base}{_file_url(file.name)}",
            name=file.name,
            contentSize=str(file.size),
            sha256=file.sha256,
        )
        for file in version.files
    ]
    return package_node(
        name=str(TITLE),
        description=str(DESCRIPTION),
        url=f"{base}{reverse('investments:data')}",
        version=version.name,
        created=version.whole["created"],
        keywords=KEYWORDS,
        files=files,
    )


@dataclass(frozen=True)
class Told:
    """A version in the list of versions: `changes` has kind, how many rows of which table, and
    links to those that still have a page."""

    version: Version
    zip_url: str
    sqlite_url: str
    changes: list[tuple[str, list[tuple[Any, int, list[Link]]]]]


def _versions() -> list[Told]:
    """Names are looked up now: what was taken from the public since is not named."""
    listed = versions()[:SHOWN]
    wanted: dict[str, set[str]] = {}
    for version in listed:
        for name, told in version.changes.get("tables", {}).items():
            for keys in told.get("keys", {}).values():
                wanted.setdefault(name, set()).update(keys)
    links = {name: _links(name, keys) for name, keys in wanted.items() if name in DATASETS}
    return [
        Told(
            version,
            _file_url(ZIP, version.name),
            _file_url(SQLITE, version.name),
            _changes(version, links),
        )
        for version in listed
    ]


def _changes(version: Version, links: dict[str, dict[str, Link]]) -> Any:
    found = []
    for kind in KINDS:
        rows = []
        for one in tables():
            told = version.changes.get("tables", {}).get(one.name, {})
            if count := told.get(kind, 0):
                keys = told.get("keys", {}).get(kind, ())
                named = [links[one.name][key] for key in keys if key in links.get(one.name, {})]
                rows.append((one, count, named))
        if rows:
            found.append((kind, rows))
    return found


def _links(name: str, keys: set[str]) -> dict[str, Link]:
    """Of records with names; a figure has none."""
    dataset = DATASETS[name]
    if name == "figures":
        return {}
    rows = dataset.model.objects.published().filter(slug__in=keys)
    return {
        slug: Link.named(reverse(dataset.url_name, args=[slug]), *names)
        for slug, *names in rows.values_list("slug", "name", "name_zh")
    }


# --- The dictionary -----------------------------------------------------------------------------


@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """No query: it is read from the declarations."""
    context = {
        "crumbs": [(_("Data"), reverse("investments:data"))],
        "tables": tables(),
        "statement": table("figures").shared,
    }
    return render(request, "investments/dictionary.html", context)


@require_safe
@without_parameters
def dictionary_csv(request: HttpRequest) -> HttpResponse:
    """The table `columns` of the package, with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table(COLUMNS).names)
    writer.writerows([plain(value) for value in row] for row in described())
    content = b"\xef\xbb\xbf" + text.getvalue().encode()
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="liangjiang-dictionary.csv"'
    response["Link"] = f'<{LICENCE_URL}>; rel="license"'
    return response
