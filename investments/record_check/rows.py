"""What holds of the record by itself, whatever the documents say."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalChanges

from investments.actions import derive, known, last_change, names, public, search
from investments.choices import State
from investments.models import Event, Identity, Project, SearchToken, Sourced
from investments.record_check.report import Problem


def _models() -> list[type[models.Model]]:
    found = apps.get_app_config("investments").get_models()
    return [model for model in found if not issubclass(model, HistoricalChanges | SearchToken)]


def statement_models() -> list[type[Sourced]]:
    """Every kind of statement; a new one is checked without being named here."""
    return [model for model in _models() if issubclass(model, Sourced)]


def other_models() -> list[type[models.Model]]:
    return [model for model in _models() if not issubclass(model, Sourced)]


def rows_of(model: type[models.Model]) -> Iterator[Any]:
    """All rows with what they point to, in the order of their keys."""
    links = [field.name for field in model._meta.fields if field.is_relation]
    rows = model._default_manager.order_by("pk")
    yield from rows.select_related(*links) if links else rows


def unclean(row: models.Model) -> list[Problem]:
    """What full_clean says against a row."""
    try:
        row.full_clean()
    except ValidationError as error:
        return [
            problem(row, "clean", f"{name}: {message}")
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def unsourced() -> list[Problem]:
    """Published identities of which no statement names its source."""
    return [
        problem(row, "unsourced", "is published, but no statement about it names a source")
        for model in other_models()
        if issubclass(model, Identity)
        for row in model.objects.filter(state=State.PUBLISHED).order_by("pk")
        if not row.is_sourced()
    ]


def stale() -> list[Problem]:
    """Derived columns that differ from what the statements say."""
    problems = []
    for model in (Event, Project):
        for pk, columns in derive.stale(model).items():
            row = model._default_manager.get(pk=pk)
            wrong = [name for name, value in columns.items() if getattr(row, name) != value]
            problems.append(
                problem(row, "stale", f"derived columns are out of date: {', '.join(wrong)}")
            )
    problems += [
        problem(model._default_manager.get(pk=pk), "stale", "is_public is out of date")
        for model, pk in public.all_stale()
    ]
    problems += [
        problem(model._default_manager.get(pk=pk), "stale", "name_zh_sort is out of date")
        for model, pk in names.all_stale()
    ]
    problems += [
        problem(model._default_manager.get(pk=pk), "stale", "known_from is out of date")
        for model, pk in known.all_stale()
    ]
    problems += [
        problem(model._default_manager.get(pk=pk), "stale", "what was known when is out of date")
        for model in (Event, Project)
        for pk in derive.stale_spans(model)
    ]
    problems += [
        Problem(holder, str(pk), "stale", "the search index is out of date")
        for holder, pk in search.all_stale()
    ]
    problems += [
        Problem("lastchange", name, "stale", "the database does not keep the last change: migrate")
        for name in last_change.missing()
    ]
    return problems


def problem(row: models.Model, code: str, message: str) -> Problem:
    """A problem of a row, with its place in its document if it is a statement."""
    slug = str(getattr(row, "slug", row.pk))
    if not isinstance(row, Sourced):
        return Problem(str(row._meta.model_name), slug, code, message)
    return Problem(
        str(row._meta.model_name),
        slug,
        code,
        message,
        row.source.slug if row.source else "",
        row.paragraph,
        is_statement=True,
    )
