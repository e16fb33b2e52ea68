"""What became of a record that has no public page any more, as far as the public may know.

Only what was public once is told of: of anything else nothing is said, not even that it exists.
The reason is that of the change which took it away; who makes such a change is told that the public
reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from investments.choices import ChangeKind, State
from investments.models import SlugRedirect
from investments.reading import reading_date

DELETED = "-"
KEPT = ("+", "~")  # of versions that did not delete the row


@dataclass(frozen=True)
class Moved:
    """`slug` is where it is now. `merged` if it was found to be the same as the one there."""

    slug: str
    reason: str = ""
    merged: bool = False


@dataclass(frozen=True)
class Gone:
    """`deleted` or withdrawn; neither where what it stands on is not public. `when` it was."""

    deleted: bool = False
    withdrawn: bool = False
    reason: str = ""
    when: datetime | None = None


def moved(model: Any, slug: str) -> Moved | None:
    """Where a record that was public at this address is now; None where there is none. The first
    query is the only one where nothing was moved."""
    new = _redirected(model, slug)
    if new is None or not model.objects.published().filter(slug=new).exists():
        return None
    last = _last_public(model, slug)
    left = last and _later(last).exclude(slug=slug, history_type__in=KEPT).first()
    if left is None:
        return Moved(new)
    change = left.change_set
    merged = change is not None and change.kind == ChangeKind.MERGE
    return Moved(new, left.history_change_reason or "", merged)


def gone(model: Any, slug: str) -> Gone | None:
    """Why what was public at this address is so no more; None where nothing ever was, or where no
    source had spoken of it by the reading date."""
    last = _last_public(model, _redirected(model, slug) or slug)
    if last is None or model.objects.published().filter(pk=last.id).exists():
        return None
    day = reading_date()
    if day is not None and not (last.known_from and last.known_from <= day):
        return None
    after = _after(last)
    if after is None:
        return Gone()
    return Gone(
        deleted=after.history_type == DELETED,
        withdrawn=after.history_type != DELETED,
        reason=after.history_change_reason or "",
        when=after.history_date,
    )


def _redirected(model: Any, slug: str) -> str | None:
    """What a former address leads to. That of a draft leads nowhere; one without a history was
    set by hand."""
    leads = SlugRedirect.objects.filter(kind=model._meta.model_name, old=slug)
    new = leads.values_list("new", flat=True).first()
    if new and model.history.filter(slug=slug).exists() and _last_public(model, slug) is None:
        return None
    return new


def _last_public(model: Any, slug: str) -> Any:
    """The last version at this address that was published, if the public ever saw one there."""
    versions = model.history.filter(slug=slug, state=State.PUBLISHED).exclude(history_type=DELETED)
    last = versions.order_by("-history_id").first()
    if last is None or versions.filter(is_public=True).exists():
        return last
    after = _after(last)
    return last if _was_public(last, after.history_date if after else timezone.now()) else None


def _after(version: Any) -> Any:
    """The version that came after it, with its change; None where it is the present one."""
    return _later(version).first()


def _later(version: Any) -> Any:
    versions = version.instance_type.history.filter(
        id=version.id, history_id__gt=version.history_id
    )
    return versions.select_related("change_set").order_by("history_id")


def _was_public(version: Any, at: datetime) -> bool:
    """Whether the public saw a version at a moment. A row that became public with what it stands
    on has no version of its own that says so."""
    if version.is_public:
        return True
    model = version.instance_type
    for name in model.public_with:
        link = model._meta.get_field(name)
        key = getattr(version, link.attname)
        if key is None:
            continue
        below = link.related_model.history.filter(id=key, history_date__lte=at)
        stood = below.order_by("-history_id").first()
        if stood is None or stood.history_type == DELETED or stood.state != State.PUBLISHED:
            return False
        if not _was_public(stood, at):
            return False
    return bool(version.state == State.PUBLISHED)
