"""A field of a table of the package, made from a field of a model or declared by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.functional import Promise

from investments.columns import public_only
from investments.dates import validate_edtf
from investments.package import words

Text = str | Promise
KEY = "slug"
# What is of use to nobody outside: the state of the work, sort keys, and the texts of documents,
# which are for staff alone. Everything else of a model is in the package.
LEFT_OUT = frozenset(
    {
        "id",
        "state",
        "is_public",
        "known_from",
        "version",
        "name_zh_sort",
        "amount_sort",
        "figure.converted_unit",
        "source.text",
    }
)
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


@dataclass(frozen=True)
class Field:
    """`type` is Frictionless's word. `codes` are the values that it may have, with their labels;
    `target` the table whose key it holds; `unit_field` the field that names its unit. `read` is
    what the database is asked for."""

    name: str
    type: str
    title: Text
    description: Text
    required: bool = False
    unique: bool = False
    codes: Sequence[tuple[str, Text]] = ()
    target: str = ""
    unit_field: str = ""
    format: str = ""
    edtf: bool = False
    longest: int | None = None
    least: int | None = None
    pattern: str = ""
    read: Any = None

    def constraints(self) -> dict[str, Any]:
        """In the words of Frictionless."""
        found = {
            "required": self.required or None,
            "unique": self.unique or None,
            "maxLength": self.longest,
            "minimum": self.least,
            "pattern": self.pattern or None,
            "enum": [code for code, _label in self.codes] or None,
        }
        return {name: value for name, value in found.items() if value is not None}


def left_out(model: type[models.Model], name: str) -> bool:
    return name in LEFT_OUT or f"{model._meta.model_name}.{name}" in LEFT_OUT


def fields_of(model: Any, table_of: dict[Any, str]) -> tuple[Field, ...]:
    """All that the public may have of a model, its key first. `table_of` names the tables."""
    every = [one for one in model._meta.concrete_fields if not left_out(model, one.name)]
    every.sort(key=lambda one: one.name != KEY)
    names = {one.name for one in every}
    return tuple(_field(model, one, names, table_of) for one in every)


def _field(model: Any, one: Any, names: set[str], table_of: dict[Any, str]) -> Field:
    linked = one.is_relation
    choices = [(str(code), label) for code, label in one.flatchoices if code]
    text = isinstance(one, models.CharField | models.TextField)
    pattern, least = _checked(one)
    return Field(
        name=one.name,
        type=_type(one),
        title=words.heading(words.title(model, one)),
        description=words.description(model, one),
        required=_required(model, one),
        unique=one.name == KEY,
        codes=choices,
        target=table_of[one.related_model] if linked else "",
        unit_field=_unit_field(one, names),
        format=_format(one),
        edtf=text and (validate_edtf in one.validators or f"{one.name}_start" in names),
        longest=one.max_length if text and not choices else None,
        least=least,
        pattern=pattern,
        read=_read(model, one),
    )


def _type(one: Any) -> str:
    if isinstance(one, models.BooleanField):
        return "boolean"
    if isinstance(one, models.DecimalField):
        return "number"
    if isinstance(one, models.IntegerField) and not one.is_relation:
        return "integer"
    return "date" if isinstance(one, models.DateField) else "string"


def _format(one: Any) -> str:
    if isinstance(one, models.URLField):
        return "uri"
    return "email" if isinstance(one, models.EmailField) else ""


def _required(model: Any, one: Any) -> bool:
    """What no published row lacks: besides the columns that cannot be empty, its source."""
    if one.is_relation:
        return one.name in model.public_with and (not one.null or one.name == "source")
    return one.name == KEY or not (one.null or one.blank)


def _read(model: Any, one: Any) -> Any:
    """A link to what the public does not see is empty."""
    if not one.is_relation:
        return one.name
    return f"{one.name}__{KEY}" if one.name in model.public_with else public_only(one.name, KEY)


def _unit_field(one: Any, names: set[str]) -> str:
    if not isinstance(one, models.DecimalField):
        return ""
    unit = f"{one.name.rpartition('_')[0]}_unit".removeprefix("_")
    return unit if unit in names else ""


def _checked(one: Any) -> tuple[str, int | None]:
    pattern, least = "", 0 if isinstance(one, models.PositiveSmallIntegerField) else None
    for validator in one.validators:
        if (
            isinstance(validator, RegexValidator)
            and not validator.inverse_match
            and not one.choices
        ):
            regex: Any = validator.regex
            wanted = regex.pattern
            pattern = wanted if wanted.startswith("^") and "\\Z" not in wanted else pattern
        elif isinstance(validator, MinValueValidator):
            limit = validator.limit_value
            least = max(least or 0, limit() if callable(limit) else limit)
    return pattern, least
