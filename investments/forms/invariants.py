"""Which field of a form a violated constraint belongs to, and what the database means by one."""

import re

from django.db import IntegrityError, models
from django.utils.translation import gettext as _

# By the end of the constraint's name, or the whole of it; the rest concern the row as a whole.
FIELD_OF = {
    "_published_has_source": "source",
    "_deprecated_has_reason": "standing_reason",
    "_paragraph_of_a_source": "paragraph",
    "_not_its_own_parent": "parent",
    "_one_preferred": "standing",
    "event_edition_of_a_series": "series",
    "event_edition_once_a_series": "edition",
    "figure_bounds_agree_with_qualifier": "qualifier",
    "figure_low_not_above_high": "low",
    "figure_counts_not_negative": "low",
    "figure_ranks_from_one": "low",
    "figure_industry_has_area": "area",
    "figure_conversion_changes_currency": "unit",
    "figure_conversion_between_currencies": "conversion_of",
    "figure_not_its_own_conversion": "conversion_of",
    "milestone_counted_when_signed": "batch",
    "participation_position_of_a_person": "position",
    "placement_once_a_source": "industry",
    "policynote_opinion_has_speaker": "speaker_person",
    "statistic_share_names_its_whole": "whole",
    "statistic_rank_in_ranks": "unit",
    "statistic_share_in_percent": "unit",
}


def field_of(constraint: models.BaseConstraint) -> str | None:
    """The field that a curator changes to satisfy the constraint; None: several could be."""
    if "_one_preferred_of_" in constraint.name:
        return "standing"
    ends = (field for end, field in FIELD_OF.items() if constraint.name.endswith(end))
    return next(ends, None)


def explain(error: IntegrityError, candidates: list[type[models.Model]]) -> str:
    """What the database refused, in plain words: for what validation could not see, such as two
    new rows of one form that contradict each other.

    PostgreSQL and SQLite name a broken check; of a broken unique index SQLite names the columns.
    """
    text = str(error)
    columns = {name.rpartition(".")[2] for name in re.findall(r"\w+\.\w+", text)}
    for model in candidates:
        for constraint in model._meta.constraints:
            if re.search(rf"\b{re.escape(constraint.name)}\b", text) or (
                isinstance(constraint, models.UniqueConstraint)
                and f"{model._meta.db_table}." in text
                and columns == {f.column for f in model._meta.fields if f.name in constraint.fields}
            ):
                return str(constraint.get_violation_error_message())
    return _(
        "The database refused this: two of the rows contradict each other, or one of them uses an "
        "address that is taken. Nothing was saved."
    )
