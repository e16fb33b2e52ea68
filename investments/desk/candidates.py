"""Every figure, date and known name that a text prints, where it stands, in order."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter, itemgetter

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investments.choices import Status
from investments.desk import clauses
from investments.desk.figures import CURRENCIES, Number, find_figures
from investments.desk.names import Entity, Hit, Names
from investments.desk.when import When, find_dates, period, year_of
from investments.models.base import AS_PRINTED_LENGTH
from investments.quantities.parse import Printed, find_quantities, fold_with_offsets
from investments.quantities.units import UNITS, UnitKind


class Kind(TextChoices):
    """What a candidate is; all but DATE and NAME are figures."""

    AMOUNT = "amount", pgettext_lazy("candidate", "Amount")
    PERCENT = "percent", pgettext_lazy("candidate", "Percentage")
    COUNT = "count", pgettext_lazy("candidate", "Count")
    MEASURE = "measure", pgettext_lazy("candidate", "Measure")
    RANK = "rank", pgettext_lazy("candidate", "Rank")
    DATE = "date", _("Date")
    NAME = "name", _("Name")


KINDS = {
    UnitKind.MONEY: Kind.AMOUNT,
    UnitKind.PERCENT: Kind.PERCENT,
    UnitKind.COUNT: Kind.COUNT,
    UnitKind.RANK: Kind.RANK,
    UnitKind.MEASURE: Kind.MEASURE,
}

MOST = 4000  # candidates of a text; whoever reads one does not decide on more
NEVER_CUMULATIVE = ("rank", "year", "percent")


@dataclass(frozen=True)
class Candidate:
    """`start` to `end` are characters of the paragraph as stored (paragraphs count from 1).

    `printed` are the words that a statement quotes: what stands there, of a count with its noun
    (“Twenty” in “Twenty new projects”), of a conversion with the hedge that it shares. A figure
    has bounds in base units, None where open."""

    paragraph: int
    start: int
    end: int
    printed: str
    kind: Kind
    low: Decimal | None = None
    high: Decimal | None = None
    qualifier: str = ""
    unit: str = ""  # a code of UNITS, or "" where the words leave it open
    date: str = ""  # EDTF of a date
    status: str = Status.ACTUAL
    status_words: str = ""
    period: str = ""
    entity: Entity | None = None  # (model name, pk) of a name
    others: tuple[Entity, ...] = ()  # further rows of the record that go by this name

    @property
    def key(self) -> str:
        return f"{self.paragraph}-{self.start}-{self.end}"

    @property
    def is_figure(self) -> bool:
        return self.kind not in (Kind.DATE, Kind.NAME)


def find_candidates(
    paragraphs: Sequence[str], *, names: Names, published: str = ""
) -> list[Candidate]:
    """All candidates in their order, none overlapping another. A number within a name is none;
    a name that a figure or date cuts into gives way, so that the marks of figures do not move
    when the record learns a name. `published` is EDTF and dates what the text leaves open."""
    found: list[Candidate] = []
    for number, text in enumerate(paragraphs, start=1):
        if (room := MOST - len(found)) <= 0:
            break
        here = _Paragraph(number, text, names, published).candidates(room)
        found += sorted(here, key=attrgetter("start"))[:room]
    return found


class _Paragraph:
    """Numbers are found in folded text; `places` leads back to the text as stored."""

    def __init__(self, number: int, text: str, names: Names, published: str) -> None:
        self.number, self.text, self.published = number, text, published
        self.folded, self.places = fold_with_offsets(text)
        self.hits = names.find(text)
        self.printed = [one for one in find_quantities(self.folded) if not self.in_name(one)]

    def candidates(self, most: int) -> Iterator[Candidate]:
        """At least the first `most`, in no order."""
        dates = [one for one in find_dates(self.printed, self.folded, self.published) if one.date]
        figures = find_figures(self.printed, self.folded, most)
        taken = [self.span(one.start, one.end) for one in dates]
        taken += [self.span(one.start, one.end) for one in figures]
        taken.sort()
        for hit in self.hits[:most]:
            at = bisect_left(taken, hit.end, key=itemgetter(0))  # the last that begins before
            if not at or taken[at - 1][1] <= hit.start:
                yield self.name(hit)
        for when in dates[:most]:
            start, end = self.span(when.start, when.end)
            printed = self.text[start:end][:AS_PRINTED_LENGTH]
            yield Candidate(self.number, start, end, printed, Kind.DATE, date=when.date)
        year = year_of(self.published)
        for figure in figures:
            yield self.figure(figure, dates, year)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Folded characters in the text as stored."""
        return self.places[start], self.places[end - 1] + 1

    def in_name(self, one: Printed) -> bool:
        start, end = self.span(one.core_start, one.core_end)
        at = bisect_right(self.hits, start, key=attrgetter("start"))
        return bool(at) and end <= self.hits[at - 1].end

    def name(self, hit: Hit) -> Candidate:
        end = hit.end
        if end - hit.start > AS_PRINTED_LENGTH:
            room = self.text[hit.start : hit.start + AS_PRINTED_LENGTH + 1]
            end = hit.start + (room.rfind(" ") if " " in room else AS_PRINTED_LENGTH)
        return Candidate(
            self.number,
            hit.start,
            end,
            self.text[hit.start : end],
            Kind.NAME,
            entity=hit.entities[0],
            others=hit.entities[1:],
        )

    def figure(self, figure: Number, dates: Sequence[When], year: int | None) -> Candidate:
        one = figure.one
        start, end = self.span(one.start, one.end)
        quoted = self.text[slice(*self.span(figure.first, figure.last))]
        status, words = clauses.status(self.folded, one.start, one.end, year)
        if status == Status.CUMULATIVE and one.unit in NEVER_CUMULATIVE:
            status, words = str(Status.ACTUAL), ""
        return Candidate(
            self.number,
            start,
            end,
            quoted if len(quoted) <= AS_PRINTED_LENGTH else self.text[start:end],
            _kind(one.unit),
            low=one.low,
            high=one.high,
            qualifier=str(one.qualifier),
            unit=one.unit if one.unit in UNITS else "",
            status=status,
            status_words=words,
            period=period(
                self.folded,
                one.start,
                one.end,
                dates,
                self.published,
                goal=status in (Status.TARGET, Status.FORECAST),
            ),
        )


def _kind(unit: str | None) -> Kind:
    if known := UNITS.get(unit or ""):
        return KINDS[known.kind]
    if unit in CURRENCIES:
        return Kind.AMOUNT
    return Kind.MEASURE if unit else Kind.COUNT
