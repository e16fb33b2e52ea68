"""Places, and what is located at them."""

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


@admin.register(record.Place)
class PlaceAdmin(IdentityAdmin):
    """Figures are reached through the links: a zone may have hundreds."""

    joins = ("parent",)
    list_display = ("name", "name_zh", "kind", "parent", "state")
    list_filter = ("state", "kind")
    fieldsets = (
        IdentityAdmin.names,
        (_("The place"), {"fields": (("kind", "parent"),)}),
        IdentityAdmin.closing,
    )
    inlines = (inlines.ClassificationInline, inlines.MentionInline)


@admin.register(record.Location)
class LocationAdmin(StatementAdmin):
    joins = ("event", "project", "organisation", "place", "source")
    list_display = (columns.subject, "role", "place", columns.source, "state")
    list_filter = ("state", "role", *StatementAdmin.list_filter[1:])
    fieldsets = (
        (
            None,
            {
                "fields": (("event", "project", "organisation"), ("place", "role")),
                "description": _("What is located: choose one of the three. Then where."),
            },
        ),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )
