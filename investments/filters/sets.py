"""The filters of each list."""

from typing import Any

from django.db.models import Q
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
    CodeFilter,
    QuantityFilter,
    RecordFilterSet,
    RelatedFilter,
    TermsFilter,
    ValueFilter,
    Via,
    YearFilter,
    via_any_statement,
)
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
KNOWN = [("known", _("known")), ("unknown", _("not known"))]
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
    return RelatedFilter(Source, via=via_any_statement(model), label=_("source"))


def _amount_known(value: str) -> Q:
    unknown = Q(**{derived(Project, "amount_unit"): ""})
    return unknown if value == "unknown" else ~unknown


def _conversion(value: str) -> Q:
    return Q(conversion_of__isnull=value == "no")


def _subject_type(value: str) -> Q:
    return Q(**{f"{value}__isnull": False})


def _of_subject_type(value: str) -> Q:
    return Q(pk__in=_figures(**{f"{value}__isnull": False}))


def _with_status(value: str) -> Q:
    return Q(pk__in=_figures(status=value))


def _figures(**condition: Any) -> Any:
    return Figure.objects.published().filter(**condition).order_by().values("statistic")


def _in_role(own: str) -> Any:
    def condition(value: str) -> Q:
        taking_part = Participation.objects.published().filter(
            role=value, **{f"{own}__isnull": False}
        )
        return Q(pk__in=taking_part.order_by().values(own))

    return condition


class AmountFilterSet(RecordFilterSet):
    """The filters of lists with a derived amount."""

    SPAN = ("amount_from", "amount_to", "currency", "amount_")
    LAST = ("amount", "amount_from", "amount_to", "currency", "qualifier", "source")

    amount = CodeFilter(choices=KNOWN, condition=_amount_known, label=_("amount"))
    amount_from = QuantityFilter(label=_("amount from"), help_text=SPAN_HELP)
    amount_to = QuantityFilter(label=_("amount to"))
    currency = CodeFilter(field_name="amount_unit", choices=CURRENCIES, label=_("currency"))
    qualifier = CodeFilter(
        field_name="amount_qualifier",
        choices=Qualifier.choices,
        unknown=True,
        label=_("amount printed as"),
    )


class EventFilterSet(AmountFilterSet):
    q = TermsFilter(*NAMES, *SUMMARY)
    kind = CodeFilter(choices=EventKind.choices, label=_("kind"))
    series = RelatedFilter(EventSeries, label=_("series"))
    year = YearFilter(field_name="date", unknown=True, label=_("year"))
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
        label=_("organisation"),
    )
    source = source_filter(Event)


class ProjectFilterSet(AmountFilterSet):
    q = TermsFilter(*NAMES, *SUMMARY)
    kind = CodeFilter(choices=ProjectKind.choices, label=_("kind"))
    stage = CodeFilter(choices=Stage.choices, unknown=True, label=_("stage"))
    signed = YearFilter(unknown=True, label=_("year of signing"))
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
        label=_("organisation"),
    )
    event = RelatedFilter(
        Event, field_name="signing_event", unknown=True, label=_("signed at the event")
    )
    source = source_filter(Project)


class StatisticFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES, "definition", "definition_zh", "whole", "whole_zh")
    kind = CodeFilter(choices=StatisticKind.choices, label=_("kind"))
    unit = CodeFilter(choices=unit_choices(), label=_("unit"))
    subject_type = CodeFilter(
        choices=SUBJECT_TYPES, condition=_of_subject_type, label=_("measured of")
    )
    status = CodeFilter(choices=Status.choices, condition=_with_status, label=_("status"))
    source = source_filter(Statistic)


class FigureFilterSet(RecordFilterSet):
    SPAN = ("value_from", "value_to", "unit", "")

    q = TermsFilter(
        "statistic__name",
        "statistic__name_zh",
        *(f"{subject}__{name}" for subject in SUBJECTS for name in ("name", "name_zh")),
        "as_printed",
        "note",
        "note_zh",
    )
    subject_type = CodeFilter(choices=SUBJECT_TYPES, condition=_subject_type, label=_("about"))
    statistic = RelatedFilter(Statistic, label=_("statistic"))
    status = CodeFilter(choices=Status.choices, label=_("status"))
    qualifier = CodeFilter(choices=Qualifier.choices, label=_("printed as"))
    standing = CodeFilter(choices=Standing.choices, label=_("standing"))
    year = YearFilter(field_name="period", unknown=True, label=_("year"))
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
        label=_("place"),
    )
    industry = RelatedFilter(
        Industry, via=[Via(Figure, "pk", "industry")], tree=True, label=_("industry")
    )
    organisation = RelatedFilter(Organisation, label=_("organisation"))
    event = RelatedFilter(
        Event,
        via=[Via(Figure, "pk", "event"), Via(Figure, "pk", "batch__event")],
        label=_("event"),
    )
    project = RelatedFilter(
        Project,
        via=[Via(Figure, "pk", "project"), Via(Figure, "pk", "batch__initiative")],
        label=_("project"),
    )
    batch = RelatedFilter(SigningBatch, label=_("reported total"))
    source = RelatedFilter(Source, label=_("source"))
    conversion = CodeFilter(choices=YES_NO, condition=_conversion, label=_("conversion"))


class IndustryFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES)
    tier = RelatedFilter(
        Tier, via=[Via(Placement, "industry", "tier")], unknown=True, label=_("tier")
    )
    part_of = RelatedFilter(
        Industry, via=[Via(Industry, "pk", "parent")], tree=True, label=_("part of")
    )
    source = source_filter(Industry)


class OrganisationFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES)
    kind = CodeFilter(choices=OrganisationKind.choices, label=_("kind"))
    country = ValueFilter(labels=country_name, unknown=True, label=_("country"))
    role = CodeFilter(
        choices=ParticipationRole.choices, condition=_in_role("organisation"), label=_("role")
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
        choices=ParticipationRole.choices, condition=_in_role("person"), label=_("role")
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
        label=_("event"),
    )
    source = source_filter(Person)


class PlaceFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES)
    kind = CodeFilter(choices=PlaceKind.choices, label=_("kind"))
    part_of = RelatedFilter(Place, via=[Via(Place, "pk", "parent")], tree=True, label=_("part of"))
    source = source_filter(Place)


class SourceFilterSet(RecordFilterSet):
    q = TermsFilter(*NAMES, "site")
    publisher = RelatedFilter(Organisation, unknown=True, label=_("publisher"))
    language = ValueFilter(labels=language_name, label=_("language"))
    year = YearFilter(field_name="published", unknown=True, label=_("year"))
