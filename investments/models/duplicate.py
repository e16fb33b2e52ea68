"""What was settled about likely duplicates, and what a merge must be able to bring back."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from investments.models.base import no_control
from investments.models.change_set import ChangeSet, InChangeSet


class NotDuplicate(models.Model):
    """Somebody has looked at two identities of a model and found that they are not the same: they
    are proposed no more. By primary key, the lower one first: an address can change."""

    kind = models.CharField(max_length=40)
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("reason"), max_length=100, blank=True, validators=[no_control])
    history = HistoricalRecords(bases=[InChangeSet])

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="notduplicate_once_a_pair", fields=["kind", "low", "high"]
            ),
            models.CheckConstraint(
                name="notduplicate_in_order", condition=models.Q(low__lt=models.F("high"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.low} ≠ {self.high}"


class CarriedRow(models.Model):
    """A row of a table that keeps no versions, as it was before a merge carried it over, so that
    undoing the merge brings it back. `before` is what Django's serializer makes of it."""

    change_set = models.ForeignKey(ChangeSet, models.CASCADE, related_name="carried")
    before = models.JSONField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.before.get('model')} {self.before.get('pk')}"
