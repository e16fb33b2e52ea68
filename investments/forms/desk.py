"""The forms of the reading desk: what all drafts have, dates and names; figures are beside it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from investments.choices import (
    Counted,
    EventKind,
    OrganisationKind,
    ParticipationRole,
    PlaceKind,
    ProjectKind,
    Stage,
    VenueRole,
)
from investments.dates import validate_edtf
from investments.models import (
    Classification,
    Event,
    EventDate,
    Identity,
    Location,
    Mention,
    Milestone,
    Organisation,
    Participation,
    Place,
    Project,
    SigningBatch,
    Sourced,
)

NEW = "new"
# What can be made in place, and what settles its kind.
KINDS: dict[type[Identity], tuple[str, Any]] = {
    Project: ("kind", ProjectKind),
    Event: ("kind", EventKind),
    SigningBatch: ("counted", Counted),
    Organisation: ("kind", OrganisationKind),
    Place: ("kind", PlaceKind),
}
SAYS = {
    "mention": gettext_lazy("is mentioned"),
    "participation": gettext_lazy("takes part in"),
    "location": gettext_lazy("is the place of"),
    "classification": gettext_lazy("is the industry of"),
}


def chinese_name(name: str, name_zh: str = "") -> str:
    """The Chinese name; where only Chinese words are there they are the name in both languages,
    until somebody translates them."""
    return name_zh or (name if any("\u4e00" <= letter <= "\u9fff" for letter in name) else "")


def new_choices(models: Sequence[str] = ()) -> list[tuple[str, Any]]:
    """What a new identity is, in groups: "project:park"."""
    groups: list[tuple[str, Any]] = [("", pgettext_lazy("new record", "What it is"))]
    for model, (_field, kinds) in KINDS.items():
        name = str(model._meta.model_name)
        if not models or name in models:
            members = [(f"{name}:{kind.value}", kind.label) for kind in kinds]
            groups.append((str(capfirst(model._meta.verbose_name)), members))
    return groups


class RefField(forms.CharField):
    """An identity as "project:its-slug". Its clean value is the row; one query."""

    def __init__(self, *, models: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.models = tuple(models)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text or text == NEW or text.startswith(f"{NEW}:"):
            return text
        name, _colon, slug = text.partition(":")
        if name not in self.models:
            raise ValidationError(_("Choose one of these."), code="invalid_choice")
        model: Any = apps.get_model("investments", name)
        row = model._default_manager.filter(slug=slug).first()
        if row is None:
            raise ValidationError(_("It is no longer in the record."), code="invalid_choice")
        return row


class DraftForm(forms.Form):
    """What every draft of the desk has: whom it is about, found or made in place.

    After validation `made` is the draft without its place in the source, `new` what is to be saved
    before it.
    """

    subject_models: ClassVar[tuple[str, ...]] = ()

    subject = RefField(models=(), required=False, label=gettext_lazy("Subject"), max_length=400)
    new_what = forms.ChoiceField(required=False, label=gettext_lazy("What it is"))
    new_name = forms.CharField(required=False, max_length=200, label=gettext_lazy("Name"))
    new_name_zh = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("Chinese name")
    )
    new_event = RefField(
        models=("event",), required=False, label=gettext_lazy("Signed at"), max_length=400
    )
    note = forms.CharField(required=False, label=gettext_lazy("Note"), max_length=2000)

    made: Sourced
    new: tuple[Identity, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].models = self.subject_models  # type: ignore[attr-defined]
        self.fields["new_what"].choices = new_choices(self.subject_models)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("subject")
        if isinstance(chosen, str):
            cleaned["subject"] = self._new(chosen, cleaned)
        return cleaned

    def _new(self, chosen: str, cleaned: dict[str, Any]) -> Identity | None:
        """What was named by a suggestion ("new:project:park:Name") or entered."""
        if chosen.startswith(f"{NEW}:"):
            _new, model, kind, name = chosen.split(":", 3)
            what, name_zh = f"{model}:{kind}", ""
        else:
            what, name = cleaned.get("new_what", ""), cleaned.get("new_name", "").strip()
            name_zh = cleaned.get("new_name_zh", "").strip()
        if not chosen and not (what and name):
            return None
        allowed = {
            code for _group, codes in new_choices(self.subject_models)[1:] for code, _l in codes
        }
        if what not in allowed:
            self.add_error("new_what", _("What is it? Choose one."))
            return None
        if not name:
            self.add_error("new_name", _("What is it called?"))
            return None
        row = self._identity(what, name, name_zh)
        if row is None:
            return None
        self.new = (row,)
        if isinstance(row, SigningBatch):
            self._at_event(row, cleaned.get("new_event") or "")
        return row

    def _offered(self) -> set[str]:
        groups = new_choices(self.subject_models)[1:]
        return {code for _group, members in groups for code, _label in members}

    def _at_event(self, batch: SigningBatch, event: Any) -> None:
        """Where a new total was signed; an event that is new too is made with it."""
        if isinstance(event, str) and event.startswith(f"{NEW}:event:"):
            _new, _event, kind, name = event.split(":", 3)
            event = self._identity(f"event:{kind}", name, "")
            if event is not None:
                self.new = (event, batch)
        if isinstance(event, Event):
            batch.event = event

    def _identity(self, what: str, name: str, name_zh: str) -> Identity | None:
        model_name, _colon, kind = what.partition(":")
        model: Any = apps.get_model("investments", model_name)
        name_zh = chinese_name(name, name_zh)
        if model._default_manager.filter(name__iexact=name).exists():
            message = _("There is a %(kind)s of this name already: search for it.")
            params = {"kind": model._meta.verbose_name}
            self.add_error("subject", ValidationError(message, code="exists", params=params))
            return None
        row = model(name=name, name_zh=name_zh, **{KINDS[model][0]: kind})
        try:
            row.clean_fields(exclude=["slug"])
        except ValidationError as error:
            self.add_error("new_name", ValidationError(error.messages))
            return None
        return row

    def _accept(self, statement: Sourced) -> None:
        """Keep the statement if it is valid as far as can be told before it is saved."""
        links = [f.name for f in statement._meta.concrete_fields if f.is_relation]
        statement.note = self.cleaned_data.get("note", "")
        try:
            statement.full_clean(exclude=links, validate_constraints=False, validate_unique=False)
        except ValidationError as error:
            for name, errors in error.message_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        self.made = statement


ARC_NAMES = {
    **{name: name for name in ("event", "project", "place", "industry", "organisation", "tier")},
    "signingbatch": "batch",
}


class DateDraft(DraftForm):
    """When an event was held, or a project reached a stage."""

    subject_models = ("event", "project")

    date = forms.CharField(
        label=gettext_lazy("Date"), max_length=40, required=False, validators=[validate_edtf]
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), required=False, choices=[("", "–"), *Stage.choices]
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        subject, date = cleaned.get("subject"), cleaned.get("date", "")
        if subject is None and not self.errors:
            self.add_error("subject", _("Whom or what is it about? Choose one, or make it."))
        if self.errors:
            return cleaned
        if isinstance(subject, Event):
            if not date:
                self.add_error("date", _("When was it held?"))
            self._accept(EventDate(event=subject, date=date))
        elif not cleaned.get("stage"):
            self.add_error("stage", _("Which stage did the project reach?"))
        else:
            self._accept(Milestone(project=subject, date=date, stage=cleaned["stage"]))
        return cleaned


class NameDraft(DraftForm):
    """That the article names something, or says what it is to something else."""

    subject_models = ("event", "signingbatch", "project", "organisation", "place")
    named_models = (
        *("event", "eventseries", "signingbatch", "project", "organisation", "person"),
        *("place", "industry", "statistic", "tier"),
    )

    named = RefField(models=named_models, label=gettext_lazy("Name"), max_length=200)
    says = forms.ChoiceField(label=gettext_lazy("It"), choices=list(SAYS.items()))
    takes_part = forms.ChoiceField(
        label=gettext_lazy("Role"), required=False, choices=ParticipationRole.choices
    )
    venue = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=VenueRole.choices)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        named, subject, says = cleaned["named"], cleaned.get("subject"), cleaned["says"]
        own = str(named._meta.model_name)
        if says == "mention":
            self.new = ()
            self._accept(
                Mention(**{MENTIONS.get(named._meta.model_name, named._meta.model_name): named})
            )
            return cleaned
        if subject is None:
            self.add_error("subject", _("Of what? Choose one, or make it."))
            return cleaned
        about = ARC_NAMES.get(subject._meta.model_name, "")
        fits = {
            "participation": own in ("organisation", "person")
            and about in ("event", "batch", "project"),
            "location": own == "place" and about in ("event", "project", "organisation"),
            "classification": own == "industry",
        }
        if not fits[says]:
            self.add_error("says", _("This cannot be said of these two."))
        elif says == "participation":
            role = cleaned.get("takes_part") or ParticipationRole.ATTENDEE
            self._accept(Participation(**{own: named, about: subject}, role=role))
        elif says == "location":
            role = cleaned.get("venue") or VenueRole.MAIN
            self._accept(Location(**{about: subject}, place=named, role=role))
        else:
            self._accept(Classification(**{about: subject}, industry=named))
        return cleaned


MENTIONS = {"eventseries": "series", "signingbatch": "batch"}
