"""Numbers that are on record already, from the very source they are being entered from."""

from typing import Any

from investments.models import Figure


def same_figures(figure: Figure) -> Any:
    """Figures that say the same: subject, statistic, period, bounds, unit and source. One query;
    none where the figure does not yet say all that."""
    subject = figure.subject_type
    if not (subject and figure.statistic_id and figure.source_id):
        return Figure.objects.none()
    same = {f"{subject}_id": getattr(figure, f"{subject}_id")}
    rows = Figure.objects.for_list().filter(
        source_id=figure.source_id,
        statistic_id=figure.statistic_id,
        area_id=figure.area_id,
        period=figure.period,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        status=figure.status,
        **same,
    )
    return rows.exclude(pk=figure.pk).order_by("pk")
