"""Organisations and people, the positions that they held and what they took part in."""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investments.choices import OrganisationKind, ParticipationRole
from investments.models.base import (
    Identity,
    Sourced,
    exactly_one,
    no_control,
    public_is_published,
    sourced_constraints,
)
from investments.models.indexes import by_name

PARTICIPANTS = ("person", "organisation")
CONTEXTS = ("event", "batch", "project")


class Organisation(Identity):
    kind = models.CharField(
        _("kind"), max_length=16, choices=OrganisationKind.choices, db_index=True
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        db_index=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, ISO 3166: CN, DE, FR."))],
        help_text=_("ISO 3166 code of its seat, if a source says so or nobody could doubt it."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [public_is_published("organisation")]
        indexes = by_name("organisation")

    def get_absolute_url(self) -> str:
        return reverse("investments:organisation", args=[self.slug])


class Person(Identity):
    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [public_is_published("person")]
        indexes = by_name("person")

    def get_absolute_url(self) -> str:
        return reverse("investments:person", args=[self.slug])


class Position(Sourced):
    """What a person is or was at an organisation, as a source says: true as of the source."""

    public_with = ("source", "person", "organisation")

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="positions", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name=_("organisation"),
    )
    title = models.CharField(
        pgettext_lazy("position", "title"), max_length=200, validators=[no_control]
    )
    title_zh = models.CharField(
        _("Chinese title"), max_length=200, blank=True, validators=[no_control]
    )
    former = models.BooleanField(
        _("former"), default=False, help_text=_("The source itself says that it was over.")
    )

    class Meta:
        ordering = ["person", "former", "slug"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [*sourced_constraints("position")]

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"


class Participation(Sourced):
    """A person or an organisation in an event, a reported total or a project, by role."""

    public_with = ("source", *PARTICIPANTS, *CONTEXTS)

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
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
    role = models.CharField(_("role"), max_length=16, choices=ParticipationRole.choices)
    position = models.ForeignKey(
        Position,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("in the position of"),
        help_text=_("The position, as of then, in which the person took part."),
    )

    class Meta:
        ordering = ["role", "slug"]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        default_related_name = "participations"
        constraints = [
            *sourced_constraints("participation"),
            exactly_one(
                "participation_one_participant",
                PARTICIPANTS,
                _("Choose a person or an organisation, one of them."),
            ),
            exactly_one(
                "participation_one_context",
                CONTEXTS,
                _("Choose an event, a reported total or a project, one of them."),
            ),
            models.CheckConstraint(
                name="participation_position_of_a_person",
                condition=models.Q(position__isnull=True) | models.Q(person__isnull=False),
                violation_error_message=_("Only a person takes part in a position."),
            ),
        ]

    @property
    def participant(self) -> "Person | Organisation | None":
        return self.person or self.organisation

    @property
    def context(self) -> models.Model | None:
        return self.event or self.batch or self.project

    def __str__(self) -> str:
        return f"{self.participant}, {self.get_role_display()}: {self.context}"
