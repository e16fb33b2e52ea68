"""Forms of the second step, and of the owners' rule about it."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investments.actions import two_steps
from investments.models import TwoSteps

CODE_LENGTH = 30


def code_field(**options: Any) -> forms.CharField:
    """Telephones offer digits and the code itself; recovery codes have letters too."""
    widget = forms.TextInput(
        attrs={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "spellcheck": "false",
            "size": 20,
        }
    )
    return forms.CharField(
        label=gettext_lazy("Code"), max_length=CODE_LENGTH, widget=widget, **options
    )


class CodeForm(forms.Form):
    """The second step. `device` is what gave the code, once the form is valid."""

    code = code_field(
        help_text=gettext_lazy(
            "The six digits that your app shows now, or one of your recovery codes."
        )
    )
    device: Any = None

    def __init__(self, *args: Any, user: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        try:
            self.device = two_steps.check(request=self.request, user=self.user, code=code)
        except two_steps.WrongCodeError:
            raise ValidationError(
                _("This code is not right, or was used before. Wait for the next one."),
                code="wrong",
            ) from None
        except two_steps.TooManyCodesError as wait:
            raise ValidationError(
                _(
                    "Wrong codes were tried. The next one is looked at after %(time)s. Was it not "
                    "you? Then somebody knows your password: change it."
                ),
                code="wait",
                params={"time": time_format(timezone.localtime(wait.until), "H:i:s")},
            ) from None
        return code


class FirstCodeForm(forms.Form):
    """The first code of a new app, which proves that it was set up."""

    code = code_field(help_text=gettext_lazy("The six digits that the app shows now."))


class SwitchOffForm(CodeForm):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["password", "code"]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        name = self.user.get_username()
        if authenticate(self.request, username=name, password=password) is None:
            raise ValidationError(_("This is not your password."), code="password")
        return password

    def clean_code(self) -> str:
        # A code is used up by looking at it: not before the password is right.
        if "password" in self.errors:
            return ""
        return super().clean_code()


class RuleForm(forms.Form):
    two_steps = forms.ChoiceField(
        label=gettext_lazy("Who must sign in with two steps"),
        choices=TwoSteps.choices,
        widget=forms.RadioSelect,
    )
