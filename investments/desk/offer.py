"""What the desk offers for one candidate: subjects and statistics, best guesses first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from investments.choices import Counted
from investments.desk import guesses
from investments.desk.candidates import Candidate
from investments.desk.names import Entity
from investments.desk.record import Option, Used, options
from investments.desk.session import DATE, FIGURE, NAME, Item, Session
from investments.desk.suggest import Suggestion, suggest
from investments.quantities.units import UnitKind, codes

SUBJECTS = ("event", "signingbatch", "project", "place", "industry", "organisation", "tier")
DATED = ("event", "project")
MOST_SUBJECTS, MOST_USED, MOST_STATISTICS, MOST_AREAS = 4, 3, 5, 4
MONEY = tuple(codes(UnitKind.MONEY))
BETWEEN_CURRENCIES = re.compile(
    r"\s*[(（\[,，]?\s*(?:or|about|some|nearly|around|approximately|equal to|US|约?合|折合|约)?\s*",
    re.IGNORECASE,
)
# What a name can be to what: statement, the models it takes part in, whether it has a role.
SAYINGS: dict[str, tuple[str, ...]] = {
    "organisation": ("participation", "mention"),
    "person": ("participation", "mention"),
    "place": ("location", "mention"),
    "industry": ("classification", "mention"),
}
TAKES = {
    "participation": ("event", "signingbatch", "project"),
    "location": ("event", "project", "organisation"),
    "classification": ("event", "signingbatch", "project", "organisation", "place"),
}


@dataclass
class Offer:
    """Choices for one candidate. `names` are what a name may stand for."""

    subjects: list[Option] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    statistics: list[Option] = field(default_factory=list)
    areas: list[Option] = field(default_factory=list)
    names: list[Option] = field(default_factory=list)
    sayings: tuple[str, ...] = ()
    events: list[tuple[str, str]] = field(default_factory=list)  # for a new total: value, label
    original: Used | None = None  # the figure that this one gives again in another currency
    # Whether the text bears out the first of each: only then is it chosen beforehand.
    clear_subject: bool = True
    clear_statistic: bool = True
    new_first: bool = False  # likely about something that the record does not know yet


def offer(session: Session, item: Item, kind: str) -> Offer:
    """One query."""
    one = item.candidate
    takes = _takes(item, kind)
    ranked = _subjects(session, item)
    subjects = [key for key in ranked if key[0] in takes][: MOST_SUBJECTS + MOST_USED]
    clear_statistic = True
    measured: list[Entity] = []
    if kind == FIGURE:
        keys = guesses.statistics(one, session.candidates, session.paragraphs, session.usage)
        clear_statistic = keys.supported
        measured = [("statistic", pk) for pk in _merged(keys, _measured(session))]
    named = [one.entity, *one.others] if one.entity else []
    areas = list(_areas(session, item)) if kind == FIGURE else []
    measured = measured[:MOST_STATISTICS]
    areas = areas[:MOST_AREAS]
    events = _named(session, item, "event")[:MOST_AREAS] if kind == FIGURE else []
    known = options({*subjects, *measured, *areas, *named, *events})
    here = [other for other in session.candidates if other.paragraph == one.paragraph]
    taken = [(other.start, other.end) for other in here if other.entity]
    text = session.paragraphs[one.paragraph - 1]
    new = suggest(text, taken, one.start) if kind != NAME else []
    first = "project" if kind == FIGURE else "event"
    new.sort(key=lambda each: each.model != first)
    held = [(known[key].value, known[key].label) for key in events if key in known]
    new_first = _unknown(session, item, subjects, new) if kind == FIGURE else False
    if kind == FIGURE and one.unit in Counted.values:
        held += [(each.value, each.name) for each in _suggested_events(session, item)]
        new.insert(0, _total(session, one.unit, held[0][1] if held else session.source.name))
        new_first = all(option.model != "signingbatch" for option in known.values())
    return Offer(
        events=held,
        original=_original(session, item) if kind == FIGURE else None,
        new_first=new_first,
        clear_subject=ranked.supported,
        clear_statistic=clear_statistic,
        subjects=[known[key] for key in subjects if key in known],
        suggestions=[each for each in new if each.model in takes],
        statistics=[known[key] for key in measured if key in known],
        areas=[known[key] for key in areas if key in known],
        names=[known[key] for key in named if key in known],
        sayings=SAYINGS.get(one.entity[0], ("mention",)) if one.entity else ("mention",),
    )


def _takes(item: Item, kind: str) -> tuple[str, ...]:
    if kind == FIGURE:
        return SUBJECTS
    if kind == DATE:
        return DATED
    named = item.candidate.entity
    said = SAYINGS.get(named[0], ()) if named else ()
    return TAKES.get(said[0], ()) if said else ()


def _merged(*lists: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(pk for each in lists for pk in each))


def _subjects(session: Session, item: Item) -> guesses.Ranked[Entity]:
    """What was chosen last, as long as no other name stands between it and this candidate; then
    the guesses; then what else the article's figures are about."""
    one = item.candidate
    if one.is_figure:
        guessed = guesses.subjects(one, session.candidates, session.paragraphs, session.usage)
    else:
        guessed = guesses.Ranked(_named(session, item))
        guessed.supported = True
    chosen = _last_chosen(session, item)
    rest = list(dict.fromkeys(each.subject for each in reversed(list(session.used.values()))))
    likely = guessed[:MOST_SUBJECTS] if one.is_figure else guessed
    ranked = guesses.Ranked(dict.fromkeys([*chosen, *likely, *rest[:MOST_USED]]))
    ranked.supported = bool(chosen) or guessed.supported
    return ranked


