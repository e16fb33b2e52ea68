"""What was decided of the candidates in an article's text, while it is read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investments.models.base import AS_PRINTED_LENGTH, no_control


class Decision(models.TextChoices):
    TAKEN = "taken", pgettext_lazy("candidate", "Taken")
    SET_ASIDE = "set_aside", pgettext_lazy("candidate", "Set aside")


class ReadingMark(models.Model):
    """That some words of a source's text were dealt with. `start` and `end` count characters of
    the paragraph.

    A working table: no part of the record, without a history. A mark of something taken names the
    statement by model and slug, and counts only as long as that statement is there: what was
    undone is open again.
    """

    source = models.ForeignKey("investments.Source", models.CASCADE, related_name="reading_marks")
    paragraph = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    printed = models.CharField(max_length=AS_PRINTED_LENGTH)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.CharField(_("reason"), max_length=100, blank=True, validators=[no_control])
    statement_model = models.CharField(max_length=40, blank=True)
    statement_slug = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        ordering = ["source", "paragraph", "start"]
        constraints = [
            models.UniqueConstraint(
                name="readingmark_once_a_place",
                fields=["source", "paragraph", "start", "end"],
            ),
            models.CheckConstraint(
                name="readingmark_taken_names_statement",
                condition=models.Q(decision=Decision.SET_ASIDE, statement_slug="")
                | models.Q(decision=Decision.TAKEN) & ~models.Q(statement_slug=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.printed}"

    @property
    def key(self) -> str:
        """As that of a candidate at the same place."""
        return f"{self.paragraph}-{self.start}-{self.end}"
