"""What answers at /api/v1/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import CharField, Count, Value
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.response import Response
from rest_framework.views import APIView

from investments.api import links
from investments.api.cursor import BrokenCursorError, Order, cut
from investments.api.listing import ALL, ApiListing, as_sent, expanded, renamed
from investments.api.rendering import JSONRenderer
from investments.api.statements import PK, kinds_of, statements_of, statements_of_rows
from investments.api.throttling import AddressThrottle
from investments.citing import base_of
from investments.columns import Column
from investments.datasets import DATASETS, Dataset
from investments.exports import LICENCE_URL, blocks_of_values, types
from investments.filters import Complaint
from investments.filters.fields import one_of, shortened
from investments.languages import list_comma
from investments.listing import Listing
from investments.views.lists import address
from investments.views.parameters import only
from investments.views.problems import bad_request, problem
from investments.views.records import elsewhere
from investments.views.tags import tagged

Row = dict[str, Any]


def problems(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Every error as problem details; None leaves what nobody expected to the site's handler."""
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    detail = str(error.detail)
    if isinstance(error, exceptions.MethodNotAllowed):
        headers["Allow"] = ", ".join(context["view"].allowed_methods)
        detail = _("This address is for reading: GET, HEAD and OPTIONS.")
    elif isinstance(error, exceptions.NotAcceptable):
        kinds = [renderer.media_type for renderer in context["view"].renderer_classes]
        detail = _("There is only %(kinds)s.") % {"kinds": list_comma().join(kinds)}
    elif isinstance(error, exceptions.Throttled):
        wait = int(error.wait or 1)
        headers["Retry-After"] = str(wait)
        detail = _("Too many requests from your address. Ask again in %(count)s seconds.") % {
            "count": wait
        }
    return problem(error.status_code, detail, headers=headers)


class Negotiation(DefaultContentNegotiation):
    """By the header alone: `format` is no parameter of lists here."""

    class settings:  # noqa: N801 - what the library calls it
        URL_FORMAT_OVERRIDE = None


