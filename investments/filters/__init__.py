"""Filters of the public lists. One FilterSet serves the page, its downloads and the API.

`fields` reads one parameter and explains what is wrong with it; `base` turns it into a condition;
`sets` declares the filters of each list.
"""

from investments.filters.base import Applied, Complaint, RecordFilterSet
from investments.filters.sets import (
    EventFilterSet,
    FigureFilterSet,
    IndustryFilterSet,
    OrganisationFilterSet,
    PersonFilterSet,
    PlaceFilterSet,
    ProjectFilterSet,
    SourceFilterSet,
    StatisticFilterSet,
)

__all__ = [
    "Applied",
    "Complaint",
    "EventFilterSet",
    "FigureFilterSet",
    "IndustryFilterSet",
    "OrganisationFilterSet",
    "PersonFilterSet",
    "PlaceFilterSet",
    "ProjectFilterSet",
    "RecordFilterSet",
    "SourceFilterSet",
    "StatisticFilterSet",
]
