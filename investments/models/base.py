"""What every record shares: review, identity and provenance.

An identity is a name and a slug. Everything said about it is a statement: a row of its own with
the source, the paragraph and the words that print it.
"""

import re
import secrets
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from investments.choices import Standing, State
from investments.languages import collation_key, localised
from investments.models.change_set import InChangeSet
from investments.models.known import set_back
from investments.reading import reading_date

AS_PRINTED_LENGTH = 80
SORT_LENGTH = 200
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SLUG_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no look-alikes, no vowels but a and e

no_control = RegexValidator(
    CONTROL,
    _("Take out the control characters (they come with some copied text)."),
    inverse_match=True,
)


class ReviewedQuerySet(models.QuerySet):
    """The only way to rows for the public is `published()`."""

    def published(self) -> Self:
        """Rows that the public may see: published themselves, and so is all they stand on. Under
        a reading date those that a source dated by then speaks of; see `investments.reading`."""
        day = reading_date()
        if day is None:
            return self.filter(is_public=True)
        return self.filter(is_public=True, known_from__lte=day)

    def _fetch_all(self) -> None:
        waiting = self._result_cache is None
        super()._fetch_all()
        if waiting and reading_date():
            set_back(self._result_cache or ())

    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


class Reviewed(models.Model):
    """A row with a stable slug that is drafted, reviewed and published; history says by whom.

    `public_with` names the foreign keys without which the row makes no sense to the public: it
    is shown only while they are public too. `unseen` names what the public has no part in, so that
    another value changes nothing for it. `version` counts saves, so that a stale one is seen.
    """

    public_with: ClassVar[tuple[str, ...]] = ()
    unseen: ClassVar[tuple[str, ...]] = ("version",)

    slug = models.SlugField(
        _("slug"),
        max_length=120,
        unique=True,
        help_text=_("The record's address. Links stay good: a changed slug redirects."),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.DRAFT, db_index=True
    )
    # Whether the public sees it: published, and so is all it stands on. Kept by actions.public.
    is_public = models.BooleanField(default=False, editable=False, db_index=True)
    # When the first source that speaks of it was published. Kept by actions.known.
    known_from = models.DateField(null=True, blank=True, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords(inherit=True, bases=[InChangeSet])

    objects = ReviewedQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def stands_on(self) -> list["Reviewed"]:
        """The rows without which the public does not see this one. A query for each not loaded."""
        rows = (getattr(self, name) for name in self.public_with)
        return [row for row in rows if row is not None]

    @property
    def is_shown(self) -> bool:
        """Whether the public sees it, as of the reading date where there is one."""
        day = reading_date()
        return self.is_public and (
            day is None or (self.known_from is not None and self.known_from <= day)
        )

    def derive(self) -> None:
        """Fill the columns that follow from others of the same row; runs before every save,
        fixture loads included."""


@receiver(pre_save)
def _derive(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if isinstance(instance, Reviewed):
        instance.derive()
        instance.is_public = instance.state == State.PUBLISHED and all(
            row.is_public for row in instance.stands_on
        )
        if isinstance(instance, Sourced):
            instance.known_from = instance.source.published_end if instance.source else None


class Identity(Reviewed):
    """Something that sources speak of: a name in two languages, other names, a slug."""

    name = models.CharField(_("name"), max_length=200, validators=[no_control])
    name_zh = models.CharField(
        _("Chinese name"),
        max_length=200,
        blank=True,
        validators=[no_control],
        help_text=_("As Chinese official sources write it. Leave empty if you are not sure."),
    )
    # What the names are sorted by on Chinese pages; null only until it is first saved.
    name_zh_sort = models.CharField(  # noqa: DJ001
        max_length=SORT_LENGTH, null=True, blank=True, editable=False, db_index=True
    )
    aliases = models.TextField(
        _("other names"),
        blank=True,
        validators=[no_control],
        help_text=_("One a line: spellings, abbreviations, former names, in any script."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return localised(self)

    def derive(self) -> None:
        super().derive()
        self.name_zh_sort = collation_key(self.name_zh or self.name)[:SORT_LENGTH]

    @property
    def alias_list(self) -> list[str]:
        return [line.strip() for line in self.aliases.splitlines() if line.strip()]

    def clean(self) -> None:
        super().clean()
        if self.state == State.PUBLISHED and not self.is_sourced():
            raise ValidationError(
                {
                    "state": _(
                        "Nothing is published without a source. Save this as a draft, add a "
                        "statement or a mention that names its source, then publish."
                    )
                }
            )

    def is_sourced(self) -> bool:
        """Whether some statement about this identity names its source. One query a kind of
        statement until the first hit."""
        if not self.pk:
            return False
        for relation in self._meta.related_objects:
            model = relation.related_model
            if (
                isinstance(model, type)
                and issubclass(model, Sourced)
                and model.objects.filter(
                    **{relation.field.name: self.pk}, source__isnull=False
                ).exists()
            ):
                return True
        return False


def random_slug() -> str:
    """A permanent address for a statement, which has no name to take one from."""
    return "".join(secrets.choice(SLUG_ALPHABET) for _ in range(10))


class Sourced(Reviewed):
    """A statement: what a source says, where in it, and in which words."""

    slug = models.SlugField(
        _("permanent address"),
        max_length=120,
        unique=True,
        blank=True,
        help_text=_("Made for you when left empty. Others cite it: leave it as it is."),
    )
    source = models.ForeignKey(
        "investments.Source",
        models.PROTECT,
        verbose_name=_("source"),
        null=True,
        blank=True,
        related_name="%(class)ss",
        help_text=_("The document that says so. Without one this stays a draft."),
    )
    paragraph = models.PositiveSmallIntegerField(
        _("paragraph"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Counts the document's lines that are not empty, from 1."),
    )
    as_printed = models.CharField(
        _("as printed"),
        max_length=AS_PRINTED_LENGTH,
        blank=True,
        validators=[no_control],
        help_text=_("The few words that print it, letter by letter; at most 80 characters."),
    )
    note = models.TextField(
        _("note"),
        blank=True,
        validators=[no_control],
        help_text=_("What you read into the source, and why. Shown to the public."),
    )
    note_zh = models.TextField(_("Chinese note"), blank=True, validators=[no_control])
    standing = models.CharField(
        _("standing"),
        max_length=10,
        choices=Standing.choices,
        default=Standing.NORMAL,
        help_text=_(
            "Preferred: the one to show where only one can be. Deprecated: known to be wrong. "
            "A later claim or another definition is no reason to deprecate."
        ),
    )
    standing_reason = models.CharField(
        _("reason for the standing"), max_length=300, blank=True, validators=[no_control]
    )
    standing_reason_zh = models.CharField(
        _("reason in Chinese"), max_length=300, blank=True, validators=[no_control]
    )

    class Meta:
        abstract = True

    def derive(self) -> None:
        super().derive()
        if not self.slug:
            self.slug = random_slug()

    def clean(self) -> None:
        super().clean()
        if self.state == State.PUBLISHED and not self.source_id:
            raise ValidationError(
                {"source": _("Nothing is published without a source: name it, or keep a draft.")}
            )
        if self.standing == Standing.DEPRECATED and not self.standing_reason:
            raise ValidationError({"standing_reason": _("Say why this statement is deprecated.")})
        if self.paragraph and not self.source_id:
            raise ValidationError(
                {"paragraph": _("A paragraph of which document? Name the source.")}
            )

    def rivals(self) -> "models.QuerySet[Any]":
        """Other statements that answer the same question. Empty unless a model says which."""
        return type(self).objects.none()


def public_is_published(model: str) -> models.CheckConstraint:
    """What is no longer published cannot stay public, whichever way it was changed."""
    return models.CheckConstraint(
        name=f"{model}_public_is_published",
        condition=models.Q(is_public=False) | models.Q(state=State.PUBLISHED),
        violation_error_message=_("Only what is published is public."),
    )


def sourced_constraints(model: str) -> list[models.BaseConstraint]:
    """The invariants of every statement, named after the model."""
    return [
        public_is_published(model),
        models.CheckConstraint(
            name=f"{model}_published_has_source",
            condition=~models.Q(state=State.PUBLISHED) | models.Q(source__isnull=False),
            violation_error_message=_("Nothing is published without a source."),
        ),
        models.CheckConstraint(
            name=f"{model}_deprecated_has_reason",
            condition=~models.Q(standing=Standing.DEPRECATED) | ~models.Q(standing_reason=""),
            violation_error_message=_("Say why this statement is deprecated."),
        ),
        models.CheckConstraint(
            name=f"{model}_paragraph_of_a_source",
            condition=models.Q(paragraph__isnull=True)
            | models.Q(source__isnull=False, paragraph__gte=1),
            violation_error_message=_("A paragraph of which document? Name the source."),
        ),
    ]


def exactly_one(name: str, fields: tuple[str, ...], message: str | Any) -> models.CheckConstraint:
    """An exclusive arc: of these foreign keys one is set and the others are not."""
    return models.CheckConstraint(
        name=name, condition=_arc(fields), violation_error_message=message
    )


def at_most_one(name: str, fields: tuple[str, ...], message: str | Any) -> models.CheckConstraint:
    """An optional exclusive arc."""
    none = models.Q(**{f"{field}__isnull": True for field in fields})
    return models.CheckConstraint(
        name=name, condition=_arc(fields) | none, violation_error_message=message
    )


def _arc(fields: tuple[str, ...]) -> models.Q:
    condition = models.Q()
    for chosen in fields:
        condition |= models.Q(**{f"{field}__isnull": field != chosen for field in fields})
    return condition


class Arc:
    """Access to the one foreign key that an exclusive arc has set."""

    ARC: ClassVar[tuple[str, ...]] = ()

    @property
    def subject_type(self) -> str:
        """The name of the field that is set; '' where none is."""
        return next((name for name in self.ARC if getattr(self, f"{name}_id")), "")

    @property
    def subject(self) -> Any:
        name = self.subject_type
        return getattr(self, name) if name else None
