"""Where readers report an error, and where they find the answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from investments.actions import corrections
from investments.columns import read_rows
from investments.datasets import DATASETS, Dataset
from investments.forms.correction import CorrectionForm
from investments.languages import bracketed, comma, localised
from investments.models import Correction, Figure
from investments.models.correction import REFERENCE_LENGTH, SHOWN_LENGTH
from investments.reading import reading_date
from investments.summaries import titled
from investments.views.records import elsewhere, read

MOST_BYTES = 20_000  # of what is sent; every field filled to the brim in Chinese takes some 17,000
View = Callable[..., HttpResponse]


def _small(view: View) -> View:
    """Refuses what is too long before anything of it is read, also by the guard against forgery."""

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BYTES:
            reason = _("This is more than a report of an error can hold. Shorten it.")
            return render(request, "400.html", {"reason": reason}, status=413)
        return view(request, *args, **kwargs)

    return limited


@csrf_exempt  # checked below, after the length
@_small
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """The form, about a record that is public today."""
    if reading_date() is not None:
        return HttpResponseRedirect(request.present_path)  # type: ignore[attr-defined]
    dataset = DATASETS[key]
    record = read(dataset, slug)
    if record is None:
        return elsewhere(request, dataset.model, slug, f"{dataset.url_name}_report")
    if isinstance(record, Figure):
        record = Figure.objects.published().for_list().get(pk=record.pk)
    # The path says what it is about in the stamp too: one opened here is of no use elsewhere.
    form = CorrectionForm(request.POST or None, about=f"{dataset.kind}:{record.slug}")
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            taken = corrections.take(
                network=corrections.network_of(request),
                kind=dataset.kind,
                slug=record.slug,
                title=titled(record)[:SHOWN_LENGTH],
                shown=as_shown(record)[:SHOWN_LENGTH],
                language=get_language() or "en",
                **form.said,
            )
        except corrections.TooManyError:
            form.add_error(
                None,
                _(
                    "Many reports have come from your network within an hour. Your entries are "
                    "kept here: send them again later."
                ),
            )
            status = 429
        else:
            return HttpResponseRedirect(taken.get_absolute_url())
    context = {
        "form": form,
        "about": record,
        "title": titled(record),
        "of": dataset,
        "is_figure": isinstance(record, Figure),
        "cells": _cells(dataset, record),
        "crumbs": [
            (dataset.label, dataset.list_url()),
            (titled(record), record.get_absolute_url()),
        ],
        "unlisted": True,
    }
    return _private(render(request, "investments/report.html", context, status=status))


@require_safe
def state(request: HttpRequest, reference: str) -> HttpResponse:
    """What became of a report, for whoever has its reference; two queries, three where the
    record has moved. None of the reader's words are shown."""
    if len(reference) > REFERENCE_LENGTH:
        raise Http404
    found = Correction.objects.to_be_read().filter(reference=reference).first()
    if found is None:
        raise Http404
    subject = found.subject()
    context = {
        "report": found,
        "subject": subject if subject is not None and subject.is_shown else None,
        "title": titled(subject) if subject is not None and subject.is_shown else "",
        "unlisted": True,
    }
    return _private(render(request, "investments/report_state.html", context))


def as_shown(record: Any) -> str:
    """The number, its source and the printed words, as the reader has them before their eyes."""
    if not isinstance(record, Figure):
        return ""
    where = localised(record.source) if record.source else ""
    if record.paragraph:
        where += f" ¶{record.paragraph}"
    printed = bracketed(record.as_printed) if record.as_printed else ""
    return comma().join(part for part in (record.text(), where) if part) + printed


def _cells(dataset: Dataset, record: Any) -> list[Any]:
    """What a list shows of the record, one query; a figure is shown in full."""
    if isinstance(record, Figure):
        return []
    (row,) = read_rows(dataset.rows().filter(pk=record.pk), dataset.columns)
    cells = (column.cell(row) for column in dataset.columns if column.shown)
    return [cell for cell in cells if not cell.main]


def _private(response: HttpResponse) -> HttpResponse:
    """For one reader and no search engine."""
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
