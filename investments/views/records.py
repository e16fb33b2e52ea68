"""The page of a record."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from investments.citing import base_of, citation_of, with_last_change
from investments.datasets import DATASETS, Dataset
from investments.details import changes
from investments.models import SlugRedirect
from investments.models.correction import with_question
from investments.summaries import summary


@require_safe
def show(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    dataset = DATASETS[key]
    record = read(dataset, slug)
    if record is None:
        return moved(dataset, slug)
    context = {"dataset": dataset, "record": record, **dataset.context(record)}
    context["changes"] = changes(record)
    context["summary"] = summary(record, context)
    context["citation"] = citation_of(dataset, record, base_of(request), context=context)
    return render(request, dataset.detail_template, context)


def read(dataset: Dataset, slug: str) -> Any:
    """The record with what its page and its citation need, one query; None where the public sees
    none at this address."""
    rows = dataset.rows().select_related(*dataset.loaded)
    return with_question(with_last_change(rows)).filter(slug=slug).first()


def moved(dataset: Dataset, slug: str, name: str = "") -> HttpResponse:
    """To where the record is now, if it is public there; else there is no such page. `name` is
    that of the address asked for, where it is not the record's page."""
    new = SlugRedirect.objects.filter(kind=dataset.kind, old=slug).values_list("new", flat=True)
    target = dataset.rows().filter(slug__in=new).first()
    if target is None:
        raise Http404
    answer = HttpResponsePermanentRedirect(reverse(name or dataset.url_name, args=[target.slug]))
    # A merge or a new address can be undone: browsers ask again.
    answer["Cache-Control"] = "no-cache"
    return answer
