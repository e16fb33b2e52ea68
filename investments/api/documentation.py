"""The API's description for programs (OpenAPI) and for people."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from investments.api.examples import EXAMPLES
from investments.api.rendering import JSONRenderer
from investments.api.views import ReadingView
from investments.citing import base_of
from investments.filters import Complaint
from investments.filters.fields import one_of
from investments.views.parameters import only
from investments.views.problems import bad_request


class OpenAPIRenderer(JSONRenderer):
    media_type = "application/vnd.oai.openapi+json"


class YAMLRenderer(BaseRenderer):
    media_type = "application/yaml"
    format = "yaml"
    charset = None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        import yaml

        return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()


class OpenAPIYAMLRenderer(YAMLRenderer):
    media_type = "application/vnd.oai.openapi"


class Schema(ReadingView):
    """OpenAPI 3.1, as JSON or YAML: by the header, or by `format` where one writes an address."""

    renderer_classes = (JSONRenderer, OpenAPIRenderer, YAMLRenderer, OpenAPIYAMLRenderer)

    def perform_content_negotiation(self, request: Any, force: bool = False) -> Any:
        for renderer in self.get_renderers():
            if renderer.format == request.GET.get("format"):
                return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)

    def get(self, request: Any) -> Any:
        wrong = only(request, ("format",))
        formats = list(dict.fromkeys(one.format for one in self.renderer_classes))
        if not wrong and request.GET.get("format", formats[0]) not in ("", *formats):
            wrong = [Complaint("format", one_of(formats))]
        if wrong:
            return bad_request(wrong)
        from investments.api.openapi import schema

        return Response(schema())


@require_safe
@csp_update({"img-src": ["data:"]})
def page(request: HttpRequest) -> HttpResponse:
    """The description to read and to try out, drawn by a script of our own host. The stylesheet
    of that script has its pictures in itself."""
    limit, span = settings.API_RATE or (None, None)
    base = base_of(request)
    context = {
        "crumbs": [(_("Data"), reverse("investments:data"))],
        "api_url": reverse("investments:api"),
        "schema_url": reverse("investments:api_schema"),
        "examples": [(one, one.at(base)) for one in EXAMPLES],
        "limit": limit,
        "span": span,
    }
    return render(request, "api/docs.html", context)
