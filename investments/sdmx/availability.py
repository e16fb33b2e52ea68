"""Which values of the dimensions there are data for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from investments.sdmx.observations import matching
from investments.sdmx.queries import DataQuery
from investments.sdmx.structures import ARTEFACTS, sender
from investments.sdmx.times import time_period


def message(query: DataQuery, component: str, *, id_: str, prepared: datetime) -> bytes:
    """A content constraint, by pysdmx. STATEMENT, of which each observation has its own, is given
    where it is asked for alone."""
    from pysdmx.io.xml.sdmx21.writer.structure import write
    from pysdmx.model.constraint import (
        AvailabilityConstraint,
        ConstraintAttachment,
        CubeKeyValue,
        CubeRegion,
        CubeValue,
    )
    from pysdmx.model.message import Header

    every = [one.id for one in query.flow.dimensions if one.id != "STATEMENT"]
    names = every if component == "all" else [component]
    region = CubeRegion(
        [CubeKeyValue(name, [CubeValue(value) for value in values(query, name)]) for name in names]
    )
    constraint = AvailabilityConstraint(
        constraint_attachment=ConstraintAttachment(
            None, dataflows=[ARTEFACTS["dataflow", query.flow.id].urn]
        ),
        cube_region=region,
        obs_count=rows(query, "").count(),
    )
    header = Header(id=id_, prepared=prepared, sender=sender())
    text = write([constraint], prettyprint=False, header=header) or ""
    return text.encode()


def rows(query: DataQuery, name: str) -> Any:
    """The figures of a query; with `mode=available`, whatever its key says of this dimension."""
    open_ = query.parameters.get("mode") == "available"
    key = {one: found for one, found in query.key.items() if not (open_ and one == name)}
    return matching(query.flow, key, query.start, query.end)


def values(query: DataQuery, name: str) -> list[str]:
    if name == "TIME_PERIOD":
        periods = rows(query, name).values_list("period", flat=True).distinct()
        return sorted({time_period(text)[1] for text in periods})
    named = rows(query, name).annotate(found=F(f"key_{name}"))
    return sorted(named.values_list("found", flat=True).distinct())
