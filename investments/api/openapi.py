"""The OpenAPI description, by drf-spectacular from what the views and datasets declare.

Imported where it is asked for: the library takes its time to load.
"""

from __future__ import annotations

from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from investments.api import answers, parameters, views
from investments.api.parameters import Parameter
from investments.exports import LICENCE_URL
from investments.views.problems import CONTENT_TYPE

ROOT = "api/v1/"
HEADERS = {
    "ETag": "A digest of the answer; send it back as If-None-Match.",
    "Last-Modified": "When the record last changed; send it back as If-Modified-Since.",
    "Link": "The links of the answer, and the licence.",
    "RateLimit": "What is left: r requests in the next t seconds.",
    "RateLimit-Policy": "The limit: q requests in w seconds.",
}


class Described(AutoSchema):
    """An operation as its view and dataset say."""

    def is_excluded(self) -> bool:
        return not isinstance(self.view, views.Index | views.DatasetView)

    def get_operation_id(self) -> str:
        if isinstance(self.view, views.List):
            return f"list_{self.view.dataset.key}"
        if isinstance(self.view, views.Detail):
            return f"get_{self.view.dataset.singular}"
        return "index"

    def get_summary(self) -> str:
        if isinstance(self.view, views.List):
            return str(self.view.dataset.label)
        if isinstance(self.view, views.Detail):
            return _("%(list)s: one record") % {"list": self.view.dataset.label}
        return _("The lists")

    def get_description(self) -> str:
        if isinstance(self.view, views.List):
            return str(self.view.dataset.lead)
        if isinstance(self.view, views.Detail):
            return _("Every value of a record, and what sources say of it.")
        return _("All lists with their numbers of records.")

    def get_tags(self) -> list[str]:
        dataset = getattr(self.view, "dataset", None)
        return [str(dataset.label) if dataset else _("The lists")]

    def parameters(self) -> list[Parameter]:
        if isinstance(self.view, views.List):
            return parameters.of_list(self.view.dataset)
        if isinstance(self.view, views.Detail):
            return parameters.of_record(self.view.dataset)
        return []

    def get_override_parameters(self) -> list[Any]:
        asked = [
            OpenApiParameter(
                one.name,
                type=one.schema,
                location=one.place,
                description=one.said,
                required=one.place == "path",
                extensions=one.more,
            )
            for one in self.parameters()
        ]
        told = [
            OpenApiParameter(name, type=str, location="header", response=[200], description=said)
            for name, said in HEADERS.items()
        ]
        limited = OpenApiParameter(
            "Retry-After", type=int, location="header", response=[429], description="Seconds."
        )
        return [*asked, *told, limited]

    def get_response_serializers(self) -> Any:
        if isinstance(self.view, views.List):
            found = f"{answers.name_of(self.view.dataset)}List"
        elif isinstance(self.view, views.Detail):
            found = answers.name_of(self.view.dataset)
        else:
            found = "Index"
        responses: dict[Any, Any] = {200: OpenApiResponse(answers.ref(found), _("As asked."))}
        responses[304] = OpenApiResponse(None, _("Nothing has changed since it was read."))
        if isinstance(self.view, views.Detail):
            responses[301] = OpenApiResponse(None, _("The record has another address now."))
        for code, said in self.problems().items():
            responses[code, CONTENT_TYPE] = OpenApiResponse(answers.ref("Problem"), said)
        return dict(sorted(responses.items(), key=lambda pair: _code(pair[0])))

    def problems(self) -> dict[int, str]:
        found = {
            400: _("A parameter cannot be followed; “errors” names it and says why."),
            406: _("There is only JSON."),
            412: _("If-Match does not hold."),
            429: _("Too many requests; “Retry-After” says when to ask again."),
        }
        if isinstance(self.view, views.Detail):
            found[404] = _("There is no such record.")
            found[410] = _("The record was public and is no more.")
        return found


def _code(key: Any) -> int:
    return int(key[0] if isinstance(key, tuple) else key)


class Generator(SchemaGenerator):
    def create_view(self, callback: Any, method: str, request: Any = None) -> Any:
        view = super().create_view(callback, method, request)
        self._set_schema_to_view(view, Described())
        return view


def schema() -> dict[str, Any]:
    """In the language and as of the day of the request; no query."""
    generator = Generator(patterns=[path(ROOT, include("investments.api.urls"))])
    found: dict[str, Any] = generator.get_schema(request=None, public=True)
    found["openapi"] = "3.1.0"
    found["info"] = {
        "title": _("Liangjiang Investment Record"),
        "version": "1",
        "description": _(
            "The sourced record of investment in Liangjiang New Area, Chongqing, for reading. "
            "Null is unknown, never zero; amounts are in base units."
        ),
        "license": {"name": "CC BY 4.0", "url": LICENCE_URL},
    }
    before = reverse("investments:api").removesuffix(f"/{ROOT}")
    found["servers"] = [{"url": before or "/"}]
    found["components"] = {"schemas": answers.components()}
    return found
