"""The answers of the API as JSON Schema, from the types of the columns and fields."""

from __future__ import annotations

from investments.api.fields import SOURCE, Schema
from investments.api.statements import Kind, kinds_of
from investments.choices import Qualifier
from investments.columns import Amount, Choice, Column, DataType
from investments.datasets import DATASETS, Dataset
from investments.exports import types
from investments.quantities.units import UNITS

TYPES: dict[DataType, Schema] = {
    DataType.STRING: {"type": ["string", "null"]},
    DataType.INTEGER: {"type": ["integer", "null"]},
    DataType.NUMBER: {"type": ["number", "null"]},
    DataType.DATE: {"type": ["string", "null"], "format": "date"},
    DataType.LIST: {"type": "array", "items": {"type": ["string", "null"]}},
}
TEXT: Schema = {"type": "string"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
MAYBE_ADDRESS: Schema = {"type": ["string", "null"], "format": "uri"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def has(properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    """An object with these properties. Others may come within the version, so none is forbidden."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def name_of(dataset: Dataset) -> str:
    return str(dataset.model.__name__)


def name_of_kind(kind: Kind) -> str:
    """A figure among the statements about a record is one with its source."""
    name = kind.model.__name__
    return f"{name}Statement" if kind.dataset else name


def components() -> dict[str, Schema]:
    """All schemas that operations name."""
    found = dict(COMMON)
    kinds: dict[str, Kind] = {}
    for dataset in DATASETS.values():
        own = kinds_of(dataset.model)
        kinds |= own
        found[name_of(dataset)] = record(dataset, own)
        found[f"{name_of(dataset)}List"] = page_of(dataset)
    for kind in kinds.values():
        found[name_of_kind(kind)] = statement(kind)
    return dict(sorted(found.items()))


def values(dataset: Dataset) -> dict[str, Schema]:
    """What a row has, by header; in the order in which it is written."""
    kinds = types(dataset.columns, dataset.leading)
    found: dict[str, Schema] = {}
    for column in dataset.columns:
        codes = coded(column)
        for header in column.types():
            schema = dict(TYPES[kinds[header]])
            if header in codes:
                schema["enum"] = [*codes[header], None]
            found[header] = {**schema, "description": str(column.label)}
    found["id"] = {**TEXT, "description": "The end of the record's address: its slug."}
    return {header: found[header] for header in kinds}


def coded(column: Column) -> dict[str, list[str]]:
    """The codes that a column may have, by header."""
    if isinstance(column, Choice):
        pairs = column.choices() if callable(column.choices) else column.choices
        return {column.name: [str(code) for code, _label in pairs]}
    if isinstance(column, Amount):
        return {
            f"{column.prefix}qualifier": list(Qualifier.values),
            f"{column.prefix}unit": list(UNITS),
        }
    return {}


def record(dataset: Dataset, kinds: dict[str, Kind]) -> Schema:
    """A record: `columns` and `expand` decide what of it there is."""
    own = values(dataset)
    said = {key: {"type": "array", "items": ref(name_of_kind(kind))} for key, kind in kinds.items()}
    more = {
        "links": ref("RecordLinks"),
        "statements": has(said, tuple(said)),
        "incomplete": {
            "type": "array",
            "items": {"type": "string", "enum": list(kinds)},
            "description": "The kinds of which there are more than are given here.",
        },
    }
    return has({**own, **more}, (*own, "statements", "incomplete"))


def statement(kind: Kind) -> Schema:
    if kind.dataset:
        own = values(kind.dataset)
        return has({**own, "links": ref("RecordLinks"), "source": ref("SourceOfStatement")})
    own = {}
    for field in kind.fields:
        own |= field.schemas()
    return has({**own, "links": ref("RecordLinks"), "source": ref("SourceOfStatement")})


def page_of(dataset: Dataset) -> Schema:
    return has(
        {
            "count": {"type": "integer", "minimum": 0},
            "links": ref("PageLinks"),
            "results": {"type": "array", "items": ref(name_of(dataset))},
        }
    )


COMMON: dict[str, Schema] = {
    "Index": has(
        {
            "title": TEXT,
            "version": TEXT,
            "licence": ADDRESS,
            "links": has(dict.fromkeys(("self", "schema", "documentation", "page"), ADDRESS)),
            "lists": {
                "type": "array",
                "items": has(
                    {
                        "key": {"type": "string", "enum": list(DATASETS)},
                        "title": TEXT,
                        "description": TEXT,
                        "count": {"type": "integer", "minimum": 0},
                        "links": has({"self": ADDRESS, "page": ADDRESS}),
                    }
                ),
            },
        }
    ),
    "PageLinks": has(
        {
            "self": ADDRESS,
            "first": ADDRESS,
            "previous": MAYBE_ADDRESS,
            "next": MAYBE_ADDRESS,
            "page": {**ADDRESS, "description": "The same list as a web page."},
        }
    ),
    "RecordLinks": has(
        {
            "self": ADDRESS,
            "page": {**ADDRESS, "description": "The web page on which it stands."},
            "identifier": {**ADDRESS, "description": "Permanent; to be cited."},
        }
    ),
    "Reference": has(
        {
            "type": TEXT,
            "id": TEXT,
            "name": {"type": ["string", "null"]},
            "name_zh": {"type": ["string", "null"]},
            "links": ref("RecordLinks"),
        }
    ),
    "SourceOfStatement": has(SOURCE),
    "Problem": {
        "type": "object",
        "description": "Problem details, RFC 9457.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": TEXT,
            "errors": {
                "type": "array",
                "description": "The parameters at fault, and why.",
                "items": has({"parameter": TEXT, "detail": TEXT}),
            },
            "reason": {**TEXT, "description": "Why a record is gone."},
            "since": {**TEXT, "format": "date", "description": "Since when it is gone."},
        },
        "required": ["type", "title", "status"],
        "examples": [
            {
                "type": "about:blank",
                "title": "Bad Request",
                "status": 400,
                "detail": "page: “0”: write the number of a page, from 1.",
                "errors": [
                    {"parameter": "page", "detail": "“0”: write the number of a page, from 1."}
                ],
            }
        ],
    },
}
