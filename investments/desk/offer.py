"""What the desk offers for one candidate: subjects and statistics, best guesses first."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from investments.desk import guesses
from investments.desk.guesses import Usage
from investments.desk.names import Entity
from investments.desk.record import Option, options
from investments.desk.session import DATE, FIGURE, NAME, Item, Session
from investments.desk.suggest import Suggestion, suggest

SUBJECTS = ("event", "signingbatch", "project", "place", "industry", "organisation", "tier")
DATED = ("event", "project")
MOST_SUBJECTS, MOST_STATISTICS, MOST_AREAS = 6, 6, 4
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


def offer(session: Session, item: Item, kind: str, usage: Usage) -> Offer:
    """One query."""
    one = item.candidate
    takes = _takes(item, kind)
    subjects = [key for key in _subjects(session, item, usage) if key[0] in takes]
    measured: list[Entity] = []
    if kind == FIGURE:
        keys = guesses.statistics(one, session.candidates, session.paragraphs, usage)
        measured = [("statistic", pk) for pk in _merged(keys, _measured(session))]
    named = [one.entity, *one.others] if one.entity else []
    areas = list(_areas(session, item)) if kind == FIGURE else []
    subjects, measured = subjects[:MOST_SUBJECTS], measured[:MOST_STATISTICS]
    areas = areas[:MOST_AREAS]
    known = options({*subjects, *measured, *areas, *named})
    here = [other for other in session.candidates if other.paragraph == one.paragraph]
    taken = [(other.start, other.end) for other in here if other.entity]
    text = session.paragraphs[one.paragraph - 1]
    new = suggest(text, taken, one.start) if kind != NAME else []
    return Offer(
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


def _subjects(session: Session, item: Item, usage: Usage) -> list[Entity]:
    """What was chosen last, as long as no other name stands between it and this candidate; then
    the guesses; then what else the article's figures are about."""
    one = item.candidate
    guessed = guesses.subjects(one, session.candidates, session.paragraphs, usage)
    before = [
        each
        for each in session.items
        if each.statement and each.statement.slug in session.used and _before(each, item)
    ]
    chosen: list[Entity] = []
    if before:
        last = before[-1]
        named_between = any(
            other.entity and other.entity[0] in SUBJECTS and last.candidate.end <= other.start
            for other in session.candidates
            if other.paragraph == one.paragraph and other.start < one.start
        )
        here = last.candidate.paragraph == one.paragraph
        if last.statement and here and not named_between:
            chosen = [session.used[last.statement.slug].subject]
    rest = [each.subject for each in reversed(list(session.used.values()))]
    return list(dict.fromkeys([*chosen, *guessed, *rest]))


def _before(one: Item, other: Item) -> bool:
    this, that = one.candidate, other.candidate
    return (this.paragraph, this.start) < (that.paragraph, that.start)


def _measured(session: Session) -> list[int]:
    return [each.statistic for each in reversed(list(session.used.values()))]


def _areas(session: Session, item: Item) -> Iterable[Entity]:
    """Where the last industry's figure of the article was, then the places that it names."""
    found = [("place", each.area) for each in reversed(list(session.used.values())) if each.area]
    here, others = [], []
    for other in session.candidates:
        if other.entity and other.entity[0] == "place":
            same = other.paragraph == item.candidate.paragraph
            (here if same else others).append(other.entity)
    return dict.fromkeys([*found, *here, *others])

