"""What an identifier stands for: a row of a list, which has a page, or any other public row, which
stands on the page of another. Each says which documents there are about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.urls import reverse

from investments.citing import identifier_of
from investments.columns import DataType
from investments.datasets import DATASETS, Dataset
from investments.details.whereabouts import public_page
from investments.exports import FORMATS, Extract, blocks_of_values, types
from investments.exports.objects import written
from investments.linked_data import record_document
from investments.package import Table, tables
from investments.summaries import summary
from investments.views import records
from investments.views.signposts import DOCUMENTS, address


class Kind(Protocol):
    """`documents` are the names of what there is, `linked` of them those at addresses of their
    own; the others are written here."""

    @property
    def model(self) -> Any: ...
    @property
    def documents(self) -> tuple[str, ...]: ...
    @property
    def linked(self) -> tuple[str, ...]: ...
    def read(self, slug: str) -> Any: ...
    def address(self, row: Any, name: str) -> str: ...
    def written(self, base: str, row: Any, name: str) -> bytes: ...


@dataclass(frozen=True)
class Listed:
    """The rows of a list."""

    dataset: Dataset
    documents = tuple(DOCUMENTS)
    linked = ("html", "json")  # the page, and what the API says

    @property
    def model(self) -> Any:
        return self.dataset.model

    def read(self, slug: str) -> Any:
        return records.read(self.dataset, slug)

    def address(self, row: Any, name: str) -> str:
        return address(self.dataset, row.slug, name)

    def written(self, base: str, row: Any, name: str) -> bytes:
        return self._csv(row) if name == "csv" else self._linked_data(base, row)

    def _csv(self, row: Any) -> bytes:
        """The row as the list's file has it."""
        dataset = self.dataset
        columns = list(dataset.columns)
        declared = types(columns, dataset.leading)
        blocks = blocks_of_values(dataset.rows().filter(pk=row.pk), columns, list(declared))
        return _file(f"{dataset.singular}-{row.slug}", declared, blocks)

    def _linked_data(self, base: str, row: Any) -> bytes:
        """What the page says to machines, as a document of its own."""
        context = {"dataset": self.dataset, "record": row, **self.dataset.context(row)}
        context["summary"] = summary(row, context)
        found = record_document(row, context, lambda path: f"{base}{path}")
        return json.dumps(found, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True)
class Unlisted:
    """The rows of a table of the package that have no list: statements but figures, reported
    totals, series, tiers, contacts."""

    table: Table
    documents = ("html", "json", "csv")
    linked = ("html",)

    @property
    def model(self) -> Any:
        return self.table.model

    def read(self, slug: str) -> Any:
        """With what it stands on: one query."""
        rows = self.model.objects.published().select_related(*self.model.public_with)
        return rows.filter(slug=slug).first()

    def address(self, row: Any, name: str) -> str:
        if name != "html":
            kind = self.model._meta.model_name
            return reverse("investments:identifier_file", args=[kind, row.slug, name])
        page = public_page(row)
        return page.get_absolute_url() if page else reverse("investments:about")

    def written(self, base: str, row: Any, name: str) -> bytes:
        found = self._values(base, row)
        if name == "json":
            return f"{written(found)}\n".encode()
        declared = dict.fromkeys(found, DataType.STRING)
        file_name = f"{self.model._meta.model_name}-{row.slug}"
        return _file(file_name, declared, iter([[list(found.values())]]))

    def _values(self, base: str, row: Any) -> dict[str, Any]:
        """Its identifier and page, then the row as the package has it, with the identifiers of the
        rows that it names."""
        fields = self.table.fields
        rows = self.model.objects.filter(pk=row.pk)
        (values,) = rows.values_list(*(field.read for field in fields))
        found: dict[str, Any] = {
            "identifier": identifier_of(base, self.model._meta.model_name, row.slug),
            "page": f"{base}{self.address(row, 'html')}",
        }
        for field, value in zip(fields, values, strict=True):
            known = None if value == "" else value
            found[field.name] = known
            if field.target:
                kind = kind_of_table(field.target)
                own = identifier_of(base, kind, known) if known else None
                found[f"{field.name}_identifier"] = own
        return found


def _file(file_name: str, declared: dict[str, DataType], blocks: Iterator[Any]) -> bytes:
    return b"".join(FORMATS["csv"].write(Extract(file_name, declared, blocks)))


@cache
def kind_of_table(name: str) -> str:
    return next(str(one.model._meta.model_name) for one in tables() if one.name == name)


@cache
def kinds() -> dict[str, Kind]:
    """By the model's name. A model is here on the day it is added."""
    found: dict[str, Kind] = {
        str(table.model._meta.model_name): Unlisted(table) for table in tables() if table.model
    }
    return found | {dataset.kind: Listed(dataset) for dataset in DATASETS.values()}
