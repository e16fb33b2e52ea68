"""The filters of each list."""

from typing import Any

from django.db.models import Case, CharField, Value, When
from django.utils.translation import gettext_lazy as _

from investments.choices import (
    EventKind,
    OrganisationKind,
    ParticipationRole,
    PlaceKind,
    ProjectKind,
    Qualifier,
    Stage,
    Standing,
    StatisticKind,
    Status,
)
from investments.filters.base import (
    QuantityFilter,
    RecordFilterSet,
    TermsFilter,
    YearEndFilter,
)
from investments.filters.choose import (
    CodeFilter,
    RelatedFilter,
    ValueFilter,
    Via,
    YearFilter,
    via_any_statement,
)
from investments.filters.fields import NONE_LABEL
from investments.languages import country_name, language_name
from investments.models import (
    Classification,
    Event,
    EventSeries,
    Figure,
    Industry,
    Location,
    Organisation,
    Participation,
    Person,
    Place,
    Placement,
    Position,
    Project,
    SigningBatch,
    Source,
    Statistic,
    Tier,
)
from investments.models.figure import SUBJECTS
from investments.models.known import derived
from investments.quantities.units import UNITS, UnitKind, codes, unit_choices

NAMES = ("name", "name_zh", "aliases")
SUMMARY = ("summary", "summary_zh")
CURRENCIES = [(code, UNITS[code].label) for code in codes(UnitKind.MONEY)]
KNOWN = [("known", _("known"))]
YES_NO = [("yes", _("yes")), ("no", _("no"))]
SUBJECT_TYPES = [
    ("event", _("event")),
    ("batch", _("reported total")),
    ("project", _("project")),
    ("place", _("place")),
    ("industry", _("industry")),
    ("organisation", _("organisation")),
    ("tier", _("tier")),
]
SPAN_HELP = _(
    "In yuan unless you choose a currency. “Over 30 billion” is found from any amount up, since "
    "it may be more; rows without an amount are left out."
)


def source_filter(model: Any) -> RelatedFilter:
    return RelatedFilter(
        Source, via=via_any_statement(model), unknown=NONE_LABEL, label=_("source")
    )


def subject_type(model: Any = None) -> Case:
    """What a figure is about."""
    whens = [When(**{f"{name}__isnull": False}, then=Value(name)) for name in SUBJECTS]
    return Case(*whens, output_field=CharField())


def _amount_known(model: Any) -> Case:
    unknown = When(**{derived(model, "amount_unit"): ""}, then=Value(""))
    return Case(unknown, default=Value("known"), output_field=CharField())


def _conversion(model: Any) -> Case:
    none = When(conversion_of__isnull=True, then=Value("no"))
    return Case(none, default=Value("yes"), output_field=CharField())


# Phrases of a sentence: with values, without them, with the blank, without it
PART_OF = (
    _("part of %(values)s"),
    _("not part of %(values)s"),
    _("part of nothing larger"),
    _("part of something larger"),
)
AMOUNT_PRINTED_AS = (
    _("with an amount printed as %(values)s"),
    _("without an amount printed as %(values)s"),
    _("with no amount known"),
    _("with an amount known"),
)
PRINTED_AS = (_("printed as %(values)s"), _("not printed as %(values)s"))
SIGNED_AT = (
    _("signed at %(values)s"),
    _("not signed at %(values)s"),
    _("signed at no known event"),
    _("signed at a known event"),
)
ABOUT = (_("about: %(values)s"), _("not about: %(values)s"))
MEASURED_OF = (
    _("measured of: %(values)s"),
    _("not measured of: %(values)s"),
    _("measured of nothing"),
    _("measured of something"),
)
YEAR_FROM, YEAR_TO = _("year from"), _("year to")


class AmountFilterSet(RecordFilterSet):
    """The filters of lists with a derived amount."""

    SPAN = ("amount_from", "amount_to", "currency", "amount_")
    LAST = ("amount", "amount_from", "amount_to", "currency", "qualifier", "source")

    amount = CodeFilter(choices=KNOWN, expression=_amount_known, unknown=True, label=_("amount"))
    amount_from = QuantityFilter(label=_("amount from"), help_text=SPAN_HELP)
    amount_to = QuantityFilter(label=_("amount to"))
    currency = CodeFilter(
        field_name="amount_unit", choices=CURRENCIES, unknown=True, label=_("currency")
    )
    qualifier = CodeFilter(
        field_name="amount_qualifier",
        choices=Qualifier.choices,
        unknown=True,
        phrases=AMOUNT_PRINTED_AS,
        label=_("amount printed as"),
    )


