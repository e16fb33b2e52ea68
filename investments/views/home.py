"""The start page and the reading guide."""

from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, OuterRef, Q, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from investments.choices import StatisticRole, Status
from investments.datasets import DATASETS
from investments.details.common import LIMIT
from investments.models import Event, Figure, Project, Source

SIGNINGS, EVENTS, PROJECTS, TARGETS, HEADLINES, SOURCES = 6, 5, 6, 12, 8, 5
CURRENCY = "CNY"  # amounts in different currencies have no common order
HOME_PLACE = "liangjiang-new-area"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Eight queries."""
    context = {
        "counts": counts(),
        "signings": signings(),
        "events": Event.objects.published().for_list()[:EVENTS],
        "projects": Project.objects.published().for_list()[:PROJECTS],
        "targets": targets(),
        "headlines": headlines(),
        "sources": Source.objects.published()[:SOURCES],
    }
    return render(request, "investments/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "investments/about.html")


def counts() -> list[tuple[Any, int, str]]:
    """Label, number of published rows and address of each list: one query for all of them."""
    arms = [
        dataset.rows()
        .annotate(dataset=Value(key, output_field=CharField()))
        .values("dataset")
        .annotate(number=Count("pk"))
        .values_list("dataset", "number")
        for key, dataset in DATASETS.items()
    ]
    found = dict(arms[0].union(*arms[1:], all=True))
    return [
        (dataset.label, found.get(key, 0), dataset.list_url()) for key, dataset in DATASETS.items()
    ]


def signings() -> list[Figure]:
    """The largest amounts signed: whole totals and projects, results alone, of each subject the
    figure that stands best."""
    amounts = (
        Figure.objects.published()
        .results()
        .filter(statistic__role=StatisticRole.AMOUNT, unit=CURRENCY, conversion_of__isnull=True)
    )
    best = Q(batch__parent__isnull=True, pk=_best_of(amounts, "batch"))
    best |= Q(pk=_best_of(amounts, "project"))
    largest = amounts.for_list().filter(best).order_by(F("low").desc(nulls_last=True), "slug")
    return list(largest[:SIGNINGS])


def _best_of(figures: Any, subject: str) -> Subquery:
    same = figures.best_first().filter(**{subject: OuterRef(subject)})
    return Subquery(same.values("pk")[:1])


def targets() -> list[Figure]:
    """What the latest source with targets aims at."""
    listed = list(
        Figure.objects.published()
        .for_list()
        .best_first()
        .filter(status=Status.TARGET)
        .order_by(F("source__published_end").desc(nulls_last=True), "source", "paragraph", "slug")[
            :TARGETS
        ]
    )
    return [row for row in listed if row.source_id == listed[0].source_id]


def headlines() -> list[Figure]:
    """Results of the new area itself: of each statistic the best figure of its latest period."""
    results = (
        Figure.objects.published()
        .results()
        .for_list()
        .best_first()
        .filter(place__slug=HOME_PLACE, conversion_of__isnull=True)
    )
    found: dict[int, Figure] = {}
    for row in sorted(results[:LIMIT], key=lambda row: row.period_end or date.min, reverse=True):
        found.setdefault(row.statistic_id, row)
    return list(found.values())[:HEADLINES]