def _last_chosen(session: Session, item: Item) -> list[Entity]:
    """The subject that was chosen before in this paragraph, if no name stands in between."""
    one = item.candidate
    before = [
        each
        for each in session.items
        if each.statement and each.statement.slug in session.used and _before(each, item)
    ]
    if not before or before[-1].candidate.paragraph != one.paragraph:
        return []
    last, row = before[-1].candidate, before[-1].statement
    between = session.paragraphs[one.paragraph - 1][last.end : one.start]
    named = any(
        other.entity and other.entity[0] in SUBJECTS and last.end <= other.start < one.start
        for other in session.candidates
        if other.paragraph == one.paragraph
    )
    new = any(each.model == "project" for each in suggest(between, []))
    return [session.used[row.slug].subject] if row and not named and not new else []


def _unknown(session: Session, item: Item, subjects: list[Entity], new: list[Suggestion]) -> bool:
    """Whether a project is named here that the record does not know, and the best guess is not."""
    named = {one.entity for one in session.candidates if one.paragraph == item.candidate.paragraph}
    chosen = _last_chosen(session, item)
    first = subjects[0] if subjects else None
    return any(one.model == "project" for one in new) and first not in {*named, *chosen}


def _original(session: Session, item: Item) -> Used | None:
    """The figure in another currency that stands right before this one: "7 billion yuan ($…"."""
    one = item.candidate
    if one.unit not in MONEY:
        return None
    for other in session.items:
        row = session.used.get(other.statement.slug) if other.statement else None
        if row and other.candidate.paragraph == one.paragraph and row.unit in MONEY:
            between = session.paragraphs[one.paragraph - 1][other.candidate.end : one.start]
            if row.unit != one.unit and BETWEEN_CURRENCIES.fullmatch(between):
                return row
    return None


def _named(session: Session, item: Item, *models: str) -> list[Entity]:
    """What the article names, of these models: the nearest of the paragraph first."""
    at = item.candidate

    def distance(other: Candidate) -> tuple[bool, int]:
        return other.paragraph != at.paragraph, abs(other.start - at.start)

    named = [one for one in session.candidates if one.entity and one.key != at.key]
    ranked = [one.entity for one in sorted(named, key=distance) if one.entity]
    return [key for key in dict.fromkeys(ranked) if not models or key[0] in models]


def _suggested_events(session: Session, item: Item) -> list[Suggestion]:
    """Events that the record does not know, from the paragraph or the first that names one."""
    own = item.candidate.paragraph
    for number in [own, *(n for n in range(1, len(session.paragraphs) + 1) if n != own)]:
        here = [one for one in session.candidates if one.paragraph == number and one.entity]
        known = [(one.start, one.end) for one in here]
        found = suggest(session.paragraphs[number - 1], known)
        if events := [one for one in found if one.model == "event"]:
            return events
    return []


def _total(session: Session, counted: str, at: str) -> Suggestion:
    """A reported total, named in the language of the article as its event is."""
    if session.source.language.startswith("zh"):
        signed = "" if "签约" in at else "签约"
        name = f"{at}{signed}{'项目' if counted == Counted.PROJECT else '合同'}"
    else:
        name = f"{counted.capitalize()}s signed at {at}"
    return Suggestion(name, "signingbatch", counted)


def _before(one: Item, other: Item) -> bool:
    this, that = one.candidate, other.candidate
    return (this.paragraph, this.start) < (that.paragraph, that.start)


def _measured(session: Session) -> list[int]:
    return [each.statistic for each in reversed(list(session.used.values()))]


def _areas(session: Session, item: Item) -> Iterable[Entity]:
    """Where the last industry's figure of the article was, then the places that it names."""
    found = [("place", each.area) for each in reversed(list(session.used.values())) if each.area]
    return dict.fromkeys([*found, *_named(session, item, "place")])