class EventFilterSet(AmountFilterSet):
    YEARS = ("year", "year_from", "year_to")

    q = TermsFilter(*NAMES, *SUMMARY)
    kind = CodeFilter(choices=EventKind.choices, label=_("kind"))
    series = RelatedFilter(EventSeries, unknown=NONE_LABEL, label=_("series"))
    year = YearFilter(field_name="date", unknown=True, label=_("year"))
    year_from = YearEndFilter(label=YEAR_FROM)
    year_to = YearEndFilter(label=YEAR_TO)
    industry = RelatedFilter(
        Industry,
        via=[
            Via(Classification, "event", "industry"),
            Via(Classification, "batch__event", "industry"),
        ],
        tree=True,
        unknown=True,
        label=_("industry"),
    )
    place = RelatedFilter(
        Place, via=[Via(Location, "event", "place")], tree=True, unknown=True, label=_("place")
    )
    organisation = RelatedFilter(
        Organisation,
        via=[
            Via(Participation, "event", "organisation"),
            Via(Participation, "batch__event", "organisation"),
        ],
        unknown=True,
        label=_("organisation"),
    )
    source = source_filter(Event)


class ProjectFilterSet(AmountFilterSet):
    YEARS = ("signed", "signed_from", "signed_to")

    q = TermsFilter(*NAMES, *SUMMARY)
    kind = CodeFilter(choices=ProjectKind.choices, label=_("kind"))
    stage = CodeFilter(choices=Stage.choices, unknown=True, label=_("stage"))
    signed = YearFilter(unknown=True, label=_("year of signing"))
    signed_from = YearEndFilter(label=_("signed from the year"))
    signed_to = YearEndFilter(label=_("signed up to the year"))
    industry = RelatedFilter(
        Industry,
        via=[Via(Classification, "project", "industry")],
        tree=True,
        unknown=True,
        label=_("industry"),
    )
    place = RelatedFilter(
        Place, via=[Via(Location, "project", "place")], tree=True, unknown=True, label=_("place")
    )
    organisation = RelatedFilter(
        Organisation,
        via=[Via(Participation, "project", "organisation")],
        unknown=True,
        label=_("organisation"),
    )
    event = RelatedFilter(
        Event,
        field_name="signing_event",
        unknown=True,
        phrases=SIGNED_AT,
        label=_("signed at the event"),
    )
    source = source_filter(Project)


class StatisticFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES, "definition", "definition_zh", "whole", "whole_zh")
    kind = CodeFilter(choices=StatisticKind.choices, label=_("kind"))
    unit = CodeFilter(choices=unit_choices(), label=_("unit"))
    subject_type = CodeFilter(
        choices=SUBJECT_TYPES,
        via=[Via(Figure, "statistic", subject_type())],
        unknown=NONE_LABEL,
        phrases=MEASURED_OF,
        label=_("measured of"),
    )
    status = CodeFilter(
        choices=Status.choices,
        via=[Via(Figure, "statistic", "status")],
        unknown=NONE_LABEL,
        label=_("status"),
    )
    source = source_filter(Statistic)


