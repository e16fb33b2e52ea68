"""Whom to contact: general addresses and those for an industry, kept by staff."""

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from investments.languages import localised
from investments.models.base import Reviewed, no_control, public_is_published, random_slug


class ContactPoint(Reviewed):
    """Where readers can turn. Our own service and no statement: nothing to source. It is shown as
    it is today, and under no reading date."""

    public_with = ("industry", "organisation")

    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("Made for you when left empty."),
    )
    name = models.CharField(
        _("name"),
        max_length=200,
        validators=[no_control],
        help_text=_("The office or desk that answers; no private person."),
    )
    name_zh = models.CharField(
        _("Chinese name"), max_length=200, blank=True, validators=[no_control]
    )
    organisation = models.ForeignKey(
        "investments.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_points",
        verbose_name=_("organisation"),
        help_text=_("To which it belongs, if the record has it."),
    )
    industry = models.ForeignKey(
        "investments.Industry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_points",
        verbose_name=_("industry"),
        help_text=_("For which it is, with all that is part of it. None: for everything."),
    )
    purpose = models.CharField(
        _("what for"),
        max_length=200,
        blank=True,
        validators=[no_control],
        help_text=_("Enquiries of investors, visits, the press."),
    )
    purpose_zh = models.CharField(
        _("what for, in Chinese"), max_length=200, blank=True, validators=[no_control]
    )
    telephone = models.CharField(
        _("telephone"),
        max_length=40,
        blank=True,
        validators=[
            RegexValidator(
                r"^\+[0-9][0-9 ]{5,}[0-9]$",
                _("With the code of the country: +86 23 1234 5678."),
            )
        ],
        help_text=_("With the code of the country: +86 23 1234 5678."),
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    web = models.URLField(
        _("web address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    postal = models.CharField(
        _("postal address"), max_length=300, blank=True, validators=[no_control]
    )
    postal_zh = models.CharField(
        _("postal address in Chinese"), max_length=300, blank=True, validators=[no_control]
    )
    hours = models.CharField(
        _("hours"),
        max_length=200,
        blank=True,
        validators=[no_control],
        help_text=_("When somebody answers, in local time."),
    )
    hours_zh = models.CharField(
        _("hours in Chinese"), max_length=200, blank=True, validators=[no_control]
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=1, help_text=_("The lowest comes first.")
    )

    class Meta:
        ordering = ["order", "name", "slug"]
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = [
            public_is_published("contactpoint"),
            models.CheckConstraint(
                name="contactpoint_can_be_reached",
                condition=~Q(telephone="", email="", web="", postal="", postal_zh=""),
                violation_error_message=_(
                    "Give at least one way to reach it: telephone, e-mail, web or postal address."
                ),
            ),
        ]

    def __str__(self) -> str:
        return localised(self)

    def derive(self) -> None:
        super().derive()
        if not self.slug:
            self.slug = random_slug()

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return self.telephone.replace(" ", "")
