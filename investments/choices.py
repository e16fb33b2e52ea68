"""What each coded value means, with the wording in the documents that it stands for.

Values are stored; labels are shown. Nothing here imports from the rest of the project.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """How far a row has come towards the public, who see PUBLISHED rows alone."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeKind(TextChoices):
    """What somebody did that changed rows; undoing it is a change too."""

    EDIT = "edit", pgettext_lazy("change", "Edit")
    PUBLISH = "publish", pgettext_lazy("change", "Review")  # submitted, published, withdrawn …
    DESK = "desk", pgettext_lazy("change", "Reading desk")
    IMPORT = "import", pgettext_lazy("change", "Import")
    MERGE = "merge", pgettext_lazy("change", "Merge")
    DELETE = "delete", pgettext_lazy("change", "Deletion")
    UNDO = "undo", pgettext_lazy("change", "Undo")


class Standing(TextChoices):
    """How a statement stands among those that answer the same question (Wikidata's ranks)."""

    PREFERRED = "preferred", _("Preferred")
    NORMAL = "normal", _("Normal")
    DEPRECATED = "deprecated", _("Deprecated")


class Qualifier(TextChoices):
    """How the source hedges a number, which settles the bounds that are stored with it."""

    EXACT = "exact", pgettext_lazy("qualifier", "exact")  # printed bare: low = high
    ABOUT = "about", pgettext_lazy("qualifier", "about")  # about, approximately, nearly, 约, 近
    OVER = "over", pgettext_lazy("qualifier", "over")  # over, exceeding, at least, 超过: no high
    UNDER = "under", pgettext_lazy("qualifier", "under")  # less than, up to, 不足: no low
    RANGE = "range", pgettext_lazy("qualifier", "range")  # 6 GWh-7 GWh: low < high
    LEVEL = "level", pgettext_lazy("qualifier", "level")  # a 300 billion level, 千亿级: low = high


class Status(TextChoices):
    """Whether a figure is a result, and of what; SDMX keeps this apart from the value as we do."""

    ACTUAL = "actual", pgettext_lazy("status", "Actual")  # of its period
    CUMULATIVE = "cumulative", pgettext_lazy("status", "Cumulative")  # up to now, in total
    TARGET = "target", pgettext_lazy("status", "Target")  # set as a goal
    FORECAST = "forecast", pgettext_lazy("status", "Forecast")  # expected to reach


class StatisticKind(TextChoices):
    """What sort of quantity a statistic is: it settles how its figures may be read together."""

    LEVEL = "level", pgettext_lazy("statistic", "Level")  # an amount or count in a period
    STOCK = "stock", pgettext_lazy("statistic", "Stock")  # at a point in time
    SHARE = "share", pgettext_lazy("statistic", "Share")  # of a whole that is named
    GROWTH = "growth", pgettext_lazy("statistic", "Growth")  # change on the period before
    RANK = "rank", pgettext_lazy("statistic", "Rank")  # 1 is first
    STRUCTURE = "structure", pgettext_lazy("statistic", "Structure")  # part of one's own total


class StatisticRole(TextChoices):
    """The two statistics from which the sort columns of projects and events are taken."""

    AMOUNT = "amount", _("The amount of a signing or project")
    COUNT = "count", _("The number of contracts or projects in a reported total")


class EventKind(TextChoices):
    FAIR = "fair", _("Fair")
    EXPO = "expo", _("Expo")
    CONFERENCE = "conference", _("Conference")
    SIGNING = "signing", _("Signing ceremony")
    CAMPAIGN = "campaign", _("Campaign")


class VenueRole(TextChoices):
    """What a place is to an event, a project or an organisation."""

    MAIN = "main", _("Main venue")
    SUB_VENUE = "sub_venue", _("Sub-venue")
    ONLINE = "online", _("Online")
    SITE = "site", _("Site")
    PRESENCE = "presence", _("Present at")


class ProjectKind(TextChoices):
    RESEARCH = "research", _("Research and development centre")
    MANUFACTURING = "manufacturing", _("Manufacturing base")
    PARK = "park", _("Industrial park")
    HEADQUARTERS = "headquarters", _("Headquarters")
    SERVICES = "services", _("Services")
    INITIATIVE = "initiative", _("Cooperation initiative")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")


class Counted(TextChoices):
    """What a reported total counts; contracts and projects are not the same thing."""

    CONTRACT = "contract", _("contracts")
    PROJECT = "project", _("projects")


