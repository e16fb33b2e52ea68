"""Said while a record is entered: this may be on record already. With a script at once, without one
after the first Save, which then saves nothing; a second Save is a decision.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from investments import dates
from investments.actions.permits import Act, may
from investments.duplicates import Like, Near, like, same_figures
from investments.forms.figure import FigureForm
from investments.forms.records import RecordForm
from investments.languages import list_comma
from investments.models import Event, Identity, Project
from investments.quantities.parse import parse_entry
from investments.quantities.units import UNITS, UnitKind

LOOKED_AT = "looked_at"
NAMES = ("name", "name_zh", "aliases")
LONGEST = 4000  # characters of the names that are compared


class LookedAt(forms.HiddenInput):
    """The keys of the records that were named in a warning. `kind` tells the script whom to ask."""

    class Media:
        css = {"all": ["investments/merging.css"]}
        js = ["investments/likely.js"]


class _Warned(RecordForm):
    """A form that names likely duplicates once; whoever saves again means another one."""

    HIDDEN: ClassVar[tuple[str, ...]] = (*RecordForm.HIDDEN, LOOKED_AT)

    looked_at = forms.CharField(required=False, widget=LookedAt, max_length=500)

    @cached_property
    def changed_data(self) -> list[str]:
        """To have looked at something changes nothing."""
        return [name for name in super().changed_data if name != LOOKED_AT]

    def _warn(self, rows: list[Any], message: SafeString | str) -> None:
        """Unless all of them were named before."""
        name = self.add_prefix(LOOKED_AT)
        seen = str(self.data.get(name, "")).split()
        keys = [str(row.pk) for row in rows]
        if set(keys) <= set(seen):
            return
        self.add_error(None, ValidationError(message, code="likely"))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[name] = " ".join(keys)
        self.data = data


class IdentityForm(_Warned):
    """Of anything with a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self._meta.model._meta.model_name
        field = self.fields.get(LOOKED_AT)
        if field is not None:
            field.widget.attrs["data-likely"] = reverse("likely", args=[kind])
            field.widget.attrs["data-besides"] = str(self.instance.pk or "")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        said = cleaned or self.cleaned_data
        if not self.errors and set(self.changed_data) & set(NAMES):
            model: Any = self._meta.model
            besides = self.instance.pk if self.exists else None
            found = of_form(model, {**dict(self.data.items()), **said}, besides)
            if found:
                self._warn([one.row for one in found], in_words(found))
        return cleaned


class StatementOfFigureForm(_Warned, FigureForm):
    """Of a figure: the same number of the same subject from the same source."""

    def _post_clean(self) -> None:
        super()._post_clean()
        said = {"statistic", "low", "high", "unit", "period", "source", "status", "entry"}
        if not self.errors and set(self.changed_data) & said:
            rows = list(same_figures(self.instance)[:3])
            if rows:
                self._warn(rows, _same(rows))


def in_words(found: list[Like]) -> SafeString:
    """One sentence, with links to look at each."""
    return format_html(
        _("This may be already on record: {}. Save again if it is another one."),
        format_html_join(
            list_comma(),
            '<a href="{}" target="_blank">{}</a> ({})',
            ((_form_of(one.row), one.row, list_comma().join(one.reasons)) for one in found),
        ),
    )


def _same(rows: list[Any]) -> SafeString:
    return format_html(
        _("This source's figure is already on record: {}. Save again if it says so twice."),
        format_html_join(
            list_comma(),
            '<a href="{}" target="_blank">{}</a>',
            ((_form_of(row), row) for row in rows),
        ),
    )


def _form_of(row: Any) -> str:
    return reverse(f"admin:investments_{row._meta.model_name}_change", args=[row.pk])


@require_POST
def likely(request: HttpRequest, kind: str) -> HttpResponse:
    """A fragment of a page: what is like the names in a form as it stands, or nothing."""
    model = identity(kind)
    if not may(request.user, Act.VIEW, model):
        raise Http404
    besides = request.POST.get("besides", "")
    key = int(besides) if besides.isdecimal() and len(besides) < 19 else None
    found = of_form(model, request.POST.dict(), key)
    context = {"found": [{"one": one, "url": _form_of(one.row)} for one in found]}
    return render(request, "admin/investments/likely.html", context)


def identity(kind: str) -> type[Identity]:
    """The model of this name; Http404 where there is none with names."""
    models = apps.get_app_config("investments").get_models()
    found = {m._meta.model_name: m for m in models if issubclass(m, Identity)}
    if kind not in found:
        raise Http404
    return found[kind]


def of_form(model: type[Identity], data: Mapping[str, Any], besides: int | None) -> list[Like]:
    """What is like the record in a form: by its names, and by an amount and a date in its rows."""
    name, name_zh, aliases = (str(data.get(key) or "")[:LONGEST] for key in NAMES)
    names = [name, name_zh, *aliases.splitlines()]
    return like(model, names, besides=besides, near=near(model, data))


# --- Amount and date in the rows of a form ------------------------------------------------------

_ROW = re.compile(
    r"(figures|milestones|dates|locations)-(\d{1,4})-(entry|low|high|unit|date|place)"
)


def near(model: type[Identity], data: Mapping[str, Any]) -> Near | None:
    """The first amount of money, the first date and the first place in the rows of the form."""
    if model not in (Project, Event):
        return None
    found: dict[tuple[str, str], str] = {}
    for key, value in data.items():
        if (match := _ROW.fullmatch(key)) and value:
            found.setdefault((match[1], match[3]), str(value))
    low, high, unit = _amount(found)
    stated = found.get(("milestones", "date")) or found.get(("dates", "date")) or ""
    place = found.get(("locations", "place"), "")
    day, _end = dates.bounds(stated)
    return Near(low, high, unit, day, int(place) if place.isdecimal() else None)


def _amount(found: dict[tuple[str, str], str]) -> tuple[Decimal | None, Decimal | None, str]:
    for written in (found.get(("figures", "entry")), found.get(("figures", "low"))):
        if not written:
            continue
        try:
            entry = parse_entry(written)
        except ValidationError:
            continue
        unit = entry.unit or found.get(("figures", "unit")) or "CNY"
        if unit in UNITS and UNITS[unit].kind == UnitKind.MONEY:
            return entry.low, entry.high, unit
    return None, None, ""
