"""What the package says about itself: datapackage.json and README.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from investments.exports.notes import LICENCE, LICENCE_URL
from investments.models import Source
from investments.package.database import links
from investments.package.fields import EDTF, Field
from investments.package.tables import CHINESE, SITE, Table, both, in_order

NAME = "liangjiang-record"
TITLE = _("Liangjiang Investment Record: the whole record")
DESCRIPTION = _(
    "Events, projects and statistics of investment in Liangjiang New Area, Chongqing, as documents "
    "report them: every statement with its source, its paragraph and the words that print it."
)
RIGHTS = _(
    "Our compilation may be used by anyone who names it. The documents that it is taken from keep "
    "the rights that they have; the record names the source of each statement."
)
PUBLISHER = _("Liangjiang Investment Record")
KEYWORDS = (
    "investment",
    "Liangjiang New Area",
    "Chongqing",
    "China",
    "development zone",
    "projects",
    "statistics",
    "两江新区",
    "重庆",
    "招商引资",
)


@dataclass(frozen=True)
class Written:
    """A table that was written as a file."""

    table: Table
    rows: int
    size: int
    sha256: str


def said(name: str, text: Any) -> dict[str, str]:
    """A text in both languages, named as the record names them."""
    english, chinese = both(text)
    return {name: english, f"{name}_zh": chinese}


def descriptor(written: Sequence[Written], site: str) -> dict[str, Any]:
    """All but version and time, which follow from it. `site` is the site's address, or ''."""
    found: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": NAME,
        **said("title", TITLE),
        **said("description", DESCRIPTION),
    }
    if site:
        found |= {"id": f"{site}/data/", "homepage": site}
    return found | {
        "languages": [SITE, "zh-Hans"],
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": LICENCE_URL,
            }
        ],
        **said("rights", RIGHTS),
        "contributors": [{**said("title", PUBLISHER), "role": "publisher"}],
        "keywords": list(KEYWORDS),
        "sources": sources(),
        "resources": [_resource(one) for one in written],
    }


def sources() -> list[dict[str, str]]:
    """The documents: title, publisher, address."""
    rows = in_order(Source.objects.published()).select_related("publisher")
    found = []
    for row in rows.defer("text").iterator(chunk_size=1000):
        publisher = row.publisher if row.publisher and row.publisher.is_public else None
        own = {
            "title": row.name,
            "title_zh": row.name_zh,
            "path": row.url,
            "publisher": publisher.name if publisher else "",
            "published": row.published,
            "slug": row.slug,
        }
        found.append({name: value for name, value in own.items() if value})
    return found


def _resource(written: Written) -> dict[str, Any]:
    table = written.table
    identifier = {"identifier": table.identifier} if table.identifier else {}
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        **identifier,
        **said("title", table.title),
        **said("description", table.description),
        "path": table.path,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "rows": written.rows,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
        "schema": schema(table),
    }


def schema(table: Table) -> dict[str, Any]:
    keys = []
    for own, target, theirs in links(table):
        resource = "" if target == table.name else target
        keys.append(
            {"fields": _one(own), "reference": {"resource": resource, "fields": _one(theirs)}}
        )
    found: dict[str, Any] = {
        "fields": [_field(field) for field in table.fields],
        "missingValues": [""],
        "primaryKey": _one(table.key),
    }
    if keys:
        found["foreignKeys"] = keys
    if table.unique:
        found["uniqueKeys"] = [list(names) for names in table.unique]
    return found


def _one(names: Sequence[str]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _field(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "format": field.format or "default",
        **said("title", field.title),
        **said("description", field.description),
    }
    if field.edtf:
        found["rdfType"] = EDTF
    if field.unit_field:
        found["unit_in"] = field.unit_field
    if field.codes:
        found["labels"] = {
            code: dict(zip((SITE, CHINESE), both(label), strict=True))
            for code, label in field.codes
        }
    if constraints := field.constraints():
        found["constraints"] = constraints
    return found


def readme(whole: dict[str, Any], citation: str) -> str:
    """For people who unpack it, in English: how the tables hang together, and how to cite."""
    tables = "\n".join(
        f"| `{one['name']}` | {one['rows']} | {one['description']} |" for one in whole["resources"]
    )
    return f"""# {whole["title"]}

{whole["title_zh"]}

Version {whole["version"]}, as of {whole["created"]}.

{whole["description"]}

## How to cite

> {citation}

Licence of the compilation: {LICENCE}, {LICENCE_URL}
{whole["rights"]}

## What is in it

`datapackage.json` describes every table and column in English and Chinese (Frictionless Data
Package); `tables/columns.csv` is the same as a table, `tables/codes.csv` the coded values with
their labels.

| Table | Rows | |
| --- | ---: | --- |
{tables}

## How to read it

- UTF-8, commas, a header line. An empty cell is not known, and never 0.
- Rows refer to each other by `slug`. Each row has a permanent identifier on the site, which leads
  to its page and to documents about it: `identifier` of its table in `datapackage.json`, such as
  `/id/milestone/{{slug}}`.
- A statement (a figure, a milestone, a location, …) has its
  `source`, the `paragraph`, and the words as printed.
- Numbers are in base units: 6890000000 yuan, 6.5 percent. `low` and `high` are bounds and empty
  where open: “over 30 billion” has no `high`. Take them with `qualifier`, `unit` and `period`.
- `status`: actual and cumulative are results; targets and forecasts are none and enter no total.
- Reported totals (`reported_totals`) are not to be added to the projects that they contain.
- Dates in text columns are EDTF (ISO 8601-2), as precise as the source; the columns that end in
  `_start` and `_end` are days.
- Cells are as they are. A spreadsheet may run text that begins with “=”: the lists' own downloads
  are made safe for spreadsheets.
"""
