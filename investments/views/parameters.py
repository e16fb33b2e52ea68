"""Parameters of addresses that are no lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from investments.filters import Complaint
from investments.filters.fields import shortened
from investments.languages import list_comma
from investments.listing import UNREADABLE
from investments.views.problems import bad_request

View = Callable[..., HttpResponseBase]


def only(request: Any, known: tuple[str, ...] = ()) -> list[Complaint]:
    """What is wrong with parameters other than those known."""
    found = []
    for name, values in request.GET.lists():
        if name not in known:
            clean = shortened(UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", name))
            reason = _("there is no such parameter; there are %(names)s.")
            names = list_comma().join(known)
            found.append(
                Complaint(
                    clean,
                    reason % {"names": names} if known else _("this address takes no parameters."),
                )
            )
        elif any(UNREADABLE.search(value) for value in values):
            found.append(Complaint(name, _("it has characters that cannot be read.")))
    return found


def without_parameters(view: View) -> View:
    """Rows that no parameter filters: who sends one expects fewer, and is told so with 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if wrong := only(request):
            return bad_request(wrong)
        return view(request, *args, **kwargs)

    return answer
