"""The reading date of a page: what it leaves out, and the way to another."""

from dataclasses import dataclass, field
from datetime import date

from django import template
from django.http import HttpRequest

from investments import dates
from investments.models import Source
from investments.reading import as_known_on
from investments.reading import reading_date as current

register = template.Library()


@dataclass(frozen=True)
class Reading:
    """`present` is the page with all that is known; `action` and `kept` make the form that asks
    for another day; `known` of `total` sources had appeared."""

    action: str
    present: str
    kept: list[tuple[str, str]] = field(default_factory=list)
    day: date | None = None
    known: int = 0
    total: int = 0

    @property
    def words(self) -> str:
        return dates.display(self.day.isoformat()) if self.day else ""


@register.simple_tag(takes_context=True)
def reading_date(context: template.Context) -> Reading | None:
    """Two queries where there is a reading date, none without."""
    request: HttpRequest | None = context.get("request")
    path = getattr(request, "present_path", "")
    if request is None or not path:
        return None
    query = request.GET.urlencode()
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in ("page", "known_on") and value
    ]
    day = current()
    if day is None:
        return Reading(path, "", kept)
    known = Source.objects.published().count()
    with as_known_on(None):
        total = Source.objects.published().count()
    present = f"{path}?{query}" if query else path
    return Reading(path, present, kept, day, known, total)
