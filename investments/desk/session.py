"""An article on the reading desk: its paragraphs with every candidate in them, what was decided of
each, and how far the reading has come.

Candidates are found anew each time; only decisions are stored. What a statement of the article
already says counts as taken, whichever way it was entered.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.cache import cache
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from investments.actions.desk import Spot
from investments.desk import article, known
from investments.desk.candidates import Candidate, Kind, find_candidates
from investments.desk.clauses import clause, sentence
from investments.desk.guesses import Usage
from investments.desk.names import Names
from investments.desk.record import Stated, Used, stated, used
from investments.models import Decision, ReadingMark, Source

KEPT_SECONDS = 3600
FIGURE, DATE, NAME = "figure", "date", "name"
NUMBERS = ("figure", "eventdate", "milestone")  # statements that figures and dates become
# All that stands beside a date in words that lead in: “By the end of 2027, …”, “截至2024年底，…”.
_LEADS = re.compile(
    r"\W*(?:(?:and|but|also|then) )?(?:in|on|by|at|as of|during|for|until|through|throughout|over)?"
    r"(?: the)?(?: (?:end|start|beginning) of)?(?: the)?\W*|\W*(?:截至|截止到?|到|至|在|于)?\W*",
    re.IGNORECASE,
)
_LED = re.compile(r"\W*[年底末初间]*\W*")


class Standing(TextChoices):
    """How a candidate stands with the reader."""

    OPEN = "open", pgettext_lazy("candidate", "Open")
    TAKEN = "taken", pgettext_lazy("candidate", "Taken")
    SET_ASIDE = "set_aside", pgettext_lazy("candidate", "Set aside")


@dataclass
class Item:
    """A candidate and what was decided of it. `statement` is what it became."""

    candidate: Candidate
    mark: ReadingMark | None = None
    statement: Stated | None = None
    standing: str = Standing.OPEN

    @property
    def key(self) -> str:
        return self.candidate.key

    @property
    def kind(self) -> str:
        """Which form it is entered with."""
        if self.candidate.is_figure:
            return FIGURE
        return DATE if self.candidate.kind == Kind.DATE else NAME

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.OPEN

    @property
    def standing_label(self) -> str:
        return str(Standing(self.standing).label)

    @property
    def spot(self) -> Spot:
        one = self.candidate
        return Spot(one.paragraph, one.start, one.end, one.printed[:80])


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph; `item` where they are a candidate."""

    text: str
    item: Item | None = None


@dataclass
class Session:
    source: Source
    paragraphs: Sequence[str]
    items: list[Item]
    usage: Usage
    used: dict[str, Used] = field(default_factory=dict)

    @property
    def candidates(self) -> list[Candidate]:
        return [item.candidate for item in self.items]

    @property
    def dealt(self) -> int:
        return sum(not item.is_open for item in self.items)

    @property
    def total(self) -> int:
        return len(self.items)

    def open_of(self, *kinds: str) -> list[Item]:
        return [item for item in self.items if item.is_open and (not kinds or item.kind in kinds)]

    @property
    def finished(self) -> bool:
        """Whether it is public and no figure or date is open: names that are left need nobody."""
        return self.source.is_public and not self.open_of(FIGURE, DATE)

    def item(self, key: str) -> Item | None:
        return next((item for item in self.items if item.key == key), None)

    def _ready(self, *kinds: str) -> list[Item]:
        """The open ones; dates that are the period of an open figure wait for it, and are settled
        with it."""
        left = self.open_of(*kinds)
        numbers = [item.candidate for item in left if item.kind == FIGURE]
        periods = [(one, one.period) for one in numbers if one.period]
        return [item for item in left if not _is_a_period(item, periods, self.paragraphs)]

    def first_open(self) -> Item | None:
        """Figures and dates come first: names are what most often is set aside all at once."""
        left = self._ready(FIGURE, DATE) or self.open_of()
        return left[0] if left else None

    def next_open(self, after: Item) -> Item | None:
        """The next one in the text that is open, of the same sort as far as there is one; then
        from the beginning."""
        left = self._ready(*((NAME,) if after.kind == NAME else (FIGURE, DATE)))
        later = [item for item in left if _place(item) > _place(after)]
        rest = later or left or self.open_of()
        return rest[0] if rest else None

    def beside(self, item: Item) -> tuple[Item | None, Item | None]:
        """The candidates before and after one in the text."""
        listed = [each for each in self.items if each.key != item.key]
        before = [each for each in listed if _place(each) < _place(item)]
        after = [each for each in listed if _place(each) > _place(item)]
        return (before[-1] if before else None), (after[0] if after else None)

    def marked(self) -> list[tuple[int, list[Piece]]]:
        """The paragraphs by number, cut at the candidates."""
        by_paragraph: dict[int, list[Item]] = {}
        for item in self.items:
            by_paragraph.setdefault(item.candidate.paragraph, []).append(item)
        return [
            (number, list(_pieces(text, by_paragraph.get(number, []))))
            for number, text in enumerate(self.paragraphs, 1)
        ]

    def missed(self, paragraph: int, words: str, start: int | None = None) -> Item | None:
        """The words of a paragraph that a reader points to, as a candidate; None where they are
        not in it."""
        if not 0 < paragraph <= len(self.paragraphs) or not words.strip():
            return None
        text, words = self.paragraphs[paragraph - 1], words.strip()
        place = start if start is not None and text.startswith(words, start) else text.find(words)
        if place < 0:
            return None
        return self.at(paragraph, place, place + len(words))

    def at(self, paragraph: int, start: int, end: int) -> Item | None:
        """The candidate at a place, or one made of what stands there."""
        if known := self.item(f"{paragraph}-{start}-{end}"):
            return known
        if not 0 < paragraph <= len(self.paragraphs):
            return None
        words = self.paragraphs[paragraph - 1][start:end]
        if not words or len(words) != end - start:
            return None
        return Item(_read(paragraph, start, words))


def _place(item: Item) -> tuple[int, int]:
    return item.candidate.paragraph, item.candidate.start


def _read(paragraph: int, start: int, words: str) -> Candidate:
    """What words that were pointed to say by themselves."""
    found = find_candidates([words], names=Names())
    numbers = [one for one in found if one.is_figure] or found
    read: dict[str, Any] = {"kind": Kind.COUNT}
    if numbers:
        one = numbers[0]
        read = {name: getattr(one, name) for name in ("kind", "low", "high", "qualifier")}
        read |= {name: getattr(one, name) for name in ("unit", "date", "status", "period")}
    return Candidate(paragraph, start, start + len(words), words[:80], **read)


def _pieces(text: str, items: Iterable[Item]) -> Iterable[Piece]:
    done = 0
    for item in sorted(items, key=_place):
        start, end = item.candidate.start, item.candidate.end
        if start < done or end > len(text):
            continue  # within another; it stands in the list
        if start > done:
            yield Piece(text[done:start])
        yield Piece(text[start:end], item)
        done = end
    if done < len(text):
        yield Piece(text[done:])


# --- Opening ------------------------------------------------------------------------------------


def glance(source: Source, names: Names, usage: Usage) -> Session:
    """An article with its candidates and nothing of what was decided. No query."""
    paragraphs = article.paragraphs(source.text)
    found = find_candidates(paragraphs, names=names, published=source.published)
    return Session(source, paragraphs, [Item(one) for one in found], usage)


def open_article(source: Source, names: Names, usage: Usage) -> Session:
    """Three queries."""
    paragraphs = article.paragraphs(source.text)
    found = find_candidates(paragraphs, names=names, published=source.published)
    statements = stated([source])[source.pk]
    in_use = used([source])[source.pk]
    marks = list(ReadingMark.objects.filter(source=source))
    _keep(source, found)
    items = _decided(found, paragraphs, marks, statements, in_use)
    return Session(source, paragraphs, items, usage, in_use)


@dataclass(frozen=True)
class Progress:
    """How much of an article was dealt with: its figures and dates."""

    source: Source
    dealt: int
    total: int

    @property
    def open(self) -> int:
        return self.total - self.dealt


def progress(sources: Sequence[Source]) -> list[Progress]:
    """Of many articles at once: three queries, a few more where one was not opened lately."""
    of_source, in_use = stated(sources), used(sources)
    marks: dict[int, list[ReadingMark]] = {}
    for mark in ReadingMark.objects.filter(source__in=sources):
        marks.setdefault(mark.source_id, []).append(mark)
    numbers = _numbers(sources)
    found = []
    for source in sources:
        paragraphs = article.paragraphs(source.text)
        own = [
            mark
            for mark in marks.get(source.pk, [])
            if mark.decision == Decision.SET_ASIDE or mark.statement_model in NUMBERS
        ]
        items = _decided(
            numbers[source.pk], paragraphs, own, of_source[source.pk], in_use[source.pk]
        )
        dealt = sum(not item.is_open for item in items)
        found.append(Progress(source, dealt, len(items)))
    return found


