"""What tables and columns of the package hold, in words for those who use them.

The help texts of the models speak to curators: here stands what a reader of the data has to know.
A column is looked up as `model.column`, then as `column`, then in its model.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investments.filters.sets import SUBJECT_TYPES

__all__ = [
    "ALWAYS_IN_LEDGER",
    "LEDGER",
    "META",
    "SUBJECT_TYPES",
    "TABLES",
    "TITLES",
    "description",
    "heading",
    "title",
]

Text = str | Promise

TABLES: dict[str, Text] = {
    "eventseries": _("What comes again under one name: a fair, an expo, a yearly conference."),
    "signingbatch": _(
        "Totals that a source reports: so many contracts or projects, signed at an event, over the "
        "editions of a series or under an initiative. Never to be added to the projects in them; "
        "how many and how much stands among the figures."
    ),
    "eventdate": _("When a source says that an event was held."),
    "milestone": _("The stages that a source says a project has reached."),
    "location": _("An event’s venue, a project’s site, where an organisation is present."),
    "classification": _(
        "That a source names an industry of an event, a reported total, a project, an organisation "
        "or a place. Lists in documents are often open: a row that is missing says nothing."
    ),
    "tier": _("The rungs of an industrial policy: “leading industries of a 300 billion level”."),
    "placement": _("Which document puts which industry in which tier."),
    "position": _("What a person is or was at an organisation, as of the source."),
    "participation": _(
        "A person or an organisation in an event, a reported total or a project, by role."
    ),
    "policynote": _("Plans, measures, opinions and descriptions, in our words."),
    "mention": _("That a source names something of which no other statement is taken from it."),
    "contribution": _("Who wrote, first wrote, presented or illustrated a source."),
    "contactpoint": _("Whom to contact: general addresses, and those for an industry."),
    "figure": _(
        "Every number of the record, with what it is about as keys of other tables. The ledger has "
        "the same rows with names instead of keys."
    ),
    "ledger": _("Every number of the record with the names of what it is about: figures.csv."),
    "columns": _("All columns of all tables: the data dictionary."),
    "codes": _("The values that coded columns may have, with their labels in both languages."),
}

PERMANENT = _("permanent address")
TITLES: dict[str, Text] = {
    "slug": PERMANENT,
    "parent": _("part of"),
    "date": _("date"),
    "date_start": _("date, first day"),
    "date_end": _("date, last day"),
    "period_start": _("period, first day"),
    "period_end": _("period, last day"),
    "published_start": _("publication, first day"),
    "published_end": _("publication, last day"),
    "project.signed": _("signed"),
    "signed_start": _("signed, first day"),
    "signed_end": _("signed, last day"),
    "amount_low": _("amount, lower bound"),
    "amount_high": _("amount, upper bound"),
    "amount_qualifier": _("amount, qualifier"),
    "amount_unit": _("amount, unit"),
    "project.stage": _("stage"),
    "project.signing_event": _("signed at"),
    "project.place": _("place"),
}

FIRST_DAY = _("The earliest day that the date beside it allows, for sorting.")
LAST_DAY = _("The latest day that the date beside it allows, for sorting.")
BOUND_LOW = _("The lower bound in base units; empty where it is open or nothing is known.")
BOUND_HIGH = _("The upper bound in base units; empty where it is open or nothing is known.")
HEDGE = _("How the source hedges the number, which settles the bounds.")
SUMMARY = _("What it is, in our words.")
SUMMARY_ZH = _("The summary in Chinese.")
BEST = _("Taken from the statement that stands best.")
DESCRIPTIONS: dict[str, Text] = {
    "slug": _("The key of the row; it stays. The row's permanent identifier ends in it."),
    "name": _("The name in English or, where there is none, as the source writes it."),
    "name_zh": _("As Chinese official sources write it. Empty: not known."),
    "aliases": _("Spellings, abbreviations and former names in any script, one a line."),
    "summary": SUMMARY,
    "summary_zh": SUMMARY_ZH,
    "kind": _("Of which sort it is."),
    # Statements
    "source": _("The document that says so."),
    "paragraph": _("Counts the document's lines that are not empty, from 1."),
    "as_printed": _("The few words that print it, letter by letter."),
    "note": _("What we read into the source, and why."),
    "note_zh": _("The note in Chinese."),
    "standing": _(
        "How it stands among the statements that answer the same question. Preferred: the one to "
        "show where only one can be. Deprecated: known to be wrong."
    ),
    "standing_reason": _("Why it is preferred or deprecated."),
    "standing_reason_zh": _("The reason in Chinese."),
    # Dates and amounts
    "date": _("As precise as the source: 2018, 2021-08-18, /2024-05-26 if only the end is known."),
    "event.date": BEST,
    "project.signed": BEST,
    "project.stage": BEST,
    "project.signing_event": _("The event of the signing that stands best."),
    "project.place": _("The site that stands best."),
    **dict.fromkeys(("date_start", "period_start", "published_start", "signed_start"), FIRST_DAY),
    **dict.fromkeys(("date_end", "period_end", "published_end", "signed_end"), LAST_DAY),
    "amount_low": BOUND_LOW,
    "amount_high": BOUND_HIGH,
    "amount_qualifier": HEDGE,
    "amount_unit": _("The currency of the amount. Empty: no amount is known."),
    # Identities
    "event.series": _("The series of which it is an edition."),
    "event.edition": _("The number of the edition, where a source prints it: the 6th is 6."),
    "event.parent": _("The larger event that this one was held within."),
    "place.parent": _("The place that it is part of."),
    "industry.parent": _("The broader industry."),
    "statistic.definition": _("What is counted, of what, in our words."),
    "statistic.definition_zh": _("The definition in Chinese."),
    "statistic.unit": _("Of its figures; an amount of money may have another currency."),
    "statistic.whole": _("For a share or structure: what it is a share of, with its area."),
    "statistic.whole_zh": _("What it is a share of, in Chinese."),
    "statistic.role": _("For the two statistics from which amounts and counts in lists are taken."),
    "organisation.country": _("ISO 3166 code of its seat. Empty: not known."),
    "source.name": _("The title of the document."),
    "source.name_zh": _("The title in Chinese."),
    "source.publisher": _("Who published it."),
    "source.site": _("The name or domain of the site or paper that carries it."),
    "source.published": _("As precise as it is known; “?” where a part was inferred."),
    "source.published_basis": _("Whether the date is printed or inferred, and from what."),
    "source.published_basis_zh": _("The basis of the date in Chinese."),
    "source.url": _("Where the document can be read. Empty: not known."),
    "source.language": _("BCP 47 tag of the language that it is written in."),
    "source.sha256": _("Of the text file as it was read, to tell it from a later edit."),
    "tier.scheme": _("The list or plan that draws up the tiers, and its year."),
    "tier.scheme_zh": _("The list or plan in Chinese."),
    "tier.order": _("1 is the highest tier of its list."),
    "signingbatch.event": _("The event at which it was signed."),
    "signingbatch.series": _("For a total over several editions."),
    "signingbatch.initiative": _("For a total signed under a cooperation initiative."),
    "signingbatch.parent": _("The reported total that this one breaks down."),
    "signingbatch.counted": _("What it counts: contracts and projects are not the same thing."),
    "signingbatch.period": _("Only for a total over a span of time."),
    # Statements of one kind
    "figure.area": _("For an industry: where. An industry's figure is always of some area."),
    "figure.statistic": _("What is measured."),
    "figure.low": _("The lower bound in base units: yuan, not billions of yuan. Empty: open."),
    "figure.high": _("The upper bound in base units: yuan, not billions of yuan. Empty: open."),
    "figure.qualifier": HEDGE,
    "figure.unit": _("ISO 4217 code of a currency, percent, rank, or what is counted."),
    "figure.period": _("What the number covers. Empty: the source does not say."),
    "figure.status": _("Actual and cumulative are results; targets and forecasts are none."),
    "figure.series_break": _(
        "From this value on it is measured differently than before, and what changed. Empty: "
        "nothing known to have changed."
    ),
    "figure.series_break_zh": _("The break in Chinese."),
    "figure.conversion_of": _("The figure that the source itself converts into this currency."),
    "milestone.project": _("The project that has come so far."),
    "milestone.stage": _("The stage that was reached."),
    "milestone.date": _(
        "When it was reached, as precise as the source; empty if the source does not say."
    ),
    "milestone.event": _("The event at which that happened."),
    "milestone.batch": _("Only where a source says that this signing is one of those counted."),
    "eventdate.event": _("The event that was held."),
    "location.place": _("Where."),
    "location.role": _("What the place is to it."),
    "classification.industry": _("The industry that the source names."),
    "placement.tier": _("In which tier."),
    "placement.industry": _("The industry that is placed."),
    "position.person": _("Whose position it is."),
    "position.organisation": _("Where. Empty: the source does not say."),
    "position.title": _("As the source says it."),
    "position.title_zh": _("The title in Chinese."),
    "position.former": _("The source itself says that it was over."),
    "participation.person": _("Who took part, where it is a person: this or the organisation."),
    "participation.organisation": _("Who took part, where it is an organisation."),
    "participation.event": _("In which event: this, the reported total or the project."),
    "participation.batch": _("In which reported total."),
    "participation.project": _("In which project."),
    "participation.role": _("As what."),
    "participation.position": _("The position, as of then, in which the person took part."),
    "contribution.role": _("What they did."),
    "policynote.text": _("In our words: the source's sentences stay with the source."),
    "policynote.text_zh": _("The text in Chinese."),
    "policynote.speaker_person": _("Who says so, where it is a person."),
    "policynote.speaker_organisation": _("Who says so, where it is an organisation."),
    # Our own service
    "contactpoint.name": _("The office or desk that answers."),
    "contactpoint.organisation": _("To which it belongs."),
    "contactpoint.industry": _("For which it is, and all that is part of it. Empty: for all."),
    "contactpoint.purpose": _("What for: enquiries of investors, visits, the press."),
    "contactpoint.purpose_zh": _("What for, in Chinese."),
    "contactpoint.telephone": _("With the code of the country."),
    "contactpoint.email": _("Where to write."),
    "contactpoint.web": _("Where to read more."),
    "contactpoint.postal": _("Where to send letters."),
    "contactpoint.postal_zh": _("The postal address in Chinese."),
    "contactpoint.hours": _("When somebody answers, in local time."),
    "contactpoint.hours_zh": _("The hours in Chinese."),
    "contactpoint.order": _("The lowest comes first."),
}
SUBJECT = _("What it is about, where that is of this kind. One of the columns for subjects is set.")


def _full(model: Any, one: Any) -> str:
    return f"{model._meta.model_name}.{one.name}"


def heading(text: Any) -> Text:
    """With a capital, in whichever language it will be read."""
    found: Text = capfirst(text)
    return found


def title(model: Any, one: Any) -> Text:
    name = str(one.name)
    found: Text = TITLES.get(_full(model, one)) or TITLES.get(name) or one.verbose_name
    return found


def description(model: Any, one: Any) -> Text:
    """A new column says for itself what it holds, until it has words here."""
    if found := DESCRIPTIONS.get(_full(model, one)):
        return found
    if one.name in getattr(model, "ARC", ()):
        return SUBJECT
    found = DESCRIPTIONS.get(one.name) or one.help_text
    return found or heading(title(model, one))


# What the ledger has besides columns of the figures.
LEDGER: dict[str, tuple[Text, Text]] = {
    "id": (PERMANENT, _("The key of the figure; it stays.")),
    "subject_type": (_("type of subject"), _("What sort of thing the number is about.")),
    "subject": (pgettext_lazy("of data", "subject"), _("What the number is about.")),
    "subject_slug": (
        _("subject, address"),
        _("The key of the subject in the table that its type names."),
    ),
    "subject_zh": (_("subject in Chinese"), _("The name of the subject in Chinese.")),
    "statistic": (_("statistic"), _("What is measured.")),
    "statistic_slug": (_("statistic, address"), _("The key of the statistic.")),
    "statistic_zh": (_("statistic in Chinese"), _("The name of the statistic in Chinese.")),
    "value": (
        _("value"),
        _("The one number printed, in base units. Empty for a range, which prints two."),
    ),
    "conversion_of": (
        _("conversion of"),
        _("The figure that the source itself converts into this currency."),
    ),
    "source_title": (_("source"), _("The title of the document.")),
    "source_slug": (_("source, address"), _("The key of the document.")),
    "source_title_zh": (_("source in Chinese"), _("The title in Chinese.")),
    "source_published": (
        _("source published"),
        _("As precise as it is known; “?” where a part was inferred."),
    ),
    "source_published_start": (_("publication, first day"), FIRST_DAY),
    "source_published_end": (_("publication, last day"), LAST_DAY),
    "area": (_("area"), _("For an industry's figure: where.")),
    "area_slug": (_("area, address"), _("The key of the area.")),
    "area_zh": (_("area in Chinese"), _("The name of the area in Chinese.")),
    "subject_type_label": (_("type of subject, label"), _("The code in words, in English.")),
    "qualifier_label": (_("qualifier, label"), _("The code in words, in English.")),
    "unit_label": (_("unit, label"), _("The code in words, in English.")),
    "status_label": (_("status, label"), _("The code in words, in English.")),
    "standing_label": (_("standing, label"), _("The code in words, in English.")),
}
ALWAYS_IN_LEDGER = ("id", "subject_type", "subject", "subject_slug", "statistic", "statistic_slug")

META: dict[str, tuple[Text, Text]] = {
    "table_name": (_("table"), _("The table, which is a file of this name.")),
    "column_name": (_("column"), _("The column, which is the head of it in the file.")),
    "position": (pgettext_lazy("of data", "position"), _("Counts from 1.")),
    "type": (pgettext_lazy("of data", "type"), _("In the words of Frictionless.")),
    "key": (_("key"), _("Whether it is the primary key, or part of it.")),
    "required": (_("required"), _("Whether every row has a value.")),
    "refers_to": (_("refers to"), _("The table whose key it holds.")),
    "unit_in": (_("unit in"), _("The column that says in which unit its numbers are.")),
    "standard": (_("standard"), _("EDTF: dates as precise as their source, ISO 8601-2.")),
    "title": (_("title in English"), _("What it is called.")),
    "title_zh": (_("title in Chinese"), _("What it is called, in Chinese.")),
    "description": (_("description in English"), _("What it holds.")),
    "description_zh": (_("description in Chinese"), _("What it holds, in Chinese.")),
    "code": (_("code"), _("The value as it stands in the column.")),
    "label": (_("label in English"), _("What it means.")),
    "label_zh": (_("label in Chinese"), _("What it means, in Chinese.")),
}
