"""The form of an article that somebody brings to the reading desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investments.choices import OrganisationKind
from investments.forms.desk import NEW, RefField, chinese_name
from investments.models import Identity, Organisation, Source

LARGEST = 5_000_000  # bytes of an upload
LANGUAGES = [("en", gettext_lazy("English")), ("zh-Hans", gettext_lazy("Chinese"))]


class PasteForm(forms.Form):
    """What is brought: words, the source of a web page, or a file."""

    pasted = forms.CharField(
        label=gettext_lazy("Text or HTML"), required=False, strip=False, widget=forms.Textarea
    )
    upload = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy("Text, HTML, or a PDF that holds text; 5 MB at most."),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("upload")
        if upload is not None and upload.size > LARGEST:
            self.add_error("upload", _("This file is larger than 5 MB."))
        elif upload is None and not cleaned.get("pasted", "").strip() and not self.errors:
            self.add_error("pasted", _("Paste an article, or choose a file."))
        return cleaned


class ArticleForm(forms.ModelForm):
    """What is known of the document. A publisher is found, or made in place."""

    publisher = RefField(
        models=("organisation",),
        required=False,
        max_length=200,
        label=gettext_lazy("Publisher"),
    )
    publisher_name = forms.CharField(required=False, max_length=200, label=gettext_lazy("Its name"))
    publisher_kind = forms.ChoiceField(
        required=False,
        choices=OrganisationKind.choices,
        initial=OrganisationKind.MEDIA,
        label=gettext_lazy("What it is"),
    )
    url = forms.URLField(
        required=False, max_length=500, assume_scheme="https", label=gettext_lazy("Address")
    )
    language = forms.ChoiceField(choices=LANGUAGES, label=gettext_lazy("Language"))

    new_publisher: Organisation | None = None

    class Meta:
        model = Source
        fields = ["name", "name_zh", "site", "published", "published_basis", "url", "language"]
        fields += ["text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Title")
        self.fields["name_zh"].label = _("Chinese title")
        self.fields["name_zh"].help_text = ""
        self.fields["published"].help_text = _("As precise as it is known: 2024-05-28, 2024-05.")
        self.fields["text"].required = True
        self.fields["text"].help_text = _(
            "A paragraph a line. Take out what is not the article: menus, other headlines."
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        chosen, name = cleaned.get("publisher"), cleaned.get("publisher_name", "").strip()
        if isinstance(chosen, Identity):
            self.instance.publisher = chosen
        elif name and "publisher" not in self.errors:
            self._name_publisher(name, cleaned)
        elif chosen == NEW:
            self.add_error("publisher_name", _("What is it called?"))
        cleaned["name_zh"] = chinese_name(cleaned.get("name", ""), cleaned.get("name_zh", ""))
        return cleaned

    def _name_publisher(self, name: str, cleaned: dict[str, Any]) -> None:
        known = Organisation.objects.filter(name__iexact=name).first()
        known = known or Organisation.objects.filter(name_zh=name).first()
        if known is not None:
            self.instance.publisher = known
            return
        kind = cleaned.get("publisher_kind") or OrganisationKind.MEDIA
        self.new_publisher = Organisation(name=name, name_zh=chinese_name(name), kind=kind)
