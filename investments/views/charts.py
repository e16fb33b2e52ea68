"""Charts on pages of their own, to embed and as files, and the list of them; each reads its own
rows."""

import csv
import io
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from investments import charts
from investments.charts import Chart
from investments.charts.figures import unit_words
from investments.columns.base import plain
from investments.datasets import DATASETS
from investments.details import charting
from investments.exports import defused

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
    "series_break",
    "group",
    "named",
)
COUNT_HEADERS = ("code", "label", "count")


EMBED_WIDTH, EMBED_ROOM = 700, 260  # of a frame: its width, and what it shows beside the picture


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The record's charts: the ones of the whole record drawn, the others by name. Queries do not
    grow with them; of each kind the first charting.LISTED are named."""
    currencies = charting.currencies()
    context = {
        "drawn": [chart for chart in map(charting.projects, charts.PROJECT_PARTS) if chart],
        "signings": [
            (title, unit_words(unit), reverse("investments:chart", args=["signings", how, unit]))
            for how, title in charts.SIGNING_PARTS.items()
            for unit in (charting.counted() if how == "coverage" else currencies)
        ],
        "sections": [
            ("statistics", DATASETS["statistics"], charting.of_statistics()),
            ("events", DATASETS["events"], charting.of_events()),
            *((of, DATASETS[of], charting.of_subjects(of)) for of in charting.SUBJECTS),
        ],
        "limit": charting.LISTED,
    }
    return render(request, "investments/chart_list.html", context)


@require_safe
def page(request: HttpRequest, of: str, slug: str, part: str) -> HttpResponse:
    """The chart on a page of the site, with what it takes to use it elsewhere."""
    chart = found(of, slug, part)
    width, height = EMBED_WIDTH, charts.size(chart, "wide-light")[1] + EMBED_ROOM
    context = {
        "chart": chart,
        "crumbs": [(_("Charts"), reverse("investments:chart_list"))],
        "embed": {
            "address": request.build_absolute_uri(chart.embed_url),
            "page": request.build_absolute_uri(chart.page_url),
            "width": width,
            "height": height,
        },
    }
    return render(request, "investments/chart.html", context)


@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, of: str, slug: str, part: str) -> HttpResponse:
    """The chart alone, for other sites to show in a frame. It has no forms and reads no cookies,
    so there is nothing that a frame around it could steal."""
    return render(request, "investments/chart_embed.html", {"chart": found(of, slug, part)})


@require_safe
def file(request: HttpRequest, of: str, slug: str, part: str, name: str) -> HttpResponse:
    """`name` is one of a fixed set. The tag is made from what the picture shows: a reader who has
    it costs no drawing, and a change in the record is seen at once."""
    stem, __, kind = name.partition(".")
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
    chart = charting.find(of, slug, part)
    if chart is None:
        raise Http404
    return chart


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
            mark.series_break,
            mark.group,
            mark.named,
        ]
        writer.writerow([defused(plain(cell)) for cell in cells])
    return text.getvalue().encode()
