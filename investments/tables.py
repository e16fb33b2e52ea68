"""The tables of the public lists: which columns each has, in which order.

A table of django-tables2 is made from the columns; every cell is a `columns.Cell`, which the
template turns into markup.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import django_tables2
from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from investments.choices import (
    EventKind,
    OrganisationKind,
    PlaceKind,
    ProjectKind,
    Stage,
    Standing,
    StatisticKind,
    StatisticRole,
    Status,
)
from investments.columns import (
    Amount,
    Bilingual,
    Choice,
    Column,
    Date,
    FigureValue,
    Many,
    Name,
    Number,
    Plain,
    Related,
    Subject,
    public_only,
    unit_column,
)
from investments.filters.sets import SUBJECT_TYPES
from investments.languages import country_name, language_name
from investments.models import (
    Classification,
    Figure,
    Location,
    Milestone,
    Participation,
    Placement,
    Position,
)
from investments.models.figure import SUBJECTS

Pairs = Iterable[tuple[int, str, str, str]]


class CellColumn(django_tables2.Column):
    """Shows the cell that one of our columns makes of a row."""

    empty_values = ()

    def __init__(self, column: Column) -> None:
        super().__init__(verbose_name=column.label, accessor="pk", orderable=column.sortable)
        self.column = column

    def render(self, record: Any) -> Any:
        return self.column.cell(record)


class RecordTable(django_tables2.Table):
    """Drawn by templates/dataset/table.html; the library's template takes eight times as long."""


def table_class(columns: Sequence[Column]) -> type[RecordTable]:
    """A table of the columns that are shown."""
    shown = {column.name: CellColumn(column) for column in columns if column.shown}
    return type("Table", (RecordTable,), shown)


def linked(statements: Any, own: Any, other: str) -> Pairs:
    """Pairs for a column with several values: whose (`own`), and slug and names of `other`."""
    return statements.order_by().values_list(
        own, f"{other}__slug", f"{other}__name", f"{other}__name_zh"
    )


def best_amounts(**condition: Any) -> Any:
    figures = Figure.objects.published().for_list().best_first()
    return figures.filter(
        statistic__role=StatisticRole.AMOUNT, conversion_of__isnull=True, **condition
    )


def event_amounts(pks: list[int]) -> Iterable[tuple[int, Any]]:
    about = Q(event__in=pks) | Q(batch__event__in=pks)
    for figure in best_amounts().filter(about):
        yield figure.event_id or figure.batch.event_id, figure


def project_amounts(pks: list[int]) -> Iterable[tuple[int, Any]]:
    for figure in best_amounts(project__in=pks):
        yield figure.project_id, figure


def held_within(larger: Any) -> Q:
    """What is signed at an event is signed at the larger one that it is held within."""
    keys = larger.values("pk")
    return Q(parent__in=keys) | Q(parent__parent__in=keys)


def counted_in_initiative(larger: Any) -> Q:
    """A project that a source counts in a reported total of an initiative is part of it."""
    counted = Milestone.objects.published().filter(batch__initiative__in=larger.values("pk"))
    return Q(pk__in=counted.order_by().values("project"))


def event_industries(pks: list[int]) -> Pairs:
    named = Classification.objects.published().filter(Q(event__in=pks) | Q(batch__event__in=pks))
    return linked(named, Coalesce("event", "batch__event"), "industry")


def project_industries(pks: list[int]) -> Pairs:
    named = Classification.objects.published().filter(project__in=pks)
    return linked(named, "project", "industry")


def organisation_industries(pks: list[int]) -> Pairs:
    named = Classification.objects.published().filter(organisation__in=pks)
    return linked(named, "organisation", "industry")


def event_places(pks: list[int]) -> Pairs:
    return linked(Location.objects.published().filter(event__in=pks), "event", "place")


def organisation_places(pks: list[int]) -> Pairs:
    held = Location.objects.published().filter(organisation__in=pks)
    return linked(held, "organisation", "place")


