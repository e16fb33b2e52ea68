"""Where a row is shown that has no page of its own."""

from __future__ import annotations

from typing import Any

from investments.models import Sourced
from investments.models.base import Arc


def public_page(row: Any) -> Any:
    """The record on whose page a row is shown: itself where it has one, else what it is about, or
    the first that it stands on and that has a page; None where there is none."""
    if hasattr(row, "get_absolute_url"):
        return row
    about = row.ARC if isinstance(row, Arc) else ()
    for name in (*about, *row.public_with):
        stands_on = getattr(row, name) if name != "source" else None
        if stands_on is not None and hasattr(stands_on, "get_absolute_url"):
            return stands_on
    return row.source if isinstance(row, Sourced) else None
