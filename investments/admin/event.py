"""Events, their series, their dates and the totals reported at them."""

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

DERIVED = _("Worked out from the published statements below, after saving.")


@admin.register(record.Event)
class EventAdmin(IdentityAdmin):
    joins = ("series", "parent")
    list_display = ("name", "name_zh", columns.date, "kind", "series", columns.amount, "state")
    list_filter = ("state", "kind", "series")
    readonly_fields = ("date_in_words", "amount_in_words", *IdentityAdmin.readonly_fields)
    fieldsets = (
        IdentityAdmin.names,
        (
            _("The event"),
            {"fields": (("kind", "series", "edition", "parent"), ("summary", "summary_zh"))},
        ),
        (
            _("Derived"),
            {"fields": (("date_in_words", "amount_in_words"),), "description": DERIVED},
        ),
        IdentityAdmin.closing,
    )
    inlines = (
        inlines.EventDateInline,
        inlines.FigureInline,
        inlines.LocationInline,
        inlines.ParticipationInline,
        inlines.BatchInline,
        inlines.ClassificationInline,
        inlines.MentionInline,
    )

    @admin.display(description=_("date"))
    def date_in_words(self, obj: Any) -> str:
        return columns.date(obj)

    @admin.display(description=_("amount"))
    def amount_in_words(self, obj: Any) -> str:
        return columns.amount(obj)


@admin.register(record.EventSeries)
class EventSeriesAdmin(IdentityAdmin):
    fieldsets = (
        IdentityAdmin.names,
        (_("The series"), {"fields": (("summary", "summary_zh"),)}),
        IdentityAdmin.closing,
    )
    inlines = (inlines.MentionInline,)


@admin.register(record.EventDate)
class EventDateAdmin(StatementAdmin):
    joins = ("event", "source")
    list_display = ("event", columns.date, columns.source, "standing", "state")
    readonly_fields = ("date_in_words", *StatementAdmin.readonly_fields)
    fieldsets = (
        (None, {"fields": ("event", ("date", "date_in_words"))}),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )

    @admin.display(description=_("in words"))
    def date_in_words(self, obj: Any) -> str:
        return columns.date(obj)


@admin.register(record.SigningBatch)
class SigningBatchAdmin(IdentityAdmin):
    joins = ("event", "series", "initiative", "parent")
    list_display = ("name", "counted", "event", "series", "initiative", "parent", "state")
    list_filter = ("state", "counted")
    search_fields = (*IdentityAdmin.search_fields, "event__name", "event__name_zh")
    fieldsets = (
        IdentityAdmin.names,
        (
            _("The total"),
            {
                "fields": ("counted", ("event", "series", "initiative"), "parent", "period"),
                "description": _(
                    "How many and how much are figures, below. A total is no project: what it "
                    "contains is entered as projects of their own."
                ),
            },
        ),
        IdentityAdmin.closing,
    )
    inlines = (
        inlines.FigureInline,
        inlines.ParticipationInline,
        inlines.ClassificationInline,
        inlines.MentionInline,
    )
