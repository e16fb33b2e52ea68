"""What a chart is before it is drawn: a title, marks taken from the record, sources, caveats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from investments import dates
from investments.choices import Standing
from investments.languages import chinese, localised
from investments.models import Figure, Source
from investments.quantities.format import format_number
from investments.reading import reading_date

MIN_MARKS = 2  # one number needs no chart
MAX_MARKS = 24  # drawn; the table and the file have them all
MAX_ROWS = 200
SPOKEN = 8  # marks told in the alternative text
NAMED = 2  # sources named in the source line


@dataclass(frozen=True)
class Mark:
    """One number of the chart. `label` names it, `detail` qualifies it: period, source, coverage.

    Of a figure, `figure` is the row of the ledger; a count of records has `count` and its `code`.
    `depth` 1 is a part of the mark above; `joined` answers the same question as the one above;
    `unknown` counts those of which the record does not say. Marks that follow each other with the
    same `group` stand under it as a heading. `named`, of a reported number, is how many of them
    have records here.
    """

    label: str
    detail: str = ""
    figure: Figure | None = None
    count: int = 0
    code: str = ""
    depth: int = 0
    joined: bool = False
    unknown: bool = False
    group: str = ""
    named: int | None = None

    @property
    def series_break(self) -> str:
        """What is measured differently from this value on."""
        return localised(self.figure, "series_break") if self.figure else ""

    @property
    def low(self) -> float | None:
        if self.figure is None:
            return float(self.count)
        return None if self.figure.low is None else float(self.figure.low)

    @property
    def high(self) -> float | None:
        if self.figure is None:
            return float(self.count)
        return None if self.figure.high is None else float(self.figure.high)

    @property
    def ends(self) -> list[float]:
        """The bounds that there are."""
        return [end for end in (self.low, self.high) if end is not None]

    @property
    def qualifier(self) -> str:
        return self.figure.qualifier if self.figure else "exact"

    @property
    def is_result(self) -> bool:
        return self.figure is None or self.figure.is_result

    @property
    def words(self) -> str:
        """The number with its hedge, unit and, where it is no plain result, its status."""
        if self.figure is None:
            return str(self.count)
        text = self.figure.text()
        if self.figure.status == "actual":
            return text
        return pgettext("figure, status", "%(figure)s, %(status)s") % {
            "figure": text,
            "status": self.figure.get_status_display().lower(),
        }


@dataclass(frozen=True)
class Chart:
    """`of`, `slug` and `part` are its address. `form`: bars from zero, or points over time. `page`
    is where it belongs in the record, `about` the name of that page, and `short` the title there,
    where the page names the subject."""

    of: str
    slug: str
    part: str
    title: str
    unit: str
    marks: Sequence[Mark]
    notes: Sequence[str] = ()
    form: Literal["bars", "time"] = "bars"
    page: str = ""
    about: str = ""
    short: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether it counts records; else every mark is a figure."""
        return any(mark.figure is None for mark in self.marks)

    @property
    def drawn(self) -> Sequence[Mark]:
        return self.marks[:MAX_MARKS]

    @property
    def sources(self) -> list[Source]:
        """Each once, the latest first."""
        found = {
            mark.figure.source_id: mark.figure.source
            for mark in self.marks
            if mark.figure is not None and mark.figure.source is not None
        }
        known = [source for source in found.values() if source]
        return sorted(known, key=lambda row: (str(row.published_end or ""), row.slug), reverse=True)

    @property
    def source_line(self) -> str:
        """How many sources, and the latest of them by name."""
        sources = self.sources
        if self.is_counted:
            return _("Counted from the published projects of this record.")
        names = [_dated(source) for source in sources[:NAMED]]
        line = ngettext("%(count)s source: %(names)s", "%(count)s sources: %(names)s", len(sources))
        text = line % {"count": len(sources), "names": ("；" if chinese() else "; ").join(names)}
        if len(sources) > NAMED:
            more = len(sources) - NAMED
            text += ngettext("; and %(count)s more", "; and %(count)s more", more) % {"count": more}
        return text

    @property
    def caveats(self) -> list[str]:
        """The chart's own notes, and what it does not draw."""
        found = [*read_as_of(), *breaks(self.drawn), *self.notes]
        if rest := len(self.marks) - len(self.drawn):
            more = ngettext(
                "%(count)s more is in the table.", "%(count)s more are in the table.", rest
            )
            found.append(more % {"count": rest})
        return found

    @property
    def alternative(self) -> str:
        """The chart in a sentence, with its figures."""
        said = []
        group = ""
        for mark in self.marks[:SPOKEN]:
            heading = mark.group if mark.group != group else ""
            group = mark.group
            name = joined([heading, mark.label, mark.detail])
            said.append(
                pgettext("chart", "%(name)s: %(figure)s") % {"name": name, "figure": mark.words}
            )
        rest = len(self.marks) - len(said)
        if rest:
            said.append(
                ngettext("and %(count)s more in the table", "and %(count)s more in the table", rest)
                % {"count": rest}
            )
        stop, between = ("。", "；") if chinese() else (". ", "; ")
        return f"{self.title}{stop}{between.join(said)}"

    def url(self, file: str = "") -> str:
        """Its own page, or one of its files: "chart.svg", "chart.csv", "narrow-dark.svg"…"""
        if file:
            args = [self.of, self.slug, self.part, file]
            return reverse("investments:chart_file", args=args)
        return reverse("investments:chart", args=[self.of, self.slug, self.part])

    @property
    def svg_url(self) -> str:
        return self.url("chart.svg")

    @property
    def png_url(self) -> str:
        return self.url("chart.png")

    @property
    def csv_url(self) -> str:
        return self.url("chart.csv")

    @property
    def page_url(self) -> str:
        return self.url()

    @property
    def embed_url(self) -> str:
        args = [self.of, self.slug, self.part]
        return reverse("investments:chart_embed", args=args)


