"""Code lists: those of SDMX that fit, the record's coded values, and its own records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investments.choices import Qualifier, Standing, Status
from investments.datasets import DATASETS
from investments.filters.sets import SUBJECT_TYPES
from investments.models import Place, Source, Statistic
from investments.quantities.units import UNITS
from investments.sdmx.components import AGENCY, FLOWS, SDMX, VERSION, Both, Text
from investments.sdmx.observations import NOT_APPLICABLE, UNKNOWN, figures
from investments.tables import subject_part, subject_type

WHOLE = FLOWS["FIGURES"]


@dataclass(frozen=True)
class Term:
    """An item of a scheme: a code, a concept, an agency."""

    id: str
    name: Both
    description: Both | None = None
    parent: str = ""


@dataclass(frozen=True)
class Codes:
    """A code list; `terms` reads it when it is asked for. Lists of SDMX are partial: they have the
    codes that occur here, and no more is claimed of them."""

    id: str
    name: Text
    terms: Callable[[], list[Term]]
    agency: str = AGENCY
    version: str = VERSION


def _coded(pairs: Iterable[tuple[str, Text]]) -> list[Term]:
    return [Term(code, Both.of(label)) for code, label in pairs]


def _named(rows: Iterable[tuple[str, str, str]]) -> list[Term]:
    """Records: address, name and Chinese name, either of which may be missing."""
    return [Term(slug, Both(name or zh or slug, zh)) for slug, name, zh in rows]


def subjects() -> list[Term]:
    rows = figures(WHOLE).values_list(
        subject_type(), *(subject_part(part) for part in ("slug", "name", "name_zh"))
    )
    found = sorted(rows.distinct())
    return _named((f"{kind}_{slug}", name, zh) for kind, slug, name, zh in found)


def areas() -> list[Term]:
    """The areas of figures and what they are part of, while that is public: a query a level."""
    published = Place.objects.published()
    direct = figures(WHOLE).values("place")
    of_industries = figures(WHOLE).values("area")
    rows: dict[int, Any] = {}
    wanted = published.filter(pk__in=direct) | published.filter(pk__in=of_industries)
    while True:
        new = [row for row in wanted.order_by() if row.pk not in rows]
        rows |= {row.pk: row for row in new}
        above = {row.parent_id for row in new if row.parent_id} - set(rows)
        if not above:
            break
        wanted = published.filter(pk__in=above)
    by_path = {_path(row, rows): row for row in rows.values()}
    terms = [
        Term(row.slug, Both(row.name, row.name_zh), parent=path[-2] if len(path) > 1 else "")
        for path, row in sorted(by_path.items())
    ]
    none = [
        Term(NOT_APPLICABLE, Both.of(pgettext_lazy("area", "Not applicable"))),
        Term(UNKNOWN, Both.of(pgettext_lazy("area", "Not known"))),
    ]
    return [*terms, *none]


def _path(row: Place, rows: dict[int, Place]) -> tuple[str, ...]:
    """The codes from the outermost place down to this one: parents sort before their parts, which
    readers of SDMX want."""
    found = [row.slug]
    while (above := rows.get(row.parent_id or 0)) is not None and above.slug not in found:
        found.insert(0, above.slug)
        row = above
    return tuple(found)


def indicators() -> list[Term]:
    rows = Statistic.objects.published().filter(pk__in=figures(WHOLE).values("statistic"))
    return [
        Term(
            row.slug,
            Both(row.name, row.name_zh),
            _defined(row),
        )
        for row in rows.order_by("slug")
    ]


def _defined(row: Statistic) -> Both | None:
    """The definition and, of a share, the whole. Both in one language or not at all."""
    texts = [
        ". ".join(part.rstrip(".") for part in (text, whole) if part)
        for text, whole in ((row.definition, row.whole), (row.definition_zh, row.whole_zh))
    ]
    return Both(*texts) if texts[0] else None


def sources() -> list[Term]:
    rows = Source.objects.published().filter(pk__in=figures(WHOLE).values("source"))
    return _named(rows.order_by("slug").values_list("slug", "name", "name_zh"))


CODELISTS = {
    one.id: one
    for one in (
        Codes("CL_SUBJECT_TYPE", _("Kinds of subjects"), lambda: _coded(SUBJECT_TYPES)),
        Codes("CL_SUBJECT", _("Subjects of figures"), subjects),
        Codes("CL_AREA", pgettext_lazy("statistics", "Areas"), areas),
        Codes("CL_INDICATOR", DATASETS["statistics"].label, indicators),
        Codes(
            "CL_UNIT_MEASURE",
            _("Units of measure"),
            lambda: _coded((unit.code, unit.label) for unit in UNITS.values()),
        ),
        Codes("CL_FIGURE_STATUS", _("Status of figures"), lambda: _coded(Status.choices)),
        Codes("CL_QUALIFIER", _("Qualifiers"), lambda: _coded(Qualifier.choices)),
        Codes("CL_STANDING", _("Standings of statements"), lambda: _coded(Standing.choices)),
        Codes("CL_SOURCE", DATASETS["sources"].label, sources),
        Codes(
            "CL_FREQ",
            _("Lengths of periods"),
            lambda: _coded(
                [
                    ("A", pgettext_lazy("frequency", "Year")),
                    ("M", pgettext_lazy("frequency", "Month")),
                    ("D", pgettext_lazy("frequency", "Day")),
                    ("_Z", pgettext_lazy("frequency", "Not applicable")),
                ]
            ),
            SDMX,
            "2.1",
        ),
        Codes(
            "CL_OBS_STATUS",
            _("Observation status"),
            lambda: _coded(
                [
                    ("A", pgettext_lazy("observation", "Normal value")),
                    ("B", pgettext_lazy("observation", "Time series break")),
                    ("F", pgettext_lazy("observation", "Forecast value")),
                    ("U", pgettext_lazy("observation", "Low reliability")),
                ]
            ),
            SDMX,
            "2.0",
        ),
        Codes(
            "CL_CONF_STATUS",
            _("Confidentiality status"),
            lambda: _coded([("F", pgettext_lazy("observation", "Free for publication"))]),
            SDMX,
            "1.0",
        ),
        Codes(
            "CL_UNIT_MULT",
            _("Unit multiplier"),
            lambda: _coded([("0", pgettext_lazy("observation", "Units"))]),
            SDMX,
            "1.0",
        ),
    )
}
