"""Figures in words: the same phrase in a list, on a page, in a chart and in an export's label.

The scale follows the language (million and billion, or 万 and 亿) and never costs a digit: a
number that its compact form would round is written out in full.
"""

from decimal import Decimal
from typing import Literal

from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import get_language, override, pgettext

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
    return _compact(value, locale) or _in_full(value, locale)


def _compact(value: Decimal, locale: str) -> str:
    """With a scale word; '' where the number is too small or would lose a digit."""
    if abs(value) < COMPACT_FROM[locale]:
        return ""
    unit = 4 if locale == "zh_Hans" else 3
    power = (value.adjusted() // unit) * unit
    if value != round(value.scaleb(-power), SHOWN_DIGITS).scaleb(power):
        return ""
    # Chinese has one compact form, 万 and 亿; English writes out million and billion.
    form: Literal["short", "long"] = "short" if locale == "zh_Hans" else "long"
    return format_compact_decimal(
        value, format_type=form, locale=locale, fraction_digits=SHOWN_DIGITS
    )


def _in_full(value: Decimal, locale: str) -> str:
    value = value.normalize()
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
    if language and language != get_language():
        with override(language):  # the words, not the digits alone
            return format_quantity(low, high, qualifier, unit_code)
    unit = UNITS[unit_code]
    value = high if low is None else low
    if value is None:
        return ""
    if qualifier == Qualifier.RANGE and high is not None:
        return _with_unit(_range(value, high, unit), None, unit)
    quantity = _with_unit(format_number(value), value, unit)
    if qualifier == Qualifier.EXACT:
        return quantity
    patterns = {
        Qualifier.ABOUT: pgettext("figure", "about %(quantity)s"),
        Qualifier.OVER: pgettext("figure", "over %(quantity)s"),
        Qualifier.UNDER: pgettext("figure", "under %(quantity)s"),
        Qualifier.LEVEL: pgettext("figure", "%(quantity)s level"),
    }
    return patterns[Qualifier(qualifier)] % {"quantity": quantity}


def _range(low: Decimal, high: Decimal, unit: Unit) -> str:
    """Both ends with a scale word or neither: "5–1.2万" could be 50,000 as well as 5."""
    locale = babel_locale()
    first, last = _compact(low, locale), _compact(high, locale)
    if not (first and last):
        return _between(_in_full(low, locale), _in_full(high, locale))
    digits, _, scale = first.rpartition(" ")
    if unit.kind != UnitKind.MONEY and digits and scale == last.rpartition(" ")[2]:
        first = digits
    return _between(first, last)


def _between(low: str, high: str) -> str:
    return pgettext("range", "%(low)s–%(high)s") % {"low": low, "high": high}
