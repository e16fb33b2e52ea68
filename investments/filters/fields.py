"""Form fields of the filters: each reads one bounded parameter, and says why it cannot.

A field's `words(value)` names a cleaned value for the reader.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from investments.dates import FIRST_YEAR, LAST_YEAR
from investments.languages import list_comma
from investments.quantities.format import format_number

UNKNOWN = "unknown"
UNKNOWN_LABEL = gettext_lazy("not known")
ANY = pgettext_lazy("filter", "any")
MAX_TERMS, MAX_LENGTH, MAX_CHOICES = 5, 100, 200
LISTED = 12  # allowed values that an explanation spells out
SHOWN = 60  # characters of a wrong value that an explanation repeats
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

    def words(self, value: Any) -> str:
        return " ".join(value)


class ListedField(forms.Field):
    """One code of a list; `choices` are pairs of code and label, without the empty one."""

    widget = forms.Select

    def __init__(self, *, choices: Any = (), unknown: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        pairs = [(str(code), label) for code, label in choices]
        self.pairs = [*pairs, (UNKNOWN, UNKNOWN_LABEL)] if unknown else pairs
        if isinstance(self.widget, forms.Select):
            self.widget.choices = [("", ANY), *self.pairs]

    def to_python(self, value: Any) -> str:
        value = (value or "").strip()
        if value and value not in dict(self.pairs):
            return self.unlisted(value)
        return value

    def unlisted(self, value: str) -> str:
        raise refuse(value, one_of([code for code, _label in self.pairs]))

    def words(self, value: Any) -> str:
        return str(dict(self.pairs).get(value, value))


class YearField(ListedField):
    """A year; the list has those that occur, but any within bounds is a fair question."""

    def unlisted(self, value: str) -> str:
        if re.fullmatch(r"[0-9]{4}", value) and FIRST_YEAR <= int(value) <= LAST_YEAR:
            self.pairs.append((value, value))
            self.widget.choices = [("", ANY), *self.pairs]
            return value
        reason = _("write a year from %(first)s to %(last)s, or “unknown” where it is offered.")
        raise refuse(value, reason % {"first": FIRST_YEAR, "last": LAST_YEAR})


@dataclass(frozen=True)
class Chosen:
    """A related record that was chosen."""

    pk: int
    slug: str
    label: str


class RelatedField(ListedField):
    """A related record by its slug: a drop-down, or where that would be long a text field."""

    def __init__(
        self,
        *,
        rows: dict[str, Chosen] | None = None,
        find: Callable[[str], Chosen | None] | None = None,
        **kwargs: Any,
    ) -> None:
        self.rows = rows or {}
        self.find = find
        self.long = len(self.rows) > MAX_CHOICES
        if self.long:
            kwargs["widget"] = forms.TextInput
            kwargs.setdefault(
                "help_text",
                _("The last part of the record's address, such as %(slug)s.")
                % {"slug": next(iter(self.rows))},
            )
        super().__init__(choices=[(slug, row.label) for slug, row in self.rows.items()], **kwargs)

    def clean(self, value: Any) -> Any:
        slug = self.to_python(value)
        return self.rows.get(slug, slug)

    def unlisted(self, value: str) -> str:
        """Published but not among the choices: an empty answer, not a wrong question."""
        found = self.find(value) if self.find and re.fullmatch(r"[-\w]{1,120}", value) else None
        if found is None:
            if self.long:
                raise refuse(value, _("there is no such record."))
            return super().unlisted(value)
        self.rows[value] = found
        self.pairs.append((value, found.label))
        if isinstance(self.widget, forms.Select):
            self.widget.choices = [("", ANY), *self.pairs]
        return value

    def words(self, value: Any) -> str:
        return value.label if isinstance(value, Chosen) else super().words(value)


class QuantityField(forms.Field):
    """A number that is not negative, in base units: at most 18 digits and 6 after the point."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

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

    def words(self, value: Any) -> str:
        return format_number(value)


def counted_complaints(count: int) -> str:
    return ngettext("%(count)s parameter", "%(count)s parameters", count) % {"count": count}
