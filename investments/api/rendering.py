"""JSON with numbers digit by digit, as in the downloads: no float ever holds one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from rest_framework.renderers import BaseRenderer

from investments.columns import plain

STEP = "  "


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


def written(value: Any, line: str = "") -> str:
    """A value as JSON; `line` is what a new line begins with, nothing for a single one."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | Decimal):
        return plain(value)
    if isinstance(value, date | datetime):
        return encode_basestring(value.isoformat())
    deeper = line + STEP if line else ""
    if isinstance(value, Mapping):
        parts = (
            f"{encode_basestring(str(key))}: {written(one, deeper)}" for key, one in value.items()
        )
        return _between("{", parts, "}", line)
    if isinstance(value, list | tuple):
        return _between("[", (written(one, deeper) for one in value), "]", line)
    return encode_basestring(str(value))  # a lazy translation


def _between(start: str, parts: Iterable[str], end: str, line: str) -> str:
    listed = list(parts)
    if not line or not listed:
        return f"{start}{', '.join(listed)}{end}"
    deeper = f",{line}{STEP}"
    return f"{start}{line}{STEP}{deeper.join(listed)}{line}{end}"
