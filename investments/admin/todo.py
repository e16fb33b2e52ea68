"""The lists of the admin, filtered by what there is to do in them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from investments.details.todo import tasks_of


class TodoFilter(admin.SimpleListFilter):
    """What the first page counts, one click away."""

    title = _("to do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(task.key, task.label) for task in tasks_of(model_admin.model)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        for task in tasks_of(queryset.model):
            if task.key == self.value():
                condition = task.rows(queryset.model)
                return queryset.filter(condition) if condition is not None else queryset
        return queryset