def _numbers(sources: Sequence[Source]) -> dict[int, list[Candidate]]:
    """The figures and dates of each, as they were found when it was last opened."""
    found: dict[int, list[Candidate]] = {}
    names: Names | None = None
    for source in sources:
        kept = cache.get(_key(source)) if source.sha256 else None
        if kept is None:
            names = names or known.names()
            paragraphs = article.paragraphs(source.text)
            every = find_candidates(paragraphs, names=names, published=source.published)
            kept = _keep(source, every)
        found[source.pk] = kept
    return found


def _key(source: Source) -> str:
    return f"desk-numbers-{source.sha256}-{source.published}"


def _keep(source: Source, candidates: Sequence[Candidate]) -> list[Candidate]:
    numbers = [one for one in candidates if one.kind != Kind.NAME]
    if source.sha256:
        cache.set(_key(source), numbers, KEPT_SECONDS)
    return numbers


def _decided(
    candidates: Sequence[Candidate],
    paragraphs: Sequence[str],
    marks: Sequence[ReadingMark],
    statements: Sequence[Stated],
    in_use: dict[str, Used],
) -> list[Item]:
    """Candidates with what was decided of them, and what a reader took beside them."""
    by_name = {(row.model, row.slug): row for row in statements}
    by_key = {mark.key: mark for mark in marks}
    spoken_for = {(mark.statement_model, mark.statement_slug) for mark in marks}
    others = [row for row in statements if (row.model, row.slug) not in spoken_for]
    items = []
    for candidate in candidates:
        item = Item(candidate, by_key.pop(candidate.key, None))
        if item.mark is not None:
            _decide(item, by_name)
        if item.is_open and (row := _entered(item, others, in_use)):
            item.standing, item.statement = Standing.TAKEN, row
        items.append(item)
    for mark in by_key.values():
        if mark.decision == Decision.TAKEN and len(paragraphs) >= mark.paragraph:
            one = _read(mark.paragraph, mark.start, mark.printed)
            kind = one.kind if mark.statement_model in NUMBERS else Kind.NAME
            item = Item(replace(one, kind=kind), mark)
            _decide(item, by_name)
            if not item.is_open:
                items.append(item)
    figures = [
        (item.candidate, in_use[item.statement.slug].period)
        for item in items
        if item.statement and item.statement.slug in in_use
    ]
    about = {entity for each in in_use.values() for entity in each.entities}
    about |= {item.candidate.entity for item in items if item.statement and item.candidate.entity}
    for item in items:
        said = item.kind == NAME and item.candidate.entity in about
        if item.is_open and (said or _is_a_period(item, figures, paragraphs)):
            item.standing = Standing.TAKEN
    return sorted(items, key=_place)


def _is_a_period(
    item: Item, figures: Iterable[tuple[Candidate, str]], paragraphs: Sequence[str]
) -> bool:
    """Whether a date only says of when a figure is: it is its period and stands in its clause, or
    leads the sentence in. Any other may be the date of something and stays open."""
    one = item.candidate
    if item.kind != DATE or not one.date:
        return False
    places = [
        figure.start
        for figure, period in figures
        if figure.paragraph == one.paragraph and period == one.date
    ]
    if not places:
        return False
    text = paragraphs[one.paragraph - 1]
    first, last = clause(text, one.start, one.end)
    leads = _LEADS.fullmatch(text[first : one.start]) and _LED.fullmatch(text[one.end : last])
    if leads:
        first, last = one.start, sentence(text, one.end)[1]
    return any(first <= place < last for place in places)


def _decide(item: Item, by_name: dict[tuple[str, str], Stated]) -> None:
    mark = item.mark
    if mark is None:
        return
    if mark.decision == Decision.SET_ASIDE:
        item.standing = Standing.SET_ASIDE
        return
    row = by_name.get((mark.statement_model, mark.statement_slug))
    if row is not None:  # else it was undone, and the candidate is open again
        item.standing, item.statement = Standing.TAKEN, row


def _entered(item: Item, others: Sequence[Stated], in_use: dict[str, Used]) -> Stated | None:
    """The statement of another way of entering that says what these words say."""
    one = item.candidate
    for row in others:
        if row.paragraph != one.paragraph or not row.as_printed:
            continue
        if one.printed not in row.as_printed and row.as_printed not in one.printed:
            continue
        if item.kind == FIGURE and row.is_figure:
            values = in_use.get(row.slug)
            if values is None or (values.low, values.high) == (one.low, one.high):
                return row
        elif item.kind == (DATE if row.is_date else NAME) and not row.is_figure:
            return row
    return None
