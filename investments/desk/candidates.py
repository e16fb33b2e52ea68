"""Every figure, date and known name that a text prints, where it stands, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investments.choices import Status
from investments.desk.names import Entity, Names
from investments.models.base import AS_PRINTED_LENGTH
from investments.quantities.parse import Kind as Read
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


@dataclass(frozen=True)
class Candidate:
    """`start` to `end` are characters of the paragraph as stored (paragraphs count from 1), and
    `printed` is what stands there. A figure has bounds in base units, None where open."""

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
    found: list[Candidate] = []
    for number, text in enumerate(paragraphs, start=1):
        hits = [
            Candidate(
                number,
                hit.start,
                hit.end,
                text[hit.start : hit.end][:AS_PRINTED_LENGTH],
                Kind.NAME,
                entity=hit.entities[0],
                others=hit.entities[1:],
            )
            for hit in names.find(text)
        ]
        folded, places = fold_with_offsets(text)
        for one in find_quantities(folded):
            start, end = places[one.start], places[one.end - 1] + 1
            if one.kind == Read.QUANTITY and not any(
                start < hit.end and hit.start < end for hit in hits
            ):
                hits.append(
                    Candidate(
                        number,
                        start,
                        end,
                        text[start:end],
                        _kind(one),
                        low=one.low,
                        high=one.high,
                        qualifier=str(one.qualifier),
                        unit=one.unit if one.unit in UNITS else "",
                    )
                )
        found += sorted(hits, key=lambda one: one.start)
    return found


def _kind(printed: Printed) -> Kind:
    kinds = {
        UnitKind.MONEY: Kind.AMOUNT,
        UnitKind.PERCENT: Kind.PERCENT,
        UnitKind.RANK: Kind.RANK,
        UnitKind.MEASURE: Kind.MEASURE,
    }
    unit = UNITS.get(printed.unit or "")
    return kinds.get(unit.kind, Kind.COUNT) if unit else Kind.COUNT
