"""The form of a figure on the reading desk."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investments.choices import Qualifier, StatisticKind
from investments.forms.desk import ARC_NAMES, NEW, DraftForm, RefField, chinese_name
from investments.forms.fields import ScaledDecimalField
from investments.forms.figure import FigureForm
from investments.models import Figure, Identity, Statistic
from investments.quantities.format import format_number
from investments.quantities.parse import parse_amount

OF_A_WHOLE = (StatisticKind.SHARE, StatisticKind.STRUCTURE)
IN_PERCENT = (*OF_A_WHOLE, StatisticKind.GROWTH)


class ReadableDecimalField(ScaledDecimalField):
    """Shows a number as "18.6 billion" or "186亿", where that reads back as the same."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            text = format_number(value)
            try:
                return text if parse_amount(text) == value else super().prepare_value(value)
            except ValidationError:
                pass
        return super().prepare_value(value)


class FigureDraft(DraftForm, FigureForm):
    """A figure; its number is read from the words and can be corrected here."""

    subject_models = (
        "event",
        "signingbatch",
        "project",
        "place",
        "industry",
        "organisation",
        "tier",
    )
    entry = None  # type: ignore[assignment]
    change_reason = None  # type: ignore[assignment]
    read_version = None  # type: ignore[assignment]

    low = ReadableDecimalField(
        label=gettext_lazy("Lower bound"), required=False, max_digits=24, decimal_places=6
    )
    high = ReadableDecimalField(
        label=gettext_lazy("Upper bound"), required=False, max_digits=24, decimal_places=6
    )
    statistic = RefField(models=("statistic",), label=gettext_lazy("Statistic"), max_length=200)
    new_statistic = forms.CharField(required=False, max_length=200, label=gettext_lazy("Name"))
    new_statistic_zh = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("Chinese name")
    )
    new_statistic_kind = forms.ChoiceField(
        required=False, choices=StatisticKind.choices, label=gettext_lazy("What it is")
    )
    whole = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("Of a share: its whole")
    )
    area = RefField(models=("place",), required=False, label=gettext_lazy("Area"), max_length=200)

    conversion = forms.CharField(required=False, max_length=120)

    class Meta:
        model = Figure
        fields = ["low", "high", "qualifier", "unit", "status", "period", "note"]

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and not str(data.get("subject", "")).startswith("industry:"):
            data = data.copy()  # only an industry's figure has an area
            data.pop("area", None)
        super().__init__(data, *args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        self._follow_qualifier()
        if self.cleaned_data.get("statistic") == NEW:
            self.cleaned_data["statistic"] = self._new_statistic(self.cleaned_data)
        cleaned = super().clean() or self.cleaned_data
        subject, statistic = cleaned.get("subject"), cleaned.get("statistic")
        if subject is None and "subject" not in self.errors and not self._says_new_error():
            self.add_error("subject", _("Whom or what is it about? Choose one, or make it."))
        figure: Any = self.instance
        self.made = figure
        if isinstance(subject, Identity):
            setattr(figure, ARC_NAMES.get(subject._meta.model_name or "", ""), subject)
        if statistic is not None:
            figure.statistic = statistic
            if statistic.pk is None:
                self.new = (*self.new, statistic)
        if cleaned.get("conversion"):
            figure.conversion_of = Figure.objects.filter(slug=cleaned["conversion"]).first()
        if figure.industry is None:
            cleaned["area"] = None
        elif not cleaned.get("area") and "area" not in self.errors:
            self.add_error("area", _("An industry's figure is of some area: where?"))
        figure.area = cleaned.get("area") or None
        return cleaned

    def _new_statistic(self, cleaned: dict[str, Any]) -> Statistic | None:
        """What is measured, where the record has no such statistic yet; in the figure's unit."""
        name, unit = cleaned.get("new_statistic", "").strip(), cleaned.get("unit") or ""
        kind, whole = cleaned.get("new_statistic_kind") or "", cleaned.get("whole", "").strip()
        if not name:
            self.add_error("new_statistic", _("What is it called?"))
        elif not unit:
            self.add_error("unit", _("In which unit? Choose one."))
        elif Statistic.objects.filter(name__iexact=name).exists():
            self.add_error("new_statistic", _("There is a statistic of this name: search for it."))
        elif (kind in IN_PERCENT) != (unit == "percent") or (kind == "rank") != (unit == "rank"):
            self.add_error("new_statistic_kind", _("It does not go with the unit."))
        elif kind in OF_A_WHOLE and not whole:
            self.add_error("whole", _("A share of what? Name the whole."))
        else:
            name_zh = chinese_name(name, cleaned.get("new_statistic_zh", "").strip())
            return Statistic(name=name, name_zh=name_zh, kind=kind, unit=unit, whole=whole)
        return None

    def _says_new_error(self) -> bool:
        return bool({"new_what", "new_name"} & set(self.errors))

    def _follow_qualifier(self) -> None:
        """A hedge chosen by hand opens the bound that it leaves open, if nobody typed another."""
        cleaned = self.cleaned_data
        if "qualifier" not in self.changed_data or cleaned.get("low") != cleaned.get("high"):
            return
        if cleaned.get("qualifier") == Qualifier.OVER:
            cleaned["high"] = None
        elif cleaned.get("qualifier") == Qualifier.UNDER:
            cleaned["low"] = None

    def _refuse_unpermitted(self, cleaned: dict[str, Any]) -> None:
        """A new draft; whether somebody may add one is asked by the page."""

    def _validate_invariants(self, inline: set[str]) -> None:
        """The database checks what is left when the draft is saved: a query each is saved here."""
        self.instance.derive()
