"""The observations of a dataflow: rows of the ledger, read by the columns that write the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat

from investments.choices import Standing, Status
from investments.columns import plain, public_only
from investments.datasets import DATASETS
from investments.exports import blocks_of_values, types
from investments.models import Figure
from investments.sdmx.components import ATTRIBUTES, OBS_VALUE, Flow
from investments.sdmx.times import has_time, length, time_period
from investments.tables import subject_part, subject_type

NOT_APPLICABLE, UNKNOWN = "_Z", "_U"
Observation = dict[str, str]  # component id → value as text; what is not known is not there


def figures(flow: Flow) -> QuerySet[Figure]:
    """The public figures of a dataflow, in no order."""
    rows: QuerySet[Figure] = Figure.objects.published().order_by()
    return rows.filter(has_time()) if flow.timed else rows


def dimension(id_: str) -> Any:
    """What the database computes a dimension from, to filter and sort by."""
    return {
        "FREQ": length,
        "SUBJECT_TYPE": subject_type,
        "SUBJECT": lambda: Concat(
            subject_type(), Value("_"), subject_part("slug"), output_field=CharField()
        ),
        "REF_AREA": area,
        "INDICATOR": lambda: F("statistic__slug"),
        "UNIT_MEASURE": lambda: F("unit"),
        "FIGURE_STATUS": lambda: F("status"),
        "STATEMENT": lambda: F("slug"),
    }[id_]()


def area() -> Case:
    """As `_area`: the place itself, an industry's area while it is public, or a code for none."""
    shown = Coalesce(public_only("area", "slug"), Value(UNKNOWN), output_field=CharField())
    return Case(
        When(place__isnull=False, then=F("place__slug")),
        When(industry__isnull=False, then=shown),
        default=Value(NOT_APPLICABLE),
        output_field=CharField(),
    )


def keyed(flow: Flow, rows: QuerySet[Figure]) -> QuerySet[Figure]:
    """With a name for each dimension of the key, to filter and sort by: `key_INDICATOR`."""
    return rows.alias(**{f"key_{one.id}": dimension(one.id) for one in flow.keyed})


def blocks(flow: Flow, rows: QuerySet[Figure]) -> Iterator[list[Observation]]:
    """Sorted by key, of one key by period, in blocks of 500, so that memory does not grow with the
    rows."""
    columns = DATASETS["figures"].columns
    headers = list(types(columns))
    *key, statement = (f"key_{one.id}" for one in flow.keyed)
    ordered = rows.order_by(*key, "period_start", "period_end", statement)
    for block in blocks_of_values(ordered, columns, headers):
        yield [observation(flow, dict(zip(headers, row, strict=True))) for row in block]


def observation(flow: Flow, row: dict[str, Any]) -> Observation:
    """One row of the ledger as an observation. Nothing is computed."""
    found = {
        "SUBJECT_TYPE": row["subject_type"],
        "SUBJECT": f"{row['subject_type']}_{row['subject_slug']}",
        "REF_AREA": _area(row),
        "INDICATOR": row["statistic_slug"],
        "UNIT_MEASURE": row["unit"],
        "FIGURE_STATUS": row["status"],
        "STATEMENT": row["id"],
    }
    if flow.timed:
        found["FREQ"], found["TIME_PERIOD"] = time_period(row["period"])
        found = {one.id: found[one.id] for one in flow.dimensions}
    written = {
        "OBS_STATUS": obs_status(row),
        "CONF_STATUS": "F",
        "UNIT_MULT": "0",
    }
    for one in (OBS_VALUE, *ATTRIBUTES):
        value = plain(row[one.header]) if one.header else written[one.id]
        if value:
            found[one.id] = value
    return found


def _area(row: dict[str, Any]) -> str:
    if row["subject_type"] == "place":
        return str(row["subject_slug"])
    if row["subject_type"] == "industry":
        return row["area_slug"] or UNKNOWN
    return NOT_APPLICABLE


def obs_status(row: dict[str, Any]) -> str:
    """The code of SDMX's CL_OBS_STATUS that fits, the gravest first; '' where none does: there is
    none for a target, nor for a range, whose value is not missing but two numbers."""
    if row["standing"] == Standing.DEPRECATED:
        return "U"  # low reliability: the source is known to be wrong here
    if row["series_break"] or row["series_break_zh"]:
        return "B"  # time series break
    if row["status"] == Status.FORECAST:
        return "F"  # forecast value
    if row["status"] == Status.TARGET or row["value"] is None:
        return ""
    return "A"  # normal value


def matching(
    flow: Flow,
    key: dict[str, list[str]],
    start: Any = None,
    end: Any = None,
) -> QuerySet[Figure]:
    """The figures whose dimensions have one of the values that a key names, and whose period lies
    between two days."""
    rows = keyed(flow, figures(flow))
    for name, values in key.items():
        rows = rows.filter(**{f"key_{name}__in": values})
    within = Q()
    if start:
        within &= Q(period_start__gte=start)
    if end:
        within &= Q(period_end__lte=end)
    return rows.filter(within)
