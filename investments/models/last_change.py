"""When the public last got to see something else."""

from typing import Any, ClassVar

from django.db import models


class LastChange(models.Model):
    """One row, written by triggers of the database: see actions.last_change.

    `at` has whole seconds, as the dates of HTTP have. `transaction` is PostgreSQL's number of the
    one that wrote it; on SQLite it counts what was written. `release` is the program for which it
    was set up. No row means that nobody watches just now, as while tables change.
    """

    ROW: ClassVar[int] = 1

    at = models.DateTimeField()
    transaction = models.BigIntegerField(null=True, blank=True)
    release = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="lastchange_one_row", condition=models.Q(pk=1))
        ]

    def __str__(self) -> str:
        return self.at.isoformat()
