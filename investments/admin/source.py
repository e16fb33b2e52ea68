"""Documents, and who had a hand in them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from investments import models as record
from investments.admin import columns, inlines
from investments.admin.base import PUBLICATION, STANDING, IdentityAdmin, StatementAdmin


@admin.register(record.Source)
class SourceAdmin(IdentityAdmin):
    joins = ("publisher",)
    list_display = ("name", "publisher", columns.published, "language", "state")
    list_filter = ("state", "language", ("publisher", admin.RelatedOnlyFieldListFilter))
    readonly_fields = ("published_in_words", *IdentityAdmin.readonly_fields)
    fieldsets = (
        IdentityAdmin.names,
        (
            _("The document"),
            {
                "fields": (
                    ("publisher", "site"),
                    ("published", "published_in_words"),
                    ("published_basis", "published_basis_zh"),
                    ("url", "language"),
                ),
                "description": _("The name is the document's title."),
            },
        ),
        (_("Its text"), {"fields": ("text", "sha256"), "classes": ("collapse",)}),
        IdentityAdmin.closing,
    )
    inlines = (inlines.ContributionInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the texts, except where one is edited."""
        rows = super().get_queryset(request)
        page = request.resolver_match.url_name if request.resolver_match else None
        return rows if page and page.endswith("_change") else rows.defer("text")

    @admin.display(description=_("in words"))
    def published_in_words(self, obj: Any) -> str:
        return columns.published(obj)


@admin.register(record.Contribution)
class ContributionAdmin(StatementAdmin):
    joins = ("person", "organisation", "source")
    list_display = (columns.subject, "role", columns.source, "state")
    list_filter = ("state", "role", *StatementAdmin.list_filter[1:])
    fieldsets = (
        (
            None,
            {
                "fields": ("source", "role", ("person", "organisation")),
                "description": _("Whose work the document is: a person or an organisation."),
            },
        ),
        (_("Where it says so"), {"fields": ("paragraph", "as_printed")}),
        STANDING,
        PUBLICATION,
    )
