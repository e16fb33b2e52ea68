"""Industries as a tree, what belongs to them, and the tiers that policy puts them in."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode

from investments.models.base import (
    Arc,
    Identity,
    Sourced,
    exactly_one,
    no_control,
    public_is_published,
    sourced_constraints,
)
from investments.models.place import TreeReviewedQuerySet

CLASSIFIED = ("event", "batch", "project", "organisation", "place")


class Industry(Identity, TreeNode):
    """A branch of the economy as sources name it; `parent` is the broader industry."""

    objects = TreeReviewedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        constraints = [
            public_is_published("industry"),
            models.CheckConstraint(
                name="industry_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message=_("An industry cannot be part of itself."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("investments:industry", args=[self.slug])


class Classification(Arc, Sourced):
    """That a source names an industry of an event, a reported total, a project, an organisation or
    a place. Lists in documents are often open ("including"): the absence of a row says nothing."""

    ARC = CLASSIFIED
    public_with = ("source", "industry", *CLASSIFIED)

    event = models.ForeignKey(
        "investments.Event", models.CASCADE, null=True, blank=True, verbose_name=_("event")
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
    place = models.ForeignKey(
        "investments.Place", models.CASCADE, null=True, blank=True, verbose_name=_("place")
    )
    industry = models.ForeignKey(Industry, models.PROTECT, verbose_name=_("industry"))

    class Meta:
        ordering = ["slug"]
        verbose_name = _("industry of a subject")
        verbose_name_plural = _("industries of subjects")
        default_related_name = "classifications"
        constraints = [
            *sourced_constraints("classification"),
            exactly_one(
                "classification_one_subject",
                CLASSIFIED,
                _("Choose one subject: event, total, project, organisation or place."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.industry}"


class Tier(Identity):
    """A rung of an industrial policy: "leading industries of a 300 billion level". How many
    industries it says it has, and which size it aims at, are figures about it."""

    scheme = models.CharField(
        _("list or plan"),
        max_length=200,
        validators=[no_control],
        help_text=_("The list or plan that draws up the tiers, and its year."),
    )
    scheme_zh = models.CharField(
        _("list or plan in Chinese"), max_length=200, blank=True, validators=[no_control]
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=1, help_text=_("1 is the highest tier of its list.")
    )

    class Meta:
        ordering = ["scheme", "order", "slug"]
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        constraints = [public_is_published("tier")]

    def get_absolute_url(self) -> str:
        return f"{reverse('investments:industry_list')}?tier={self.slug}"


class Placement(Sourced):
    """That a document puts an industry in a tier."""

    public_with = ("source", "tier", "industry")

    tier = models.ForeignKey(
        Tier, models.CASCADE, related_name="placements", verbose_name=_("tier")
    )
    industry = models.ForeignKey(
        Industry, models.PROTECT, related_name="placements", verbose_name=_("industry")
    )

    class Meta:
        ordering = ["tier", "slug"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            *sourced_constraints("placement"),
            models.UniqueConstraint(
                name="placement_once_a_source",
                fields=["tier", "industry", "source"],
                violation_error_message=_(
                    "The source's placement of this industry is there already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.industry}: {self.tier}"
