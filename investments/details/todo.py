"""What there is to do at the desk, each kind of it declared once: the first page counts it, the
lists of the admin filter by it.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from investments.actions.permits import Act, may
from investments.choices import Stage, State
from investments.conflicts import find
from investments.dates import validate_edtf
from investments.models import Identity, Milestone, Project, Reviewed, Source, Sourced

QUIET_YEARS = 3
UNFINISHED = (Stage.IN_TALKS, Stage.SIGNED, Stage.UNDER_CONSTRUCTION)
Model = type[Reviewed]


@dataclass(frozen=True)
class Task:
    """`rows` says which rows of a model it is about, None where it is not about the model."""

    key: str
    label: str | Promise
    help: str | Promise
    rows: Callable[[Model], Q | None]

    def of(self, model: Model) -> Any:
        """The rows of the model to look at; None where the task is not about it."""
        condition = self.rows(model)
        return None if condition is None else model._default_manager.filter(condition)


@dataclass
class Line:
    """A task with how many rows it has, by model: name in the admin's addresses, label, number."""

    task: Task
    counts: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(count for _name, _label, count in self.counts)


@dataclass(frozen=True)
class Differences:
    """Where sources differ: for how many no standing chooses yet, in how many the parts exceed the
    whole."""

    undecided: int
    exceeding: int


def _in_review(model: Model) -> Q | None:
    return Q(state=State.IN_REVIEW)


def _unsourced(model: Model) -> Q | None:
    if issubclass(model, Sourced):
        return Q(state=State.DRAFT, source__isnull=True)
    spoken_of = _spoken_of(model, source__isnull=False)
    return None if spoken_of is None else Q(state=State.DRAFT) & ~spoken_of


def _left(model: Model) -> Q | None:
    spoken_of = _spoken_of(model, is_public=True)
    return None if spoken_of is None else Q(is_public=True) & ~spoken_of


def _spoken_of(model: Model, **which: Any) -> Q | None:
    """That there is such a statement about a row; None for models that speak for themselves."""
    if not issubclass(model, Identity) or model is Source:
        return None
    found = Q()
    for relation in model._meta.related_objects:
        statement: Any = relation.related_model
        if isinstance(statement, type) and issubclass(statement, Sourced):
            about = statement.objects.filter(**{relation.field.name: OuterRef("pk")}, **which)
            found |= Q(Exists(about))
    return found


def _quiet(model: Model) -> Q | None:
    """Signed or begun, and no word of it for years; what was never dated is not counted."""
    if model is not Project:
        return None
    today = localdate()
    since = datetime.date(today.year - QUIET_YEARS, today.month, min(today.day, 28))
    heard = (
        Milestone.objects.published()
        .filter(project=OuterRef("pk"))
        .annotate(heard=Coalesce("date_end", "source__published_end"))
        .filter(heard__isnull=False)
        .order_by("-heard")
        .values("heard")[:1]
    )
    quiet = Project.objects.annotate(heard=Subquery(heard)).filter(heard__lt=since)
    return Q(stage__in=UNFINISHED, pk__in=quiet.values("pk"))


def _inferred(model: Model) -> Q | None:
    condition = Q()
    for column in model._meta.concrete_fields:
        if column.editable and validate_edtf in column.validators:
            condition |= Q(**{f"{column.name}__contains": "?"})
    return _current(condition) if condition else None


def _no_chinese_name(model: Model) -> Q | None:
    return _current(Q(name_zh="")) if issubclass(model, Identity) else None


def _no_chinese_note(model: Model) -> Q | None:
    return _current(Q(note_zh="") & ~Q(note="")) if issubclass(model, Sourced) else None


def _no_text(model: Model) -> Q | None:
    return _current(Q(text="")) if model is Source else None


def _current(condition: Q) -> Q:
    return condition & ~Q(state=State.WITHDRAWN)


IN_REVIEW = Task("in_review", _("Waiting for review"), "", _in_review)
TASKS = (
    Task(
        "left",
        _("Public, and no public source speaks of it"),
        _("What said so was withdrawn: withdraw the record as well, or name another source."),
        _left,
    ),
    Task(
        "unsourced",
        _("Drafts without a source"),
        _("They cannot be published: name the document that says so."),
        _unsourced,
    ),
    Task(
        "quiet",
        _("Projects nobody has heard of for three years"),
        _("In talks, signed or begun, and no later report: look for what came of them."),
        _quiet,
    ),
    Task(
        "inferred",
        _("Inferred dates"),
        _("Marked with a question mark: a source that prints the date would settle them."),
        _inferred,
    ),
    Task(
        "no_chinese_name",
        _("Without a Chinese name"),
        _("As official sources write it; never a translation of our own."),
        _no_chinese_name,
    ),
    Task(
        "no_chinese_note",
        _("Notes without Chinese"),
        _("Readers of Chinese see the English note."),
        _no_chinese_note,
    ),
    Task(
        "no_text",
        _("Sources without their text"),
        _("Whether every number of theirs was taken cannot be counted here."),
        _no_text,
    ),
)


def tasks_of(model: Model) -> list[Task]:
    return [task for task in TASKS if task.rows(model) is not None]


def lines(user: Any, tasks: Iterable[Task] = TASKS) -> list[Line]:
    """How much there is of each task among what somebody may look at. One query."""
    listed = list(tasks)
    found = {task.key: Line(task) for task in listed}
    arms = []
    models = _models(user)
    for task in listed:
        for model in models:
            rows = task.of(model)
            if rows is not None:
                arms.append(_arm(task, model, rows))
    if not arms:
        return []
    labels = {model._meta.model_name: capfirst(model._meta.verbose_name_plural) for model in models}
    counted: dict[str, list[Any]] = defaultdict(list)
    for key, name, count in arms[0].union(*arms[1:], all=True):
        if count:
            counted[key].append((name, labels[name], count))
    order = {name: place for place, name in enumerate(labels)}
    for key, counts in counted.items():
        found[key].counts = sorted(counts, key=lambda one: order[one[0]])
    return [line for line in found.values() if line.counts]


def _arm(task: Task, model: Model, rows: Any) -> Any:
    def constant(text: str | None) -> Value:
        return Value(text, output_field=CharField())

    marked = rows.order_by().annotate(todo=constant(task.key), of=constant(model._meta.model_name))
    return (
        marked.values("todo", "of").annotate(found=Count("pk")).values_list("todo", "of", "found")
    )


def _models(user: Any) -> list[Model]:
    found = apps.get_app_config("investments").get_models()
    return [model for model in found if issubclass(model, Reviewed) and may(user, Act.VIEW, model)]


def differences() -> Differences:
    """Two queries, and half a second where there are 20,000 projects."""
    conflicts = find()
    exceeding = conflicts.chosen(why="parts_exceed")
    return Differences(len(conflicts.chosen(decided=False)), len(exceeding))
