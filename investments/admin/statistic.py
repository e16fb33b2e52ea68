"""What is measured."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from investments import models as record
from investments.admin import inlines
from investments.admin.base import IdentityAdmin


@admin.register(record.Statistic)
class StatisticAdmin(IdentityAdmin):
    list_display = ("name", "name_zh", "kind", "unit", "whole", "state")
    list_filter = ("state", "kind", "unit", "role")
    fieldsets = (
        IdentityAdmin.names,
        (
            _("The statistic"),
            {
                "fields": (
                    ("definition", "definition_zh"),
                    ("kind", "unit", "role"),
                    ("whole", "whole_zh"),
                ),
                "description": _(
                    "Another definition, or a share of another whole, is another statistic."
                ),
            },
        ),
        IdentityAdmin.closing,
    )
    inlines = (inlines.MentionInline,)
