"""Whether an answer has changed: its tag, and 304 where it has not.

The tag is a digest of the answer itself, so that it changes with anything that changes the answer:
edits, withdrawals, loads past the history, another release. Counters and times of the history
would be cheaper and wrong: of two writers on PostgreSQL the one who began first may end last. So
no time is told at all.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from investments.views.problems import problem


def conditional(request: Any, response: HttpResponse) -> HttpResponse:
    """The answer with its tag; 304 where the asker has it already."""
    digest = hashlib.sha256(response.content).hexdigest()[:32]
    tag = f'"{digest}"'
    response.headers["ETag"] = tag
    response.headers.setdefault("Cache-Control", "no-cache")
    # RFC 9110 ignores this where no time of change is told; Django would answer 412.
    request.META.pop("HTTP_IF_UNMODIFIED_SINCE", None)
    found = get_conditional_response(request, etag=tag, response=response)
    if found is None or found.status_code == 412:
        return problem(412)
    return found
