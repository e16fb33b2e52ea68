"""Files that somebody imports: what was uploaded, how it was understood, what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from investments.choices import ImportState
from investments.models.change_set import REASON_LENGTH, ChangeSet

NAME_LENGTH = 200


class ImportRun(models.Model):
    """One upload on its way into the record. It is kept in the database, for the next request may
    be answered by another server; once imported, the file itself is dropped.

    `mapping` has a sheet each: its name, the model, and for each column of the file the field that
    it fills ("" for none). `plan` is what the check found for each row, so that a change of the
    record since is noticed; see transfer.run.
    """

    name = models.CharField(_("file"), max_length=NAME_LENGTH)
    sha256 = models.CharField(max_length=64)
    upload = models.BinaryField(blank=True)
    file_format = models.CharField(max_length=10)
    understood = models.JSONField(default=dict)
    mapping = models.JSONField(default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    plan = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    reason = models.CharField(_("why"), max_length=REASON_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name=_("who"),
        related_name="+",
    )
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    finished_at = models.DateTimeField(null=True)
    change_set = models.ForeignKey(ChangeSet, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ()
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name
