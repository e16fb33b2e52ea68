"""Events, the series they are editions of, when they were held, and the totals signed at them."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from investments.choices import Counted, EventKind, Qualifier
from investments.dates import bounds, validate_edtf
from investments.models.base import (
    Identity,
    ReviewedQuerySet,
    Sourced,
    at_most_one,
    no_control,
    public_is_published,
    sourced_constraints,
)
from investments.models.indexes import latest_first
from investments.models.known import Span, at_reading_date, newest_first
from investments.quantities.units import unit_choices

BATCH_CONTEXT = ("event", "series", "initiative")


class EventSeries(Identity):
    """What comes again under one name: a fair, an expo, a yearly conference."""

    summary = models.TextField(_("summary"), blank=True, help_text=_("In your own words."))
    summary_zh = models.TextField(_("Chinese summary"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("event series")
        verbose_name_plural = _("event series")
        constraints = [public_is_published("eventseries")]

    def get_absolute_url(self) -> str:
        return f"{reverse('investments:event_list')}?series={self.slug}"


class AmountColumns(models.Model):
    """Sort and filter columns for an amount, derived from the statement that stands best.

    Written by actions.derive alone; the statement itself is what a detail page shows.
    """

    amount_low = models.DecimalField(
        max_digits=24, decimal_places=6, null=True, blank=True, editable=False
    )
    amount_high = models.DecimalField(
        max_digits=24, decimal_places=6, null=True, blank=True, editable=False
    )
    amount_qualifier = models.CharField(
        max_length=8, choices=Qualifier.choices, blank=True, editable=False
    )
    amount_unit = models.CharField(max_length=20, choices=unit_choices, blank=True, editable=False)
    amount_sort = models.DecimalField(
        max_digits=24, decimal_places=6, null=True, blank=True, editable=False, db_index=True
    )

    class Meta:
        abstract = True


AMOUNT_COLUMNS = (
    "amount_",
    "amount_low",
    "amount_high",
    "amount_qualifier",
    "amount_unit",
    "amount_sort",
)


class EventQuerySet(ReviewedQuerySet):
    def published(self) -> Self:
        return at_reading_date(super().published())

    def newest_first(self) -> Self:
        """The latest first, those without a date last."""
        return newest_first(self, "date_start")

    def for_list(self) -> "EventQuerySet":
        return self.select_related("series", "parent")


class Event(AmountColumns, Identity):
    """One fair, expo, conference or signing. Its dates are statements: see EventDate."""

    DERIVED = (*AMOUNT_COLUMNS, "date", "date_start", "date_end")

    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices, db_index=True)
    series = models.ForeignKey(
        EventSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("series"),
    )
    edition = models.PositiveSmallIntegerField(
        _("edition"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Only where a source prints it: the 6th is 6."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("The larger event that this one was held within."),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("In your own words."))
    summary_zh = models.TextField(_("Chinese summary"), blank=True)
    # Derived by actions.derive from the best EventDate.
    date = models.CharField(max_length=40, blank=True, editable=False)
    date_start = models.DateField(null=True, blank=True, editable=False, db_index=True)
    date_end = models.DateField(null=True, blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-date_start", "slug"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = latest_first("event", ("date_start", "date_end"))
        constraints = [
            public_is_published("event"),
            models.CheckConstraint(
                name="event_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message=_("An event cannot be part of itself."),
            ),
            models.CheckConstraint(
                name="event_edition_of_a_series",
                condition=models.Q(edition__isnull=True)
                | models.Q(series__isnull=False, edition__gte=1),
                violation_error_message=_("An edition of what? Choose the series."),
            ),
            models.UniqueConstraint(
                name="event_edition_once_a_series",
                fields=["series", "edition"],
                violation_error_message=_("The series has an event with this edition number."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("investments:event", args=[self.slug])


class EventKnown(Span, AmountColumns):
    """The derived columns of an event over a span of knowledge."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="known")
    date = models.CharField(max_length=40, blank=True)
    date_start = models.DateField(null=True, blank=True)
    date_end = models.DateField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="eventknown_one_since", fields=["event", "since"]),
        ]


class EventDate(Sourced):
    """When a source says an event was held."""

    public_with = ("source", "event")

    event = models.ForeignKey(Event, models.CASCADE, related_name="dates", verbose_name=_("event"))
    date = models.CharField(
        _("date"),
        max_length=40,
        validators=[validate_edtf],
        help_text=_(
            "As precise as the source: 2018, 2021-08-18, /2024-05-26 if only the end is known."
        ),
    )
    date_start = models.DateField(null=True, blank=True, editable=False)
    date_end = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["event", "date_start", "slug"]
        verbose_name = _("date of an event")
        verbose_name_plural = _("dates of events")
        constraints = [
            *sourced_constraints("eventdate"),
            models.UniqueConstraint(
                name="eventdate_one_preferred",
                fields=["event"],
                condition=models.Q(standing="preferred"),
                violation_error_message=_("The event has a preferred date already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.date}"

    def derive(self) -> None:
        super().derive()
        self.date_start, self.date_end = bounds(self.date)


class SigningBatch(Identity):
    """A reported total: so many contracts or projects, signed at an event, over the editions of a
    series or under an initiative. How many and how much are figures about it.

    It is never a project and never added to the projects that it contains; a breakdown is a batch
    whose parent is the whole.
    """

    public_with = (*BATCH_CONTEXT, "parent")

    event = models.ForeignKey(
        Event,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("event"),
    )
    series = models.ForeignKey(
        EventSeries,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("event series"),
        help_text=_("For a total over several editions."),
    )
    initiative = models.ForeignKey(
        "investments.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("initiative"),
        help_text=_("For a total signed under a cooperation initiative."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("The reported total that this one breaks down."),
    )
    counted = models.CharField(_("counts"), max_length=10, choices=Counted.choices)
    period = models.CharField(
        _("period"),
        max_length=40,
        blank=True,
        validators=[validate_edtf, no_control],
        help_text=_("Only for a total over a span of time."),
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("reported total")
        verbose_name_plural = _("reported totals")
        constraints = [
            public_is_published("signingbatch"),
            at_most_one(
                "signingbatch_one_context",
                BATCH_CONTEXT,
                _("Choose the event, the series or the initiative; not two of them."),
            ),
            models.CheckConstraint(
                name="signingbatch_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message=_("A total cannot be part of itself."),
            ),
        ]

    @property
    def context(self) -> "Event | EventSeries | models.Model | None":
        """Where it was signed: an event, a series, an initiative, or not said."""
        return self.event or self.series or self.initiative

    def clean(self) -> None:
        super().clean()
        if self.parent and (self.event_id, self.series_id, self.initiative_id) != (
            self.parent.event_id,
            self.parent.series_id,
            self.parent.initiative_id,
        ):
            raise ValidationError(
                {"parent": _("A breakdown belongs to the same event as the total it is part of.")}
            )

    def get_absolute_url(self) -> str:
        """Where it is shown with its breakdown: the event or initiative; else its figures."""
        page = self.event or self.initiative
        if page:
            return f"{page.get_absolute_url()}#total-{self.slug}"
        return f"{reverse('investments:figure_list')}?batch={self.slug}"
