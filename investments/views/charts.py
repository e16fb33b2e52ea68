"""Pictures, data and embeddable pages of charts; each reads its own rows."""

import csv
import io
from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from investments import charts
from investments.charts import Chart
from investments.columns.base import plain
from investments.datasets import DATASETS
from investments.details import common
from investments.exports import defused
from investments.models import Event, Milestone, Statistic

HEADERS = (
    "label",
    "detail",
    "value",
    "low",
    "high",
    "qualifier",
    "unit",
    "period",
    "status",
    "standing",
    "id",
    "source_title",
    "source_published",
)
COUNT_HEADERS = ("code", "label", "count")


@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@xframe_options_exempt
@require_safe
def page(request: HttpRequest, of: str, slug: str, part: str) -> HttpResponse:
    """The chart alone, for other sites to show in a frame. It has no forms and reads no cookies,
    so there is nothing that a frame around it could steal."""
    chart = found(of, slug, part)
    return render(request, "investments/chart_embed.html", {"chart": chart})


@require_safe
def file(request: HttpRequest, of: str, slug: str, part: str, name: str) -> HttpResponse:
    """`name` is one of a fixed set. The tag is made from what the picture shows: a reader who has
    it costs no drawing, and a change in the record is seen at once."""
    stem, _dot, kind = name.partition(".")
    pictures = kind == "svg" and stem in charts.VARIANTS
    if not pictures and name not in ("chart.png", "chart.csv"):
        raise Http404
    chart = found(of, slug, part)
    if kind == "csv":
        response = HttpResponse(table(chart), content_type="text/csv; charset=utf-8")
    else:
        etag = f'"{charts.key_of(chart, stem)[:32]}{kind}"'
        fresh = get_conditional_response(request, etag=etag)
        if fresh is not None:
            return _shared(fresh)
        body: str | bytes = charts.png(chart) if kind == "png" else charts.svg(chart, stem)
        mime = "image/png" if kind == "png" else "image/svg+xml"
        response = HttpResponse(body, content_type=mime)
        response["ETag"] = etag
    if stem == "chart":
        filename = f"{chart.of}-{chart.slug}-{chart.part}.{kind}"
        response["Content-Disposition"] = f'inline; filename="{filename}"'
    return _shared(response)


def _shared(response: Any) -> HttpResponse:
    response["Cache-Control"] = "no-cache"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # pictures may be shown elsewhere
    return response


def found(of: str, slug: str, part: str) -> Chart:
    makers: dict[str, Callable[[str], list[Chart]]] = {
        "statistics": _statistic,
        "events": _event,
        "projects": lambda slug: _projects(slug, part),
    }
    maker = makers.get(of)
    for chart in maker(slug) if maker else []:
        if chart.part == part:
            return chart
    raise Http404


def _statistic(slug: str) -> list[Chart]:
    row = Statistic.objects.published().filter(slug=slug).first()
    return charts.of_statistic(row, common.figures_of(Q(statistic=row))) if row else []


def _event(slug: str) -> list[Chart]:
    row = Event.objects.published().filter(slug=slug).first()
    if row is None:
        return []
    batches = common.batches_of(Q(event=row))
    milestones = common.statements(Milestone, Q(batch__event=row), "project", "batch")
    figures = common.figures_of(Q(batch__event=row))
    reported = common.totals(batches, figures, (), milestones)
    return charts.of_signings(row, batches, figures, common.named_counts(reported))


def _projects(slug: str, part: str) -> list[Chart]:
    if slug != "all" or part not in charts.PROJECT_PARTS:
        return []
    dataset = DATASETS["projects"]
    chart = charts.of_projects(part, dataset.rows(), dataset.list_url())
    return [chart] if chart else []


def table(chart: Chart) -> bytes:
    """The rows of the chart, raw; begins with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(COUNT_HEADERS if chart.is_counted else HEADERS)
    for mark in chart.marks:
        figure = mark.figure
        if figure is None:
            writer.writerow([defused(mark.code), defused(mark.label), mark.count])
            continue
        source = figure.source
        cells = [
            mark.label,
            mark.detail,
            figure.value,
            figure.low,
            figure.high,
            figure.qualifier,
            figure.unit,
            figure.period,
            figure.status,
            figure.standing,
            figure.slug,
            source.name if source else "",
            source.published if source else "",
        ]
        writer.writerow([defused(plain(cell)) for cell in cells])
    return text.getvalue().encode()
