"""References as CSL-JSON 1.0, which Zotero, Mendeley, pandoc and the like read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from investments import dates
from investments.citing.reference import Reference

TYPES = {
    "page": "webpage",
    "dataset": "dataset",
    "news": "article-newspaper",
    "web": "webpage",
    "document": "article",
}


def csl_json(references: Iterable[Reference]) -> str:
    return json.dumps([item(reference) for reference in references], ensure_ascii=False, indent=1)


def item(reference: Reference) -> dict[str, Any]:
    """Names are given whole: where the family name stands, a source seldom says."""
    accessed = reference.accessed
    values = {
        "id": reference.key,
        "type": TYPES[reference.form],
        "title": reference.title,
        "author": [{"literal": name} for name in reference.authors],
        "container-title": reference.container,
        "publisher": reference.publisher,
        "genre": reference.kind,
        "issued": _date(reference.date),
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]}
        if accessed
        else None,
        "version": str(reference.version or ""),
        "URL": reference.url,
        "language": reference.language,
        "note": reference.note,
    }
    return {name: value for name, value in values.items() if value}


def _date(span: dates.Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    ends = [
        [part for part in (point.year, point.month, point.day) if part]
        for point in (span.start, span.end)
        if point
    ]
    if ends[0] == ends[-1]:
        ends = ends[:1]
    value: dict[str, Any] = {"date-parts": ends}
    if span.uncertain or span.approximate:
        value["circa"] = True
    return value
