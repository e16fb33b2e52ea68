"""Permanent identifiers: `/id/project/some-slug` stands for a record, and leads on to its page or,
for machines, to a document about it.

Who asks is asked back for a type (`Accept`), or says it in the address: `.json`, `.jsonld`, `.csv`.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.citing import base_of
from investments.datasets import DATASETS, Dataset
from investments.exports import FORMATS, Extract, blocks_of_values, types
from investments.linked_data import record_document
from investments.summaries import summary
from investments.views.problems import problem
from investments.views.records import elsewhere, read
from investments.views.signposts import DOCUMENTS, address, links

KINDS = {dataset.kind: dataset for dataset in DATASETS.values()}
JSON_LD = DOCUMENTS["jsonld"].mime
ELSEWHERE = ("html", "json")  # the page, and what the API says
TYPES = {mime: name for name, one in DOCUMENTS.items() for mime in one.accepted}


class SeeOther(HttpResponseRedirect):
    status_code = HTTPStatus.SEE_OTHER


@require_safe
def lead(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """303: what is named is a project or a number, and no file. Which address it leads to depends
    on what is asked for."""
    wanted = _wanted(request)
    response = _answer(request, kind, slug, wanted, machines=wanted != "html")
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def document(request: HttpRequest, kind: str, slug: str, suffix: str) -> HttpResponse:
    """What is asked for stands in the address."""
    if suffix not in DOCUMENTS:
        return problem(HTTPStatus.NOT_FOUND, _("There is nothing at this address."))
    return _answer(request, kind, slug, suffix, machines=suffix != "html", suffix=suffix)


def _answer(
    request: HttpRequest, kind: str, slug: str, wanted: str, *, machines: bool, suffix: str = ""
) -> HttpResponse:
    dataset = KINDS.get(kind)
    if dataset is None and machines:
        return problem(HTTPStatus.NOT_FOUND, _("There is nothing at this address."))
    if dataset is None:
        raise Http404

    def again(new: str) -> str:
        if suffix:
            return reverse("investments:identifier_file", args=[kind, new, suffix])
        return reverse("investments:identifier", args=[kind, new])

    row = read(dataset, slug)
    if row is None:
        return elsewhere(request, dataset, slug, at=again, machines=machines)
    base = base_of(request)
    if not wanted:
        reason = _("There is none of the types that are accepted; there are %(types)s.")
        names = ", ".join(one.mime for one in DOCUMENTS.values())
        response = problem(HTTPStatus.NOT_ACCEPTABLE, reason % {"types": names})
    elif suffix and suffix not in ELSEWHERE:
        response = _document(base, dataset, row, suffix)
    else:
        response = SeeOther(address(dataset, slug, wanted))
    response.headers.setdefault("Cache-Control", "no-cache")
    response["Link"] = links(base, dataset, slug, suffix)
    return response


def _document(base: str, dataset: Dataset, row: Any, suffix: str) -> HttpResponse:
    if suffix == "csv":
        response = HttpResponse(_csv(dataset, row), content_type=FORMATS["csv"].content_type)
    else:
        response = HttpResponse(_linked_data(base, dataset, row), content_type=JSON_LD)
    name = f"{dataset.singular}-{row.slug}.{suffix}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _wanted(request: HttpRequest) -> str:
    """The document that is asked for; '' where there is none of that type."""
    if not request.headers.get("Accept", "").strip():
        return next(iter(DOCUMENTS))
    return TYPES.get(request.get_preferred_type(list(TYPES)) or "", "")


def _csv(dataset: Dataset, row: Any) -> bytes:
    """The row as the list's file has it."""
    columns = list(dataset.columns)
    declared = types(columns, dataset.leading)
    blocks = blocks_of_values(dataset.rows().filter(pk=row.pk), columns, list(declared))
    extract = Extract(f"{dataset.singular}-{row.slug}", declared, blocks)
    return b"".join(FORMATS["csv"].write(extract))


def _linked_data(base: str, dataset: Dataset, row: Any) -> bytes:
    """What the page says to machines, as a document of its own."""
    context = {"dataset": dataset, "record": row, **dataset.context(row)}
    context["summary"] = summary(row, context)
    found = record_document(row, context, lambda path: f"{base}{path}")
    return json.dumps(found, ensure_ascii=False, indent=1).encode()
