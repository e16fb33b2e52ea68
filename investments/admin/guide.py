"""The desk's short help: a section for each kind of form."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _


def page(request: HttpRequest) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": _("Help")}
    return TemplateResponse(request, "admin/investments/help.html", context)
