"""The figure: a number that a source prints, with all that keeps it from being misread."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from investments.choices import Qualifier, Standing, Status
from investments.dates import bounds as date_bounds
from investments.dates import validate_edtf
from investments.languages import colon, comma
from investments.models.base import (
    Arc,
    ReviewedQuerySet,
    Sourced,
    exactly_one,
    no_control,
    sourced_constraints,
)
from investments.models.indexes import latest_first
from investments.quantities.bounds import POINT, Bounds, complaint
from investments.quantities.format import format_quantity
from investments.quantities.units import UNITS, UnitKind, codes, unit_choices

SUBJECTS = ("event", "batch", "project", "place", "industry", "organisation", "tier")
RESULTS = (Status.ACTUAL, Status.CUMULATIVE)
COMPLAINTS = {
    "low_above_high": _("The lower bound is above the upper one."),
    "over": _("“Over” has a lower bound and no upper one."),
    "under": _("“Under” has an upper bound and no lower one."),
    "range": _("A range has two bounds, the lower one first."),
    "point": _("Exact, about and level have the same number as both bounds."),
}


class FigureQuerySet(ReviewedQuerySet):
    def for_list(self) -> "FigureQuerySet":
        """With all that one row shows: one query, whatever the kinds of subject."""
        return self.select_related(
            *SUBJECTS,
            "batch__event",
            "batch__series",
            "batch__initiative",
            "area",
            "statistic",
            "source",
            "conversion_of",
        )

    def results(self) -> "FigureQuerySet":
        """Without targets and forecasts, which never enter a series, a total or a latest value."""
        return self.filter(status__in=RESULTS)

    def best_first(self) -> "FigureQuerySet":
        """Preferred, then normal, the latest source first; deprecated ones are left out."""
        rank = models.Case(models.When(standing=Standing.PREFERRED, then=0), default=1)
        return self.exclude(standing=Standing.DEPRECATED).order_by(
            rank, F("source__published_end").desc(nulls_last=True), "slug"
        )


def _one_preferred(subject: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        name=f"figure_one_preferred_of_{subject}",
        fields=[subject, "statistic", "period", "unit"],
        condition=Q(
            standing=Standing.PREFERRED, status=Status.ACTUAL, **{f"{subject}__isnull": False}
        ),
        violation_error_message=_(
            "There is a preferred actual figure of this subject, statistic, period and unit "
            "already: only one can be."
        ),
    )


class Figure(Arc, Sourced):
    """One number about one subject, as one source prints it.

    `low` and `high` are in base units (yuan, percent as 6.5) and None where open; see Qualifier.
    `period` is EDTF and says what the number covers; empty: the source does not say.
    `series_break` is a curator's statement, as SDMX marks an observation with "B": never derived.
    """

    ARC = SUBJECTS
    public_with = ("source", "statistic", *SUBJECTS)

    event = models.ForeignKey(
        "investments.Event", models.PROTECT, null=True, blank=True, verbose_name=_("event")
    )
    batch = models.ForeignKey(
        "investments.SigningBatch",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("reported total"),
    )
    project = models.ForeignKey(
        "investments.Project", models.PROTECT, null=True, blank=True, verbose_name=_("project")
    )
    place = models.ForeignKey(
        "investments.Place", models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    industry = models.ForeignKey(
        "investments.Industry", models.PROTECT, null=True, blank=True, verbose_name=_("industry")
    )
    organisation = models.ForeignKey(
        "investments.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("organisation"),
    )
    tier = models.ForeignKey(
        "investments.Tier", models.PROTECT, null=True, blank=True, verbose_name=_("tier")
    )
    area = models.ForeignKey(
        "investments.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="industry_figures",
        verbose_name=_("area"),
        help_text=_("For an industry: where. An industry's figure is always of some area."),
    )
    statistic = models.ForeignKey(
        "investments.Statistic", models.PROTECT, verbose_name=_("statistic")
    )
    low = models.DecimalField(
        _("lower bound"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    high = models.DecimalField(
        _("upper bound"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    qualifier = models.CharField(
        _("qualifier"), max_length=8, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    unit = models.CharField(_("unit"), max_length=20, choices=unit_choices)
    period = models.CharField(
        _("period"),
        max_length=40,
        blank=True,
        validators=[validate_edtf],
        help_text=_(
            "What the number covers: 2019, 2018/2021-08. Empty if the source does not say."
        ),
    )
    period_start = models.DateField(null=True, blank=True, editable=False, db_index=True)
    period_end = models.DateField(null=True, blank=True, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTUAL, db_index=True
    )
    series_break = models.CharField(
        _("break in series"),
        max_length=200,
        blank=True,
        validators=[no_control],
        help_text=_(
            "From this value on it is measured differently than before: say what changed. Charts "
            "draw no line across. Empty: nothing known to have changed."
        ),
    )
    series_break_zh = models.CharField(
        _("break in series, in Chinese"), max_length=200, blank=True, validators=[no_control]
    )
    conversion_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="conversions",
        verbose_name=_("conversion of"),
        help_text=_("The figure that the source itself converts into this currency."),
    )
    converted_unit = models.CharField(max_length=20, blank=True, editable=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["statistic", "-period_end", "slug"]
        default_related_name = "figures"
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        indexes = [
            models.Index(fields=["statistic", "status", "period_end"]),
            *latest_first("figure", ("period_start", "period_end"), first=["statistic"]),
        ]
        constraints = [
            *sourced_constraints("figure"),
            exactly_one(
                "figure_one_subject", SUBJECTS, _("A figure is about one subject, exactly one.")
            ),
            models.CheckConstraint(
                name="figure_bounds_agree_with_qualifier",
                condition=Q(
                    qualifier__in=POINT, low__isnull=False, high__isnull=False, high=F("low")
                )
                | Q(qualifier=Qualifier.OVER, low__isnull=False, high__isnull=True)
                | Q(qualifier=Qualifier.UNDER, low__isnull=True, high__isnull=False)
                | Q(
                    qualifier=Qualifier.RANGE,
                    low__isnull=False,
                    high__isnull=False,
                    high__gt=F("low"),
                ),
                violation_error_message=_("The bounds do not agree with the qualifier."),
            ),
            models.CheckConstraint(
                name="figure_low_not_above_high",
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                violation_error_message=COMPLAINTS["low_above_high"],
            ),
            models.CheckConstraint(
                name="figure_counts_not_negative",
                condition=~Q(unit__in=codes(UnitKind.COUNT, UnitKind.MEASURE))
                | (Q(low__isnull=True) | Q(low__gte=0)) & (Q(high__isnull=True) | Q(high__gte=0)),
                violation_error_message=_("A count or measure is not negative."),
            ),
            models.CheckConstraint(
                name="figure_ranks_from_one",
                condition=~Q(unit="rank") | Q(low__isnull=False, low__gte=1, high__isnull=False),
                violation_error_message=_("A rank is 1 or more, and closed."),
            ),
            models.CheckConstraint(
                name="figure_industry_has_area",
                condition=Q(industry__isnull=True, area__isnull=True)
                | Q(industry__isnull=False, area__isnull=False),
                violation_error_message=_("An industry's figure names its area; no other does."),
            ),
            models.CheckConstraint(
                name="figure_conversion_changes_currency",
                condition=~Q(converted_unit=F("unit")),
                violation_error_message=_("A conversion is in another currency than its original."),
            ),
            models.CheckConstraint(
                name="figure_conversion_between_currencies",
                condition=Q(conversion_of__isnull=True)
                | Q(unit__in=codes(UnitKind.MONEY), converted_unit__in=codes(UnitKind.MONEY)),
                violation_error_message=_("Only an amount of money is converted."),
            ),
            models.CheckConstraint(
                name="figure_not_its_own_conversion",
                condition=Q(conversion_of__isnull=True) | ~Q(conversion_of=F("id")),
                violation_error_message=_("A figure is no conversion of itself."),
            ),
            *[_one_preferred(subject) for subject in SUBJECTS],
        ]

    def __str__(self) -> str:
        # A form that was sent back may have neither unit nor bounds yet.
        whole = self.unit in UNITS and not complaint(self.low, self.high, self.qualifier)
        number = f"{comma()}{self.text()}" if whole else ""
        return f"{self.subject}{colon()}{self.statistic if self.statistic_id else ''}{number}"

    def get_absolute_url(self) -> str:
        return reverse("investments:figure", args=[self.slug])

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.low, self.high, self.qualifier)

    @property
    def value(self) -> Decimal | None:
        """The one number printed, in base units; None for a range."""
        return self.bounds.value

    @property
    def is_result(self) -> bool:
        return self.status in RESULTS

    def text(self, language: str | None = None) -> str:
        """The figure in words with its hedge and unit, in the active language by default."""
        return format_quantity(self.low, self.high, self.qualifier, self.unit, language)

    def derive(self) -> None:
        super().derive()
        # As the database will give them back, so that a row just saved reads like a stored one.
        number: Any = self._meta.get_field("low")
        self.low, self.high = number.to_python(self.low), number.to_python(self.high)
        self.period_start, self.period_end = date_bounds(self.period)
        self.converted_unit = self.conversion_of.unit if self.conversion_of else ""

    def clean(self) -> None:
        super().clean()
        self.derive()
        errors: dict[str, Any] = {}
        if wrong := complaint(self.low, self.high, self.qualifier):
            errors["qualifier"] = COMPLAINTS[wrong]
        if self.statistic_id and self.unit in UNITS and self.statistic.unit in UNITS:
            unit, usual = UNITS[self.unit], UNITS[self.statistic.unit]
            if unit != usual and {unit.kind, usual.kind} != {UnitKind.MONEY}:
                errors["unit"] = _("This statistic is measured in %(unit)s.") % {
                    "unit": usual.label
                }
        if self.conversion_of and self.conversion_of.subject != self.subject:
            errors["conversion_of"] = _("A conversion is about the same subject as its original.")
        if self.pk and self.conversions.filter(unit=self.unit).exists():
            errors["unit"] = _("A conversion of this figure is in this currency already.")
        if errors:
            raise ValidationError(errors)

    def rivals(self) -> FigureQuerySet:
        """Other figures of this subject, statistic and kind of status: what it competes with, of
        any period and source. Conversions are no rivals."""
        same = {f"{self.subject_type}_id": getattr(self, f"{self.subject_type}_id")}
        return (
            Figure.objects.filter(statistic_id=self.statistic_id, area_id=self.area_id, **same)
            .filter(conversion_of__isnull=True)
            .exclude(pk=self.pk)
        )
