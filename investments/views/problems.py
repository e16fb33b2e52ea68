"""Errors as machines read them: problem details, RFC 9457."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.http import HttpResponse

from investments.filters import Complaint

CONTENT_TYPE = "application/problem+json"


def problem(
    status: int,
    detail: str = "",
    complaints: Iterable[Complaint] = (),
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """An error with what there is to say of it; `complaints` name the parameters at fault, `more`
    is what its kind of error has beside."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,  # what the type above stands for
        "status": status,
    }
    if detail:
        body["detail"] = detail
    errors = [{"parameter": one.parameter, "detail": one.reason} for one in complaints]
    if errors:
        body["errors"] = errors
    body |= more or {}
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE, headers=headers)


def bad_request(complaints: Iterable[Complaint]) -> HttpResponse:
    """400, with each parameter that cannot be followed and why."""
    found = list(complaints)
    return problem(400, "\n".join(str(complaint) for complaint in found), found)
