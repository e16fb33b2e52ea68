"""Documents that say things, and who had a hand in them."""

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from investments.choices import ContributionRole
from investments.dates import bounds, validate_edtf
from investments.models.base import (
    Arc,
    Identity,
    Sourced,
    exactly_one,
    no_control,
    public_is_published,
    sourced_constraints,
)
from investments.models.indexes import latest_first

CONTRIBUTORS = ("person", "organisation")


class Source(Identity):
    """A document. Its sentences are never published; its text, where kept, is for staff alone.

    `sha256` is of the text file as it was read, so that a check can tell it from a later edit.
    """

    unseen = (*Identity.unseen, "text")

    publisher = models.ForeignKey(
        "investments.Organisation",
        models.PROTECT,
        verbose_name=_("publisher"),
        null=True,
        blank=True,
        related_name="published_sources",
    )
    site = models.CharField(
        _("site"),
        max_length=200,
        blank=True,
        validators=[no_control],
        help_text=_("The name or domain of the site or paper that carries it."),
    )
    published = models.CharField(
        _("date of publication"), max_length=40, blank=True, validators=[validate_edtf]
    )
    published_start = models.DateField(null=True, blank=True, editable=False, db_index=True)
    published_end = models.DateField(null=True, blank=True, editable=False)
    published_basis = models.CharField(
        _("basis of the date"),
        max_length=200,
        blank=True,
        validators=[no_control],
        help_text=_("Printed, and how; or inferred, and from what."),
    )
    published_basis_zh = models.CharField(
        _("basis of the date in Chinese"), max_length=200, blank=True, validators=[no_control]
    )
    url = models.URLField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    language = models.CharField(
        _("language"), max_length=12, default="en", help_text=_("BCP 47: en, zh-Hans.")
    )
    sha256 = models.CharField(
        _("SHA-256 of the text"),
        max_length=64,
        blank=True,
        validators=[RegexValidator(r"^[0-9a-f]{64}$", _("64 digits 0-9 and letters a-f."))],
    )
    text = models.TextField(
        _("text"), blank=True, help_text=_("For staff alone; it never reaches a public page.")
    )

    class Meta:
        ordering = ["-published_start", "slug"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        # Of the desk as a whole; Django wants them to hang on a model.
        permissions = [
            ("publish_record", "Can review, publish and withdraw records"),
            ("merge_record", "Can merge records"),
            ("import_record", "Can import records"),
            ("export_record", "Can export records"),
        ]
        constraints = [public_is_published("source")]
        indexes = latest_first("source", ("published_start", "published_end"))

    def get_absolute_url(self) -> str:
        return reverse("investments:source", args=[self.slug])

    def derive(self) -> None:
        super().derive()
        self.published_start, self.published_end = bounds(self.published)
        self.known_from = self.published_end

    def is_sourced(self) -> bool:
        return True


class Contribution(Arc, Sourced):
    """Who wrote, first wrote, presented or illustrated a source; the source itself says so."""

    ARC = CONTRIBUTORS
    public_with = ("source", *CONTRIBUTORS)

    person = models.ForeignKey(
        "investments.Person", models.PROTECT, null=True, blank=True, verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        "investments.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=20, choices=ContributionRole.choices)

    class Meta:
        ordering = ["source", "role", "slug"]
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        default_related_name = "contributions"
        constraints = [
            *sourced_constraints("contribution"),
            exactly_one(
                "contribution_one_contributor",
                CONTRIBUTORS,
                _("Name a person or an organisation, one of them."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.get_role_display()}"
