"""Any object as JSON, its numbers digit by digit as in the files of lists: no float holds one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from investments.columns import plain

STEP = "  "


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
