"""What is measured."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from investments.choices import StatisticKind, StatisticRole
from investments.models.base import Identity, no_control, public_is_published
from investments.models.indexes import grouped_by_name
from investments.quantities.units import unit_choices


class Statistic(Identity):
    """A quantity with a definition, so that two figures of it can be set side by side.

    Another definition or another whole is another statistic. A share names its whole.
    """

    definition = models.TextField(
        _("definition"), blank=True, help_text=_("What is counted, of what, in your own words.")
    )
    definition_zh = models.TextField(_("Chinese definition"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=StatisticKind.choices, db_index=True)
    unit = models.CharField(
        _("unit"),
        max_length=20,
        choices=unit_choices,
        help_text=_("Its figures have this unit; an amount of money may have another currency."),
    )
    whole = models.CharField(
        _("whole"),
        max_length=200,
        blank=True,
        validators=[no_control],
        help_text=_("For a share or structure: what it is a share of, with its area."),
    )
    whole_zh = models.CharField(
        _("Chinese whole"), max_length=200, blank=True, validators=[no_control]
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        blank=True,
        choices=StatisticRole.choices,
        help_text=_("Only for the two statistics that lists of events and projects sort by."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("statistic")
        verbose_name_plural = _("statistics")
        indexes = grouped_by_name("statistic")
        constraints = [
            public_is_published("statistic"),
            models.CheckConstraint(
                name="statistic_share_names_its_whole",
                condition=~models.Q(kind__in=[StatisticKind.SHARE, StatisticKind.STRUCTURE])
                | ~models.Q(whole=""),
                violation_error_message=_("A share of what? Name the whole."),
            ),
            models.CheckConstraint(
                name="statistic_rank_in_ranks",
                condition=~models.Q(kind=StatisticKind.RANK) | models.Q(unit="rank"),
                violation_error_message=_("The unit of a rank is “rank”."),
            ),
            models.CheckConstraint(
                name="statistic_share_in_percent",
                condition=~models.Q(
                    kind__in=[StatisticKind.SHARE, StatisticKind.STRUCTURE, StatisticKind.GROWTH]
                )
                | models.Q(unit="percent"),
                violation_error_message=_("Shares, structures and growth are in percent."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("investments:statistic", args=[self.slug])
