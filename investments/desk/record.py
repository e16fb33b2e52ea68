"""What the record holds already, as the reading desk needs it: lean rows, a query each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast

from investments.actions.desk import statement_models
from investments.choices import State
from investments.conflicts import Verdict, judge, said
from investments.desk.names import Entity
from investments.languages import either
from investments.models import Figure, Source
from investments.models.base import CONTROL
from investments.models.figure import SUBJECTS

FOUND = 8  # hits of a search, of each kind
SHOWN = 8  # figures that are set beside a candidate


class Stated(NamedTuple):
    """A statement of an article: `model` and `slug` say which."""

    model: str
    pk: int
    slug: str
    source: int
    paragraph: int
    as_printed: str
    state: str

    @property
    def is_figure(self) -> bool:
        return self.model == "figure"

    @property
    def is_date(self) -> bool:
        return self.model in ("eventdate", "milestone")


def stated(sources: Iterable[Source]) -> dict[int, list[Stated]]:
    """The statements of each of these sources. One query."""
    keys = [source.pk for source in sources]
    arms = [
        model._default_manager.filter(source__in=keys)
        .order_by()
        .annotate(
            c_model=Value(str(model._meta.model_name), output_field=CharField()),
            c_state=Cast("state", CharField()),
        )
        .values_list("c_model", "pk", "slug", "source_id", "paragraph", "as_printed", "c_state")
        for model in statement_models()
    ]
    found: dict[int, list[Stated]] = defaultdict(list)
    row: Any
    for row in arms[0].union(*arms[1:], all=True):
        found[row[3]].append(Stated(*row))
    return found


class Used(NamedTuple):
    """What a figure of an article is about."""

    slug: str
    paragraph: int
    low: Decimal | None
    high: Decimal | None
    period: str
    qualifier: str
    unit: str
    subject: Entity
    area: int | None
    statistic: int

    @property
    def entities(self) -> set[Entity]:
        area = {("place", self.area)} if self.area else set()
        return {self.subject, ("statistic", self.statistic), *area}


def used(sources: Iterable[Source]) -> dict[int, dict[str, Used]]:
    """The figures of each of these sources by slug, in the order of their entry. One query."""
    columns = [f"{name}_id" for name in SUBJECTS]
    own = ("slug", "paragraph", "low", "high", "period", "qualifier", "unit")
    rows = Figure.objects.filter(source__in=[source.pk for source in sources]).order_by("pk")
    found: dict[int, dict[str, Used]] = defaultdict(dict)
    row: Any
    for row in rows.values_list("source_id", *own, "area_id", "statistic_id", *columns):
        source, values, area, statistic, keys = row[0], row[1:8], row[8], row[9], row[10:]
        name, pk = next(((n, k) for n, k in zip(SUBJECTS, keys, strict=True) if k), ("", 0))
        subject = ("signingbatch" if name == "batch" else name, pk)
        found[source][values[0]] = Used._make((*values, subject, area, statistic))
    return found


# --- Identities by name -------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """An identity that can be chosen."""

    model: str
    pk: int
    slug: str
    name: str
    name_zh: str
    state: str

    @property
    def value(self) -> str:
        return f"{self.model}:{self.slug}"

    @property
    def label(self) -> str:
        return either(self.name, self.name_zh)

    @property
    def other(self) -> str:
        """The name in the other language."""
        return ({self.name, self.name_zh} - {self.label, ""} or {""}).pop()

    @property
    def kind(self) -> str:
        return str(apps.get_model("investments", self.model)._meta.verbose_name)

    @property
    def entity(self) -> Entity:
        return self.model, self.pk

    @property
    def is_draft(self) -> bool:
        return self.state != State.PUBLISHED


CHOSEN = (
    *("event", "eventseries", "signingbatch", "project", "organisation", "person"),
    *("place", "industry", "statistic", "tier"),
)
COLUMNS = ("c_model", "pk", "slug", "name", "name_zh", "c_state", "c_rank")


def _arm(name: str, condition: Q, rank: Any) -> Any:
    model: Any = apps.get_model("investments", name)
    return (
        model._default_manager.filter(condition)
        .order_by()
        .annotate(
            c_model=Value(name, output_field=CharField()),
            c_state=Cast("state", CharField()),
            c_rank=rank,
        )
        .values_list(*COLUMNS)
    )


def options(entities: Iterable[Entity]) -> dict[Entity, Option]:
    """Identities by model and key; those that are gone are left out. One query."""
    keys: dict[str, list[int]] = defaultdict(list)
    for name, pk in entities:
        keys[name].append(pk)
    if not keys:
        return {}
    zero = Value(0, output_field=IntegerField())
    arms = [_arm(name, Q(pk__in=pks), zero) for name, pks in sorted(keys.items())]
    rows = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    return {(row[0], row[1]): Option(*row[:6]) for row in rows}


def by_value(values: Iterable[str]) -> dict[str, Option]:
    """Identities by what an option sends, "project:its-slug". One query."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for value in values:
        name, _colon, slug = CONTROL.sub("", value).partition(":")
        if name in CHOSEN and slug:
            slugs[name].add(slug)
    if not slugs:
        return {}
    zero = Value(0, output_field=IntegerField())
    arms = [_arm(name, Q(slug__in=some), zero) for name, some in sorted(slugs.items())]
    rows = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    found = [Option(*row[:6]) for row in rows]
    return {option.value: option for option in found}


def search(words: str, models: Iterable[str]) -> list[Option]:
    """Identities of these models with the words in a name, whole names first. One query."""
    words = CONTROL.sub("", words).strip()[:100]
    if not words:
        return []
    condition = Q(slug=words.lower())
    for column in ("name", "name_zh", "aliases"):
        condition |= Q(**{f"{column}__icontains": words})
    rank = Case(
        When(Q(name__iexact=words) | Q(name_zh__iexact=words), then=0),
        When(Q(name__istartswith=words) | Q(name_zh__istartswith=words), then=1),
        default=2,
        output_field=IntegerField(),
    )
    names = sorted(set(models))
    rows = _arm(names[0], condition, rank)
    if len(names) > 1:
        rows = rows.union(*[_arm(name, condition, rank) for name in names[1:]], all=True)
    found = rows.order_by(F("c_rank"), F("name"))[: FOUND * 2]
    return [Option(*row[:6]) for row in found]


# --- What the record says on this ---------------------------------------------------------------


@dataclass(frozen=True)
class Beside:
    """Figures of a subject and statistic, those of the same period and status first."""

    rows: list[Figure]
    same: list[Figure]
    verdict: Verdict | None
    more: int


def beside(figure: Figure) -> Beside:
    """What the record says where a figure, not saved yet, would stand; which of it is the same
    number; and how it differs from the rest. Two queries."""
    rivals = figure.rivals().select_related("source", "statistic").defer("source__text")
    rivals = rivals.order_by("-source__published_end", "slug")
    listed = list(rivals[: SHOWN * 4])
    close = [row for row in listed if (row.period, row.status) == (figure.period, figure.status)]
    rest = [row for row in listed if row not in close]
    shown = [*close, *rest][:SHOWN]
    same = [
        row
        for row in listed
        if (row.low, row.high, row.unit) == (figure.low, figure.high, figure.unit)
        and (row.period == figure.period or not row.period or not figure.period)
    ]
    verdict = judge([said(figure), *map(said, close)]) if close else None
    return Beside(shown, same, verdict, len(listed) - len(shown))
