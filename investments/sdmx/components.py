"""What an observation consists of: one declaration, from which structures and data are written.

Ids are those of SDMX's cross-domain concepts where one fits. Codes and values are those of the
ledger, `figures.csv`; an attribute names the column of the ledger that it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from investments.exports.markup import for_xml

AGENCY = "LIR"
SDMX = "SDMX"  # whose code lists are used where they fit
VERSION = "1.0"
Text = str | Promise


class Role(StrEnum):
    DIMENSION = "dimension"
    MEASURE = "measure"
    ATTRIBUTE = "attribute"


class Kind(StrEnum):
    """Types of values without a code list, in the words of SDMX."""

    STRING = "String"
    DECIMAL = "Decimal"
    INTEGER = "Integer"
    PERIOD = "ObservationalTimePeriod"


@dataclass(frozen=True)
class Component:
    """`codelist` is the id of the list of its codes; without one values are of a `kind`. `header`
    is the ledger's column for what is taken from there as it is."""

    id: str
    role: Role
    name: Text
    description: Text
    codelist: str = ""
    kind: Kind = Kind.STRING
    header: str = ""
    required: bool = False


@dataclass(frozen=True)
class Both:
    """A text in both languages; `zh` is empty where there is none. All of it can stand in XML."""

    en: str
    zh: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "en", for_xml(self.en))
        object.__setattr__(self, "zh", for_xml(self.zh))

    @classmethod
    def of(cls, text: Text) -> Both:
        with override(settings.LANGUAGE_CODE):
            english = str(text)
        with override("zh-hans"):
            chinese = str(text)
        return cls(english, chinese if chinese != english else "")


def _dimension(id_: str, name: Text, description: Text, codelist: str = "") -> Component:
    return Component(id_, Role.DIMENSION, name, description, codelist, required=True)


def _attribute(
    id_: str,
    name: Text,
    description: Text,
    *,
    codelist: str = "",
    kind: Kind = Kind.STRING,
    header: str = "",
    required: bool = False,
) -> Component:
    return Component(id_, Role.ATTRIBUTE, name, description, codelist, kind, header, required)


