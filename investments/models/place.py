"""Places, and what is located at them."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from investments.choices import PlaceKind, VenueRole
from investments.models.base import (
    Arc,
    Identity,
    ReviewedQuerySet,
    Sourced,
    exactly_one,
    public_is_published,
    sourced_constraints,
)
from investments.models.indexes import by_name

LOCATED = ("event", "project", "organisation")


class TreeReviewedQuerySet(ReviewedQuerySet, TreeQuerySet):
    """Reviewed rows that form a tree: `descendants(of, include_self=True)` in one query."""


class Place(Identity, TreeNode):
    """Somewhere: a country, a city, a zone, a park, a port or a building. `parent` is what it is
    part of."""

    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind.choices, db_index=True)

    objects = TreeReviewedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes = by_name("place")
        constraints = [
            public_is_published("place"),
            models.CheckConstraint(
                name="place_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message=_("A place cannot be part of itself."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("investments:place", args=[self.slug])


class Location(Arc, Sourced):
    """An event's venue, a project's site, where an organisation is present."""

    ARC = LOCATED
    public_with = ("source", "place", *LOCATED)

    event = models.ForeignKey(
        "investments.Event", models.CASCADE, null=True, blank=True, verbose_name=_("event")
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
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("place"))
    role = models.CharField(_("role"), max_length=10, choices=VenueRole.choices)

    class Meta:
        ordering = ["role", "slug"]
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        default_related_name = "locations"
        constraints = [
            *sourced_constraints("location"),
            exactly_one(
                "location_one_subject",
                LOCATED,
                _("Choose an event, a project or an organisation, one of them."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.place}"
