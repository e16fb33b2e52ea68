"""Form fields that read what people write."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from investments.quantities.parse import parse_amount, parse_entry

BARE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class ScaledDecimalField(forms.DecimalField):
    """A number in base units, also entered as "6.89 billion" or "46.3亿"."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        # Bare digits are a number here, also where in a text they would be a telephone's.
        if isinstance(value, str) and value.strip() and not BARE.fullmatch(value.strip()):
            value = parse_amount(value.strip())
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """A stored number without the zeros of its column; what was typed stays as typed."""
        if isinstance(value, Decimal):
            whole = value == value.to_integral_value()
            return f"{value:.0f}" if whole else f"{value.normalize():f}"
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off"}


class EntryField(forms.CharField):
    """A figure as its source words it: "over 30 billion yuan", "6-7 GWh", "15%". Its clean value
    is an Entry, or None where left empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return parse_entry(text) if text else None


class RecordChoiceField(forms.ModelChoiceField):
    """A reference to a record. `known` is the one that the form was opened with: showing it again
    and taking it unchanged cost no query, where a form with fifty rows would cost hundreds."""

    known: models.Model | None = None

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if self.known is not None and str(getattr(value, "pk", value)) == str(self.known.pk):
            return self.known
        try:
            rows: Any = self.queryset
            found = rows.filter(pk=getattr(value, "pk", value)).first()
        except (TypeError, ValueError):
            found = None
        if found is None:
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            )
        return found
