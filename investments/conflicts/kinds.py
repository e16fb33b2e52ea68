"""What sort of difference there is between statements, and the sentence that says why."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investments.quantities.bounds import Bounds
from investments.quantities.format import format_quantity


class Kind(TextChoices):
    """The gravest first, which is also the order in which the public sees them."""

    CONTRADICTION = "contradiction", pgettext_lazy("conflict", "Contradiction")
    LATER = "later", pgettext_lazy("conflict", "Later claim")
    DEFINITION = "definition", pgettext_lazy("conflict", "Other definition")
    UNCLASSIFIED = "unclassified", pgettext_lazy("conflict", "Not classified")
    ROUNDING = "rounding", pgettext_lazy("conflict", "Rounding or hedge")
    PARTS = "parts", pgettext_lazy("conflict", "Whole and parts")
    CONVERSION = "conversion", pgettext_lazy("conflict", "Conversion")

    @property
    def meaning(self) -> str | Promise:
        return MEANINGS[self]


MEANINGS: dict[str, str | Promise] = {
    Kind.CONTRADICTION: _("The same question, and answers that cannot all be true."),
    Kind.LATER: _("The same question, answered at another time."),
    Kind.DEFINITION: _("Numbers that look alike and answer different questions."),
    Kind.UNCLASSIFIED: _("The record does not say why they differ: look at the sources."),
    Kind.ROUNDING: _("One number, printed more coarsely or with another hedge."),
    Kind.PARTS: _("A whole set beside what the record has of its parts."),
    Kind.CONVERSION: _("An amount, and the same again in another currency."),
}

# Why a group is of its kind. Each is a fact of the record, never a guess at what was meant.
REASONS: dict[str, str | Promise] = {
    "disjoint": _("Same subject, statistic, period and status, and no number fits both."),
    "revised": _("An aim that a later source sets at another number."),
    "later_more": _("No period is stated, and the later source says more."),
    "passage": _("One passage gives both, a dated value beside one without a date."),
    "later_less": _("No period is stated, and the later source says less."),
    "one_source": _("One source gives both, and does not say of which time each is."),
    "order_unknown": _("Which of the sources is the later one is not known."),
    "reach": _("How far “about” reaches is not said."),
    "undated": _("One claim states its period and another does not."),
    "rounded": _("They are equal once rounded to the digits of the coarser one."),
    "hedged": _("The hedges leave room: all of them can be true."),
    "currencies": _("In different currencies, which this record does not convert."),
    "converted": _("The source itself gives the amount again in another currency."),
    "other_whole": _("Shares of different wholes, under similar names."),
    "one_number": _("A source prints one number for both; elsewhere they differ."),
    "tier": _("One is said of the industry, the other of the tier that a list puts it in."),
    "tier_part": _(
        "One is said of the industry, the other of the highest tier that a list puts a part "
        "of it in."
    ),
    "precision": _("One date is more precise than the other; both can be true."),
    "dates": _("The dates exclude each other."),
    "inferred": _("The dates differ, and one of them is approximate or inferred."),
    "backwards": _("An earlier stage has a later date than a later stage."),
    "two_tiers": _("One list has the industry in two tiers."),
    "two_lists": _("Different lists put the industry in different tiers."),
    "more_named": _("More are named than the whole is said to have."),
    "fewer_named": _("Fewer are named than the whole is said to have; the others are not known."),
    "parts_exceed": _("The parts add up to %(sum)s, more than the whole."),
    "parts_less": _("The parts on record add up to %(sum)s; whether they are all is not said."),
    "parts_agree": _("The parts add up to %(sum)s; the hedges leave room for both."),
    "parts_rounded": _("The parts add up to %(sum)s, which rounding of the parts explains."),
}


@dataclass(frozen=True)
class Verdict:
    """How a group is classed. `decided`: a curator's standing says which statement to read."""

    kind: Kind
    why: str
    decided: bool = False
    sum: Bounds | None = field(default=None)
    unit: str = ""

    @property
    def reason(self) -> str:
        """In words, in the active language."""
        text = str(REASONS[self.why])
        if self.sum is None:
            return text
        quantity = format_quantity(self.sum.low, self.sum.high, self.sum.qualifier, self.unit)
        return text % {"sum": quantity}

    @property
    def meaning(self) -> str:
        return str(self.kind.meaning)

    @property
    def rivals(self) -> bool:
        """Whether the statements answer one question, so that a standing can decide."""
        return self.kind not in BESIDE and self.why != "passage"


BESIDE = (Kind.DEFINITION, Kind.PARTS, Kind.CONVERSION)
GRAVITY = {
    Kind.CONTRADICTION: 0,
    Kind.UNCLASSIFIED: 1,
    Kind.LATER: 2,
    Kind.DEFINITION: 3,
    Kind.CONVERSION: 4,
    Kind.PARTS: 5,
    Kind.ROUNDING: 6,
}
ORDER = {kind: place for place, kind in enumerate(Kind)}
HUNDRED = Decimal(100)
