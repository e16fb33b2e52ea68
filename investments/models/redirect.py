"""Former addresses, so that a link once given stays good."""

from django.db import models
from simple_history.models import HistoricalRecords

from investments.models.change_set import InChangeSet


class SlugRedirect(models.Model):
    """`old` was the slug of a record of the model named `kind`; `new` is its slug today."""

    kind = models.CharField(max_length=40)
    old = models.SlugField(max_length=120)
    new = models.SlugField(max_length=120)
    history = HistoricalRecords(bases=[InChangeSet])

    class Meta:
        constraints = [
            models.UniqueConstraint(name="slugredirect_one_target", fields=["kind", "old"]),
            models.CheckConstraint(
                name="slugredirect_elsewhere", condition=~models.Q(old=models.F("new"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.old} → {self.new}"
