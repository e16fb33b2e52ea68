"""What there is to be described: each list, the whole record as a package, the statistics as SDMX,
and the interfaces. Only addresses that exist are named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from investments.catalogue import vocabulary
from investments.datasets import DATASETS
from investments.exports import FORMATS
from investments.linked_data.data import address_of
from investments.package.descriptor import DESCRIPTION, TITLE
from investments.package.shelf import SQLITE, ZIP, Version, of_latest
from investments.sdmx import formats
from investments.sdmx.components import FLOWS

Text = str | Promise
CATALOGUE = "/catalogue"
SDMX_ROOT = "/sdmx/2.1"
# What the interfaces are called, and what they are.
API: tuple[Text, Text] = (
    _("REST API"),
    _("Lists and records as JSON with their statements; documented in OpenAPI."),
)
SDMX: tuple[Text, Text] = (
    "SDMX 2.1",
    _("The statistics as SDMX-ML and SDMX-CSV, for statistical software."),
)


@dataclass(frozen=True)
class File:
    """A distribution: what a plain GET of `url` gives, of this content type."""

    id: str
    title: Text
    content_type: str
    url: str
    size: int = 0
    sha256: str = ""
    conforms_to: str = ""
    service: str = ""  # the interface that gives it


@dataclass(frozen=True)
class Entry:
    """A data set."""

    id: str
    title: Text
    description: Text
    page: str
    files: tuple[File, ...]
    themes: tuple[str, ...] = (vocabulary.ECONOMY,)
    issued: datetime | None = None
    version: str = ""
    conforms_to: str = ""


@dataclass(frozen=True)
class Interface:
    """A data service; `serves` are the ids of data sets."""

    id: str
    title: Text
    description: Text
    url: str
    described_at: str
    description_type: str
    conforms_to: str
    serves: tuple[str, ...]
    page: str = ""


THEMES = {
    "projects": (vocabulary.ECONOMY, vocabulary.REGIONS),
    "statistics": (vocabulary.ECONOMY, vocabulary.REGIONS),
    "figures": (vocabulary.ECONOMY, vocabulary.REGIONS),
    "places": (vocabulary.REGIONS,),
}
STATISTICS = "sdmx"
PACKAGE = "package"


def path_of(name: str, *args: str) -> str:
    """The English address of a view of the site."""
    with override(settings.LANGUAGE_CODE):
        return reverse(f"investments:{name}", args=args)


def entries() -> list[Entry]:
    with override(settings.LANGUAGE_CODE):
        return [*(of_latest(_package) or []), *_lists(), _statistics()]


def _lists() -> Iterator[Entry]:
    for key, dataset in DATASETS.items():
        files = tuple(
            File(
                f"{key}-{name}",
                found.label,
                vocabulary.bare(found.content_type),
                address_of(dataset, name),
            )
            for name, found in FORMATS.items()
        )
        yield Entry(
            key,
            dataset.label,
            dataset.lead,
            dataset.list_url(),
            files,
            THEMES.get(key, (vocabulary.ECONOMY,)),
        )


def _package(version: Version) -> list[Entry]:
    files = tuple(
        File(
            f"{PACKAGE}-{file.name.rpartition('.')[2]}",
            file.name,
            vocabulary.bare(file.content_type),
            path_of("package_file", file.name),
            file.size,
            file.sha256,
            vocabulary.FRICTIONLESS if file.name == ZIP else "",
        )
        for file in map(version.file, (ZIP, SQLITE))
    )
    whole = Entry(
        PACKAGE,
        TITLE,
        DESCRIPTION,
        path_of("data"),
        files,
        (vocabulary.ECONOMY, vocabulary.REGIONS),
        issued=version.created,
        version=version.name,
    )
    return [whole]


def _statistics() -> Entry:
    files = tuple(
        File(
            f"{flow.id}-{one.id}",
            flow.name,
            one.media,
            f"{SDMX_ROOT}/data/{flow.id}?format={one.names[0]}",
            conforms_to=vocabulary.SDMX if one.media.endswith("xml") else "",
            service=f"{STATISTICS}-service",
        )
        for flow in FLOWS.values()
        for one in formats.DATA
        if one is not formats.CSV2
    )
    return Entry(
        STATISTICS,
        _("Figures as SDMX"),
        _(
            "Every number of the record as statistical software reads it: two dataflows with "
            "their structure, code lists in English and Chinese, bounds and hedges as attributes."
        ),
        path_of("data"),
        files,
        (vocabulary.ECONOMY, vocabulary.REGIONS),
    )


def interfaces() -> list[Interface]:
    with override(settings.LANGUAGE_CODE):
        return [_api(), _sdmx()]


def _api() -> Interface:
    return Interface(
        "api",
        *API,
        path_of("api"),
        path_of("api_schema"),
        "application/json",
        vocabulary.OPENAPI,
        tuple(DATASETS),
        path_of("api_docs"),
    )


def _sdmx() -> Interface:
    return Interface(
        f"{STATISTICS}-service",
        *SDMX,
        f"{SDMX_ROOT}/",
        f"{SDMX_ROOT}/dataflow/all/all/latest?references=all",
        formats.STRUCTURE.media,
        vocabulary.SDMX,
        (STATISTICS,),
    )
