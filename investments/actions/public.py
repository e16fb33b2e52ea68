"""Who may be seen: `is_public` follows from the states of a row and of all it stands on.

A column, not a condition: a figure stands on its source, its statistic and one of seven subjects,
some of which stand on others in turn, and asking them all costs a database more time to plan than
to answer. Kept by signals on every save, by `loaddata`, and proved by `check_record`.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from investments.actions import known
from investments.actions.deferral import Touched, touching
from investments.choices import State
from investments.models import Identity, Reviewed


def _right(model: type[Reviewed]) -> Q:
    """What makes a row of this model public, given that what it stands on is right."""
    condition = Q(state=State.PUBLISHED)
    for name in model.public_with:
        stands = Q(**{f"{name}__is_public": True})
        if model._meta.get_field(name).null:
            stands |= Q(**{f"{name}__isnull": True})
        condition &= stands
    return condition


def _models() -> list[type[Reviewed]]:
    """All models, those that others stand on first."""
    reviewed = [
        model
        for model in apps.get_app_config("investments").get_models()
        if issubclass(model, Reviewed)
    ]
    return sorted(
        reviewed, key=lambda model: (not issubclass(model, Identity), bool(model.public_with))
    )


def stale(model: type[Reviewed], within: Q | None = None) -> tuple[set[int], set[int]]:
    """Primary keys of the rows that should be public and are not, and of those that should not be
    and are. Two queries."""
    rows = model._default_manager.filter(within or Q())
    right = set(rows.filter(_right(model)).values_list("pk", flat=True))
    shown = set(rows.filter(is_public=True).values_list("pk", flat=True))
    return right - shown, shown - right


def refresh(model: type[Reviewed], within: Q | None = None) -> int:
    """Correct the column where it is wrong, and in all that stands on the corrected rows. No
    history and no new version: nothing was said anew."""
    show, hide = stale(model, within)
    model._default_manager.filter(pk__in=show).update(is_public=True)
    model._default_manager.filter(pk__in=hide).update(is_public=False)
    if show or hide:
        known.refresh_named(known.named_by(model, show | hide))
        for other, name in _leaning_on(model):
            refresh(other, Q(**{f"{name}__in": show | hide}))
    return len(show | hide)


def refresh_all() -> int:
    """Correct the column everywhere; for loads that bypass signals."""
    with transaction.atomic():
        return sum(refresh(model) for model in _models())


def refresh_touched(touched: Touched) -> None:
    """Correct the column in these rows and in all that stands on them."""
    for model in _models():
        for keys in touched.blocks(model):
            refresh(model, Q(pk__in=keys))
            for other, name in _leaning_on(model):
                refresh(other, Q(**{f"{name}__in": keys}))


def all_stale() -> Iterator[tuple[type[Reviewed], int]]:
    """Rows whose column is wrong: model and primary key."""
    for model in _models():
        for keys in stale(model):
            for pk in sorted(keys):
                yield model, pk


def _leaning_on(model: type[Reviewed]) -> Iterator[tuple[type[Reviewed], str]]:
    for relation in model._meta.related_objects:
        other, name = relation.related_model, relation.field.name
        if isinstance(other, type) and issubclass(other, Reviewed) and name in other.public_with:
            yield other, name


def _before(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Identity) and instance.pk and not raw and touching.get() is None:
        known = type(instance)._default_manager.filter(pk=instance.pk)
        instance._was_public = known.values_list("is_public", flat=True).first()  # type: ignore[attr-defined]


def _after(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    was = instance.__dict__.pop("_was_public", None)
    if isinstance(instance, Reviewed) and not raw and (later := touching.get()):
        later.note(instance)
        return
    if isinstance(instance, Identity) and not raw and was not in (None, instance.is_public):
        with transaction.atomic():
            for other, name in _leaning_on(type(instance)):
                refresh(other, Q(**{name: instance.pk}))


def connect() -> None:
    """Listen for every save of an identity; before derived columns, which read `is_public`."""
    models.signals.pre_save.connect(_before, dispatch_uid="public")
    models.signals.post_save.connect(_after, dispatch_uid="public")
