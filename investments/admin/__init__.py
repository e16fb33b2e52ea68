"""The curation desk: every record, entered, checked, published and withdrawn by staff.

`base` is what all records share, `inlines` the statements that are edited on their subject, the
other modules have one subject area each, as models/ has.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from investments.admin import contact as contact
from investments.admin import correction as correction
from investments.admin import event, figure, industry, note, party, place, project, redirect, source
from investments.admin import statistic as statistic
from investments.admin import users as users

__all__ = [
    "contact",
    "correction",
    "event",
    "figure",
    "industry",
    "note",
    "party",
    "place",
    "project",
    "redirect",
    "source",
    "statistic",
    "users",
]

admin.site.site_header = _("Liangjiang Investment – curation")
admin.site.index_title = _("The desk")
admin.site.site_title = _("Liangjiang Investment – curation")
