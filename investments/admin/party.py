"""Organisations and people, their positions and what they took part in."""

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


@admin.register(record.Organisation)
class OrganisationAdmin(IdentityAdmin):
    list_display = ("name", "name_zh", "kind", "country", "state")
    list_filter = ("state", "kind", "country")
    fieldsets = (
        IdentityAdmin.names,
        (_("The organisation"), {"fields": (("kind", "country"),)}),
        IdentityAdmin.closing,
    )
    inlines = (
        inlines.TakingPartInline,
        inlines.HolderInline,
        inlines.FigureInline,
        inlines.LocationInline,
        inlines.ClassificationInline,
        inlines.MentionInline,
    )


@admin.register(record.Person)
class PersonAdmin(IdentityAdmin):
    fieldsets = (IdentityAdmin.names, IdentityAdmin.closing)
    inlines = (inlines.PositionInline, inlines.PersonTakingPartInline, inlines.MentionInline)


@admin.register(record.Position)
class PositionAdmin(StatementAdmin):
    joins = ("person", "organisation", "source")
    search_fields = ("title", "title_zh")
    list_display = ("person", "title", "organisation", "former", columns.source, "state")
    list_filter = ("state", "former", *StatementAdmin.list_filter[1:])
    fieldsets = (
        (
            None,
            {"fields": (("person", "organisation"), ("title", "title_zh"), "former")},
        ),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )


@admin.register(record.Participation)
class ParticipationAdmin(StatementAdmin):
    joins = (
        "person",
        "organisation",
        "event",
        "batch",
        "project",
        "position__person",
        "source",
    )
    list_display = ("participant", "role", "context", columns.source, "state")
    list_filter = ("state", "role", *StatementAdmin.list_filter[1:])
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("person", "organisation"),
                    "position",
                    "role",
                    ("event", "batch", "project"),
                ),
                "description": _(
                    "Who took part, a person or an organisation; and in what: an event, a "
                    "reported total or a project."
                ),
            },
        ),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )

    @admin.display(description=_("participant"))
    def participant(self, obj: Any) -> str:
        return str(obj.participant)

    @admin.display(description=_("in"))
    def context(self, obj: Any) -> str:
        return str(obj.context)
