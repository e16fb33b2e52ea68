"""The record's models: identities, and the sourced statements about them. One file a subject."""

from investments.models.base import Identity, Reviewed, Sourced
from investments.models.change_set import ChangeSet
from investments.models.contact import ContactPoint
from investments.models.correction import Correction
from investments.models.duplicate import CarriedRow, NotDuplicate
from investments.models.event import Event, EventDate, EventKnown, EventSeries, SigningBatch
from investments.models.figure import Figure
from investments.models.import_run import ImportRun
from investments.models.industry import Classification, Industry, Placement, Tier
from investments.models.last_change import LastChange
from investments.models.note import Mention, PolicyNote
from investments.models.party import Organisation, Participation, Person, Position
from investments.models.place import Location, Place
from investments.models.project import Milestone, Project, ProjectKnown
from investments.models.reading_mark import Decision, ReadingMark
from investments.models.redirect import SlugRedirect
from investments.models.search import SearchToken
from investments.models.sign_in import SignInRule, TwoSteps
from investments.models.source import Contribution, Source
from investments.models.statistic import Statistic

__all__ = [
    "CarriedRow",
    "ChangeSet",
    "Classification",
    "ContactPoint",
    "Contribution",
    "Correction",
    "Decision",
    "Event",
    "EventDate",
    "EventKnown",
    "EventSeries",
    "Figure",
    "Identity",
    "ImportRun",
    "Industry",
    "LastChange",
    "Location",
    "Mention",
    "Milestone",
    "NotDuplicate",
    "Organisation",
    "Participation",
    "Person",
    "Place",
    "Placement",
    "PolicyNote",
    "Position",
    "Project",
    "ProjectKnown",
    "ReadingMark",
    "Reviewed",
    "SearchToken",
    "SignInRule",
    "SigningBatch",
    "SlugRedirect",
    "Source",
    "Sourced",
    "Statistic",
    "Tier",
    "TwoSteps",
]
