"""Form fields of the filters: each reads one bounded parameter, and says why it cannot.

Choosable filters share one grammar: values with commas between them, `-` before what is left out,
`unknown` for the blank.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from investments.dates import FIRST_YEAR, LAST_YEAR
from investments.languages import list_comma

UNKNOWN = "unknown"
UNKNOWN_LABEL = gettext_lazy("not known")
NONE_LABEL = gettext_lazy("none")
ANY = pgettext_lazy("filter", "any")
MAX_TERMS, MAX_LENGTH, MAX_VALUES = 5, 100, 20
LISTED = 12  # allowed values that an explanation spells out
SHOWN = 60  # characters of a wrong value that an explanation repeats
IN_FORM = {"form": "filters"}  # fields stand beside the rows, the form above them
NUMBER = re.compile(r"\d{1,18}(\.\d{1,6})?")


def shortened(value: str) -> str:
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"


def refuse(value: str, reason: str) -> ValidationError:
    return ValidationError(
        _("“%(value)s”: %(reason)s"), params={"value": shortened(value), "reason": reason}
    )


def one_of(codes: list[str]) -> str:
    """The allowed values in words, the first dozen of them."""
    if not codes:
        return _("there is nothing to choose from yet.")
    listed = list_comma().join(codes[:LISTED])
    if len(codes) > LISTED:
        return _("choose one of the list, such as %(values)s.") % {"values": listed}
    return _("choose one of %(values)s.") % {"values": listed}


class TermsField(forms.CharField):
    """Up to five words, all of which must occur; cleaned to a list."""

    def to_python(self, value: Any) -> Any:
        terms = str(value or "").split()
        if len(str(value or "")) > MAX_LENGTH:
            raise refuse(
                value, _("search for at most %(count)s characters.") % {"count": MAX_LENGTH}
            )
        if len(terms) > MAX_TERMS:
            raise refuse(value, _("search for at most %(count)s words.") % {"count": MAX_TERMS})
        return terms

    def validate(self, value: Any) -> None:
        """Any words do."""

    def run_validators(self, value: Any) -> None:
        """Length and characters are checked on the whole."""


@dataclass(frozen=True)
class Chosen:
    """A value that was chosen: a code, a year, or the slug of a record with its `pk`."""

    key: str
    label: Any
    pk: int = 0


@dataclass(frozen=True)
class Selection:
    """What is chosen of one filter: rows with any of `included` and with none of `excluded`."""

    included: tuple[Chosen, ...] = ()
    excluded: tuple[Chosen, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.included or self.excluded)

    def state(self, key: str) -> str:
        """ "in", "out", or nothing."""
        if any(chosen.key == key for chosen in self.included):
            return "in"
        return "out" if any(chosen.key == key for chosen in self.excluded) else ""


def split_values(text: str) -> dict[str, bool]:
    """The values of a list with commas, each with whether it is left out (`-` before it)."""
    found: dict[str, bool] = {}
    for part in (part.strip() for part in text.split(",")):
        if not part:
            continue
        value, left_out = part.removeprefix("-"), part.startswith("-")
        if not value:
            raise refuse(part, _("name the value to leave out after the sign."))
        if found.setdefault(value, left_out) != left_out:
            raise refuse(value, _("it is both asked for and left out."))
    if len(found) > MAX_VALUES:
        raise refuse(text, _("give at most %(count)s values.") % {"count": MAX_VALUES})
    return found


class SelectionField(forms.Field):
    """Codes of a list, any of which a row may have; `unknown` names the blank where there is
    one."""

    widget = forms.TextInput(attrs=IN_FORM)

    def __init__(self, *, choices: Any = (), unknown: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = {str(code): label for code, label in choices}
        if unknown:
            self.choices[UNKNOWN] = unknown

    def to_python(self, value: Any) -> Selection:
        included: list[Chosen] = []
        excluded: list[Chosen] = []
        for key, left_out in split_values(value or "").items():
            (excluded if left_out else included).append(self.find(key))
        return Selection(tuple(included), tuple(excluded))

    def find(self, key: str) -> Chosen:
        if key not in self.choices:
            raise refuse(key, one_of(list(self.choices)))
        return Chosen(key, self.choices[key])


class YearField(SelectionField):
    """Years: any within bounds is a fair question."""

    def find(self, key: str) -> Chosen:
        return Chosen(key, key) if _is_year(key) else self._blank(key)

    def _blank(self, key: str) -> Chosen:
        if key in self.choices:
            return super().find(key)
        raise refuse(key, _write_a_year())


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{4}", text)) and FIRST_YEAR <= int(text) <= LAST_YEAR


def _write_a_year() -> str:
    reason = _("write a year from %(first)s to %(last)s, or “unknown” where it is offered.")
    return reason % {"first": FIRST_YEAR, "last": LAST_YEAR}


class YearEndField(forms.Field):
    """One end of a span of years."""

    widget = forms.TextInput(attrs={**IN_FORM, "inputmode": "numeric", "maxlength": 4})

    def to_python(self, value: Any) -> int | None:
        text = (value or "").strip()
        if text and not _is_year(text):
            raise refuse(text, _write_a_year())
        return int(text) if text else None


class FoundField(SelectionField):
    """Values that the record has; `found` are those of the address that were found in it."""

    def __init__(self, *, found: dict[str, Chosen] | None = None, **kwargs: Any) -> None:
        self.found = found or {}
        super().__init__(**kwargs)

    def find(self, key: str) -> Chosen:
        if key in self.choices:
            return super().find(key)
        if key not in self.found:
            raise refuse(key, _("the record has nothing of this name."))
        return self.found[key]


class QuantityField(forms.Field):
    """A number that is not negative, in base units: at most 18 digits and 6 after the point."""

    widget = forms.TextInput(attrs={**IN_FORM, "inputmode": "decimal"})

    def to_python(self, value: Any) -> Decimal | None:
        text = (value or "").strip()
        if not text:
            return None
        if not NUMBER.fullmatch(text) or not text.isascii():
            raise refuse(
                text,
                _("write a plain number such as 30000000000, at most 18 digits long."),
            )
        return Decimal(text)
