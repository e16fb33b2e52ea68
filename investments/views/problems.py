"""Errors as machines read them: problem details, RFC 9457."""

import json
from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpResponse

from investments.filters import Complaint


def bad_request(complaints: Iterable[Complaint]) -> HttpResponse:
    """400, with each parameter that cannot be followed and why."""
    found = list(complaints)
    body = {
        "type": "about:blank",
        "title": HTTPStatus.BAD_REQUEST.phrase,  # what the type above stands for
        "status": 400,
        "detail": "\n".join(str(complaint) for complaint in found),
        "errors": [{"parameter": one.parameter, "detail": one.reason} for one in found],
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=400, content_type="application/problem+json")