class FigureFilterSet(RecordFilterSet):
    SPAN = ("value_from", "value_to", "unit", "")
    SPAN_LABEL = _("value")
    SPAN_BESIDE = "unit"
    YEARS = ("year", "year_from", "year_to")

    q = TermsFilter(
        "statistic__name",
        "statistic__name_zh",
        *(f"{subject}__{name}" for subject in SUBJECTS for name in ("name", "name_zh")),
        "as_printed",
        "note",
        "note_zh",
    )
    subject_type = CodeFilter(
        choices=SUBJECT_TYPES, expression=subject_type, phrases=ABOUT, label=_("about")
    )
    statistic = RelatedFilter(Statistic, label=_("statistic"))
    status = CodeFilter(choices=Status.choices, label=_("status"))
    qualifier = CodeFilter(choices=Qualifier.choices, phrases=PRINTED_AS, label=_("printed as"))
    standing = CodeFilter(choices=Standing.choices, label=_("standing"))
    year = YearFilter(field_name="period", unknown=True, label=_("year"))
    year_from = YearEndFilter(label=YEAR_FROM)
    year_to = YearEndFilter(label=YEAR_TO)
    value_from = QuantityFilter(
        label=_("value from"),
        help_text=_(
            "In the unit that you choose, in yuan otherwise. A figure is found where it may lie "
            "in the span: “over 30 billion” may be more."
        ),
    )
    value_to = QuantityFilter(label=_("value to"))
    unit = CodeFilter(choices=unit_choices(), label=_("unit"))
    place = RelatedFilter(
        Place,
        via=[Via(Figure, "pk", "place"), Via(Figure, "pk", "area")],
        tree=True,
        unknown=NONE_LABEL,
        label=_("place"),
    )
    industry = RelatedFilter(Industry, tree=True, unknown=NONE_LABEL, label=_("industry"))
    organisation = RelatedFilter(Organisation, unknown=NONE_LABEL, label=_("organisation"))
    event = RelatedFilter(
        Event,
        via=[Via(Figure, "pk", "event"), Via(Figure, "pk", "batch__event")],
        unknown=NONE_LABEL,
        label=_("event"),
    )
    project = RelatedFilter(
        Project,
        via=[Via(Figure, "pk", "project"), Via(Figure, "pk", "batch__initiative")],
        unknown=NONE_LABEL,
        label=_("project"),
    )
    batch = RelatedFilter(SigningBatch, unknown=NONE_LABEL, label=_("reported total"))
    source = RelatedFilter(Source, label=_("source"))
    conversion = CodeFilter(choices=YES_NO, expression=_conversion, label=_("conversion"))


class IndustryFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES)
    tier = RelatedFilter(
        Tier, via=[Via(Placement, "industry", "tier")], unknown=NONE_LABEL, label=_("tier")
    )
    part_of = RelatedFilter(
        Industry,
        field_name="parent",
        tree=True,
        unknown=NONE_LABEL,
        phrases=PART_OF,
        label=_("part of"),
    )
    source = source_filter(Industry)


class OrganisationFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES)
    kind = CodeFilter(choices=OrganisationKind.choices, label=_("kind"))
    country = ValueFilter(labels=country_name, unknown=True, label=_("country"))
    role = CodeFilter(
        choices=ParticipationRole.choices,
        via=[Via(Participation, "organisation", "role")],
        unknown=NONE_LABEL,
        label=_("role"),
    )
    industry = RelatedFilter(
        Industry,
        via=[Via(Classification, "organisation", "industry")],
        tree=True,
        unknown=True,
        label=_("industry"),
    )
    place = RelatedFilter(
        Place,
        via=[Via(Location, "organisation", "place")],
        tree=True,
        unknown=True,
        label=_("place"),
    )
    source = source_filter(Organisation)


class PersonFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES)
    role = CodeFilter(
        choices=ParticipationRole.choices,
        via=[Via(Participation, "person", "role")],
        unknown=NONE_LABEL,
        label=_("role"),
    )
    organisation = RelatedFilter(
        Organisation,
        via=[Via(Position, "person", "organisation")],
        unknown=True,
        label=_("organisation"),
    )
    event = RelatedFilter(
        Event,
        via=[Via(Participation, "person", "event"), Via(Participation, "person", "batch__event")],
        unknown=NONE_LABEL,
        label=_("event"),
    )
    source = source_filter(Person)


class PlaceFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES)
    kind = CodeFilter(choices=PlaceKind.choices, label=_("kind"))
    part_of = RelatedFilter(
        Place,
        field_name="parent",
        tree=True,
        unknown=NONE_LABEL,
        phrases=PART_OF,
        label=_("part of"),
    )
    source = source_filter(Place)


class SourceFilterSet(RecordFilterSet):
    YEARS = ("year", "year_from", "year_to")

    q = TermsFilter(*NAMES, "site")
    publisher = RelatedFilter(Organisation, unknown=True, label=_("publisher"))
    language = ValueFilter(labels=language_name, label=_("language"))
    year = YearFilter(field_name="published", unknown=True, label=_("year"))
    year_from = YearEndFilter(label=YEAR_FROM)
    year_to = YearEndFilter(label=YEAR_TO)
