"""The fields of a statement in the API, each declared once: its values and its schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models

from investments.api.links import links_to
from investments.models import Sourced

Schema = dict[str, Any]
# For staff, or said otherwise: the source stands as an object of its own.
LEFT_OUT = {"id", "state", "is_public", "known_from", "version", "source", "converted_unit"}
LAST = (
    "paragraph",
    "as_printed",
    "note",
    "note_zh",
    "standing",
    "standing_reason",
    "standing_reason_zh",
)


@dataclass(frozen=True)
class Field:
    """`name` is the model's, `key` that of the answer."""

    name: str
    key: str

    @property
    def related(self) -> bool:
        return False

    def values(self, row: Any) -> dict[str, Any]:
        return {self.key: known(getattr(row, self.name))}

    def schemas(self) -> dict[str, Schema]:
        return {self.key: {"type": ["string", "null"]}}


def known(value: Any) -> Any:
    """The unknown is null."""
    return None if value == "" else value


@dataclass(frozen=True)
class Typed(Field):
    schema: Any = None

    def schemas(self) -> dict[str, Schema]:
        return {self.key: self.schema}


@dataclass(frozen=True)
class Coded(Field):
    """A code and, in the language of the address, its label."""

    codes: Any = ()

    def values(self, row: Any) -> dict[str, Any]:
        code = getattr(row, self.name)
        label = str(getattr(row, f"get_{self.name}_display")()) if code else None
        return {self.key: known(code), f"{self.key}_label": label}

    def schemas(self) -> dict[str, Schema]:
        return {
            self.key: {"type": ["string", "null"], "enum": [*self.codes, None]},
            f"{self.key}_label": {"type": ["string", "null"]},
        }


@dataclass(frozen=True)
class Pointing(Field):
    """Another record or statement, while it is public."""

    @property
    def related(self) -> bool:
        return True

    def values(self, row: Any) -> dict[str, Any]:
        other = getattr(row, self.name)
        return {self.key: reference(other) if other is not None and other.is_shown else None}

    def schemas(self) -> dict[str, Schema]:
        ref = {"$ref": "#/components/schemas/Reference"}
        return {self.key: {"oneOf": [ref, {"type": "null"}]}}


def reference(row: Any) -> dict[str, Any]:
    """A record by name and address."""
    kind = row._meta.model_name
    return {
        "type": kind,
        "id": row.slug,
        "name": getattr(row, "name", None),
        "name_zh": known(getattr(row, "name_zh", None)),
        "links": links_to(kind, row.slug),
    }


@cache
def fields_of(model: type[Sourced]) -> Sequence[Field]:
    """All that a statement of this model says, in the model's order; where it is printed last."""
    found = {one.name: _field(one) for one in model._meta.concrete_fields}
    found = {name: one for name, one in found.items() if name not in LEFT_OUT}
    first = [one for name, one in found.items() if name not in LAST]
    return [*first, *(found[name] for name in LAST)]


def _field(field: Any) -> Field:
    name = field.name
    if name == "slug":
        return Typed(name, "id", {"type": "string"})
    if isinstance(field, models.ForeignKey):
        return Pointing(name, name)
    if field.choices:
        return Coded(name, name, tuple(code for code, _label in field.flatchoices))
    kinds: Schema = {"type": ["string", "null"]}
    if isinstance(field, models.BooleanField):
        kinds = {"type": "boolean"}
    elif isinstance(field, models.IntegerField):
        kinds = {"type": ["integer", "null"]}
    elif isinstance(field, models.DecimalField):
        kinds = {"type": ["number", "null"]}
    elif isinstance(field, models.DateField):
        kinds = {"type": ["string", "null"], "format": "date"}
    return Typed(name, name, kinds)


def source_of(
    slug: str,
    title: str,
    title_zh: str,
    published: str,
    url: str,
    language: str,
    publisher: str | None,
    publisher_name: str | None,
    publisher_zh: str | None,
) -> dict[str, Any]:
    """The document that prints a statement."""
    of = {
        "type": "organisation",
        "id": publisher,
        "name": publisher_name,
        "name_zh": known(publisher_zh),
        "links": links_to("organisation", publisher) if publisher else None,
    }
    return {
        "id": slug,
        "title": title,
        "title_zh": known(title_zh),
        "publisher": of if publisher else None,
        "published": known(published),
        "language": known(language),
        "url": known(url),
        "links": links_to("source", slug),
    }


SOURCE: dict[str, Schema] = {
    "id": {"type": "string"},
    "title": {"type": "string"},
    "title_zh": {"type": ["string", "null"]},
    "publisher": {"oneOf": [{"$ref": "#/components/schemas/Reference"}, {"type": "null"}]},
    "published": {"type": ["string", "null"], "description": "EDTF"},
    "language": {"type": ["string", "null"]},
    "url": {"type": ["string", "null"]},
    "links": {"$ref": "#/components/schemas/RecordLinks"},
}
