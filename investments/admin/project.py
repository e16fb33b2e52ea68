"""Projects and their milestones."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from investments import models as record
from investments.admin import columns, inlines
from investments.admin.base import (
    OF_A_SOURCE,
    PUBLICATION,
    STANDING,
    IdentityAdmin,
    StatementAdmin,
)
from investments.admin.event import DERIVED


@admin.register(record.Project)
class ProjectAdmin(IdentityAdmin):
    joins = ("signing_event", "place")
    list_display = (
        "name",
        "name_zh",
        "kind",
        "stage_in_words",
        columns.signed,
        columns.amount,
        "state",
    )
    list_filter = ("state", "kind", "stage")
    readonly_fields = (
        "stage_in_words",
        "signed_in_words",
        "signing_event",
        "place",
        "amount_in_words",
        *IdentityAdmin.readonly_fields,
    )
    fieldsets = (
        IdentityAdmin.names,
        (_("The project"), {"fields": ("kind", ("summary", "summary_zh"))}),
        (
            _("Derived"),
            {
                "fields": (
                    ("stage_in_words", "signed_in_words", "amount_in_words"),
                    ("signing_event", "place"),
                ),
                "description": DERIVED,
            },
        ),
        IdentityAdmin.closing,
    )
    inlines = (
        inlines.FigureInline,
        inlines.MilestoneInline,
        inlines.LocationInline,
        inlines.ParticipationInline,
        inlines.ClassificationInline,
        inlines.MentionInline,
    )

    @admin.display(description=_("stage"), ordering="stage")
    def stage_in_words(self, obj: Any) -> str:
        return obj.get_stage_display() or columns.NOTHING

    @admin.display(description=_("signed"))
    def signed_in_words(self, obj: Any) -> str:
        return columns.signed(obj)

    @admin.display(description=_("amount"))
    def amount_in_words(self, obj: Any) -> str:
        return columns.amount(obj)


@admin.register(record.Milestone)
class MilestoneAdmin(StatementAdmin):
    joins = ("project", "event", "batch", "source")
    list_display = ("project", "stage", columns.date, columns.source, "standing", "state")
    list_filter = ("state", "stage", *StatementAdmin.list_filter[1:])
    readonly_fields = ("date_in_words", *StatementAdmin.readonly_fields)
    fieldsets = (
        (
            None,
            {"fields": ("project", "stage", ("date", "date_in_words"), ("event", "batch"))},
        ),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )

    @admin.display(description=_("in words"))
    def date_in_words(self, obj: Any) -> str:
        return columns.date(obj)
