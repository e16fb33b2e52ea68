"""The record's models: identities, and the sourced statements about them. One file a subject."""

from investments.models.base import Identity, Reviewed, Sourced
from investments.models.event import Event, EventDate, EventKnown, EventSeries, SigningBatch
from investments.models.figure import Figure
from investments.models.industry import Classification, Industry, Placement, Tier
from investments.models.note import Mention, PolicyNote
from investments.models.party import Organisation, Participation, Person, Position
from investments.models.place import Location, Place
from investments.models.project import Milestone, Project, ProjectKnown
from investments.models.redirect import SlugRedirect
from investments.models.search import SearchToken
from investments.models.source import Contribution, Source
from investments.models.statistic import Statistic

__all__ = [
    "Classification",
    "Contribution",
    "Event",
    "EventDate",
    "EventKnown",
    "EventSeries",
    "Figure",
    "Identity",
    "Industry",
    "Location",
    "Mention",
    "Milestone",
    "Organisation",
    "Participation",
    "Person",
    "Place",
    "Placement",
    "PolicyNote",
    "Position",
    "Project",
    "ProjectKnown",
    "Reviewed",
    "SearchToken",
    "SigningBatch",
    "SlugRedirect",
    "Source",
    "Sourced",
    "Statistic",
    "Tier",
]
