"""What a list or a form shows about a record, in the words that the public reads."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from investments import dates
from investments.choices import State
from investments.details.whereabouts import public_page
from investments.languages import list_comma
from investments.models import Reviewed, Sourced
from investments.quantities.bounds import complaint
from investments.quantities.format import format_quantity
from investments.quantities.units import UNITS

NOTHING = "–"
SHOWN_TITLE = 40  # characters of a source's title in a list


@admin.display(description=gettext_lazy("subject"))
def subject(row: Any) -> str:
    return str(row.subject or NOTHING)


@admin.display(description=gettext_lazy("source"), ordering="source__slug")
def source(row: Sourced) -> str:
    """Title and paragraph: "Fair opens ¶ 4"."""
    if row.source is None:
        return _("none")
    title = Truncator(row.source).chars(SHOWN_TITLE)
    return f"{title} ¶ {row.paragraph}" if row.paragraph else title


@admin.display(description=gettext_lazy("date"), ordering="date_start")
def date(row: Any) -> str:
    return dates.display(row.date) if row.date else NOTHING


@admin.display(description=gettext_lazy("signed"), ordering="signed_start")
def signed(row: Any) -> str:
    return dates.display(row.signed) if row.signed else NOTHING


@admin.display(description=gettext_lazy("published"), ordering="published_start")
def published(row: Any) -> str:
    return dates.display(row.published) if row.published else NOTHING


@admin.display(description=gettext_lazy("period"), ordering="period_start")
def period(row: Any) -> str:
    return dates.display(row.period) if row.period else NOTHING


@admin.display(description=gettext_lazy("amount"), ordering="amount_sort")
def amount(row: Any) -> str:
    """The derived amount of an event or a project."""
    if not row.amount_unit:
        return NOTHING
    return format_quantity(row.amount_low, row.amount_high, row.amount_qualifier, row.amount_unit)


@admin.display(description=pgettext_lazy("column", "figure"), ordering="low")
def figure(row: Any) -> str:
    return row.text() or NOTHING


@admin.display(description=gettext_lazy("in words"))
def in_words(row: Any) -> str:
    """What was understood, beneath the fields that it was entered in."""
    if row.unit not in UNITS or complaint(row.low, row.high, row.qualifier):
        return NOTHING
    return str(row.text())


@admin.display(description=gettext_lazy("public"))
def visibility(row: Reviewed) -> str:
    """Whether the public sees the row, and if not what stands in the way."""
    if not row.pk:
        return NOTHING
    if row.state != State.PUBLISHED:
        return _("No: it is not published.")
    hidden = [
        str(stands_on)
        for name in row.public_with
        if (stands_on := getattr(row, name)) and not stands_on.is_public
    ]
    if hidden:
        return _("Not yet: first publish %(names)s.") % {"names": list_comma().join(hidden)}
    return _("Yes.")


def visibility_and_preview(row: Reviewed) -> str:
    """The same, with the way to the page as it would be."""
    said = format_html("{} {}", visibility(row), _sent_back(row))
    if not row.pk or row.is_public or row.state == State.WITHDRAWN or public_page(row) is None:
        return said
    address = reverse("preview", args=[row._meta.model_name, row.pk])
    return format_html('{} <a href="{}">{}</a>', said, address, _("Preview its public page"))


def _sent_back(row: Reviewed) -> str:
    """What an editor said who gave a draft back. One query for a draft."""
    if not row.pk or row.state != State.DRAFT:
        return ""
    last, *before = row.history.select_related("history_user").order_by("-history_id")[:2]
    if not before or before[0].state != State.IN_REVIEW or not last.history_change_reason:
        return ""
    said = {"who": last.history_user or "–", "what": last.history_change_reason}
    return _("Sent back by %(who)s: “%(what)s”.") % said
