"""The start page and the reading guide."""

from typing import Any

from django.db.models import CharField, Count, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from investments import conflicts
from investments.conflicts import Kind
from investments.datasets import DATASETS
from investments.details import home as details
from investments.details.contacts import contacts
from investments.models import Event, Project

EVENTS, PROJECTS = 4, 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Eight queries: the lists' counts, projects by stage with their amounts, two that find
    conflicts, all figures shown, and the latest events, projects and sources. The chart of
    signings in the template takes up to four more."""
    found = conflicts.find()
    answers = details.answers(found)
    stages = details.stages()
    context = {
        "counts": counts(),
        "signings": answers.signings,
        "stages": stages,
        "headlines": answers.headlines,
        "targets": answers.targets,
        "conflicts": [(kind, number) for kind, number in found.counts().items() if number],
        "differences": len(found.conflicts),
        "no_contradiction": not found.counts()[Kind.CONTRADICTION],
        "telling": answers.telling,
        "events": Event.objects.published().newest_first().for_list()[:EVENTS],
        "projects": Project.objects.published().newest_first().for_list()[:PROJECTS],
        "sources": details.sources(),
    }
    return render(request, "investments/home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "investments/about.html", {"contacts": contacts()})


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