def project_organisations(pks: list[int]) -> Pairs:
    parties = Participation.objects.published().filter(project__in=pks, organisation__isnull=False)
    return linked(parties, "project", "organisation")


def person_organisations(pks: list[int]) -> Pairs:
    held = Position.objects.published().filter(person__in=pks, organisation__isnull=False)
    return linked(held, "person", "organisation")


def industry_tiers(pks: list[int]) -> Pairs:
    placed = Placement.objects.published().filter(industry__in=pks)
    return linked(placed, "industry", "tier")


@dataclass(frozen=True, kw_only=True)
class FigureCount(Number):
    """How many published figures are about a row, by the foreign keys `own`, of which a figure has
    one: a subquery each, so that it can be sorted by and every one finds its index."""

    own: tuple[str, ...]

    @property
    def read(self) -> Any:
        return reduce(add, (self._counted(path) for path in self.own))

    @staticmethod
    def _counted(path: str) -> Coalesce:
        figures = Figure.objects.published().filter(**{path: OuterRef("pk")}).order_by()
        counted = figures.values(one=Value(1)).annotate(count=Count("pk")).values("count")
        return Coalesce(Subquery(counted), 0)


def figures_of(*own: str) -> FigureCount:
    return FigureCount(name="figures", label=_("figures"), own=own)


OTHER_NAMES = Plain(name="aliases", label=_("other names"), shown=False, sortable=False)
SUMMARY = Bilingual(name="summary", label=_("summary"), shown=False, sortable=False)

EVENT_COLUMNS = (
    Name(url="investments:event"),
    Choice(name="kind", label=_("kind"), choices=EventKind.choices),
    Date(name="date", label=_("date")),
    Related(
        name="series",
        label=_("series"),
        list_url="investments:event_list",
        parameter="series",
    ),
    Number(name="edition", label=_("edition"), shown=False),
    Related(name="parent", label=_("part of"), url="investments:event", shown=False),
    Many(
        name="places",
        label=_("places"),
        url="investments:place",
        pairs=event_places,
    ),
    Many(
        name="industries",
        label=_("industries"),
        url="investments:industry",
        pairs=event_industries,
        shown=False,
    ),
    Amount(name="amount", label=_("amount signed"), best=event_amounts, within=held_within),
    figures_of("event", "batch__event"),
    OTHER_NAMES,
    SUMMARY,
)

PROJECT_COLUMNS = (
    Name(url="investments:project"),
    Choice(name="kind", label=_("kind"), choices=ProjectKind.choices),
    Choice(name="stage", label=_("stage"), choices=Stage.choices, badged=tuple(Stage.values)),
    Date(name="signed", label=_("signed")),
    Related(
        name="event",
        label=_("signed at"),
        path="signing_event",
        url="investments:event",
        shown=False,
    ),
    Many(
        name="organisations",
        label=_("organisations"),
        url="investments:organisation",
        pairs=project_organisations,
    ),
    Many(
        name="industries",
        label=_("industries"),
        url="investments:industry",
        pairs=project_industries,
        shown=False,
    ),
    Related(name="place", label=_("place"), url="investments:place"),
    Amount(name="amount", label=_("amount"), best=project_amounts, within=counted_in_initiative),
    OTHER_NAMES,
    SUMMARY,
)

STATISTIC_COLUMNS = (
    Name(url="investments:statistic"),
    Choice(name="kind", label=_("kind"), choices=StatisticKind.choices),
    unit_column(),
    Bilingual(name="whole", label=_("share of")),
    figures_of("statistic"),
    Bilingual(name="definition", label=_("definition"), shown=False, sortable=False),
    OTHER_NAMES,
)

INDUSTRY_COLUMNS = (
    Name(url="investments:industry"),
    Related(name="parent", label=_("part of"), url="investments:industry"),
    Many(
        name="tiers",
        label=_("tiers"),
        pairs=industry_tiers,
        list_url="investments:industry_list",
        parameter="tier",
    ),
    figures_of("industry"),
    OTHER_NAMES,
)

