"""Units of measure: code as stored and exported, kind, and how a number of them is written.

Currencies are ISO 4217 codes. Values are in base units: yuan, not billions of yuan; percent as 6.5.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy


class UnitKind(StrEnum):
    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    RANK = "rank"
    MEASURE = "measure"  # physical quantities and ratios


@dataclass(frozen=True)
class Unit:
    """`label` names the unit in a list; `pattern` writes a number of it, `%(number)s` standing
    for the formatted number (an ngettext_lazy pattern takes the plural from `number`)."""

    code: str
    kind: UnitKind
    label: str | Promise
    pattern: str | Promise
    symbol: str = ""


def _counted(code: str, label: Promise, pattern: Promise) -> Unit:
    return Unit(code, UnitKind.COUNT, label, pattern)


_ALL = [
    Unit("CNY", UnitKind.MONEY, _("yuan (CNY)"), pgettext_lazy("money", "¥%(number)s"), "¥"),
    Unit("USD", UnitKind.MONEY, _("US dollars (USD)"), pgettext_lazy("money", "$%(number)s"), "$"),
    Unit("EUR", UnitKind.MONEY, _("euros (EUR)"), pgettext_lazy("money", "€%(number)s"), "€"),
    Unit("percent", UnitKind.PERCENT, _("percent"), pgettext_lazy("unit", "%(number)s%%"), "%"),
    Unit("rank", UnitKind.RANK, _("rank"), pgettext_lazy("unit", "no. %(number)s")),
    _counted(
        "project",
        _("projects"),
        ngettext_lazy("%(number)s project", "%(number)s projects", "plural"),
    ),
    _counted(
        "contract",
        _("contracts"),
        ngettext_lazy("%(number)s contract", "%(number)s contracts", "plural"),
    ),
    _counted(
        "person",
        pgettext_lazy("unit", "people"),
        ngettext_lazy("%(number)s person", "%(number)s people", "plural"),
    ),
    _counted(
        "company",
        _("companies"),
        ngettext_lazy("%(number)s company", "%(number)s companies", "plural"),
    ),
    _counted(
        "vehicle",
        _("vehicles"),
        ngettext_lazy("%(number)s vehicle", "%(number)s vehicles", "plural"),
    ),
    _counted("set", _("sets"), ngettext_lazy("%(number)s set", "%(number)s sets", "plural")),
    _counted(
        "institution",
        _("institutions"),
        ngettext_lazy("%(number)s institution", "%(number)s institutions", "plural"),
    ),
    _counted("base", _("bases"), ngettext_lazy("%(number)s base", "%(number)s bases", "plural")),
    _counted(
        "platform",
        _("platforms"),
        ngettext_lazy("%(number)s platform", "%(number)s platforms", "plural"),
    ),
    _counted("task", _("tasks"), ngettext_lazy("%(number)s task", "%(number)s tasks", "plural")),
    _counted(
        "industry",
        _("industries"),
        ngettext_lazy("%(number)s industry", "%(number)s industries", "plural"),
    ),
    _counted("area", _("areas"), ngettext_lazy("%(number)s area", "%(number)s areas", "plural")),
    _counted("item", _("items"), ngettext_lazy("%(number)s item", "%(number)s items", "plural")),
    _counted("year", _("years"), ngettext_lazy("%(number)s year", "%(number)s years", "plural")),
    Unit("km2", UnitKind.MEASURE, _("square kilometres"), pgettext_lazy("unit", "%(number)s km²")),
    Unit("GWh", UnitKind.MEASURE, _("gigawatt-hours"), pgettext_lazy("unit", "%(number)s GWh")),
    Unit(
        "per_10000_people",
        UnitKind.MEASURE,
        _("per 10,000 people"),
        pgettext_lazy("unit", "%(number)s per 10,000 people"),
    ),
]

UNITS: dict[str, Unit] = {unit.code: unit for unit in _ALL}


def unit_choices() -> list[tuple[str, str | Promise]]:
    """For a field's `choices`; a callable, so that a new unit needs no migration."""
    return [(unit.code, unit.label) for unit in _ALL]


def codes(*kinds: UnitKind) -> list[str]:
    """The codes of all units of these kinds, in the order of the declaration."""
    return [unit.code for unit in _ALL if unit.kind in kinds]