class Stage(TextChoices):
    """A step in a project's life. Agreement and delivery are two histories (see HISTORY)."""

    IN_TALKS = "in_talks", _("In talks")  # 在谈
    SIGNED = "signed", _("Signed")  # 签约
    UNDER_CONSTRUCTION = "under_construction", _("Under construction")  # 开工, 在建
    IN_OPERATION = "in_operation", _("In operation")  # 投产, 投用
    EXPANDED = "expanded", _("Expanded")  # 扩建, 增资
    SUSPENDED = "suspended", _("Suspended")  # 停建, 停产
    CANCELLED = "cancelled", _("Cancelled")  # 终止

    @property
    def history(self) -> str:
        """'agreement' for what was promised, 'delivery' for what became of it."""
        return "agreement" if self in (Stage.IN_TALKS, Stage.SIGNED) else "delivery"


class ParticipationRole(TextChoices):
    HOST = "host", _("Host")
    ORGANISER = "organiser", _("Organiser")
    SIGNATORY = "signatory", _("Signatory")
    INVESTOR = "investor", _("Investor")
    OPERATOR = "operator", _("Operator")
    SPEAKER = "speaker", _("Speaker")
    CONSULTANT = "consultant", _("Investment consultant")
    ATTENDEE = "attendee", _("Attendee")


class ContributionRole(TextChoices):
    AUTHOR = "author", _("Author")
    ORIGINAL_AUTHOR = "original_author", _("Original author")
    PRESENTER = "presenter", _("Presenter")
    PHOTOGRAPHER = "photographer", _("Photographer")
    PHOTO_PROVIDER = "photo_provider", _("Provider of photographs")


class OrganisationKind(TextChoices):
    COMPANY = "company", _("Company")
    GOVERNMENT = "government", _("Public authority")
    STATE_INVESTOR = "state_investor", _("State investment or promotion body")
    ASSOCIATION = "association", _("Association")
    UNIVERSITY = "university", _("University or school")
    HOSPITAL = "hospital", _("Hospital")
    MEDIA = "media", _("Media")
    INSTITUTE = "institute", _("Institute or platform")


class PlaceKind(TextChoices):
    COUNTRY = "country", _("Country")
    REGION = "region", _("Region")
    CITY = "city", _("City or municipality")
    NEW_AREA = "new_area", _("New area")
    ZONE = "zone", _("Zone")
    PARK = "park", _("Park")
    PORT = "port", _("Port")
    VENUE = "venue", _("Venue or building")
    SITE = "site", _("Site or landmark")
    ONLINE = "online", _("Online")


class NoteKind(TextChoices):
    """What a policy note reports: a plan and a measure are announced, an opinion is somebody's."""

    PLAN = "plan", pgettext_lazy("policy note", "Plan")
    MEASURE = "measure", pgettext_lazy("policy note", "Measure")
    OPINION = "opinion", pgettext_lazy("policy note", "Opinion")
    DESCRIPTION = "description", pgettext_lazy("policy note", "Description")


class Fault(TextChoices):
    """What a reader finds wrong with a record."""

    NUMBER = "number", pgettext_lazy("what is wrong", "A number")
    DATE = "date", pgettext_lazy("what is wrong", "A date or period")
    NAME = "name", pgettext_lazy("what is wrong", "A name or its spelling")
    PLACE = "place", pgettext_lazy("what is wrong", "A place")
    DUPLICATE = "duplicate", pgettext_lazy("what is wrong", "It is in the record twice")
    SOURCE = "source", pgettext_lazy("what is wrong", "The source does not say so, or is missing")
    OTHER = "other", pgettext_lazy("what is wrong", "Something else")


class ReportState(TextChoices):
    """How far a reader's report has come. The public sees that a record is UNDER_REVIEW."""

    NEW = "new", pgettext_lazy("report", "New")
    UNDER_REVIEW = "under_review", pgettext_lazy("report", "Under review")
    FIXED = "fixed", pgettext_lazy("report", "Fixed")
    DECLINED = "declined", pgettext_lazy("report", "Declined")
    SPAM = "spam", pgettext_lazy("report", "Spam")


class ImportState(TextChoices):
    """How far an uploaded file has come."""

    UPLOADED = "uploaded", pgettext_lazy("import", "Not yet checked")
    CHECKED = "checked", pgettext_lazy("import", "Checked, not yet imported")
    REFUSED = "refused", pgettext_lazy("import", "Refused")
    RUNNING = "running", pgettext_lazy("import", "Being imported")
    DONE = "done", pgettext_lazy("import", "Imported")
    FAILED = "failed", pgettext_lazy("import", "Broken off")