ORGANISATION_COLUMNS = (
    Name(url="investments:organisation"),
    Choice(name="kind", label=_("kind"), choices=OrganisationKind.choices),
    Plain(name="country", label=_("country"), words=country_name),
    Many(
        name="industries",
        label=_("industries"),
        url="investments:industry",
        pairs=organisation_industries,
    ),
    Many(
        name="places",
        label=_("places"),
        url="investments:place",
        pairs=organisation_places,
        shown=False,
    ),
    figures_of("organisation"),
    OTHER_NAMES,
)

PERSON_COLUMNS = (
    Name(url="investments:person"),
    Many(
        name="organisations",
        label=_("organisations"),
        url="investments:organisation",
        pairs=person_organisations,
    ),
    OTHER_NAMES,
)

PLACE_COLUMNS = (
    Name(url="investments:place"),
    Choice(name="kind", label=_("kind"), choices=PlaceKind.choices),
    Related(name="parent", label=_("part of"), url="investments:place"),
    figures_of("place", "area"),
    OTHER_NAMES,
)

SOURCE_COLUMNS = (
    Name(url="investments:source", label=_("title")),
    Date(name="published", label=_("published")),
    Bilingual(name="published_basis", label=_("basis of the date"), shown=False, sortable=False),
    Related(name="publisher", label=_("publisher"), url="investments:organisation"),
    Plain(name="site", label=_("site")),
    Plain(name="language", label=_("language"), words=language_name),
    figures_of("source"),
    Plain(name="url", label=_("address"), shown=False, sortable=False),
    Plain(name="sha256", label=_("SHA-256 of the text"), shown=False, sortable=False),
    OTHER_NAMES,
)


def subject_type() -> Case:
    whens = [When(**{f"{name}__isnull": False}, then=Value(name)) for name in SUBJECTS]
    return Case(*whens, output_field=CharField())


def subject_part(part: str) -> Coalesce:
    return Coalesce(*(F(f"{name}__{part}") for name in SUBJECTS))


def figures_by_pk(pks: list[int]) -> dict[int, Any]:
    return {figure.pk: figure for figure in Figure.objects.for_list().filter(pk__in=pks)}


FIGURE_COLUMNS = (
    Subject(
        name="subject",
        label=_("about"),
        kinds=SUBJECT_TYPES,
        type_source=subject_type(),
        part=subject_part,
        figure="value",
    ),
    Related(name="area", label=_("area"), url="investments:place", shown=False),
    Related(name="statistic", label=_("statistic"), url="investments:statistic", always=True),
    FigureValue(name="value", label=_("figure"), load=figures_by_pk),
    Date(name="period", label=_("period")),
    Choice(name="status", label=_("status"), choices=Status.choices),
    Choice(name="standing", label=_("standing"), choices=Standing.choices, shown=False),
    Plain(
        name="conversion_of",
        label=_("conversion of"),
        path=public_only("conversion_of", "slug"),
        shown=False,
        sortable=False,
    ),
    Related(name="source", label=_("source"), url="investments:source", header="source_title"),
    Date(
        name="source_published",
        label=_("source published"),
        path="source__published",
        shown=False,
    ),
    Number(name="paragraph", label=_("paragraph")),
    Plain(name="as_printed", label=_("as printed"), shown=False),
    Bilingual(name="note", label=_("note"), shown=False, sortable=False),
    Bilingual(
        name="standing_reason", label=_("reason for the standing"), shown=False, sortable=False
    ),
    Bilingual(name="series_break", label=_("break in series"), shown=False, sortable=False),
)
# The order of the public contract; what else there is follows it.
LEDGER = (
    "id",
    "subject_type",
    "subject",
    "subject_slug",
    "statistic",
    "statistic_slug",
    "value",
    "low",
    "high",
    "qualifier",
    "unit",
    "period",
    "status",
    "standing",
    "conversion_of",
    "source_title",
    "source_published",
    "paragraph",
    "as_printed",
    "note",
)
