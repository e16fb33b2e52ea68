"""The rows that charts are drawn from, read for one chart or for all of a record's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import pgettext

from investments import charts
from investments.charts import Chart, Signed
from investments.charts.base import MAX_ROWS
from investments.charts.figures import unit_words
from investments.choices import Standing, StatisticRole
from investments.details import common
from investments.languages import either
from investments.models import (
    Event,
    Figure,
    Industry,
    Milestone,
    Organisation,
    Place,
    Project,
    Statistic,
)
from investments.models.known import set_back
from investments.quantities.units import UnitKind, codes

HANDFUL = 6  # charts drawn on the page of a subject; the others are linked
LISTED = 100  # charts of one kind in the index
SUBJECTS: dict[str, Any] = {
    "places": Place,
    "industries": Industry,
    "organisations": Organisation,
}
NO_LENGTH = codes(UnitKind.RANK)
DRAWABLE = Q(conversion_of__isnull=True) & ~Q(standing=Standing.DEPRECATED)


def find(of: str, slug: str, part: str) -> Chart | None:
    """The chart of an address, or None where there is none."""
    found: Iterable[Chart | None] = ()
    if of == "statistics":
        found = _statistic(slug)
    elif of == "events":
        found = _event(slug)
    elif of in SUBJECTS:
        found = _subject(of, slug, part)
    elif of == "projects" and slug == "all" and part in charts.PROJECT_PARTS:
        found = [projects(part)]
    elif of == "signings" and slug in charts.SIGNING_PARTS:
        found = [signings(slug, part)]
    return next((chart for chart in found if chart and chart.part == part), None)


def _statistic(slug: str) -> list[Chart]:
    row = Statistic.objects.published().filter(slug=slug).first()
    return charts.of_statistic(row, common.figures_of(Q(statistic=row))) if row else []


def _subject(of: str, slug: str, part: str) -> list[Chart]:
    statistic, _hyphen, _unit = part.rpartition("-")
    row = SUBJECTS[of].objects.published().filter(slug=slug).first()
    if row is None:
        return []
    about = Q(**{SUBJECTS[of]._meta.model_name: row}, statistic__slug=statistic)
    return charts.of_subject(row, common.figures_of(about))


def _event(slug: str) -> list[Chart]:
    row = Event.objects.published().filter(slug=slug).first()
    if row is None:
        return []
    batches = common.batches_of(Q(event=row))
    milestones = common.statements(Milestone, Q(batch__event=row), "project", "batch")
    figures = common.figures_of(Q(batch__event=row))
    reported = common.totals(batches, figures, (), milestones)
    return charts.of_event(row, batches, figures, common.named_counts(reported))


def of_subject(row: Any, figures: Sequence[Figure]) -> dict[str, list[Chart]]:
    """For the page of a place, an industry or an organisation, from the figures that it shows:
    `charts`, a handful, and `more_charts`. Where the page has only the first of very many
    figures, the last statistic may be cut in two and is left out."""
    whole = list(figures)
    if len(whole) > common.LIMIT:
        whole = [item for item in whole if item.statistic_id != whole[-1].statistic_id]
    found = charts.of_subject(row, whole)
    return {"charts": found[:HANDFUL], "more_charts": found[HANDFUL:]}


def projects(part: str) -> Chart | None:
    """How many projects there are by stage (one query), industry or year."""
    rows = Project.objects.published().order_by()
    return charts.of_projects(part, rows, reverse("investments:project_list"))


def signings(how: str, unit: str = charts.CURRENCY) -> Chart | None:
    """What was signed, by event, by year, or as coverage: three queries, however much there is."""
    role = StatisticRole.COUNT if how == "coverage" else StatisticRole.AMOUNT
    about = Q(batch__isnull=False)
    if role == StatisticRole.AMOUNT:
        about |= Q(project__isnull=False)
    wanted = Figure.objects.published().results().filter(DRAWABLE & about)
    wanted = wanted.filter(statistic__role=role, unit=unit)
    size = Coalesce("low", "high").desc()
    figures = list(
        wanted.select_related("project__signing_event")
        .for_list()
        .order_by(size, "slug")[: MAX_ROWS + 1]
    )
    more = len(figures) > MAX_ROWS
    figures = figures[:MAX_ROWS]
    set_back(figures)
    batches = {item.batch_id for item in figures if item.batch_id}
    counts = Figure.objects.published().filter(
        DRAWABLE, batch__in=batches, statistic__role=StatisticRole.COUNT
    )
    batch_of, named = _named_in(batches)
    signed = Signed(
        figures,
        charts.best_counts(counts.select_related("statistic", "source")) if batches else {},
        batch_of,
        named,
        more,
    )
    about_words = str(Event._meta.verbose_name_plural)
    page = reverse("investments:event_list")
    return charts.of_signings(how, unit, signed, page, about_words)


def _named_in(batches: set[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Which of these totals names each project, and how many projects each names: what is named
    in a part is named in the whole, once."""
    above = ("batch", "batch__parent", "batch__parent__parent")
    here = Q()
    for path in above:
        here |= Q(**{f"{path}__in": batches})
    stones = Milestone.objects.published().filter(here, project__isnull=False)
    batch_of: dict[int, int] = {}
    members: dict[int, set[int]] = {}
    for project, *chain in stones.order_by("slug").values_list("project", *above):
        for pk in chain:
            if pk in batches:
                batch_of.setdefault(project, pk)
                members.setdefault(pk, set()).add(project)
    return batch_of, {pk: len(found) for pk, found in members.items()}


