"""The form of a figure: its number in the source's words, or bound by bound."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investments.choices import Qualifier
from investments.forms.fields import EntryField, ScaledDecimalField
from investments.forms.records import RecordForm
from investments.models import Figure
from investments.quantities.bounds import POINT
from investments.quantities.format import format_number
from investments.quantities.units import UNITS

BOUND_HELP = gettext_lazy("Also as 6.89 billion or 46.3亿. Empty where the source leaves it open.")


class FigureForm(RecordForm):
    """`entry` fills bounds, qualifier and unit; what was changed by hand beside it must agree."""

    entry = EntryField(
        label=gettext_lazy("Amount as you read it"),
        required=False,
        max_length=80,
        help_text=gettext_lazy(
            "As the source words it: over 30 billion yuan, 46.3亿元, 6-7 GWh, about 15%. It fills "
            "bounds, qualifier and unit, which can stay empty."
        ),
    )
    low = ScaledDecimalField(
        label=capfirst(Figure._meta.get_field("low").verbose_name),
        required=False,
        max_digits=24,
        decimal_places=6,
        help_text=BOUND_HELP,
    )
    high = ScaledDecimalField(
        label=capfirst(Figure._meta.get_field("high").verbose_name),
        required=False,
        max_digits=24,
        decimal_places=6,
        help_text=BOUND_HELP,
    )

    class Meta:
        model = Figure
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "unit" in self.fields:
            self.fields["unit"].required = False
            self.fields["unit"].help_text = _("Empty: that of the amount, or of the statistic.")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        entry = cleaned.get("entry")
        if entry is not None:
            self._take(entry, cleaned)
        elif cleaned.get("qualifier") in POINT and not {"low", "high"} & set(self.errors):
            # One number, entered once.
            low, high = cleaned.get("low"), cleaned.get("high")
            cleaned["low"] = high if low is None else low
            cleaned["high"] = low if high is None else high
        self._settle_unit(cleaned, entry.unit if entry else None)
        return cleaned

    def _post_clean(self) -> None:
        settled = "qualifier" in self.errors
        super()._post_clean()
        if not settled and {"entry", "low", "high"} & set(self.errors):
            # It would complain of a bound that could not be read, or say what is said there.
            self.errors.pop("qualifier", None)

    def _take(self, entry: Any, cleaned: dict[str, Any]) -> None:
        qualifier = self._qualifier(entry, cleaned)
        low, high = _bounds(entry, qualifier)
        for name, value in (("low", low), ("high", high)):
            typed = name in self.changed_data and cleaned.get(name) is not None
            if typed and cleaned[name] != value:
                self.add_error(name, _clash(cleaned[name], value))
        cleaned.update(low=low, high=high, qualifier=qualifier)

    def _qualifier(self, entry: Any, cleaned: dict[str, Any]) -> str:
        """The hedge in the words; one chosen by hand where the words have none."""
        chosen = cleaned.get("qualifier") or entry.qualifier
        if "qualifier" not in self.changed_data or chosen == entry.qualifier:
            return str(entry.qualifier)
        if entry.qualifier == Qualifier.EXACT and chosen != Qualifier.RANGE:
            return str(chosen)
        message = _(
            "The amount as you read it says “%(read)s”; you chose “%(chosen)s”. Take one of them."
        )
        self.add_error(
            "qualifier",
            ValidationError(
                message,
                code="clash",
                params={
                    "read": Qualifier(entry.qualifier).label,
                    "chosen": Qualifier(chosen).label,
                },
            ),
        )
        return str(entry.qualifier)

    def _settle_unit(self, cleaned: dict[str, Any], read: str | None) -> None:
        """The unit in the words, else the chosen one, else the statistic's own."""
        if "unit" in self.errors:
            return
        chosen, statistic = cleaned.get("unit"), cleaned.get("statistic")
        if read and chosen and "unit" in self.changed_data and chosen != read:
            message = _(
                "The amount as you read it is in %(read)s; you chose %(chosen)s. Take one of them."
            )
            params = {"read": UNITS[read].label, "chosen": UNITS[chosen].label}
            self.add_error("unit", ValidationError(message, code="clash", params=params))
            return
        cleaned["unit"] = read or chosen or (statistic.unit if statistic else "")
        if not cleaned["unit"] and "statistic" not in self.errors:
            self.add_error("unit", _("In which unit? Choose one."))


def _bounds(entry: Any, qualifier: str) -> tuple[Decimal | None, Decimal | None]:
    """The bounds of a number printed bare, under a qualifier chosen by hand."""
    low = None if qualifier == Qualifier.UNDER else entry.low
    high = None if qualifier == Qualifier.OVER else entry.high
    return low, high


def _clash(typed: Decimal, read: Decimal | None) -> ValidationError:
    if read is None:
        message = _(
            "The amount as you read it leaves this bound open; you entered %(typed)s. Empty one of "
            "the two."
        )
        return ValidationError(message, code="clash", params={"typed": format_number(typed)})
    message = _(
        "The amount as you read it says %(read)s; you entered %(typed)s. Empty one of the two."
    )
    return ValidationError(
        message,
        code="clash",
        params={"read": format_number(read), "typed": format_number(typed)},
    )
