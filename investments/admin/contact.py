"""Whom readers can contact."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from investments.admin.base import PUBLICATION, RecordAdmin
from investments.models import ContactPoint


@admin.register(ContactPoint)
class ContactPointAdmin(RecordAdmin):
    joins = ("industry", "organisation")
    list_display = ("name", "industry", "organisation", "telephone", "email", "order", "state")
    list_filter = ("state", ("industry", admin.RelatedOnlyFieldListFilter))
    search_fields = ("name", "name_zh", "purpose", "purpose_zh", "slug", "industry__name")
    readonly_fields = ("visibility",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "name_zh"),
                    ("purpose", "purpose_zh"),
                    "organisation",
                    ("industry", "order"),
                ),
                "description": _(
                    "Our own service, so it needs no source. Shown on the pages of the industry, "
                    "of what is part of it and of its projects; without an industry, on the "
                    "reading guide and wherever no industry has its own."
                ),
            },
        ),
        (
            _("How to reach it"),
            {
                "fields": (
                    ("telephone", "email", "web"),
                    ("postal", "postal_zh"),
                    ("hours", "hours_zh"),
                ),
                "description": _("At least one of telephone, e-mail, web and postal address."),
            },
        ),
        PUBLICATION,
    )
