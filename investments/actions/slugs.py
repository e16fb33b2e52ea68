"""Addresses that stay good: a record whose slug changes leaves a redirect behind."""

from typing import Any

from django.db import models, transaction

from investments.actions.deferral import BLOCK, Touched, touching
from investments.models import Identity, SlugRedirect


def move(*, kind: str, old: str, new: str) -> None:
    """Redirect `old` to `new`, and with it all that redirected to `old`; `new` is no redirect."""
    with transaction.atomic():
        SlugRedirect.objects.filter(kind=kind, old=new).delete()
        # A row at a time: what has a history can be undone.
        for former in SlugRedirect.objects.filter(kind=kind, new=old):
            former.new = new
            former.save()
        SlugRedirect.objects.update_or_create(kind=kind, old=old, defaults={"new": new})


def _before_save(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
    if raw or not isinstance(instance, Identity) or getattr(instance, "_restoring", False):
        return
    kind = instance._meta.model_name or ""
    later = touching.get()
    if later and not instance.pk:
        later.taken.setdefault(kind, []).append(instance.slug)
        return
    old = type(instance)._default_manager.filter(pk=instance.pk).values_list("slug", flat=True)
    former = old.first() if instance.pk else None
    if former and former != instance.slug:
        move(kind=kind, old=former, new=instance.slug)
    elif not former:
        SlugRedirect.objects.filter(kind=kind, old=instance.slug).delete()


def refresh_touched(touched: Touched) -> None:
    """What new records are called is no former address of others."""
    for kind, slugs in touched.taken.items():
        for start in range(0, len(slugs), BLOCK):
            old = slugs[start : start + BLOCK]
            SlugRedirect.objects.filter(kind=kind, old__in=old).delete()


def connect() -> None:
    """Listen for every save of an identity."""
    models.signals.pre_save.connect(_before_save, dispatch_uid="slugs")
