"""What a source says without a number: policy notes, and mere mentions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from investments.choices import NoteKind
from investments.models.base import (
    Arc,
    Sourced,
    exactly_one,
    no_control,
    sourced_constraints,
)

NOTED = ("event", "series", "project", "place", "industry", "organisation")
MENTIONED = (
    "event",
    "series",
    "batch",
    "project",
    "organisation",
    "person",
    "place",
    "industry",
    "statistic",
    "tier",
)


class PolicyNote(Arc, Sourced):
    """A plan, measure, opinion or description, in our own words, with its speaker."""

    ARC = NOTED
    public_with = ("source", *NOTED, "speaker_person", "speaker_organisation")

    kind = models.CharField(_("kind"), max_length=12, choices=NoteKind.choices, db_index=True)
    text = models.TextField(
        _("text"),
        validators=[no_control],
        help_text=_("In your own words: the source's sentences stay with the source."),
    )
    text_zh = models.TextField(_("Chinese text"), blank=True, validators=[no_control])
    event = models.ForeignKey(
        "investments.Event", models.PROTECT, null=True, blank=True, verbose_name=_("event")
    )
    series = models.ForeignKey(
        "investments.EventSeries",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("event series"),
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
    speaker_person = models.ForeignKey(
        "investments.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="policy_notes",
        verbose_name=_("said by the person"),
    )
    speaker_organisation = models.ForeignKey(
        "investments.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="spoken_notes",
        verbose_name=_("said for the organisation"),
    )

    class Meta:
        ordering = ["source", "paragraph", "slug"]
        default_related_name = "policy_notes"
        verbose_name = _("policy note")
        verbose_name_plural = _("policy notes")
        constraints = [
            *sourced_constraints("policynote"),
            exactly_one(
                "policynote_one_subject",
                NOTED,
                _("A note is about one subject, exactly one."),
            ),
            models.CheckConstraint(
                name="policynote_opinion_has_speaker",
                condition=~models.Q(kind=NoteKind.OPINION)
                | models.Q(speaker_person__isnull=False)
                | models.Q(speaker_organisation__isnull=False),
                violation_error_message=_("Whose opinion? Name the speaker."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.text[:60]}"

    @property
    def speaker(self) -> models.Model | None:
        return self.speaker_person or self.speaker_organisation


class Mention(Arc, Sourced):
    """That a source names something, where no other statement already says so."""

    ARC = MENTIONED
    public_with = ("source", *MENTIONED)

    event = models.ForeignKey(
        "investments.Event", models.CASCADE, null=True, blank=True, verbose_name=_("event")
    )
    series = models.ForeignKey(
        "investments.EventSeries",
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("event series"),
    )
    batch = models.ForeignKey(
        "investments.SigningBatch",
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("reported total"),
    )
    project = models.ForeignKey(
        "investments.Project", models.CASCADE, null=True, blank=True, verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        "investments.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("organisation"),
    )
    person = models.ForeignKey(
        "investments.Person", models.CASCADE, null=True, blank=True, verbose_name=_("person")
    )
    place = models.ForeignKey(
        "investments.Place", models.CASCADE, null=True, blank=True, verbose_name=_("place")
    )
    industry = models.ForeignKey(
        "investments.Industry", models.CASCADE, null=True, blank=True, verbose_name=_("industry")
    )
    statistic = models.ForeignKey(
        "investments.Statistic",
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("statistic"),
    )
    tier = models.ForeignKey(
        "investments.Tier", models.CASCADE, null=True, blank=True, verbose_name=_("tier")
    )

    class Meta:
        ordering = ["source", "paragraph", "slug"]
        default_related_name = "mentions"
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [
            *sourced_constraints("mention"),
            exactly_one(
                "mention_one_subject",
                MENTIONED,
                _("A mention is of one subject, exactly one."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)
