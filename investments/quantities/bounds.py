"""Bounds arithmetic: what may be said of a sum when its members are bounds or unknown."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from investments.choices import Qualifier

POINT = (Qualifier.EXACT, Qualifier.ABOUT, Qualifier.LEVEL)


@dataclass(frozen=True)
class Bounds:
    """A number as its source leaves it: `low` and `high` in base units, None where open."""

    low: Decimal | None
    high: Decimal | None
    qualifier: str = Qualifier.EXACT

    @property
    def value(self) -> Decimal | None:
        """The one number printed; None for a range, which prints two."""
        if self.qualifier == Qualifier.RANGE:
            return None
        return self.high if self.qualifier == Qualifier.UNDER else self.low


@dataclass(frozen=True)
class Total:
    """The sum of some members: `bounds` is None where nothing is known of it; `known` of
    `members` have an amount. With a member unknown the sum has no upper bound."""

    bounds: Bounds | None
    known: int
    members: int

    @property
    def unknown(self) -> int:
        return self.members - self.known


def complaint(low: Decimal | None, high: Decimal | None, qualifier: str) -> str:
    """Why these bounds contradict the qualifier, in a code that the caller words; '' if not."""
    if low is not None and high is not None and low > high:
        return "low_above_high"
    if qualifier == Qualifier.OVER:
        return "" if low is not None and high is None else "over"
    if qualifier == Qualifier.UNDER:
        return "" if low is None and high is not None else "under"
    if qualifier == Qualifier.RANGE:
        return "" if low is not None and high is not None and low < high else "range"
    return "" if low is not None and low == high else "point"


@dataclass(frozen=True)
class Sums:
    """What is added up of the known members of a sum, in one unit: `lows` and `highs` count the
    bounds there are, `exact` the members that are printed bare."""

    known: int
    lows: int
    low: Decimal
    highs: int
    high: Decimal
    exact: int

    def total(self, members: int) -> Total:
        """The sum of so many members, those without an amount included.

        Never a guess: an unknown or "over" member opens the sum upwards, an "under" member counts
        from zero beside others, and "about" or "level" members leave an "about" sum.
        """
        if not self.known:
            return Total(None, 0, members)
        closed = self.highs == members
        bounds: Bounds | None
        if not self.lows:
            bounds = Bounds(None, self.high, Qualifier.UNDER) if closed else None
        elif not closed:
            bounds = Bounds(self.low, None, Qualifier.OVER)
        elif self.low != self.high:
            bounds = Bounds(self.low, self.high, Qualifier.RANGE)
        else:
            hedge = Qualifier.EXACT if self.exact == self.known else Qualifier.ABOUT
            bounds = Bounds(self.low, self.low, hedge)
        return Total(bounds, self.known, members)


def total(members: Iterable[Bounds | None]) -> Total:
    """Sum non-negative amounts of one unit; None stands for a member whose amount is unknown."""
    listed = list(members)
    known = [member for member in listed if member is not None]
    lows = [member.low for member in known if member.low is not None]
    highs = [member.high for member in known if member.high is not None]
    exact = sum(member.qualifier == Qualifier.EXACT for member in known)
    sums = Sums(
        len(known), len(lows), sum(lows, Decimal(0)), len(highs), sum(highs, Decimal(0)), exact
    )
    return sums.total(len(listed))
