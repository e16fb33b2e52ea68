"""What was changed together: one save, one import, one merge, one deletion; undone together."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from investments.choices import ChangeKind

REASON_LENGTH = 100  # of the history's column


class ChangeSet(models.Model):
    """One act of somebody's and why it was done. The versions it wrote point to it.

    `counts` holds how many rows of each model it wrote, by the model's name; `model` and `row`
    name the first of them.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("who"),
        related_name="+",
    )
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    reason = models.CharField(_("why"), max_length=REASON_LENGTH, blank=True)
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    counts = models.JSONField(default=dict)
    model = models.CharField(max_length=40, blank=True)
    row = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class InChangeSet(models.Model):
    """What every version in the history has: the change that wrote it, and its place therein."""

    change_set = models.ForeignKey(ChangeSet, models.PROTECT, null=True, related_name="+")
    change_order = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True
