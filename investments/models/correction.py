"""Errors that readers report, without an account, and what staff answer."""

import secrets
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from investments.choices import Fault, ReportState
from investments.models.base import SLUG_ALPHABET, Identity, no_control
from investments.models.redirect import SlugRedirect

OPEN = (ReportState.NEW, ReportState.UNDER_REVIEW)
ANSWERED = (ReportState.FIXED, ReportState.DECLINED)
REFERENCE_LENGTH = 14
SHOWN_LENGTH = 300
SHOULD_BE_LENGTH = 500
EVIDENCE_LENGTH = 1000
ANSWER_LENGTH = 1000


def random_reference() -> str:
    """Whoever has it may read the answer: nobody guesses it."""
    return "".join(secrets.choice(SLUG_ALPHABET) for _ in range(REFERENCE_LENGTH))


class CorrectionQuerySet(models.QuerySet):
    def waiting(self) -> "CorrectionQuerySet":
        """What staff have not closed, the longest waiting first."""
        return self.filter(state__in=OPEN).order_by("reported_at", "pk")

    def to_be_read(self) -> "CorrectionQuerySet":
        """Without spam, which nobody reads again, neither its author."""
        return self.exclude(state=ReportState.SPAM)


class Correction(models.Model):
    """A report of an error. What it is about is named by the kind and the slug that the reader's
    page had: both outlive a merge, a deletion and the undoing of either; see `subject`.

    It keeps no history, in which an address that was dropped would stay.
    """

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, editable=False, default=random_reference
    )
    kind = models.CharField(_("kind of record"), max_length=40, editable=False)
    slug = models.SlugField(_("its slug"), max_length=120, editable=False, db_index=False)
    # Both in the reader's language, and as the page had them then.
    title = models.CharField(_("about"), max_length=SHOWN_LENGTH, editable=False)
    shown = models.CharField(
        _("as the reader saw it"), max_length=SHOWN_LENGTH, blank=True, editable=False
    )
    language = models.CharField(_("language of the reader"), max_length=12, editable=False)
    fault = models.CharField(_("what is wrong"), max_length=12, choices=Fault.choices)
    should_be = models.TextField(
        _("what it should be"), max_length=SHOULD_BE_LENGTH, validators=[no_control]
    )
    evidence = models.TextField(
        _("how the reader knows"), max_length=EVIDENCE_LENGTH, blank=True, validators=[no_control]
    )
    evidence_url = models.URLField(
        _("address that shows it"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    email = models.EmailField(
        _("e-mail address for the answer"),
        blank=True,
        help_text=_("Seen by staff alone; dropped a while after the report is closed."),
    )
    # Of all that the reader sent, while the report is open; it finds the same sent twice.
    digest = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=ReportState.choices,
        default=ReportState.NEW,
        db_index=True,
    )
    answer = models.TextField(
        _("answer to the reader"),
        max_length=ANSWER_LENGTH,
        blank=True,
        validators=[no_control],
        help_text=_("Whoever has the reference reads it."),
    )
    reported_at = models.DateTimeField(_("reported"), auto_now_add=True)
    taken_up_at = models.DateTimeField(_("taken up"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("last handled by"),
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [models.Index(name="correction_about", fields=["kind", "slug", "state"])]
        constraints = [
            models.UniqueConstraint(
                name="correction_once_while_open",
                fields=["digest"],
                condition=~Q(digest=""),
                violation_error_message=_("The same was reported before and is not closed yet."),
            ),
            models.CheckConstraint(
                name="correction_closed_with_an_answer",
                condition=~Q(state__in=ANSWERED) | ~Q(answer=""),
                violation_error_message=_("Answer the reader."),
            ),
            models.CheckConstraint(
                name="correction_spam_keeps_no_address",
                condition=~Q(state=ReportState.SPAM) | Q(email=""),
                violation_error_message=_("Of spam no address is kept."),
            ),
        ]

    def __str__(self) -> str:
        """None of the reader's words: the admin's log keeps it."""
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("investments:correction", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def subject(self) -> Any:
        """The record, public or not, by its slug or by where that leads now; None where it is
        gone. Up to two queries."""
        rows = apps.get_model("investments", self.kind)._default_manager
        found = rows.filter(slug=self.slug).first()
        if found is None:
            moved = SlugRedirect.objects.filter(kind=self.kind, old=self.slug).values("new")
            found = rows.filter(slug__in=moved).first()
        return found


def with_question(rows: Any) -> Any:
    """Rows of one model with `questioned`: when the report was made that is under review, null
    where none is. In the same query, by an index."""
    kind = rows.model._meta.model_name
    here = Q(slug=OuterRef("slug"))
    if issubclass(rows.model, Identity):
        former = SlugRedirect.objects.filter(kind=kind, new=OuterRef(OuterRef("slug")))
        here |= Q(slug__in=former.values("old"))
    reports = Correction.objects.filter(here, kind=kind, state=ReportState.UNDER_REVIEW)
    dates = reports.order_by("reported_at").values("reported_at")[:1]
    return rows.annotate(questioned=Subquery(dates))
