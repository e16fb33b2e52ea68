"""The page of a record."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.citing import base_of, citation_of, identifier_of, with_last_change
from investments.datasets import DATASETS, Dataset, dataset_of
from investments.details import absent, changes
from investments.filters import Complaint
from investments.filters.fields import one_of
from investments.models.correction import with_question
from investments.summaries import summary
from investments.views.problems import bad_request, problem
from investments.views.signposts import DOCUMENTS, address, links


@require_safe
def show(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    dataset = DATASETS[key]
    record = read(dataset, slug)
    if record is None:
        return elsewhere(request, dataset.model, slug, dataset.url_name)
    if asked := request.GET.get("format", ""):
        return _document(dataset, record.slug, asked)
    context = {"dataset": dataset, "record": record, **dataset.context(record)}
    context["changes"] = changes(record)
    context["summary"] = summary(record, context)
    base = base_of(request)
    context["citation"] = citation_of(dataset, record, base, context=context)
    context["identifier"] = identifier_of(base, dataset.kind, record.slug)
    context["documents"] = [
        (one.label, address(dataset, record.slug, name))
        for name, one in DOCUMENTS.items()
        if name != "html"
    ]
    response = render(request, dataset.detail_template, context)
    response["Link"] = links(base, dataset, record.slug)
    return response


def _document(dataset: Dataset, slug: str, asked: str) -> HttpResponse:
    """What lists call a format is a document of its own about a record."""
    if asked not in DOCUMENTS:
        return bad_request([Complaint("format", one_of([*DOCUMENTS]))])
    return HttpResponseRedirect(address(dataset, slug, asked))


def read(dataset: Dataset, slug: str) -> Any:
    """The record with what its page and its citation need, one query; None where the public sees
    none at this address."""
    rows = dataset.rows().select_related(*dataset.loaded)
    return with_question(with_last_change(rows)).filter(slug=slug).first()


def elsewhere(
    request: HttpRequest,
    model: Any,
    slug: str,
    name: str = "",
    *,
    at: Callable[[str], str] | None = None,
    machines: bool = False,
) -> HttpResponse:
    """To where the record is now, if it is public there; what was public and is no more is gone,
    with the reason; else there is no such page. `name` is that of the address asked for; `at` makes
    an address of a slug where a name does not do."""
    found = absent.moved(model, slug)
    if found is None:
        if why := absent.gone(model, slug):
            return _gone(request, model, why, machines)
        if machines:
            return problem(HTTPStatus.NOT_FOUND, _("There is nothing at this address."))
        raise Http404
    target = at(found.slug) if at else reverse(name, args=[found.slug])
    answer = HttpResponsePermanentRedirect(target)
    # A merge or a new address can be undone: browsers ask again.
    answer["Cache-Control"] = "no-cache"
    answer["Content-Type"] = "text/plain; charset=utf-8"
    answer.content = "\n".join(
        line for line in (_("Now at %(address)s") % {"address": target}, found.reason, "") if line
    ).encode()
    return answer


def _gone(request: HttpRequest, model: Any, why: absent.Gone, machines: bool) -> HttpResponse:
    kind = str(model._meta.verbose_name)
    if machines:
        said = {
            "deleted": _("This %(kind)s was deleted from the record."),
            "withdrawn": _("This %(kind)s was withdrawn from the record."),
        }.get(
            "deleted" if why.deleted else "withdrawn" if why.withdrawn else "",
            _("What this %(kind)s stands on is not public any more."),
        )
        more = {"reason": why.reason} if why.reason else {}
        if why.when:
            more["since"] = timezone.localtime(why.when).date().isoformat()
        answer = problem(HTTPStatus.GONE, said % {"kind": kind}, more=more)
    else:
        context = {"dataset": dataset_of(model), "gone": why, "kind": kind, "exception": why}
        answer = render(request, "410.html", context, status=HTTPStatus.GONE)
    answer["Cache-Control"] = "no-cache"  # what was taken back can come again
    return answer
