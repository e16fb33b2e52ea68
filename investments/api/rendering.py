"""What the API answers in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from investments.exports.objects import written


class JSONRenderer(BaseRenderer):
    """Spread over lines where a browser asks, so that people can read it."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        request = (renderer_context or {}).get("request")
        spread = request is not None and "text/html" in request.headers.get("Accept", "")
        return f"{written(data, chr(10) if spread else '')}\n".encode()
