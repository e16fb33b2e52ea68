"""The page of a record."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from investments.datasets import DATASETS, Dataset
from investments.models import SlugRedirect


@require_safe
def show(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    dataset = DATASETS[key]
    record = dataset.rows().select_related(*dataset.loaded).filter(slug=slug).first()
    if record is None:
        return moved(dataset, slug)
    context = {"dataset": dataset, "record": record, **dataset.context(record)}
    return render(request, dataset.detail_template, context)


def moved(dataset: Dataset, slug: str) -> HttpResponse:
    """To where the record is now, if it is public there; else there is no such page."""
    new = SlugRedirect.objects.filter(kind=dataset.kind, old=slug).values_list("new", flat=True)
    target = dataset.rows().filter(slug__in=new).first()
    if target is None:
        raise Http404
    return HttpResponsePermanentRedirect(reverse(dataset.url_name, args=[target.slug]))
