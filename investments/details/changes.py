"""What was changed in a record since the public first read it, and why; nobody is named."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from investments.choices import ChangeKind, State
from investments.details.common import LIMIT
from investments.models import Figure, Reviewed
from investments.quantities.format import format_number, format_quantity

STAFF_ONLY = ("slug", "state", "text")
NUMBER = ("low", "high", "qualifier", "unit")  # one thing to a reader: a figure


@dataclass(frozen=True)
class Difference:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """One save of what was public before and after it."""

    when: datetime.datetime
    reason: str
    differences: Sequence[Difference]


def changes(row: Reviewed) -> list[Change]:
    """The latest first. None and no query for a record that was never saved again; else one query,
    and one more for each kind of record that a changed field points to."""
    if row.version == 1:
        return []
    history = type(row).history
    public = history.filter(id=row.pk, state=State.PUBLISHED)
    public = public.select_related("change_set").order_by("-history_date", "-history_id")
    entries = list(public[:LIMIT])
    found = []
    for new, old in pairwise(entries):
        merged = new.change_set is not None and new.change_set.kind == ChangeKind.MERGE
        if (told := list(differences(type(row), old, new))) or merged:
            found.append(Change(new.history_date, new.history_change_reason or "", told))
    return found


def differences(
    model: type[Reviewed], old: Any, new: Any, *, staff: bool = False
) -> Iterator[Difference]:
    """Between two versions of a row, in words; only `staff` read the names of what is hidden."""
    if model is Figure:
        before, after = (
            format_quantity(*(getattr(entry, name) for name in NUMBER)) for entry in (old, new)
        )
        if before != after:
            yield Difference(_("Figure"), before, after)
    for field in model._meta.concrete_fields:
        if not field.editable or field.primary_key or field.name in STAFF_ONLY:
            continue
        if model is Figure and field.name in NUMBER:
            continue
        values = getattr(old, field.attname), getattr(new, field.attname)
        if values[0] != values[1]:
            label = capfirst(str(getattr(field, "verbose_name", field.name)))
            before, after = (_in_words(field, value, staff) for value in values)
            yield Difference(label, before, after)


def _in_words(field: Any, value: Any, staff: bool) -> str:
    if value in (None, ""):
        return ""
    if isinstance(field, models.ForeignKey):
        related: Any = field.related_model
        rows = related.objects.all() if staff else related.objects.published()
        target = rows.filter(pk=value).first()
        return str(target) if target else _("a record that is not public")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return format_number(value) if isinstance(field, models.DecimalField) else str(value)
