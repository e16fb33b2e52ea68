"""Since when something is known: `known_from` is the day on which the first source that speaks of
it was published.

Of a source it is its own date, of a statement that of its source (both set before every save), of
an identity the earliest of the published rows that name it. Undated sources count for none. Kept
by signals on every save, by `loaddata`, and proved by `check_record`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Min, OuterRef, Subquery

from investments.actions.deferral import Touched, in_blocks, merge, touching
from investments.models import Identity, Reviewed, Source, Sourced

Keys = dict[type[Identity], set[int]]


def _of_kind(kind: Any) -> list[Any]:
    found = apps.get_app_config("investments").get_models()
    return [model for model in found if issubclass(model, kind)]


def _links(model: type[models.Model]) -> list[Any]:
    """The foreign keys of a row to identities, without those that are derived from statements."""
    derived = getattr(model, "DERIVED", ())
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation
        and field.name not in derived
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, Identity)
        and field.related_model is not Source
    ]


def _naming(model: type[Identity]) -> list[tuple[type[Reviewed], str]]:
    """Which rows name an identity, and by which foreign key."""
    return [
        (other, field.name)
        for other in _of_kind(Reviewed)
        for field in _links(other)
        if field.related_model is model
    ]


def _earliest(model: type[Identity], ids: Iterable[int] | None) -> dict[int, date | None]:
    """Since when identities are known, all by default: one query."""
    arms = []
    for other, name in _naming(model):
        rows = other._default_manager.filter(is_public=True, **{f"{name}__isnull": False})
        if ids is not None:
            rows = rows.filter(**{f"{name}__in": list(ids)})
        arms.append(rows.order_by().values_list(name).annotate(first=Min("known_from")))
    found: dict[int, date | None] = {}
    for pk, first in arms[0].union(*arms[1:], all=True) if arms else ():
        known = [day for day in (first, found.get(pk)) if day]
        found[pk] = min(known, default=None)
    return found


def stale(model: type[Reviewed], ids: Iterable[int] | None = None) -> dict[int, date | None]:
    """Rows with a wrong column, and what it should be. Two queries at most."""
    rows: Any = model._default_manager.all()
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if issubclass(model, Sourced):
        right = Subquery(Source.objects.filter(pk=OuterRef("source")).values("published_end"))
        pairs = rows.annotate(right=right).values_list("pk", "known_from", "right")
        return {pk: wanted for pk, has, wanted in pairs if has != wanted}
    if model is Source:
        pairs = rows.values_list("pk", "known_from", "published_end")
        return {pk: wanted for pk, has, wanted in pairs if has != wanted}
    earliest = _earliest(model, ids)  # type: ignore[arg-type]
    return {
        pk: earliest.get(pk)
        for pk, has in rows.values_list("pk", "known_from")
        if has != earliest.get(pk)
    }


def refresh(model: type[Reviewed], ids: Iterable[int] | None = None) -> int:
    """Correct the column, and that of the identities that the corrected rows name. No history and
    no new version: nothing was said anew."""
    wrong = stale(model, ids)
    by_day: dict[date | None, list[int]] = defaultdict(list)
    for pk, day in wrong.items():
        by_day[day].append(pk)
    for day, keys in by_day.items():
        model._default_manager.filter(pk__in=keys).update(known_from=day)
    if wrong and ids is not None:
        refresh_named(named_by(model, wrong))
    return len(wrong)


def refresh_named(named: Keys) -> None:
    for model, keys in named.items():
        refresh(model, keys)


def refresh_all() -> int:
    """Correct the column everywhere; for loads that bypass signals. As many rounds as identities
    stand on each other, and one more."""
    with transaction.atomic():
        first: list[Any] = [Source, *_of_kind(Sourced)]
        changed = sum(refresh(model) for model in first)
        identities = [model for model in _of_kind(Identity) if model is not Source]
        while found := sum(refresh(model) for model in identities):
            changed += found
    return changed


def refresh_touched(touched: Touched) -> None:
    """Correct the column in these rows, in what their sources say, and in what they name."""
    named: Keys = defaultdict(set)
    merge(named, touched.named)
    for keys in touched.blocks(Source):
        for model in _of_kind(Sourced):
            refresh(model, model.objects.filter(source__in=keys).values_list("pk", flat=True))
    for model in _of_kind(Reviewed):
        for keys in touched.blocks(model):
            if issubclass(model, Identity):
                refresh(model, keys)
            merge(named, named_by(model, keys))
    for model, every in named.items():
        for keys in in_blocks(every):
            refresh(model, keys)


def all_stale() -> Iterator[tuple[type[Reviewed], int]]:
    """Rows whose column is wrong: model and primary key."""
    for model in _of_kind(Reviewed):
        for pk in stale(model):
            yield model, pk


def named_by(model: type[Reviewed], keys: Iterable[int]) -> Keys:
    """The identities that these rows name: one query where there are any."""
    links = _links(model)
    named: Keys = defaultdict(set)
    rows = model._default_manager.filter(pk__in=list(keys)) if links else None
    for values in rows.values_list(*(link.attname for link in links)) if rows is not None else ():
        for link, value in zip(links, values, strict=True):
            if value is not None:
                named[link.related_model].add(value)
    return named


def _before(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, Reviewed) and instance.pk and not raw:
        instance._before = _state(type(instance), instance.pk)  # type: ignore[attr-defined]
        if later := touching.get():
            merge(later.named, _named_in(type(instance), [instance._before]))  # type: ignore[attr-defined]


def _after(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    if not isinstance(instance, Reviewed) or raw:
        return
    before = instance.__dict__.pop("_before", {})
    if later := touching.get():
        later.note(instance)
        return
    after = _state(type(instance), instance.pk) if instance.pk else {}
    with transaction.atomic():
        if before == after:
            return
        if isinstance(instance, Source):
            for model in _of_kind(Sourced):
                refresh(
                    model, model.objects.filter(source=instance.pk).values_list("pk", flat=True)
                )
        elif isinstance(instance, Identity) and after:
            refresh(type(instance), [instance.pk])
        refresh_named(_named_in(type(instance), [before, after]))


def _named_in(model: type[Reviewed], states: Iterable[dict[str, Any]]) -> Keys:
    named: Keys = defaultdict(set)
    for state in states:
        for link in _links(model):
            if state.get(link.attname) is not None:
                named[link.related_model].add(state[link.attname])
    return named


def _state(model: type[Reviewed], pk: int) -> dict[str, Any]:
    """What of a row can move when something is known from."""
    names = ["is_public", "known_from", *(link.attname for link in _links(model))]
    return model._default_manager.filter(pk=pk).values(*names).first() or {}


def connect() -> None:
    """Listen for every save and deletion; after `public`, whose column counts, and before derived
    columns, whose spans begin where this says."""
    for signal in (models.signals.pre_save, models.signals.pre_delete):
        signal.connect(_before, dispatch_uid="known")
    for signal in (models.signals.post_save, models.signals.post_delete):
        signal.connect(_after, dispatch_uid="known")
