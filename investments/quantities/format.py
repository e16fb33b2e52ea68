"""Figures in words: the same phrase in a list, on a page, in a chart and in an export's label.

The scale follows the language (million and billion, or 万 and 亿) and never costs a digit: a
number that its compact form would round is written out in full.
"""

from decimal import Decimal

from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import get_language, pgettext

from investments.choices import Qualifier
from investments.quantities.units import UNITS, Unit, UnitKind

COMPACT_FROM = {"en": Decimal(1_000_000), "zh_Hans": Decimal(10_000)}
SHOWN_DIGITS = 4  # after the point of a compact number
FRACTION_DIGITS = 2  # after the point of a number that the source gives as a fraction


def babel_locale(language: str | None = None) -> str:
    """The Babel locale of a Django language code, by default the active one."""
    code = language or get_language() or "en"
    return "zh_Hans" if code.lower().startswith("zh") else "en"


def format_number(value: Decimal, language: str | None = None) -> str:
    """`6890000000` as "6.89 billion" or "68.9亿"; every digit that is stored is shown."""
    locale = babel_locale(language)
    value = value.normalize()
    if abs(value) >= COMPACT_FROM[locale]:
        unit = 4 if locale == "zh_Hans" else 3
        power = (value.adjusted() // unit) * unit
        if value == round(value.scaleb(-power), SHOWN_DIGITS).scaleb(power):
            return format_compact_decimal(
                value, format_type="long", locale=locale, fraction_digits=SHOWN_DIGITS
            )
    if value.as_tuple().exponent < -SHOWN_DIGITS:  # type: ignore[operator]
        value = round(value, FRACTION_DIGITS)  # one-third of a percentage: 33.333333
    return format_decimal(value, locale=locale, decimal_quantization=False)


def _with_unit(text: str, number: Decimal | None, unit: Unit) -> str:
    plural = 1 if number == 1 else 2
    return str(unit.pattern % {"number": text, "plural": plural})


def format_quantity(
    low: Decimal | None,
    high: Decimal | None,
    qualifier: str,
    unit_code: str,
    language: str | None = None,
) -> str:
    """A whole figure with its hedge and unit: "over ¥30 billion", "6–7 GWh", "about 15%"."""
    unit = UNITS[unit_code]
    value = high if low is None else low
    if value is None:
        return ""
    if qualifier == Qualifier.RANGE and high is not None:
        text = _range(value, high, unit, language)
        return _with_unit(text, None, unit)
    quantity = _with_unit(format_number(value, language), value, unit)
    if qualifier == Qualifier.EXACT:
        return quantity
    patterns = {
        Qualifier.ABOUT: pgettext("figure", "about %(quantity)s"),
        Qualifier.OVER: pgettext("figure", "over %(quantity)s"),
        Qualifier.UNDER: pgettext("figure", "under %(quantity)s"),
        Qualifier.LEVEL: pgettext("figure", "%(quantity)s level"),
    }
    return patterns[Qualifier(qualifier)] % {"quantity": quantity}


def _range(low: Decimal, high: Decimal, unit: Unit, language: str | None) -> str:
    first, last = format_number(low, language), format_number(high, language)
    scale_first, scale_last = first.rpartition(" ")[2], last.rpartition(" ")[2]
    if unit.kind == UnitKind.MONEY or scale_first != scale_last or " " not in first:
        return f"{first}–{last}"
    return f"{first.rpartition(' ')[0]}–{last}"
