"""Figures: every number, about whatever subject."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from investments import models as record
from investments.admin import columns
from investments.admin.base import OF_A_SOURCE, PUBLICATION, STANDING, StatementAdmin
from investments.admin.likely import StatementOfFigureForm
from investments.record_check.statements import contradicts


class SubjectFilter(admin.SimpleListFilter):
    """By what the figure is about."""

    title = _("subject")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        fields = {field.name: field for field in record.Figure._meta.fields}
        return [(name, fields[name].verbose_name) for name in record.Figure.ARC]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in record.Figure.ARC:
            return queryset.filter(Q(**{f"{self.value()}__isnull": False}))
        return queryset


@admin.register(record.Figure)
class FigureAdmin(StatementAdmin):
    form = StatementOfFigureForm
    joins = (
        *record.Figure.ARC,
        "area",
        "statistic",
        "source",
        *(f"conversion_of__{name}" for name in (*record.Figure.ARC, "statistic")),
    )
    list_display = (
        columns.figure,
        columns.subject,
        "statistic",
        columns.period,
        "status",
        columns.source,
        "state",
    )
    list_filter = (
        "state",
        "status",
        "qualifier",
        "standing",
        SubjectFilter,
        ("source", admin.RelatedOnlyFieldListFilter),
    )
    readonly_fields = ("in_words", "period_in_words", *StatementAdmin.readonly_fields)
    fieldsets = (
        (
            _("About"),
            {
                "fields": (
                    "statistic",
                    ("event", "batch", "project"),
                    ("organisation", "place", "tier"),
                    ("industry", "area"),
                ),
                "description": _(
                    "What is measured, and of whom or what. Choose exactly one subject; an "
                    "industry with the area that the number is about."
                ),
            },
        ),
        (
            _("The number"),
            {
                "fields": (
                    ("entry", "in_words"),
                    ("qualifier", "low", "high", "unit"),
                    ("status", "period", "period_in_words", "conversion_of"),
                    ("series_break", "series_break_zh"),
                ),
                "description": _(
                    "Enter the amount as you read it, or choose qualifier and bounds: exact, "
                    "about and level have one number; over has a lower bound only, under an "
                    "upper one only; a range has both."
                ),
            },
        ),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if contradicts(obj):
            said = gettext("Saved, but the words as printed, “%(words)s”, give another number.")
            messages.warning(request, said % {"words": obj.as_printed})

    @admin.display(description=_("in words"))
    def in_words(self, obj: Any) -> str:
        return columns.in_words(obj)

    @admin.display(description=_("period in words"))
    def period_in_words(self, obj: Any) -> str:
        return columns.period(obj)
