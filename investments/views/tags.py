"""What tells one answer from another of the same address."""

from __future__ import annotations

from hashlib import sha256
from typing import TypeVar

from django.http import HttpResponse

Answer = TypeVar("Answer", bound=HttpResponse)


def tagged(response: Answer) -> Answer:
    """The answer with a digest of its content as its tag, which changes with anything that changes
    the answer. Who has it is answered by ConditionalMiddleware."""
    response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    return response
