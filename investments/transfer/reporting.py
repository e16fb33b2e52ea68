"""What became of the rows of a file, as it is kept and shown: counts of all, the errors, and a
sample of the changes, in words.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from investments.columns.base import plain
from investments.transfer.columns import columns, kind_of
from investments.transfer.importing import (
    CHANGED,
    KINDS,
    NEW,
    REFUSED,
    UNCHANGED,
    Outcome,
    Sheet,
)

MOST_ERRORS = 1000
MOST_ROWS = 300  # whose values are kept
SHOWN = 200  # characters of a value
SAME = -1  # in a plan, where a row changes nothing; else the version that is changed, 0 for none


class Report:
    """`plan`: what a check found for each row, which an import must find again."""

    def __init__(self, sheets: list[Sheet], plan: dict[str, list[int]] | None = None) -> None:
        self.sheets = sheets
        self.expected = plan
        self.plan: dict[str, list[int]] = {str(at): [] for at, _sheet in enumerate(sheets)}
        self.counts: Counter[str] = Counter(dict.fromkeys(KINDS, 0))
        self.labels = [
            {column.name: str(column.field.verbose_name) for column in columns(sheet.model)}
            for sheet in sheets
        ]
        self.by_sheet = [Counter(dict.fromkeys(KINDS, 0)) for _sheet in sheets]
        self.errors: list[dict[str, Any]] = []
        self.rows: list[dict[str, Any]] = []
        self.error_count = self.published = self.total = 0

    def add(self, outcome: Outcome) -> None:
        if outcome.was:
            self.counts[outcome.was] -= 1
            self.by_sheet[outcome.sheet][outcome.was] -= 1
        else:
            self.total += 1
            self._compare(outcome)
        self.counts[outcome.kind] += 1
        self.by_sheet[outcome.sheet][outcome.kind] += 1
        self._keep(outcome)

    def _compare(self, outcome: Outcome) -> None:
        """Against the plan: whoever changed a row since the check is not overwritten."""
        codes = {NEW: 0, UNCHANGED: SAME, CHANGED: outcome.version, REFUSED: SAME}
        code = codes[outcome.kind]
        listed = self.plan[str(outcome.sheet)]
        listed.append(code)
        if self.expected is None or outcome.kind == REFUSED:
            return
        planned = self.expected.get(str(outcome.sheet), [])
        then = planned[len(listed) - 1] if len(listed) <= len(planned) else None
        if then != code:
            said = _("Somebody changed this record after the check. Check the file again.")
            outcome.kind, outcome.errors = REFUSED, [("", said)]

    def _keep(self, outcome: Outcome) -> None:
        where = {"sheet": outcome.sheet, "row": outcome.number, "key": outcome.key}
        names = self.labels[outcome.sheet]
        for name, said in outcome.errors:
            self.error_count += 1
            if len(self.errors) < MOST_ERRORS:
                shown = {"column": names.get(name, name), "said": said}
                self.errors.append({**where, **shown})
        if outcome.kind in (NEW, CHANGED):
            self.published += outcome.published
            if len(self.rows) < MOST_ROWS:
                changes = [
                    [names[name], _words(self._model(outcome), name, old), _words(None, name, new)]
                    for name, old, new in outcome.changes
                ]
                self.rows.append({**where, "kind": outcome.kind, "changes": changes})

    def _model(self, outcome: Outcome) -> Any:
        return self.sheets[outcome.sheet].model

    def as_json(self, took: timedelta) -> dict[str, Any]:
        return {
            "counts": dict(self.counts),
            "sheets": [
                {
                    "title": sheet.table.title,
                    "kind": kind_of(sheet.model),
                    "counts": dict(self.by_sheet[at]),
                }
                for at, sheet in enumerate(self.sheets)
            ],
            "errors": self.errors,
            "error_count": self.error_count,
            "rows": self.rows,
            "published": self.published,
            "seconds": round(took.total_seconds(), 1),
        }


def _words(model: Any, name: str, value: Any) -> str:
    """A value as it stands in a file, shortened; a link that was changed as its address."""
    if isinstance(value, models.Model):
        text = str(getattr(value, "slug", value.pk))
    elif model is not None and value is not None and model._meta.get_field(name).is_relation:
        target = model._meta.get_field(name).related_model
        text = target._default_manager.filter(pk=value).values_list("slug", flat=True).first() or ""
    else:
        text = plain(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
