"""What the person at the form may do with its record, and why a published value was changed."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investments.actions.permits import OWN, REACHES, Act, refusal, second_person, states_for
from investments.choices import State
from investments.models.change_set import REASON_LENGTH

CHANGE_REASON = "change_reason"


class PermittedForm(forms.ModelForm):
    """`user` is who fills it in; without one, as in a shell, everything is allowed.

    The reason stands once in a form, whatever rows of others it has: those read it from there.
    """

    user: ClassVar[Any] = None

    change_reason = forms.CharField(
        label=gettext_lazy("Reason for the change"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=gettext_lazy(
            "Asked for what the public reads: a misprint, a later report, a better reading. It "
            "stands in the public history of the record."
        ),
    )
    stored_state: str = ""
    exists = False
    restoring = False

    def _offer_states(self) -> None:
        """The states that this person may give the record, in their usual order."""
        field = self.fields.get("state")
        if field is None or self.user is None:
            return
        offered = states_for(self.user, self.instance, self.stored_state)
        field.choices = [(state.value, state.label) for state in State if state in offered]  # type: ignore[attr-defined]

    @cached_property
    def changed_data(self) -> list[str]:
        """A reason alone changes nothing."""
        return [name for name in super().changed_data if name != CHANGE_REASON]

    @property
    def reason(self) -> str:
        return str(self.data.get(CHANGE_REASON, "")).strip()

    def _edits(self) -> bool:
        """Whether anything but the state and the reason was changed."""
        return self.restoring or bool(set(self.changed_data) - {"state"})

    def _refuse_unpermitted(self, cleaned: dict[str, Any]) -> None:
        if self.exists and self._edits() and (said := self._refusal(Act.CHANGE)):
            self.add_error(None, ValidationError(said, code="forbidden"))
        wanted = cleaned.get("state") or self.stored_state
        moved = wanted != (self.stored_state or State.DRAFT)
        if moved and (said := self._refusal(REACHES[State(wanted)]) or self._own(wanted)):
            self.add_error("state", ValidationError(said, code="forbidden"))

    def _own(self, wanted: str) -> str:
        """Why what is written in this very form is not published with it."""
        written = not self.exists or self._edits()
        if wanted != State.PUBLISHED or not written or self.user is None:
            return ""
        return str(OWN) if second_person(self.user) else ""

    def _refusal(self, act: Act) -> str:
        if self.user is None:
            return ""
        row = type(self.instance)(pk=self.instance.pk, state=self.stored_state or State.DRAFT)
        return refusal(self.user, act, row)

    def _demand_reason(self) -> None:
        """Why it was changed, where the public reads the record."""
        if self.user is None or not self.exists or self.stored_state != State.PUBLISHED:
            return
        if (self._edits() or "state" in self.changed_data) and not self.reason:
            message = _("The public reads this: say in a few words why it changes.")
            field = CHANGE_REASON if not self.prefix else None
            self.add_error(field, ValidationError(message, code="reason"))
