"""Projects: what was promised, and the milestones that tell how far it has come."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from investments.choices import ProjectKind, Stage
from investments.dates import bounds, validate_edtf
from investments.models.base import (
    Identity,
    ReviewedQuerySet,
    Sourced,
    public_is_published,
    sourced_constraints,
)
from investments.models.event import AMOUNT_COLUMNS, AmountColumns
from investments.models.indexes import latest_first
from investments.models.known import Span, at_reading_date, newest_first


class ProjectQuerySet(ReviewedQuerySet):
    def published(self) -> Self:
        return at_reading_date(super().published())

    def newest_first(self) -> Self:
        """The latest signed first, those without a date last."""
        return newest_first(self, "signed_start")

    def for_list(self) -> "ProjectQuerySet":
        return self.select_related("signing_event", "place")


class Project(AmountColumns, Identity):
    """An investment or undertaking of its own. Stage, dates, amount, event and place are derived
    from statements by actions.derive; industries and parties hang on it as statements."""

    DERIVED = (
        *AMOUNT_COLUMNS,
        "stage",
        "signed",
        "signed_start",
        "signed_end",
        "signing_event",
        "signing_event_id",
        "place",
        "place_id",
    )

    kind = models.CharField(_("kind"), max_length=16, choices=ProjectKind.choices, db_index=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("In your own words."))
    summary_zh = models.TextField(_("Chinese summary"), blank=True)
    # Derived columns
    stage = models.CharField(
        max_length=20, choices=Stage.choices, blank=True, editable=False, db_index=True
    )
    signed = models.CharField(max_length=40, blank=True, editable=False)
    signed_start = models.DateField(null=True, blank=True, editable=False, db_index=True)
    signed_end = models.DateField(null=True, blank=True, editable=False)
    signing_event = models.ForeignKey(
        "investments.Event",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="signed_projects",
    )
    place = models.ForeignKey(
        "investments.Place",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="sited_projects",
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_start", "slug"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [public_is_published("project")]
        indexes = latest_first("project", ("signed_start", "signed_end"))

    def get_absolute_url(self) -> str:
        return reverse("investments:project", args=[self.slug])


class ProjectKnown(Span, AmountColumns):
    """The derived columns of a project over a span of knowledge."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="known")
    stage = models.CharField(max_length=20, choices=Stage.choices, blank=True)
    signed = models.CharField(max_length=40, blank=True)
    signed_start = models.DateField(null=True, blank=True)
    signed_end = models.DateField(null=True, blank=True)
    signing_event = models.ForeignKey(
        "investments.Event", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    place = models.ForeignKey(
        "investments.Place", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="projectknown_one_since", fields=["project", "since"]),
        ]


class Milestone(Sourced):
    """A stage that a source says a project has reached. Without a date it is known as of the
    source's own."""

    public_with = ("source", "project")

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="milestones", verbose_name=_("project")
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    date = models.CharField(
        _("date"),
        max_length=40,
        blank=True,
        validators=[validate_edtf],
        help_text=_(
            "When it was reached, as precise as the source; empty if the source does not say."
        ),
    )
    date_start = models.DateField(null=True, blank=True, editable=False)
    date_end = models.DateField(null=True, blank=True, editable=False)
    event = models.ForeignKey(
        "investments.Event",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("at the event"),
    )
    batch = models.ForeignKey(
        "investments.SigningBatch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("counted in the reported total"),
        help_text=_("Only where a source says that this signing is one of those counted."),
    )

    class Meta:
        ordering = ["project", "date_start", "slug"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            *sourced_constraints("milestone"),
            models.UniqueConstraint(
                name="milestone_one_preferred",
                fields=["project", "stage"],
                condition=models.Q(standing="preferred"),
                violation_error_message=_("The project has a preferred milestone of this stage."),
            ),
            models.CheckConstraint(
                name="milestone_counted_when_signed",
                condition=models.Q(batch__isnull=True) | models.Q(stage=Stage.SIGNED),
                violation_error_message=_("Only a signing is counted in a reported total."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_stage_display()} {self.date}".strip()

    def derive(self) -> None:
        super().derive()
        self.date_start, self.date_end = bounds(self.date)
