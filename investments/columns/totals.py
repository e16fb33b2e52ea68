"""The amounts of a whole list added up, as bounds: the same arithmetic as everywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, IntegerField, Q, Sum, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from investments.choices import Qualifier
from investments.columns.kinds import AMOUNT_PARTS, Amount
from investments.languages import comma
from investments.quantities.bounds import Bounds, Sums, Total
from investments.quantities.format import format_quantity


@dataclass
class ListTotal:
    """A sum for each currency. `contained` rows have an amount that is part of another row's
    and is not added again."""

    members: int = 0
    known: int = 0
    contained: int = 0
    sums: list[tuple[str, Total]] = field(default_factory=list)

    def amounts(self) -> str:
        """ "at least ¥12.3 billion, $971 million"; nothing where no sum can be told."""
        told = [_in_words(total.bounds, unit) for unit, total in self.sums if total.bounds]
        return comma().join(told)

    def sentences(self) -> list[str]:
        """The sum, how many amounts it rests on, and what is not in it."""
        if not self.known:
            return []
        amounts = self.amounts()
        words = {"amounts": amounts, "known": self.known, "all": self.members}
        if self.known == self.members:
            known = _("All %(all)s amounts are known.")
        else:
            known = _("The amount is known for %(known)s of %(all)s.")
        said = [_("Together %(amounts)s.") % words] if amounts else []
        said.append(known % words)
        if self.contained:
            said.append(
                ngettext(
                    "%(count)s of them is part of another amount in the list and not added again.",
                    "%(count)s of them are part of other amounts in the list and not added again.",
                    self.contained,
                )
                % {"count": self.contained}
            )
        return said


def _in_words(bounds: Bounds, unit: str) -> str:
    if bounds.qualifier == Qualifier.OVER:  # of a sum: unknown members open it as well
        quantity = format_quantity(bounds.low, bounds.low, Qualifier.EXACT, unit)
        return pgettext("total", "at least %(quantity)s") % {"quantity": quantity}
    if bounds.qualifier == Qualifier.UNDER:
        quantity = format_quantity(bounds.high, bounds.high, Qualifier.EXACT, unit)
        return pgettext("total", "at most %(quantity)s") % {"quantity": quantity}
    return format_quantity(bounds.low, bounds.high, bounds.qualifier, unit)


def amount_total(column: Amount, queryset: Any) -> ListTotal | None:
    """One query. None for a column whose amounts cannot be added."""
    return amount_totals(column, {"": queryset})[""] if column.within else None


def amount_totals(column: Amount, lists: Mapping[str, Any]) -> dict[str, ListTotal]:
    """The totals of several lists of one model, in one query.

    Targets and conversions never enter: the columns are derived without them. What a row's
    amount is part of is asked among the rows of the same list (`within`), whatever its currency.
    """
    unit = column.sources()[f"{column.prefix}unit"]
    arms = [_groups(column, key, queryset) for key, queryset in lists.items()]
    groups = arms[0] if len(arms) == 1 else arms[0].union(*arms[1:], all=True)
    by_list: dict[str, list[dict[str, Any]]] = {key: [] for key in lists}
    for group in groups:
        by_list[group["total_of"]].append(group)
    return {key: _summed(unit, found) for key, found in by_list.items()}


def _groups(column: Amount, key: str, queryset: Any) -> Any:
    """The rows of a list by currency, those within others apart."""
    read = column.sources()
    names = {part: read[f"{column.prefix}{part}"] for part in AMOUNT_PARTS}
    unit = names["unit"]
    rows = queryset.order_by()
    larger = rows.filter(**{f"{unit}__gt": ""})
    part = column.within(larger) if column.within else Q(pk__in=[])
    contained = Case(When(part, then=Value(1)), default=Value(0), output_field=IntegerField())
    return (
        rows.annotate(total_of=Value(key, output_field=CharField()), total_within=contained)
        .values("total_of", unit, "total_within")
        .annotate(
            rows=Count("pk"),
            lows=Count(names["low"]),
            low=Sum(names["low"]),
            highs=Count(names["high"]),
            high=Sum(names["high"]),
            exact=Count("pk", filter=Q(**{names["qualifier"]: Qualifier.EXACT})),
        )
    )


def _summed(unit: str, groups: Iterable[dict[str, Any]]) -> ListTotal:
    found = ListTotal()
    sums: dict[str, Sums] = {}
    for group in groups:
        found.members += group["rows"]
        if not group[unit]:
            continue
        found.known += group["rows"]
        if group["total_within"]:
            found.contained += group["rows"]
        else:
            sums[group[unit]] = Sums(
                group["rows"],
                group["lows"],
                group["low"] or Decimal(0),
                group["highs"],
                group["high"] or Decimal(0),
                group["exact"],
            )
    unknown = found.members - found.known
    for code in sorted(sums, key=lambda code: (code != "CNY", code)):
        found.sums.append((code, sums[code].total(sums[code].known + unknown)))
    return found
