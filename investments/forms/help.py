"""What a field asks for, in words, where its model says nothing: by field or model."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from investments.models import Reviewed

HELP: dict[str, Any] = {
    "state": _("A draft until you submit it; then somebody who may publish looks at it."),
    "standing_reason": _("Asked for unless the standing is normal."),
    "figure.statistic": _("What is measured: its definition stands on its own page."),
    "figure.tier": _("Only for what is said of a whole tier of industries."),
    "figure.qualifier": _("What the words say of the number. The amount as you read it fills it."),
    "figure.status": _(
        "Actual: the result of a period. Cumulative: all up to a date. Target and forecast: hoped "
        "for, and never mixed with results."
    ),
    "figure.batch": _("A total that a source reports, such as 28 contracts signed at an event."),
    "signingbatch.counted": _("What the total is a total of."),
    "signingbatch.event": _("At which it was signed; a total over several editions has a series."),
    "event.kind": _("What it was; a ceremony within a fair is an event of its own."),
    "event.series": _("The series that it is an edition of."),
    "industry.parent": _("The wider industry that it is part of."),
    "place.parent": _("The larger place that it lies in."),
    "placement.tier": _("Into which the document puts the industry."),
    "milestone.stage": _(
        "What has happened by then. A promise is signed; it is delivered when it is in operation."
    ),
    "milestone.event": _("Where it happened, as at a signing, if the source says so."),
    "participation.role": _("As what it took part."),
    "location.role": _("Which of several places it was."),
    "policynote.kind": _("A plan is to come, a measure was taken, an opinion is held by somebody."),
    "policynote.speaker_person": _("Whoever said it, if it is said by somebody."),
    "source.name": _("Its title, as printed."),
    "source.publisher": _("Who brought it out: a paper, an office, a company."),
    "source.published": _(
        "The date of the document, as precise as printed. It is not the date of what it tells."
    ),
    "source.url": _("Where it can be read, with http or https."),
    "source.sha256": _("Tells whether a copy of its text is the same. Leave it empty if unsure."),
    "position.title": _("As the source words it."),
}


def help_text(field: Any) -> Any:
    """Of a model's field; '' where its name says enough."""
    if field.name == "state" and not issubclass(field.model, Reviewed):
        return ""
    own = f"{field.model._meta.model_name}.{field.name}"
    return HELP.get(own) or HELP.get(field.name, "")
