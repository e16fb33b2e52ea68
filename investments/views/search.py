"""Search across everything."""

import re

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.filters.fields import one_of, refuse
from investments.searching import KINDS, MAX_LENGTH, MAX_WORDS, Query, Search
from investments.searching.results import A_PAGE, Kind, address

EXAMPLES = ("两江", "Chang'an", "WCIFIT", "over 30 billion", "2024 GDP")
PAGE = re.compile(r"[1-9][0-9]{0,5}")


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """At most seven queries. Whatever is wrong is said on the page, which then has no results."""
    query = Query.read(request.GET.get("q", ""))
    kind, number, complaints = _where(request)
    complaints = [query.complaint, *complaints] if query.complaint else complaints
    search = Search(query, kind, number)
    groups = search.groups if not complaints else []
    page = None
    if kind and groups:
        page = Paginator(range(groups[0].total), A_PAGE).page(number)
    context = {
        "query": query,
        "search": search,
        "groups": groups,
        "kind": kind,
        "page": page,
        "complaints": complaints,
        "all_url": address(query.text),
        "kinds": KINDS.values(),
        "examples": [(text, address(text)) for text in EXAMPLES],
        "max_length": MAX_LENGTH,
        "max_words": MAX_WORDS,
    }
    return render(request, "investments/search.html", context)


def _where(request: HttpRequest) -> tuple[Kind | None, int, list[str]]:
    """The kind and the page asked for, and what is wrong with them."""
    complaints = []
    key, page = request.GET.get("kind", ""), request.GET.get("page", "") or "1"
    if key and key not in KINDS:
        complaints += refuse(key, one_of(list(KINDS))).messages
    if not PAGE.fullmatch(page):
        complaints += refuse(page, _("write the number of a page, from 1.")).messages
        page = "1"
    return KINDS.get(key), int(page), complaints
