"""Charts that count projects: by stage, by industry and by year of signing."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from investments import dates
from investments.charts.base import MAX_ROWS, Chart, Mark
from investments.choices import Stage
from investments.languages import localised
from investments.models import Classification, Project
from investments.models.known import derived

PROJECT_PARTS: dict[str, str | Promise] = {
    "stage": gettext_lazy("Projects by the latest stage known"),
    "industry": gettext_lazy("Projects by industry"),
    "year": gettext_lazy("Projects by year of signing"),
}


def of_projects(part: str, rows: Any, page: str) -> Chart | None:
    """`rows` are the projects counted, an unordered query. One query more for industries, and one
    for the projects without any; None where there are no projects."""
    count = {"stage": _stages, "industry": _industries, "year": _years}[part]
    marks = count(rows)
    if not any(mark.count for mark in marks):
        return None
    notes = []
    if part == "industry":
        notes.append(_("A project in several industries counts in each."))
    return Chart(
        of="projects",
        slug="all",
        part=part,
        title=str(PROJECT_PARTS[part]),
        unit=_("Number of projects in this record"),
        marks=marks[:MAX_ROWS],
        notes=notes,
        page=page,
        about=str(Project._meta.verbose_name_plural),
    )


def _unknown(count: int) -> list[Mark]:
    return [Mark(label=pgettext("chart", "Not known"), count=count, unknown=True)] if count else []


def _stages(rows: Any) -> list[Mark]:
    """From talks to operation, also where none stands there; what went wrong where some did."""
    found: dict[str, int] = {}
    for stage in rows.values_list(derived(rows.model, "stage"), flat=True):
        found[stage] = found.get(stage, 0) + 1
    rare = (Stage.EXPANDED, Stage.SUSPENDED, Stage.CANCELLED)
    steps = [stage for stage in Stage if stage not in rare or found.get(stage)]
    marks = [
        Mark(label=str(stage.label), count=found.get(stage, 0), code=stage.value) for stage in steps
    ]
    return [*marks, *_unknown(found.get("", 0))]


def _industries(rows: Any) -> list[Mark]:
    named = Classification.objects.published().filter(project__in=rows.values("pk"))
    pairs: dict[int, set[int]] = {}
    labels: dict[int, Any] = {}
    for row in named.select_related("industry"):
        if row.project_id:
            pairs.setdefault(row.industry_id, set()).add(row.project_id)
        labels[row.industry_id] = row.industry
    marks = [
        Mark(label=localised(labels[pk]), count=len(found), code=labels[pk].slug)
        for pk, found in pairs.items()
    ]
    marks.sort(key=lambda mark: (-mark.count, mark.code))
    classified = set().union(*pairs.values())
    return [*marks, *_unknown(len(set(rows.values_list("pk", flat=True)) - classified))]


def _years(rows: Any) -> list[Mark]:
    """A span of several years is a row of its own: no year of it is the right one."""
    found: dict[tuple[str, str], int] = {}
    signed: Sequence[tuple[str, Any, Any]] = rows.values_list(
        *(derived(rows.model, name) for name in ("signed", "signed_start", "signed_end"))
    )
    unknown = 0
    for text, start, end in signed:
        if start is None:
            unknown += 1
            continue
        one = start.year == end.year
        label = dates.display(str(start.year)) if one else dates.display(text)
        key = (str(start.year) if one else text, label)
        found[key] = found.get(key, 0) + 1
    marks = [
        Mark(label=label, count=count, code=code) for (code, label), count in sorted(found.items())
    ]
    return [*marks, *_unknown(unknown)]
