"""The pages of a statistic and of a single figure."""

from typing import Any

from django.db.models import Q

from investments import charts
from investments.conflicts import find
from investments.details import common
from investments.details.conflicts import shown
from investments.models import Figure, Mention, Statistic
from investments.models.correction import with_question

DIFFERING = 10  # conflicts that the page of a statistic lines up


def statistic(row: Statistic) -> dict[str, Any]:
    """At most eight queries: its figures by subject, over time, results apart from targets, and
    where claims about it differ, also from those about similar statistics."""
    figures = common.figures_of(Q(statistic=row))
    mentions = common.statements(Mention, Q(statistic=row))
    differing = find().of({item.slug for item in figures})
    return {
        "charts": charts.of_statistic(row, figures),
        "groups": common.grouped(figures, by_subject=True),
        "differing": shown(differing[:DIFFERING]),
        "more_differing": max(len(differing) - DIFFERING, 0),
        "more": len(figures) > common.LIMIT,
        "sources": common.sources(figures, mentions),
    }


def figure(row: Figure) -> dict[str, Any]:
    """Three queries: the figure with all that it needs, its rivals, its conversions."""
    row = with_question(Figure.objects.for_list()).get(pk=row.pk)
    rivals = [
        rival
        for rival in with_question(row.rivals().published().for_list())[: common.LIMIT]
        if rival.pk != row.conversion_of_id
    ]
    linked = Q(conversion_of=row)
    if row.conversion_of_id:
        linked |= Q(pk=row.conversion_of_id)
    conversions = list(Figure.objects.published().for_list().filter(linked)[: common.LIMIT])
    same = [rival for rival in rivals if (rival.period, rival.status) == (row.period, row.status)]
    return {
        "figure": row,
        "original": next((item for item in conversions if item.pk == row.conversion_of_id), None),
        "conversions": [item for item in conversions if item.conversion_of_id == row.pk],
        "competing": same,
        "others": common.claims(rival for rival in rivals if rival not in same),
        "sources": common.sources([row], rivals, conversions),
    }