@dataclass(frozen=True)
class Listed:
    """A chart in the index: the names of its subject and statistic in both languages, its address,
    its unit, and how many figures it has. Nothing else of it is read."""

    address: tuple[str, str, str]
    name: tuple[str, str]
    statistic: tuple[str, str]
    unit: str
    figures: int

    @property
    def url(self) -> str:
        return reverse("investments:chart", args=self.address)

    @property
    def title(self) -> str:
        if not any(self.statistic):
            return either(*self.name)
        return pgettext("chart", "%(statistic)s: %(subject)s") % {
            "statistic": either(*self.statistic),
            "subject": either(*self.name),
        }

    @property
    def unit_words(self) -> str:
        return unit_words(self.unit)


def currencies() -> list[str]:
    """In which amounts are reported as signed or invested, those with most figures first."""
    amounts = Figure.objects.published().results().filter(DRAWABLE)
    about = Q(batch__isnull=False) | Q(project__isnull=False)
    return _units(amounts.filter(about, statistic__role=StatisticRole.AMOUNT))


def counted() -> list[str]:
    """What reported totals count."""
    counts = Figure.objects.published().results().filter(DRAWABLE)
    return _units(counts.filter(batch__isnull=False, statistic__role=StatisticRole.COUNT))


def _units(figures: Any) -> list[str]:
    by_unit = figures.order_by().values("unit").annotate(count=Count("pk")).filter(count__gte=2)
    return list(by_unit.order_by("-count", "unit").values_list("unit", flat=True))


def of_statistics() -> list[Listed]:
    """Of statistics, those with most figures first: one query."""
    grouped = _grouped("statistic__slug", "statistic__name", "statistic__name_zh", "unit")
    return [
        Listed(("statistics", slug, unit), (name, name_zh), ("", ""), unit, count)
        for slug, name, name_zh, unit, count in grouped
    ]


def of_subjects(of: str) -> list[Listed]:
    """Of places, industries or organisations, those with most figures first: one query."""
    kind = SUBJECTS[of]._meta.model_name
    own = tuple(f"{kind}__{column}" for column in ("slug", "name", "name_zh"))
    about = ("statistic__slug", "statistic__name", "statistic__name_zh", "unit")
    grouped = _grouped(*own, *about, **{f"{kind}__isnull": False})
    return [
        Listed(
            (of, slug, charts.part_of(statistic, unit)),
            (name, name_zh),
            (statistic_name, statistic_zh),
            unit,
            count,
        )
        for slug, name, name_zh, statistic, statistic_name, statistic_zh, unit, count in grouped
    ]


def of_events() -> list[Listed]:
    """Of the totals reported at events: one query."""
    own = ("batch__event__slug", "batch__event__name", "batch__event__name_zh", "unit")
    about = {"batch__event__isnull": False, "statistic__role": StatisticRole.AMOUNT}
    grouped = _grouped(*own, results=True, **about)
    return [
        Listed(("events", slug, unit), (name, name_zh), ("", ""), unit, count)
        for slug, name, name_zh, unit, count in grouped
    ]


def _grouped(*columns: str, results: bool = False, **about: Any) -> list[tuple[Any, ...]]:
    """Groups of figures that are enough for a chart, with their number."""
    rows = Figure.objects.published().filter(DRAWABLE, **about).exclude(unit__in=NO_LENGTH)
    if results:
        rows = rows.results()
    counted = rows.order_by().values(*columns).annotate(figures_here=Count("pk"))
    enough = counted.filter(figures_here__gte=2).order_by("-figures_here", *columns)
    return list(enough.values_list(*columns, "figures_here")[:LISTED])
