"""What the components need to be drawn."""

from collections.abc import Collection
from typing import Any

from django import template

from investments.datasets import DATASETS, Dataset

register = template.Library()


@register.simple_tag
def datasets() -> Collection[Dataset]:
    return DATASETS.values()


@register.simple_tag(takes_context=True)
def uid(context: template.Context, prefix: str, name: Any) -> str:
    """An id that is used once on the page: a statement may be shown several times on it.

    The first is `prefix-name`, so that it stays the same from one visit to the next; it can be
    linked to. Ids given are remembered on the request, the one thing that all templates share.
    """
    wanted = f"{prefix}-{name}"
    # An include with "only" keeps the request on its context, yet not among its variables.
    request = context.get("request") or getattr(context, "request", None)
    if request is None:
        return wanted
    if not hasattr(request, "ids_given"):
        request.ids_given = {}
    count = request.ids_given.get(wanted, 0) + 1
    request.ids_given[wanted] = count
    return wanted if count == 1 else f"{wanted}-{count}"