def _dated(source: Source) -> str:
    return joined([localised(source), dates.display(source.published) if source.published else ""])


def read_as_of() -> list[str]:
    """A caveat of every chart while the record is read as known on a day: drawn in the files that
    leave the site, and so part of what they are cached by."""
    day = reading_date()
    if day is None:
        return []
    return [_("As known on %(date)s.") % {"date": dates.display(day.isoformat())}]


def breaks(marks: Sequence[Mark]) -> list[str]:
    """Where a series is measured differently from, in words; each once."""
    found: dict[str, None] = {}
    for mark in marks:
        if mark.series_break:
            text = _("Break in series, %(label)s: %(reason)s") % {
                "label": mark.label,
                "reason": mark.series_break,
            }
            found[text] = None
    return list(found)


def standing(figures: Sequence[Figure]) -> list[Figure]:
    """Without what is deprecated, and without conversions, which say the same number again."""
    return [
        row for row in figures if row.standing != Standing.DEPRECATED and not row.conversion_of_id
    ]


def order_of(figure: Figure) -> tuple[Any, ...]:
    """Results first, then the latest period, those without one last; what stands best first."""
    end = figure.period_end
    published = figure.source.published_end if figure.source else None
    return (
        not figure.is_result,
        end is None,
        -(end.toordinal() if end else 0),
        figure.standing != Standing.PREFERRED,
        -(published.toordinal() if published else 0),
        figure.slug,
    )


def when(figure: Figure) -> str:
    """The period, or that none is stated, with the date of the source."""
    if figure.period:
        return dates.display(figure.period)
    timed = figure.subject_type not in ("place", "industry", "organisation")
    if figure.source and figure.source.published:
        if timed:  # a signing or a project has a time of its own
            return _("source of %(date)s") % {"date": dates.display(figure.source.published)}
        return _("period not stated, source of %(date)s") % {
            "date": dates.display(figure.source.published)
        }
    return "" if timed else _("period not stated")


def short_number(value: float) -> str:
    """A tick of an axis."""
    return format_number(Decimal(repr(value)).normalize())


def joined(parts: Sequence[str]) -> str:
    """Parts of a detail in one line."""
    kept = [part for part in parts if part]
    return ("，" if chinese() else ", ").join(kept)
