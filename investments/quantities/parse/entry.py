"""One number that somebody types, as people write it: "6.89 billion", "46.3亿", "6-7 GWh"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investments.choices import Qualifier
from investments.quantities.parse.find import Kind, scan_entry
from investments.quantities.parse.fold import fold
from investments.quantities.units import UNITS

INTEGER_DIGITS, DECIMAL_PLACES = 18, 6  # what a figure stores
LONGEST = 80
HOW_TO_WRITE = gettext_lazy(
    "Write a number as you would print it: 6,890,000,000 or 6.89 billion or 68.9亿, 1.5%; "
    "with its hedge if it has one: over 30 billion yuan, 6-7 GWh, about 15%, 超过300亿元."
)
_SPACED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")  # 6 890 000 000


@dataclass(frozen=True)
class Entry:
    """What was typed, in base units; `unit` is None where none was given."""

    low: Decimal | None
    high: Decimal | None
    qualifier: str
    unit: str | None


def parse_entry(text: str) -> Entry:
    """Read one number with its hedge and unit. Raises ValidationError that says how to write it."""
    folded = fold(text).strip()
    if len(folded) > LONGEST:
        raise _unreadable(folded[:LONGEST] + "…")
    folded = _SPACED.sub(lambda match: match[0].replace(" ", ""), folded)
    found = scan_entry(folded)
    if len(found) != 1 or found[0].text != folded or found[0].kind != Kind.QUANTITY:
        raise _unreadable(text)
    number = found[0]
    if number.unit is not None and number.unit not in UNITS:
        raise ValidationError(
            _("There is no unit “%(unit)s” in this record."),
            code="unit",
            params={"unit": number.unit},
        )
    for bound in (number.low, number.high):
        if bound is not None and not _fits(bound):
            raise ValidationError(
                _(
                    "“%(text)s” has more digits than the record keeps: %(whole)s before the "
                    "point and %(places)s after it."
                ),
                code="digits",
                params={"text": text, "whole": INTEGER_DIGITS, "places": DECIMAL_PLACES},
            )
    return Entry(number.low, number.high, number.qualifier, number.unit)


def parse_amount(text: str) -> Decimal:
    """Read one bare number, with or without its unit, for a field that holds one bound."""
    entry = parse_entry(text)
    if entry.qualifier != Qualifier.EXACT or entry.low is None:
        raise ValidationError(
            _(
                "“%(text)s” is more than one number. Enter the number alone, and choose the "
                "qualifier in its own field."
            ),
            code="hedged",
            params={"text": text},
        )
    return entry.low


def _fits(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return (
        isinstance(exponent, int)
        and -exponent <= DECIMAL_PLACES
        and value.adjusted() < INTEGER_DIGITS
    )


def _unreadable(text: str) -> ValidationError:
    return ValidationError(
        _("“%(text)s” is no number that can be read. %(how)s"),
        code="quantity",
        params={"text": text, "how": HOW_TO_WRITE},
    )
