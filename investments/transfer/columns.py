"""What of each model is carried: every column that a curator may fill in, by its own name, and the
row's version. What is derived stays behind. Nothing is listed here: a new model is carried the day
it is added.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from investments.dates import validate_edtf
from investments.models import Reviewed

KEY, STATE, VERSION = "slug", "state", "version"
LATE = (STATE, VERSION)  # the columns that come last in a file


@dataclass(frozen=True)
class Column:
    """A column of a file, which is a field of the model."""

    name: str
    field: Any

    @property
    def attname(self) -> str:
        return str(self.field.attname)

    @property
    def target(self) -> type[Reviewed] | None:
        """The model that it refers to, by its address."""
        return self.field.related_model if self.field.is_relation else None

    @property
    def is_date(self) -> bool:
        """Whether it is a date as precise as its source, kept as text."""
        return validate_edtf in self.field.validators

    @property
    def is_text(self) -> bool:
        return isinstance(self.field, models.CharField | models.TextField)

    @property
    def codes(self) -> dict[str, Any]:
        """The values that it may have, with their labels; empty where it is free."""
        return {str(code): label for code, label in self.field.flatchoices if code}

    @property
    def required(self) -> bool:
        return not self.field.blank and not self.field.has_default()


@cache
def columns(model: type[Reviewed]) -> tuple[Column, ...]:
    """The columns of a model in the order of a file: the key first, the version last."""
    carried = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and (field.editable or field.name == VERSION)
    ]
    order = {KEY: -1, **{name: 1000 + place for place, name in enumerate(LATE)}}
    placed = sorted(enumerate(carried), key=lambda pair: order.get(pair[1].name, pair[0]))
    return tuple(Column(field.name, field) for _place, field in placed)


def column(model: type[Reviewed], name: str) -> Column:
    return next(found for found in columns(model) if found.name == name)


def links(model: type[Reviewed]) -> list[Column]:
    """The columns that refer to other rows."""
    return [found for found in columns(model) if found.target is not None]


def own_parent(model: type[Reviewed]) -> Column | None:
    """The column by which a row refers to another of its kind."""
    return next((found for found in links(model) if found.target is model), None)


def makes_key(model: type[Reviewed]) -> bool:
    """Whether a row without an address gets one when it is saved."""
    return bool(column(model, KEY).field.blank)


@cache
def carried() -> tuple[type[Reviewed], ...]:
    """Every model, those that others refer to first. Fails where two refer to each other."""
    waiting: list[type[Reviewed]] = [
        model
        for model in apps.get_app_config("investments").get_models()
        if issubclass(model, Reviewed)
    ]
    waiting.sort(key=lambda model: str(model._meta.model_name))
    placed: list[type[Reviewed]] = []
    while waiting:
        ready = [
            model
            for model in waiting
            if all(link.target in placed or link.target is model for link in links(model))
        ]
        if not ready:
            raise ValueError(f"models that refer to each other: {waiting}")
        placed += ready
        waiting = [model for model in waiting if model not in ready]
    return tuple(placed)


def kind_of(model: type[Reviewed]) -> str:
    """How a file or a sheet of these rows is called."""
    return str(model._meta.model_name)


def model_of(kind: str) -> type[Reviewed] | None:
    return next((model for model in carried() if kind_of(model) == kind), None)