FREQ = _dimension(
    "FREQ",
    _("Length of the period"),
    _("Year, month or day; “_Z” where the period is a span from one date to another."),
    "CL_FREQ",
)
TIME_PERIOD = Component(
    "TIME_PERIOD",
    Role.DIMENSION,
    pgettext_lazy("statistics", "Period"),
    _("What the number covers, as SDMX writes it; a span as its first day and its length."),
    kind=Kind.PERIOD,
    required=True,
)
DIMENSIONS = (
    _dimension(
        "SUBJECT_TYPE",
        _("Kind of subject"),
        _("Whether the number is about a place, an industry, a reported total and so on."),
        "CL_SUBJECT_TYPE",
    ),
    _dimension(
        "SUBJECT",
        pgettext_lazy("of a figure", "Subject"),
        _("What the number is about: the kind of subject, “_” and its address."),
        "CL_SUBJECT",
    ),
    _dimension(
        "REF_AREA",
        _("Reference area"),
        _("The place that the number is about; for an industry's, where. Otherwise “_Z”."),
        "CL_AREA",
    ),
    _dimension(
        "INDICATOR",
        pgettext_lazy("statistics", "Statistic"),
        _("What is measured."),
        "CL_INDICATOR",
    ),
    _dimension(
        "UNIT_MEASURE",
        _("Unit of measure"),
        _("ISO 4217 code of a currency, percent, rank, or what is counted."),
        "CL_UNIT_MEASURE",
    ),
    _dimension(
        "FIGURE_STATUS",
        _("Status of the figure"),
        _("Whether it is a result, a target or a forecast; these never stand in one series."),
        "CL_FIGURE_STATUS",
    ),
    _dimension(
        "STATEMENT",
        pgettext_lazy("of a source", "Statement"),
        _(
            "The figure's permanent address. Sources may say different things of the same subject "
            "and period: each statement is an observation of its own."
        ),
    ),
)
OBS_VALUE = Component(
    "OBS_VALUE",
    Role.MEASURE,
    pgettext_lazy("statistics", "Value"),
    _("The one number printed, in base units. Missing for a range, which prints two."),
    kind=Kind.DECIMAL,
    header="value",
)
ATTRIBUTES = (
    _attribute(
        "OBS_LOW",
        _("Lower bound"),
        _("In base units. Missing where open: “under” has none."),
        kind=Kind.DECIMAL,
        header="low",
    ),
    _attribute(
        "OBS_HIGH",
        _("Upper bound"),
        _("In base units. Missing where open: “over” has none."),
        kind=Kind.DECIMAL,
        header="high",
    ),
    _attribute(
        "QUALIFIER",
        pgettext_lazy("statistics", "Qualifier"),
        _("How the source hedges the number."),
        codelist="CL_QUALIFIER",
        header="qualifier",
        required=True,
    ),
    _attribute(
        "PERIOD",
        _("Period as the source knows it"),
        _("Extended Date/Time Format (ISO 8601-2). Missing where the source does not say."),
        header="period",
    ),
    _attribute(
        "OBS_STATUS",
        _("Observation status"),
        _("SDMX's own code where one fits; missing where none does."),
        codelist="CL_OBS_STATUS",
    ),
    _attribute(
        "CONF_STATUS",
        _("Confidentiality status"),
        _("All that is here is free for publication."),
        codelist="CL_CONF_STATUS",
        required=True,
    ),
    _attribute(
        "UNIT_MULT",
        _("Unit multiplier"),
        _("Always 0: values are in base units."),
        codelist="CL_UNIT_MULT",
        required=True,
    ),
    _attribute(
        "STANDING",
        pgettext_lazy("of a statement", "Standing"),
        _("Among the statements that answer the same question."),
        codelist="CL_STANDING",
        header="standing",
        required=True,
    ),
    _attribute(
        "STANDING_REASON",
        _("Reason for the standing"),
        _("Why a statement is preferred or deprecated."),
        header="standing_reason",
    ),
    _attribute(
        "STANDING_REASON_ZH",
        _("Reason for the standing, in Chinese"),
        _("The same in Chinese."),
        header="standing_reason_zh",
    ),
    _attribute(
        "SERIES_BREAK",
        _("Break in the series"),
        _("From this value on it is measured differently than before: what changed."),
        header="series_break",
    ),
    _attribute(
        "SERIES_BREAK_ZH",
        _("Break in the series, in Chinese"),
        _("The same in Chinese."),
        header="series_break_zh",
    ),
    _attribute(
        "CONVERSION_OF",
        _("Conversion of"),
        _("The statement that the source itself converts into this currency."),
        header="conversion_of",
    ),
    _attribute(
        "SOURCE",
        pgettext_lazy("of a statement", "Source"),
        _("The document that prints the number."),
        codelist="CL_SOURCE",
        header="source_slug",
        required=True,
    ),
    _attribute(
        "SOURCE_PUBLISHED",
        _("Date of the source"),
        _("Extended Date/Time Format; “?” where the date is inferred."),
        header="source_published",
    ),
    _attribute(
        "PARAGRAPH",
        pgettext_lazy("of a document", "Paragraph"),
        _("Counts the document's lines that are not empty, from 1."),
        kind=Kind.INTEGER,
        header="paragraph",
    ),
    _attribute(
        "AS_PRINTED",
        pgettext_lazy("of a number", "As printed"),
        _("The few words that print the number."),
        header="as_printed",
    ),
    _attribute(
        "COMMENT_OBS",
        pgettext_lazy("of a statement", "Note"),
        _("What we read into the source, and why."),
        header="note",
    ),
    _attribute(
        "COMMENT_OBS_ZH",
        _("Note, in Chinese"),
        _("The same in Chinese."),
        header="note_zh",
    ),
)


@dataclass(frozen=True)
class Flow:
    """A dataflow and its data structure, which have one id. `timed`: with TIME_PERIOD."""

    id: str
    name: Text
    description: Text
    timed: bool = False

    @property
    def dimensions(self) -> tuple[Component, ...]:
        """In the order of a key; TIME_PERIOD, which is in no key, is last."""
        return (FREQ, *DIMENSIONS, TIME_PERIOD) if self.timed else DIMENSIONS

    @property
    def keyed(self) -> tuple[Component, ...]:
        return (FREQ, *DIMENSIONS) if self.timed else DIMENSIONS

    @property
    def components(self) -> tuple[Component, ...]:
        return (*self.dimensions, OBS_VALUE, *ATTRIBUTES)

    @property
    def reference(self) -> str:
        return f"{AGENCY}:{self.id}({VERSION})"


FLOWS = {
    flow.id: flow
    for flow in (
        Flow(
            "FIGURES",
            _("All figures"),
            _(
                "Every number of the record, with or without a period: the observations are the "
                "rows of the ledger, figures.csv."
            ),
        ),
        Flow(
            "FIGURES_BY_PERIOD",
            _("Figures by period"),
            _("Those of all figures whose source says what period they cover, for time series."),
            timed=True,
        ),
    )
}
