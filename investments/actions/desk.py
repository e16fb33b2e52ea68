"""What the reading desk writes: an article, a draft for each candidate taken, what was set aside,
and an article's drafts on their way to the public. Each call is one change, undone as one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from investments.actions import publish
from investments.actions.changesets import change_set
from investments.choices import ChangeKind, State
from investments.documents import paragraphs
from investments.languages import collation_key
from investments.models import (
    ChangeSet,
    Decision,
    Identity,
    Mention,
    Organisation,
    ReadingMark,
    Reviewed,
    SigningBatch,
    SlugRedirect,
    Source,
    Sourced,
)
from investments.models.base import AS_PRINTED_LENGTH

SLUG_LENGTH = 80
ON_THE_WAY = (State.DRAFT, State.IN_REVIEW)
TONE = re.compile(r"(?<=[a-z])[1-5](?=\s|$)")


class AlreadyTakenError(Exception):
    """Somebody took this candidate a moment ago; nothing was written."""


@dataclass(frozen=True)
class Spot:
    """Where in an article some words stand, and the words."""

    paragraph: int
    start: int
    end: int
    printed: str

    @property
    def key(self) -> str:
        return f"{self.paragraph}-{self.start}-{self.end}"


# --- Articles -----------------------------------------------------------------------------------


def add_article(*, source: Source, user: Any, publisher: Organisation | None = None) -> Source:
    """Keep an article with its text as a draft source. A new publisher is made with it; that the
    article names it is what it is known by."""
    with change_set(kind=ChangeKind.DESK, user=user):
        if publisher is not None:
            publisher.slug = free_slug(type(publisher), publisher.name)
            publisher.save()
            source.publisher = publisher
        source.slug = free_slug(Source, source.name)
        source.save()
        if publisher is not None:
            Mention(source=source, organisation=publisher).save()
    return source


def free_slug(model: type[Identity], name: str) -> str:
    """An address that no row of the model has or had, made from the name; Chinese in pinyin. Two
    queries."""
    latin = name if name.isascii() else TONE.sub("", collation_key(name))
    base = slugify(latin)[:SLUG_LENGTH].strip("-") or str(model._meta.model_name)
    rows = model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True)
    former = SlugRedirect.objects.filter(kind=model._meta.model_name, old__startswith=base)
    used = {*rows, *former.values_list("old", flat=True)}
    if base not in used:
        return base
    return next(slug for n in range(2, len(used) + 3) if (slug := f"{base}-{n}") not in used)


# --- Candidates ---------------------------------------------------------------------------------


def take(
    *, source: Source, spot: Spot, statement: Sourced, user: Any, new: Sequence[Identity] = ()
) -> Sourced:
    """Save a draft for the words at this place, and the identities made for it before. Raises
    AlreadyTakenError."""
    with change_set(kind=ChangeKind.DESK, user=user):
        # Whoever else takes it at the same time waits here.
        Source.objects.select_for_update().only("pk").get(pk=source.pk)
        mark = _mark(source, spot)
        if mark is not None and _stands(mark):
            raise AlreadyTakenError
        for identity in new:
            identity.slug = free_slug(type(identity), identity.name)
            identity.save(force_insert=True)
        statement.source, statement.paragraph = source, spot.paragraph
        statement.as_printed = spot.printed
        statement.save(force_insert=True)
        for identity in new:
            if not any(to is identity for to in statement.stands_on):
                _mention(identity, source, spot.paragraph)
        mark = mark or _new_mark(source, spot)
        mark.decision, mark.reason, mark.by = Decision.TAKEN, "", user
        mark.statement_model = str(statement._meta.model_name)
        mark.statement_slug = statement.slug
        mark.save()
    return statement


def _mention(identity: Identity, source: Source, paragraph: int) -> None:
    """That the article names what no statement is about: by this it is known."""
    text = dict(enumerate(paragraphs(source.text), 1)).get(paragraph, "")
    words = identity.name if identity.name in text else ""
    name = str(identity._meta.model_name)
    row = Mention(source=source, paragraph=paragraph, as_printed=words[:AS_PRINTED_LENGTH])
    setattr(row, name, identity)
    row.save(force_insert=True)


def set_aside(*, source: Source, spots: Iterable[Spot], user: Any, reason: str = "") -> int:
    """Note that nothing is taken from these places; returns how many."""
    place = ["source", "paragraph", "start", "end"]
    said = ["decision", "reason", "by", "statement_model", "statement_slug", "printed", "at"]
    with transaction.atomic():
        # What somebody took since the page was read stays taken.
        Source.objects.select_for_update().only("pk").get(pk=source.pk)
        taken = ReadingMark.objects.filter(source=source, decision=Decision.TAKEN)
        kept = {(one.paragraph, one.start, one.end) for one in taken if _stands(one)}
        marks = []
        for spot in spots:
            if (spot.paragraph, spot.start, spot.end) not in kept:
                mark = _new_mark(source, spot)
                mark.decision, mark.reason, mark.by = Decision.SET_ASIDE, reason, user
                marks.append(mark)
        ReadingMark.objects.bulk_create(
            marks, update_conflicts=True, unique_fields=place, update_fields=said
        )
    return len(marks)


def reopen(*, source: Source, spot: Spot) -> bool:
    """Forget that this place was set aside; whether it was."""
    with transaction.atomic():
        marks = _marks(source, spot).filter(decision=Decision.SET_ASIDE)
        return bool(marks.delete()[0])


def _marks(source: Source, spot: Spot) -> QuerySet[ReadingMark]:
    return ReadingMark.objects.filter(
        source=source, paragraph=spot.paragraph, start=spot.start, end=spot.end
    )


def _mark(source: Source, spot: Spot) -> ReadingMark | None:
    return _marks(source, spot).first()


def _new_mark(source: Source, spot: Spot) -> ReadingMark:
    return ReadingMark(
        source=source,
        paragraph=spot.paragraph,
        start=spot.start,
        end=spot.end,
        printed=spot.printed,
    )


def _stands(mark: ReadingMark) -> bool:
    """Whether the statement that a mark names is still there. One query."""
    if mark.decision != Decision.TAKEN:
        return False
    model = apps.get_model("investments", mark.statement_model)
    return bool(model._default_manager.filter(slug=mark.statement_slug).exists())


# --- The whole article --------------------------------------------------------------------------


def statement_models() -> list[type[Sourced]]:
    found = apps.get_app_config("investments").get_models()
    return [model for model in found if issubclass(model, Sourced)]


def rows_of(source: Source, *states: State) -> list[Reviewed]:
    """An article, the identities that its statements stand on and its statements, as far as they
    are in these states, in the order in which they can be published. A query for each kind of
    statement, and a few for the kinds of identities found.

    Rows share the instances that they stand on, so that one sees another become public.
    """
    statements: list[Reviewed] = []
    for model in statement_models():
        of_model = model._default_manager.filter(source=source, state__in=states)
        statements += of_model.order_by("paragraph", "pk")
    found: dict[Key, Reviewed] = {("source", source.pk): source}
    waiting: list[Reviewed] = [source, *statements]
    while waiting:
        links = [link for row in waiting for link in _links(row)]
        rows = _load({key for _row, _name, key in links} - set(found))
        found |= {(str(row._meta.model_name), row.pk): row for row in rows}
        for row, name, key in links:
            setattr(row, name, found.get(key))
        waiting = rows
    identities = [row for row in found.values() if row.state in states and row is not source]
    first = [source] if source.state in states else []
    return [*first, *sorted(identities, key=_depth), *statements]


Key = tuple[str, int]


def _links(row: Reviewed) -> list[tuple[Reviewed, str, Key]]:
    """The identities that a row points to, and by which column."""
    found = []
    for field in row._meta.concrete_fields:
        to, pk = field.related_model, getattr(row, field.attname)
        if pk and isinstance(to, type) and issubclass(to, Identity):
            found.append((row, field.name, (str(to._meta.model_name), pk)))
    return found


def _load(keys: set[Key]) -> list[Reviewed]:
    by_model: dict[str, list[int]] = {}
    for name, pk in keys:
        by_model.setdefault(name, []).append(pk)
    found: list[Reviewed] = []
    for name, pks in sorted(by_model.items()):
        model: Any = apps.get_model("investments", name)
        found += model._default_manager.filter(pk__in=pks).order_by("pk")
    return found


def _depth(row: Reviewed) -> tuple[bool, bool, int]:
    """Reported totals stand on events and on wider totals."""
    return isinstance(row, SigningBatch), getattr(row, "parent_id", None) is not None, row.pk


@dataclass(frozen=True)
class OnTheWay:
    """What of an article is not public yet, and which of it comes next."""

    rows: list[Reviewed]
    to_submit: list[Reviewed]
    to_publish: list[Reviewed]

    @property
    def stay(self) -> int:
        """How many drafts remain when the rest is published."""
        return len(self.rows) - len(self.to_publish)


def on_the_way(source: Source, user: Any) -> OnTheWay:
    """What waits in review is published; where nothing waits, the drafts. What somebody sent back
    stays a draft until it is submitted anew, by others than who sent it back."""
    rows = rows_of(source, *ON_THE_WAY)
    drafts = [row for row in rows if row.state == State.DRAFT]
    back = _sent_back(drafts)
    waiting = [row for row in rows if row.state == State.IN_REVIEW]
    fresh = [row for row in drafts if _of(row) not in back]
    to_submit = [row for row in drafts if back.get(_of(row), 0) != user.pk]
    return OnTheWay(rows, to_submit, waiting or fresh)


def _of(row: Reviewed) -> Key:
    return str(row._meta.model_name), row.pk


def _sent_back(drafts: Sequence[Reviewed]) -> dict[Key, int | None]:
    """The drafts that came back from review, each with who sent it back; with nobody where
    somebody else has worked on it since. One query a model."""
    found: dict[Key, int | None] = {}
    for model in {type(row) for row in drafts}:
        keys = [row.pk for row in drafts if type(row) is model]
        history = model.history.filter(id__in=keys).order_by("history_date", "history_id")
        before: dict[int, str] = {}
        columns = ("id", "state", "history_user", "change_set__kind")
        for pk, state, by, kind in history.values_list(*columns):
            key = (str(model._meta.model_name), pk)
            if state != State.DRAFT:
                found.pop(key, None)
            elif before.get(pk) == State.IN_REVIEW and kind != ChangeKind.UNDO:
                found[key] = by
            elif key in found and found[key] != by:
                found[key] = None
            before[pk] = state
    return found


def submit_article(*, source: Source, user: Any) -> int:
    """Hand an article and all its drafts to review; returns how many. RefusedError as `publish`."""
    reason = _("Article: %(name)s") % {"name": source.name}
    with change_set(kind=ChangeKind.PUBLISH, user=user, reason=reason):
        return publish.submit(rows=on_the_way(source, user).to_submit, user=user)


def publish_article(*, source: Source, user: Any) -> int:
    """Publish what waits of an article: itself, then what its statements are about, then the
    statements; all of it or, with RefusedError, nothing. Some thirty queries a row."""
    reason = _("Article: %(name)s") % {"name": source.name}
    with change_set(kind=ChangeKind.PUBLISH, user=user, reason=reason):
        return publish.publish(rows=on_the_way(source, user).to_publish, user=user)


def changes_of(source: Source, most: int) -> list[ChangeSet]:
    """The latest changes of an article and its statements that still stand, newest first. One
    query."""
    arms = [model.history.filter(source_id=source.pk) for model in statement_models()]
    arms.append(Source.history.filter(id=source.pk))
    keys = [
        arm.filter(change_set__isnull=False).order_by().values_list("change_set_id") for arm in arms
    ]
    changes = ChangeSet.objects.filter(pk__in=keys[0].union(*keys[1:]), undone_by__isnull=True)
    standing = changes.exclude(kind=ChangeKind.UNDO).select_related("by")
    return list(standing.order_by("-pk")[:most])
