"""What a reader fills in to report an error: short, and no machine's first try."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from investments.actions.corrections import KEPT_DAYS
from investments.choices import Fault
from investments.models.base import no_control
from investments.models.correction import EVIDENCE_LENGTH, SHOULD_BE_LENGTH

SALT = "investments.report"
LEAST_SECONDS = 3  # nobody reads and fills in the form faster
MOST_SECONDS = 12 * 3600


class CorrectionForm(forms.Form):
    """About one record, which its stamp is signed for together with the time at which the form
    was opened. What is refused for being fast or old is only sent once more."""

    use_required_attribute = True

    fault = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"), choices=Fault.choices, widget=forms.RadioSelect
    )
    should_be = forms.CharField(
        label=gettext_lazy("What should it be?"),
        max_length=SHOULD_BE_LENGTH,
        validators=[no_control],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    evidence = forms.CharField(
        label=gettext_lazy("How do you know?"),
        help_text=gettext_lazy("A document, its date, the page; or what you saw yourself."),
        max_length=EVIDENCE_LENGTH,
        validators=[no_control],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence_url = forms.URLField(
        label=gettext_lazy("Web address that shows it"),
        help_text=gettext_lazy("Either of the two is enough."),
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"])],
        assume_scheme="https",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if you would like an answer by e-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # People do not see it; programs fill it in.
    homepage = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.about = about
        self.initial["stamp"] = self._new_stamp()
        self.fields["email"].help_text = ngettext(
            "Only staff see it. It is never published, and deleted %(days)d day after the report "
            "is closed.",
            "Only staff see it. It is never published, and deleted %(days)d days after the report "
            "is closed.",
            KEPT_DAYS,
        ) % {"days": KEPT_DAYS}

    def _new_stamp(self) -> str:
        return signing.TimestampSigner(salt=SALT).sign(self.about)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("evidence") or cleaned.get("evidence_url")) and not (
            {"evidence", "evidence_url"} & set(self.errors)
        ):
            message = _("Say how you know it, or give an address that shows it.")
            self.add_error("evidence", ValidationError(message))
        if cleaned.get("homepage"):
            message = _("A field that nobody sees was filled in. Leave it empty and send again.")
            self.add_error(None, ValidationError(message, code="trap"))
        self._check_stamp(cleaned.get("stamp") or "")
        return cleaned

    def _check_stamp(self, stamp: str) -> None:
        signer = signing.TimestampSigner(salt=SALT)
        try:
            right = signer.unsign(stamp, max_age=MOST_SECONDS) == self.about
        except signing.BadSignature:  # expired ones too
            right = False
        if not right:
            self._stamp_anew()
            message = _("This form has lain open for long. Your entries are kept: send it again.")
            self.add_error(None, ValidationError(message, code="old"))
            return
        try:
            signer.unsign(stamp, max_age=LEAST_SECONDS)
        except signing.SignatureExpired:
            return
        message = _("That was quick. Look at your entries once more, then send the form again.")
        self.add_error(None, ValidationError(message, code="quick"))

    def _stamp_anew(self) -> None:
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["stamp"] = self._new_stamp()
        self.data = data

    @property
    def said(self) -> dict[str, str]:
        """What is kept of a valid form."""
        names = ("fault", "should_be", "evidence", "evidence_url", "email")
        return {name: self.cleaned_data[name] for name in names}
