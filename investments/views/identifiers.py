"""Permanent identifiers: `/id/project/some-slug` stands for a record or a statement, and leads on
to the page on which it stands or, for machines, to a document about it.

Who asks is asked back for a type (`Accept`), or says it in the address: `.json`, `.jsonld`, `.csv`.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.citing import base_of
from investments.languages import list_comma
from investments.views.identified import Kind, kinds
from investments.views.parameters import without_parameters
from investments.views.problems import problem
from investments.views.records import elsewhere
from investments.views.signposts import DOCUMENTS, around

TYPES = {mime: name for name, one in DOCUMENTS.items() for mime in one.accepted}


class SeeOther(HttpResponseRedirect):
    status_code = HTTPStatus.SEE_OTHER


@require_safe
def lead(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """303: what is named is a project or a number, and no file. Which address it leads to depends
    on what is asked for."""
    found = kinds().get(kind)
    wanted = _wanted(request, found)
    response = _answer(request, kind, slug, wanted, machines=wanted != "html")
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
@without_parameters
def document(request: HttpRequest, kind: str, slug: str, suffix: str) -> HttpResponse:
    """What is asked for stands in the address."""
    found = kinds().get(kind)
    if suffix not in DOCUMENTS or (found and suffix not in found.documents):
        return problem(HTTPStatus.NOT_FOUND, _("There is nothing at this address."))
    return _answer(request, kind, slug, suffix, machines=suffix != "html", suffix=suffix)


def _answer(
    request: HttpRequest, kind: str, slug: str, wanted: str, *, machines: bool, suffix: str = ""
) -> HttpResponse:
    found = kinds().get(kind)
    if found is None and machines:
        reason = _("There is no such kind; there are %(kinds)s.")
        named = list_comma().join(sorted(kinds()))
        return problem(HTTPStatus.NOT_FOUND, reason % {"kinds": named})
    if found is None:
        raise Http404

    def again(new: str) -> str:
        if suffix:
            return reverse("investments:identifier_file", args=[kind, new, suffix])
        return reverse("investments:identifier", args=[kind, new])

    row = found.read(slug)
    if row is None:
        return elsewhere(request, found.model, slug, at=again, machines=machines)
    base = base_of(request)
    if not wanted:
        reason = _("There is none of the types that are accepted; there are %(types)s.")
        names = ", ".join(DOCUMENTS[name].mime for name in found.documents)
        response = problem(HTTPStatus.NOT_ACCEPTABLE, reason % {"types": names})
    elif suffix and suffix not in found.linked:
        response = HttpResponse(found.written(base, row, suffix), content_type=_type(suffix))
        response["Content-Disposition"] = f'inline; filename="{kind}-{row.slug}.{suffix}"'
        response["X-Robots-Tag"] = "noindex"
    else:
        response = SeeOther(found.address(row, wanted))
    response.headers.setdefault("Cache-Control", "no-cache")
    addresses = {name: found.address(row, name) for name in found.documents}
    response["Link"] = around(base, kind, slug, addresses, suffix)
    return response


def _type(suffix: str) -> str:
    mime = DOCUMENTS[suffix].mime
    return f"{mime}; charset=utf-8" if mime.startswith("text/") else mime


def _wanted(request: HttpRequest, kind: Kind | None) -> str:
    """The document that is asked for; '' where there is none of that type."""
    if not request.headers.get("Accept", "").strip():
        return next(iter(DOCUMENTS))
    names = kind.documents if kind else tuple(DOCUMENTS)
    offered = [mime for mime, name in TYPES.items() if name in names]
    return TYPES.get(request.get_preferred_type(offered) or "", "")
