"""Industries, what belongs to them, and the tiers that policy puts them in."""

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


@admin.register(record.Industry)
class IndustryAdmin(IdentityAdmin):
    joins = ("parent",)
    list_display = ("name", "name_zh", "parent", "state")
    fieldsets = (
        IdentityAdmin.names,
        (_("The industry"), {"fields": ("parent",)}),
        IdentityAdmin.closing,
    )
    inlines = (inlines.IndustryPlacementInline, inlines.MentionInline)


@admin.register(record.Classification)
class ClassificationAdmin(StatementAdmin):
    joins = ("event", "batch", "project", "organisation", "place", "industry", "source")
    list_display = (columns.subject, "industry", columns.source, "state")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "industry",
                    ("event", "batch", "project"),
                    ("organisation", "place"),
                ),
                "description": _("The industry, and the one subject that it is an industry of."),
            },
        ),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )


@admin.register(record.Tier)
class TierAdmin(IdentityAdmin):
    list_display = ("name", "name_zh", "scheme", "order", "state")
    search_fields = (*IdentityAdmin.search_fields, "scheme", "scheme_zh")
    fieldsets = (
        IdentityAdmin.names,
        (_("The tier"), {"fields": (("scheme", "scheme_zh"), "order")}),
        IdentityAdmin.closing,
    )
    inlines = (inlines.TierPlacementInline, inlines.FigureInline, inlines.MentionInline)


@admin.register(record.Placement)
class PlacementAdmin(StatementAdmin):
    joins = ("tier", "industry", "source")
    list_display = ("industry", "tier", columns.source, "state")
    list_filter = ("state", "tier", *StatementAdmin.list_filter[1:])
    fieldsets = (
        (None, {"fields": (("industry", "tier"),)}),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )
