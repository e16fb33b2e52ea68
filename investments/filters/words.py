"""What is chosen in a list, in words: a phrase a filter, and one sentence of them all."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from investments.choices import Qualifier
from investments.filters.choose import ChoosableFilter, CodeFilter
from investments.filters.fields import UNKNOWN, UNKNOWN_LABEL, Chosen, Selection
from investments.languages import chinese, comma, list_comma
from investments.quantities.format import format_number, format_quantity
from investments.quantities.units import UNITS


def one_of_several(words: Sequence[str]) -> str:
    """ "A", "A or B", "A, B or C"."""
    if len(words) == 1:
        return words[0]
    listed = list_comma().join(words[:-1])
    return _("%(first)s or %(last)s") % {"first": listed, "last": words[-1]}


def inside(item: ChoosableFilter, chosen: Chosen) -> str:
    """The name of a value within a sentence: codes have common nouns, records names."""
    label = str(chosen.label)
    plain = isinstance(item, CodeFilter) and not chinese() and not label[1:2].isupper()
    return label[:1].lower() + label[1:] if plain else label


def selection(item: ChoosableFilter, label: Any, value: Selection) -> list[str]:
    """Phrases that follow "Projects …"."""
    phrases = []
    for chosen, left_out in ((value.included, False), (value.excluded, True)):
        if chosen:
            phrases.append(_phrase(item, str(label), chosen, left_out))
    return phrases


def _phrase(item: ChoosableFilter, label: str, chosen: Sequence[Chosen], left_out: bool) -> str:
    blank = [one.key for one in chosen] == [UNKNOWN]
    own = item.phrases[2 * blank :][left_out : left_out + 1]
    if own:
        pattern = str(own[0])
    elif not blank:
        with_or_without = _("with %(label)s %(values)s"), _("without %(label)s %(values)s")
        pattern = with_or_without[left_out]
    elif item.blank == UNKNOWN_LABEL:
        pattern = _("with %(label)s known") if left_out else _("with %(label)s not known")
    else:
        pattern = _("with any %(label)s") if left_out else _("without any %(label)s")
    values = one_of_several([inside(item, one) for one in chosen])
    return pattern % {"label": label, "values": values}


def terms(words: Sequence[str]) -> str:
    return _("with the words “%(words)s”") % {"words": " ".join(words)}


def amount(number: Decimal, units: Sequence[str]) -> str:
    """An end of a span; with its unit where there is one."""
    if len(units) == 1 and units[0] in UNITS:
        return format_quantity(number, number, Qualifier.EXACT, units[0])
    return format_number(number)


def span(label: Any, low: str, high: str) -> str:
    if low and high:
        pattern = _("with %(label)s from %(low)s to %(high)s")
    else:
        pattern = _("with %(label)s from %(low)s") if low else _("with %(label)s up to %(high)s")
    return pattern % {"label": label, "low": low, "high": high}


def of_rows(noun: Any, phrases: Sequence[str]) -> str:
    """ "Projects with stage signed, without industry AI"."""
    if not phrases:
        return str(capfirst(noun))
    words = {"noun": capfirst(noun), "phrases": comma().join(phrases)}
    return _("%(noun)s %(phrases)s") % words


def sentence(noun: Any, phrases: Sequence[str], left: int, whole: int) -> str:
    """The whole selection with the number of rows that it leaves."""
    words = {"rows": of_rows(noun, phrases), "left": left, "all": whole}
    if not phrases:
        return _("%(rows)s: %(all)s.") % words
    return _("%(rows)s; %(left)s of %(all)s.") % words