class ReadingView(APIView):
    """Reading alone, by anybody: no sign-in is looked at, so that nothing here can lock one."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (AddressThrottle,)
    renderer_classes: Any = (JSONRenderer,)
    content_negotiation_class = Negotiation
    http_method_names = ["get", "head", "options"]
    versioning_class = None
    throttles: Sequence[AddressThrottle] = ()

    def get_exception_handler(self) -> Any:
        return problems

    def get_throttles(self) -> Sequence[AddressThrottle]:
        self.throttles = [throttle() for throttle in self.throttle_classes]
        return self.throttles

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with links.absolute(base_of(request)):
            return super().dispatch(request, *args, **kwargs)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """The header chooses how JSON is spread, and what can be had at all."""
        return {**super().default_response_headers, "Vary": "Accept"}

    def options(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """What can be done here; browsers of other sites are answered before they come here."""
        return HttpResponse(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(answer, Response):
            answer = tagged(answer.render())
        for throttle in self.throttles:
            for name, value in throttle.headers().items():
                answer.headers[name] = value
        return answer


RELATIONS = {
    "self": ("self", JSONRenderer.media_type),
    "first": ("first", JSONRenderer.media_type),
    "previous": ("prev", JSONRenderer.media_type),
    "next": ("next", JSONRenderer.media_type),
    "page": ("alternate", "text/html"),
}


def linked(answer: Response, related: Iterable[tuple[str, str, str | None]]) -> Response:
    """The links of an answer as a header too: relation, media type, address."""
    shown = [f'<{url}>; rel="{relation}"; type="{kind}"' for relation, kind, url in related if url]
    answer["Link"] = ", ".join([*shown, f'<{LICENCE_URL}>; rel="license"'])
    return answer


# --- The index ----------------------------------------------------------------------------------


class Index(ReadingView):
    """The lists, with how many records each has."""

    def get(self, request: Any) -> Any:
        if wrong := only(request, ()):
            return bad_request(wrong)
        counts = numbers()
        answer = {
            "title": _("Liangjiang Investment Record"),
            "version": "1",
            "licence": LICENCE_URL,
            "links": {
                "self": links.to("investments:api"),
                "schema": links.to("investments:api_schema"),
                "documentation": links.to("investments:api_docs"),
                "page": links.to("investments:home"),
            },
            "lists": [
                {
                    "key": key,
                    "title": str(dataset.label),
                    "description": str(dataset.lead),
                    "count": counts.get(key, 0),
                    "links": {
                        "self": links.to(f"investments:api_{dataset.singular}_list"),
                        "page": links.to(dataset.list_url_name),
                    },
                }
                for key, dataset in DATASETS.items()
            ],
        }
        around: Any = answer["links"]
        return linked(
            Response(answer),
            [
                ("service-desc", "application/vnd.oai.openapi+json", around["schema"]),
                ("service-doc", "text/html", around["documentation"]),
            ],
        )


def numbers() -> dict[str, int]:
    """How many records each list has: one query."""
    arms = []
    for key, dataset in DATASETS.items():
        named = dataset.rows().annotate(list_key=Value(key, output_field=CharField()))
        arms.append(named.values("list_key").annotate(number=Count("pk")))
    return dict(arms[0].union(*arms[1:], all=True).values_list("list_key", "number"))


# --- A list -------------------------------------------------------------------------------------


class DatasetView(ReadingView):
    dataset: Any = None


class List(DatasetView):
    """A page of a list."""

    def get(self, request: Any) -> Any:
        listing = ApiListing(self.dataset, request.GET)
        if listing.complaints:
            return bad_request(as_sent(listing.complaints, request.GET))
        rows, beside = (numbered if listing.numbered else by_cursor)(listing)
        if listing.complaints:  # there is no such page, or the cursor does not fit
            return bad_request(listing.complaints)
        if listing.kinds:
            said = statements_of_rows([row["pk"] for row in rows], listing.kinds)
            for row in rows:
                row |= said[row["pk"]]
        for row in rows:
            del row["pk"]
        here = links.to(f"investments:api_{self.dataset.singular}_list")
        page = links.to(self.dataset.list_url_name)
        around = {
            "self": address(here, listing.parameters),
            "first": address(here, _lasting(listing), page="1" if listing.numbered else ""),
            **{
                name: address(here, _lasting(listing), **change) if change else None
                for name, change in beside.items()
            },
            "page": address(page, _on_the_page(listing)),
        }
        answer = Response({"count": listing.count, "links": around, "results": rows})
        return linked(answer, [(*RELATIONS[name], url) for name, url in around.items()])


def _lasting(listing: ApiListing) -> dict[str, str]:
    passing = ("page", "cursor")
    return {name: value for name, value in listing.parameters.items() if name not in passing}


def _on_the_page(listing: ApiListing) -> dict[str, str]:
    passing = ("cursor", "expand")
    return {name: value for name, value in listing.parameters.items() if name not in passing}


Beside = dict[str, dict[str, str]]


def numbered(listing: ApiListing) -> tuple[list[Row], Beside]:
    """The page that is asked for by number, and the parameters of those beside it."""
    page = listing.page
    if listing.complaints:
        return [], {}
    rows = []
    if page.object_list:
        rows = rows_of(listing, listing.queryset[page.start_index() - 1 : page.end_index()])
    number = page.number
    return rows, {
        "previous": {"page": str(number - 1)} if page.has_previous() else {},
        "next": {"page": str(number + 1)} if page.has_next() else {},
    }


def by_cursor(listing: ApiListing) -> tuple[list[Row], Beside]:
    """The page after or before a cursor, the first without one."""
    queryset = listing.queryset
    order = Order(queryset)
    if listing.cursor:
        try:
            queryset = order.beyond(queryset, listing.cursor)
        except BrokenCursorError:
            listing.refuse_cursor()
            return [], {}
    read = rows_of(listing, queryset[: listing.per_page + 1], order.columns)
    found = cut(read, order, listing.cursor, listing.per_page)
    scope = listing.scope
    beside: Beside = {"previous": {}, "next": {}}
    if found.previous:
        beside["previous"] = {"cursor": found.previous.write(scope)}
    if found.following:
        beside["next"] = {"cursor": found.following.write(scope)}
    return found.rows, beside


def rows_of(listing: Listing, queryset: Any, more: list[Column] | None = None) -> list[Row]:
    """Rows with the values that a download has, their links, and `pk` for what is read next."""
    columns = listing.exported
    headers = list(types(columns, () if listing.chosen else listing.dataset.leading))
    return values_of(listing.dataset, queryset, columns, headers, more or [])


def values_of(
    dataset: Dataset, queryset: Any, columns: list[Column], headers: list[str], more: list[Column]
) -> list[Row]:
    extra = [PK, SLUG, *more]
    names = [*headers, *(column.name for column in extra)]
    found = []
    for block in blocks_of_values(queryset, [*columns, *extra], names):
        for values in block:
            row = dict(zip(names, values, strict=True))
            slug = row.pop(SLUG.name)
            own = {name: row.pop(name) for name in headers}
            found.append({**own, "links": links.links_to(dataset.kind, slug), **row})
    return found


SLUG = Column(name="own_slug", label="", path="slug")


# --- A record -----------------------------------------------------------------------------------


class Detail(DatasetView):
    """A record: every value of its row, and what sources say of it."""

    known = ("columns", "fields", "expand")

    def get(self, request: Any, slug: str) -> Any:
        dataset: Dataset = self.dataset
        wrong = only(request, self.known)
        parameters = renamed(request.GET)
        listing = Listing(dataset, columns_of(parameters))
        kinds, name = expanded(dataset, ",".join(parameters.getlist("expand")) or ALL)
        if name:
            reason = one_of([ALL, *kinds_of(dataset.model)])
            said = _("“%(value)s”: %(reason)s") % {"value": shortened(name), "reason": reason}
            wrong.append(Complaint("expand", said))
        named = {one.parameter for one in wrong}
        complaints = as_sent(listing.complaints, request.GET)
        if wrong := [*wrong, *(one for one in complaints if one.parameter not in named)]:
            return bad_request(wrong)
        rows = rows_of(listing, dataset.rows().filter(slug=slug))
        if not rows:
            name = f"investments:api_{dataset.singular}"
            return elsewhere(request, dataset.model, slug, name, machines=True)
        (row,) = rows
        row |= statements_of(row.pop("pk"), kinds)
        answer = Response(row)
        return linked(answer, [("alternate", "text/html", row["links"]["page"])])


def columns_of(parameters: Any) -> Any:
    """The parameters that a single record shares with its list."""
    found = parameters.copy()
    for name in list(found):
        if name != "columns":
            del found[name]
    return found
