"""Filters of the public lists. One FilterSet serves the page, its downloads and the API.

`fields` reads one parameter and explains what is wrong with it; `choose` turns chosen values into
conditions, over `trees` where there are any; `facets` counts them; `words` says them; `base` puts
the filters of a list together; `sets` declares them.
"""

from investments.filters.base import Applied, Complaint, RecordFilterSet
from investments.filters.choose import ChoosableFilter
from investments.filters.facets import Facet, FacetValue
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
    "ChoosableFilter",
    "Complaint",
    "EventFilterSet",
    "Facet",
    "FacetValue",
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
