"""What a source says without a number: policy notes, and mere mentions."""

from typing import Any

from django.contrib import admin
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from investments import models as record
from investments.admin import columns
from investments.admin.base import OF_A_SOURCE, PUBLICATION, STANDING, StatementAdmin

SHOWN_WORDS = 20


@admin.register(record.PolicyNote)
class PolicyNoteAdmin(StatementAdmin):
    joins = (*record.PolicyNote.ARC, "speaker_person", "speaker_organisation", "source")
    search_fields = ("text", "text_zh")
    list_display = ("beginning", "kind", columns.subject, "speaker_name", columns.source, "state")
    list_filter = ("state", "kind", *StatementAdmin.list_filter[1:])
    fieldsets = (
        (None, {"fields": ("kind", ("text", "text_zh"))}),
        (
            _("About"),
            {
                "fields": (
                    ("event", "series", "project"),
                    ("place", "industry", "organisation"),
                    ("speaker_person", "speaker_organisation"),
                ),
                "description": _("Choose exactly one subject; an opinion has a speaker."),
            },
        ),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )

    @admin.display(description=_("text"))
    def beginning(self, obj: Any) -> str:
        return Truncator(obj.text).words(SHOWN_WORDS)

    @admin.display(description=_("speaker"))
    def speaker_name(self, obj: Any) -> str:
        return str(obj.speaker or columns.NOTHING)


@admin.register(record.Mention)
class MentionAdmin(StatementAdmin):
    joins = (*record.Mention.ARC, "source")
    list_display = (columns.subject, "as_printed", columns.source, "state")
    fieldsets = (
        (
            _("What is named"),
            {
                "fields": (
                    ("event", "series", "batch"),
                    ("project", "organisation", "person"),
                    ("place", "industry"),
                    ("statistic", "tier"),
                ),
                "description": _("Choose exactly one."),
            },
        ),
        (_("Source"), {"fields": (OF_A_SOURCE,)}),
        STANDING,
        PUBLICATION,
    )
