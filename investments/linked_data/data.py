"""The data as a whole: a catalogue of data sets with their files, in the words of schema.org."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from investments.datasets import DATASETS, Dataset
from investments.exports import FORMATS
from investments.linked_data.records import Absolute, table
from investments.linked_data.values import Node, language, node


def download(content_type: str, address: str, **more: object) -> Node:
    return node("DataDownload", encodingFormat=content_type, contentUrl=address, **more)


def files_of(dataset: Dataset, absolute: Absolute) -> list[Node]:
    """Every format of a list."""
    return [
        download(found.content_type.partition(";")[0], absolute(address_of(dataset, name)))
        for name, found in FORMATS.items()
    ]


def address_of(dataset: Dataset, name: str) -> str:
    """The whole list as a file."""
    own = "csv" if name == "csv" else f"list_{name}"
    return reverse(f"investments:{dataset.singular}_{own}")


def list_node(dataset: Dataset, description: str, absolute: Absolute) -> Node:
    return table(
        name=str(dataset.label),
        description=description,
        url=absolute(dataset.list_url()),
        files=files_of(dataset, absolute),
        includedInDataCatalog=node("DataCatalog", url=absolute(reverse("investments:data"))),
    )


def catalogue(
    *,
    name: str,
    description: str,
    whole: Node | None,
    absolute: Callable[[str], str],
) -> list[Node]:
    """The page of all data: a catalogue of the lists, and of the whole as one data set."""
    address = absolute(reverse("investments:data"))
    every = [list_node(one, str(one.lead), absolute) for one in DATASETS.values()]
    for one in every:
        del one["includedInDataCatalog"]
    found = node(
        "DataCatalog",
        name=name,
        description=description,
        url=address,
        inLanguage=language(),
        license=every[0]["license"],
        publisher=node("Organization", name=_("Liangjiang Investment Record")),
        dataset=[*([whole] if whole else []), *every],
    )
    return [{"@id": address, **found}]


def package_node(
    *,
    name: str,
    description: str,
    url: str,
    version: str,
    created: str,
    keywords: Iterable[str],
    files: list[Node],
) -> Node:
    found = table(
        name=name,
        description=description,
        url=url,
        files=files,
        version=version,
        dateModified=created,
        keywords=list(keywords),
    )
    return {**found, "@id": f"{url}#package"}
