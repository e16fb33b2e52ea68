"""The form of one candidate: which it is, what it starts with, and what stands beside it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from investments import dates
from investments.choices import Qualifier, Stage, Status
from investments.desk.offer import SUBJECTS, TAKES, Offer
from investments.desk.record import Option, by_value
from investments.desk.session import DATE, FIGURE, NAME, Item
from investments.forms.desk import ARC_NAMES, SAYS, DateDraft, DraftForm, NameDraft
from investments.forms.desk_figure import FigureDraft
from investments.languages import comma
from investments.models import Figure, Source
from investments.quantities.bounds import complaint

FORMS: dict[str, type[DraftForm]] = {FIGURE: FigureDraft, DATE: DateDraft, NAME: NameDraft}
SUBJECTS_OF: dict[str, tuple[str, ...]] = {
    FIGURE: SUBJECTS,
    DATE: ("event", "project"),
    NAME: tuple(dict.fromkeys(model for models in TAKES.values() for model in models)),
}
# Words near a date that tell which stage was reached, in the article's own language.
STAGES = (
    (Stage.IN_OPERATION, ("operation", "production", "opened", "投产", "投用", "运营", "启用")),
    (Stage.UNDER_CONSTRUCTION, ("construction", "broke ground", "开工", "动工", "建设")),
    (Stage.EXPANDED, ("expan", "扩建", "增资")),
    (Stage.SIGNED, ("sign", "签约", "签署", "agreement")),
)


def initial(item: Item, kind: str, offered: Offer, text: str) -> dict[str, Any]:
    """What the form starts with: the candidate, and the best guess of each choice that
    the text bears out."""
    one = item.candidate
    found: dict[str, Any] = {}
    clear = offered.clear_subject and not offered.new_first
    if offered.subjects and kind != NAME and clear:
        found["subject"] = offered.subjects[0].value
    if kind == FIGURE:
        found |= {"low": one.low, "high": one.high, "unit": one.unit, "status": one.status}
        found |= {"qualifier": one.qualifier or Qualifier.EXACT, "period": one.period}
        in_percent = one.unit == "percent"
        found["new_statistic_kind"] = "growth" if in_percent else "level"
        if offered.statistics and offered.clear_statistic:
            found["statistic"] = offered.statistics[0].value
        if offered.areas:
            found["area"] = offered.areas[0].value
    elif kind == DATE:
        found |= {"date": one.date, "stage": _stage(text)}
    else:
        if offered.names:
            found["named"] = offered.names[0].value
        found["says"] = "mention"
    return found


def _stage(text: str) -> str:
    lower = text.lower()
    return next((stage for stage, words in STAGES if any(word in lower for word in words)), "")


def form_of(kind: str, data: QueryDict | None, start: dict[str, Any]) -> DraftForm:
    """Bound to what was sent, where something was."""
    return FORMS[kind](data, initial=start)


def add_chosen(offered: Offer, form: DraftForm) -> None:
    """Put what was found by searching among the options. One query where there is such."""
    lists = {"subject": offered.subjects, "statistic": offered.statistics}
    lists |= {"area": offered.areas, "named": offered.names}
    missing = {}
    for name, options in lists.items():
        value = str(form[name].value() or "") if name in form.fields else ""
        if value and all(option.value != value for option in options):
            missing[name] = value
    found = by_value(missing.values()) if missing else {}
    for name, value in missing.items():
        if value in found:
            lists[name].append(found[value])


def add_found(offered: Offer, found: dict[str, list[Option]]) -> None:
    """Put what a search without the script found at the head of the options."""
    for name, options in (("subject", offered.subjects), ("statistic", offered.statistics),
                          ("area", offered.areas)):  # fmt: skip
        new = [one for one in found.get(name, []) if one not in options]
        options[:0] = new


def would_be(source: Source, form: DraftForm, known: Iterable[Option]) -> Figure | None:
    """The figure that the form would save as it stands, for setting the record beside it; None
    while subject or statistic is open. No query."""
    options = {option.value: option for option in known}
    chosen = [options.get(str(form[name].value())) for name in ("subject", "statistic", "area")]
    subject, statistic, area = chosen
    if subject is None or statistic is None or subject.model not in ARC_NAMES:
        return None
    figure = Figure(source=source, statistic_id=statistic.pk)
    setattr(figure, f"{ARC_NAMES[subject.model]}_id", subject.pk)
    if subject.model == "industry" and area:
        figure.area_id = area.pk
    for name in ("low", "high", "qualifier", "unit", "status", "period"):
        try:
            value = form.fields[name].to_python(form[name].value())
        except ValidationError:
            return None  # the form says what is wrong with it
        if value not in (None, ""):
            setattr(figure, name, value)
    return figure if figure.unit and not complaint(*_number(figure)) else None


def _number(figure: Figure) -> tuple[Any, Any, str]:
    return figure.low, figure.high, figure.qualifier


def told(row: Any) -> str:
    """What of a figure its name does not say: of when it is, and whether it is no result."""
    if not isinstance(row, Figure):
        return ""
    parts = [] if row.status == Status.ACTUAL else [row.get_status_display()]
    parts += [dates.display(row.period)] if row.period else []
    return comma().join(parts)


def sayings(offered: Offer) -> list[tuple[str, str]]:
    return [(code, str(SAYS[code])) for code in offered.sayings]
