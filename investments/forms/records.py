"""The form of every record: the version it was opened at, plain words, no needless queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms.models import InlineForeignKeyField, construct_instance
from django.forms.utils import ErrorList
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investments.actions import edit
from investments.forms.fields import RecordChoiceField
from investments.forms.invariants import field_of
from investments.forms.permitted import PermittedForm
from investments.models import Reviewed
from investments.quantities.format import format_number

READ_VERSION = "read_version"
EMPTY = gettext_lazy("(empty)")
SHOWN_LENGTH = 200  # of a long text in the message that sets two versions side by side


@dataclass(frozen=True)
class Difference:
    """A field of which the record says something else by now than the form."""

    field: str
    theirs: str
    yours: str

    def __str__(self) -> str:
        return _("%(field)s: the record says %(theirs)s; the form says %(yours)s.") % {
            "field": self.field,
            "theirs": self.theirs,
            "yours": self.yours,
        }


class StaleErrors(ErrorList):
    """The errors of a form with two versions: those are shown as a table."""

    def __init__(self, errors: Any, differences: list[Difference]) -> None:
        super().__init__(errors.as_data() if hasattr(errors, "as_data") else errors)
        self.differences = differences

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        lines = {str(one) for one in self.differences}
        said = [text for text in self if text not in lines]
        context = {"errors": said, "differences": self.differences}
        return render_to_string("admin/investments/stale.html", context)

    __str__ = __html__ = render


class RecordForm(PermittedForm):
    """A record as it was read, with its version in a hidden field.

    A save on top of somebody else's is refused and tells the two versions apart; the entries stay
    in the form, and saving them again is then a decision. `refusals` are the words of what the
    database refused at a first try.
    """

    refusals: ClassVar[list[str]] = []
    # What a form carries along unseen; see `admin.base.RecordFields`.
    HIDDEN: ClassVar[tuple[str, ...]] = (READ_VERSION,)

    read_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An instance out of the history carries the version of then; what counts is today's.
        self.restoring = hasattr(self.instance, "_history")
        if self.restoring:
            rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
            version, state = rows.values_list("version", "state").first() or (None, "")
            self.instance._state.adding = version is None
            self.instance.version = version or 1
            self.stored_state = state
        self.exists = bool(self.instance.pk) and not self.instance._state.adding
        self.stored_version = self.instance.version if self.exists else None
        self.initial[READ_VERSION] = self.stored_version
        self.stale = False
        self.differences: list[Difference] = []
        if not self.restoring:
            self.stored_state = self.instance.state if self.exists else ""
        self._offer_states()
        if self.exists:
            self._keep_known()

    def _keep_known(self) -> None:
        for name, field in self.fields.items():
            if isinstance(field, RecordChoiceField):
                relation = self.instance._meta.get_field(name)
                if relation.is_cached(self.instance):
                    field.known = getattr(self.instance, name)

    # --- Validation ----------------------------------------------------------------------------

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for message in self.refusals:
            self.add_error(None, message)
        read = self.data.get(self.add_prefix(READ_VERSION), "")
        self.stale = self.exists and str(read) != str(self.stored_version)
        if self.stale:
            self._refuse_stale()
        self._refuse_unpermitted(cleaned or self.cleaned_data)
        self._demand_reason()
        return cleaned

    def _post_clean(self) -> None:
        # A row of a long form that nobody touched is as valid as it was: its twenty queries are
        # saved.
        if self.exists and not self.restoring and not self.has_changed():
            return
        exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]
        inline = {n for n, f in self.fields.items() if isinstance(f, InlineForeignKeyField)}
        try:
            self.instance = construct_instance(self, self.instance, self._meta.fields)
            self.instance.full_clean(
                exclude=exclude | inline, validate_unique=False, validate_constraints=False
            )
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]
        self.validate_unique()
        self._validate_invariants(inline)

    def _validate_invariants(self, inline: set[str]) -> None:
        """Check the database's constraints, also those over columns that are not in the form, and
        put each complaint beside its field."""
        self.instance.derive()
        unsaved = {name for name in inline if not getattr(self.instance, f"{name}_id")}
        exclude = {name for name in self.errors if name != NON_FIELD_ERRORS} | unsaved
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError as error:
                    field = field_of(constraint)
                    # Its own field says it already, in other words.
                    if field not in self.errors:
                        self.add_error(field if field in self.fields else None, error.messages)

    # --- Two versions --------------------------------------------------------------------------

    def non_field_errors(self) -> Any:
        found = super().non_field_errors()
        return StaleErrors(found, self.differences) if self.differences else found

    def _refuse_stale(self) -> None:
        self.differences = list(self._differences())
        for line in (self._who_and_when(), *map(str, self.differences)):
            self.add_error(None, ValidationError(line, code="stale"))
        # Whoever has read this and saves again means it.
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(READ_VERSION)] = str(self.stored_version)
        self.data = data

    def _who_and_when(self) -> str:
        last = self.instance.history.select_related("history_user").first()
        if last is None:
            return _("This was changed since you opened it. Nothing was saved.")
        return _(
            "%(user)s saved this at %(time)s, after you opened it. Nothing of yours was saved; it "
            "still stands in the form. Compare, then save again to keep what the form says now."
        ) % {
            "user": last.history_user or _("Somebody"),
            "time": date_format(timezone.localtime(last.history_date), "DATETIME_FORMAT"),
        }

    def _differences(self) -> Iterator[Difference]:
        for name in self.changed_data:
            if name != READ_VERSION:
                field = self[name]
                theirs = self._in_words(name, self.get_initial_for_field(field.field, name))
                yield Difference(str(field.label), theirs, self._in_words(name, field.data))

    def _in_words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if value in (None, ""):
            return str(EMPTY)
        if isinstance(field, forms.DecimalField) and not isinstance(value, str):
            return format_number(value)
        if isinstance(field, forms.ModelChoiceField):
            try:
                return f"“{field.to_python(value)}”"
            except ValidationError:
                return f"“{value}”"
        if isinstance(field, forms.ChoiceField):
            choices = {str(code): str(label) for code, label in field.widget.choices}
            return f"“{choices.get(str(value), value)}”"
        text = str(value)
        return f"“{text[:SHOWN_LENGTH]}{'…' if len(text) > SHOWN_LENGTH else ''}”"


class RecordFormSet(forms.BaseInlineFormSet):
    """Rows of records within the form of another: each is saved only at the version it was read."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if self.instance.pk:
            # A row's own text names its subject: without a query for each.
            setattr(form.instance, self.fk.name, self.instance)
        return form

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if isinstance(form, RecordForm) and form.stale:
                raise ValidationError(
                    _("“%(row)s”, which you marked for deletion, was changed since you opened it.")
                    % {"row": form.instance},
                    code="stale",
                )

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> models.Model:
        form.instance._change_reason = form.reason
        if commit:
            edit.save(row=form.instance, read=form.stored_version)
        return form.instance


def save(form: RecordForm) -> Reviewed:
    """Save a valid form's record; StaleEditError if somebody was faster."""
    row = form.instance
    row._change_reason = form.reason
    if not form.exists:
        row.save(force_insert=True)
    elif form.restoring or form.has_changed():
        edit.save(row=row, read=form.stored_version)
    return row
