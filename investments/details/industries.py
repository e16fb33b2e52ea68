"""The page of an industry."""

from typing import Any

from django.db.models import Count, Q

from investments.details import charting, common
from investments.details.contacts import contacts
from investments.models import Classification, Industry, Mention, Placement


def ancestors(row: Any) -> list[Any]:
    """What a node of a tree is part of, from the top, down to a gap that is not public. The page
    loads three levels with the node; each further one is a query."""
    found: list[Any] = []
    above = row.parent
    while above is not None and above.is_public and above not in found:
        found.insert(0, above)
        above = above.parent
    return found


def industry(row: Industry) -> dict[str, Any]:
    """Eight queries."""
    placements = common.statements(Placement, Q(industry=row), "tier")
    tiers = {item.tier_id: item.tier for item in placements}
    figures = common.figures_of(Q(industry=row) | Q(tier__in=tiers))
    named = dict(
        Placement.objects.published()
        .filter(tier__in=tiers)
        .order_by()
        .values("tier")
        .annotate(named=Count("industry", distinct=True))
        .values_list("tier", "named")
    )
    classified = common.statements(
        Classification,
        Q(industry=row),
        "event",
        "project",
        "organisation",
        "place",
        "batch",
        *common.BATCH,
    )
    notes = common.notes_of(Q(industry=row))
    mentions = common.statements(Mention, Q(industry=row))
    return {
        "ancestors": ancestors(row),
        "children": list(Industry.objects.published().filter(parent=row)[: common.LIMIT]),
        "groups": common.grouped(item for item in figures if item.industry_id == row.pk),
        **charting.of_subject(row, figures),
        "tiers": [
            {
                "tier": tier,
                "placements": [item for item in placements if item.tier_id == pk],
                "groups": common.grouped(item for item in figures if item.tier_id == pk),
                "count": _count(figures, pk),
                "named": named.get(pk, 0),
            }
            for pk, tier in tiers.items()
        ],
        "classified": by_subject(classified),
        "contacts": contacts([row]),
        "notes": common.by_kind(notes),
        "sources": common.sources(placements, figures, classified, notes, mentions),
    }


def _count(figures: list[Any], tier: int) -> Any:
    """How many industries the tier says it has."""
    return next(
        (
            figure
            for figure in figures
            if figure.tier_id == tier and figure.unit == "industry" and figure.is_result
        ),
        None,
    )


def by_subject(rows: list[Any]) -> list[tuple[str, list[Any]]]:
    """Statements with an exclusive arc under the plural name of what they are about."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(str(row.subject._meta.verbose_name_plural), []).append(row)
    return list(found.items())
