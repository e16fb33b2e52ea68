"""What stands in the place of an answer: a page for people, problem details for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

from investments.views.addresses import for_programs
from investments.views.problems import problem


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if for_programs(request):
        return problem(404, _("There is nothing at this address."))
    return defaults.page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if for_programs(request):
        return problem(400, _("The request could not be understood"))
    return defaults.bad_request(request, exception)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    if for_programs(request):
        return problem(500, _("Something went wrong on our side; it has been noted."))
    return defaults.server_error(request)
