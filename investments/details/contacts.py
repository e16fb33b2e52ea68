"""Whom to contact about a page."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from investments.models import ContactPoint, Industry


def contacts(industries: Iterable[Industry] = ()) -> list[ContactPoint]:
    """Those for these industries, each one's own or else those of the nearest that it is part of;
    where none has any, the general ones. One query; the industries come with what is above."""
    chains = [list(_upwards(row)) for row in industries]
    keys = {key for chain in chains for key in chain}
    rows = ContactPoint.objects.published().select_related("organisation")
    found = list(rows.filter(Q(industry__isnull=True) | Q(industry__in=keys)))
    nearest: set[Any] = set()
    for chain in chains:
        of_chain = [key for key in chain if any(row.industry_id == key for row in found)]
        nearest |= set(of_chain[:1])
    return [row for row in found if row.industry_id in (nearest or {None})]


def _upwards(row: Industry) -> Iterable[int]:
    """Keys from the industry up to the top, as far as they were loaded with it."""
    above: Any = row
    seen: set[int] = set()
    while above is not None and above.pk not in seen:
        seen.add(above.pk)
        yield above.pk
        loaded = above.parent_id is not None and "parent" in above._state.fields_cache
        if above.parent_id is not None and not loaded:
            yield above.parent_id
        above = above.parent if loaded else None
