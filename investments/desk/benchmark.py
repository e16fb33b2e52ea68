"""How good the finder is, measured on documents whose figures the record holds.

Gold are the record's own figures, found in their paragraph by the words as printed. A number that
docs/uncovered.yaml explains is a figure too where it is one: a count said again is no false alarm.
Everything else that is marked as a figure is one, furniture and wrong bounds included.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from investments.desk import guesses
from investments.desk.candidates import Candidate, find_candidates
from investments.desk.names import Names
from investments.documents import Document
from investments.models import Figure, Source
from investments.models.figure import SUBJECTS
from investments.quantities.parse import fold, fold_with_offsets
from investments.record_check.coverage import Explanations
from investments.record_check.statements import occurrences, words_of

Place = tuple[int, int]


@dataclass
class Measured:
    """Of one document or all: what was found of what there is, with the failures by name."""

    figures: int = 0  # of the record
    exact: int = 0  # found with the same bounds, qualifier and unit
    placed: int = 0  # found at least in their place
    marked: int = 0  # candidates that say they are figures
    right: int = 0  # and are
    guessed: int = 0  # figures found, whose subject and statistic were guessed
    subjects: Counter[int] = field(default_factory=Counter)  # right ones by place: 1 is first
    statistics: Counter[int] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.exact / self.figures if self.figures else 1.0

    @property
    def recall_of_places(self) -> float:
        return self.placed / self.figures if self.figures else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.marked if self.marked else 1.0

    def among(self, guesses: Counter[int], first: int) -> float:
        """The share of figures whose right guess stands among so many first ones."""
        right = sum(number for place, number in guesses.items() if place <= first)
        return right / self.guessed if self.guessed else 1.0

    def add(self, other: "Measured") -> None:
        self.figures += other.figures
        self.exact += other.exact
        self.placed += other.placed
        self.marked += other.marked
        self.right += other.right
        self.guessed += other.guessed
        self.subjects += other.subjects
        self.statistics += other.statistics
        self.misses += other.misses
        self.alarms += other.alarms


def same(figure: Figure, candidate: Candidate) -> bool:
    """Whether a candidate says what is stored: number, hedge and unit."""
    return (figure.low, figure.high, figure.qualifier, figure.unit) == (
        candidate.low,
        candidate.high,
        candidate.qualifier,
        candidate.unit,
    )


def places(words: str, paragraph: str) -> list[Place]:
    """Where words stand, in characters of the paragraph as stored."""
    folded, offsets = fold_with_offsets(paragraph)
    found = occurrences(fold(words).strip(), folded) if words else []
    return [(offsets[start], offsets[end - 1] + 1) for start, end in found]


def measure_all(documents: Iterable[Document], explanations: Explanations) -> Measured:
    """All documents that the record has read, by the SHA-256 of their file."""
    names, total = Names.load(), Measured()
    for document in documents:
        source = Source.objects.filter(sha256=document.sha256).first()
        if source:
            figures = source.figures.select_related("statistic", *SUBJECTS)
            total.add(measure(document, source, figures, names, explanations))
    return total


def measure(
    document: Document,
    source: Source,
    figures: Iterable[Figure],
    names: Names,
    explanations: Explanations,
) -> Measured:
    """The figures and false alarms of one document, and the guesses for its figures, made as if
    the record had none of these yet: its totals, projects and statistics are known."""
    result = Measured()
    usage = guesses.Usage.load(without=source.pk)
    candidates = find_candidates(document.paragraphs, names=names, published=source.published)
    marked = [one for one in candidates if one.is_figure]
    right: set[Candidate] = set()
    for figure in figures:
        result.figures += 1
        here = covering(figure, marked, document)
        hits = [one for one in here if same(figure, one)]
        right.update(hits)
        result.exact += bool(hits)
        result.placed += bool(here)
        for hit in hits[:1]:
            result.guessed += 1
            subject = (figure.subject._meta.model_name, figure.subject.pk)
            article = (hit, candidates, document.paragraphs, usage)
            _count(result.subjects, guesses.subjects(*article), subject)
            _count(result.statistics, guesses.statistics(*article), figure.statistic_id)
        if not hits:
            found = "; ".join(map(said, here)) or "nothing"
            result.misses.append(
                f"{source.slug}, paragraph {figure.paragraph}: “{figure.as_printed}”"
                f" is {figure.text('en')}, found {found}"
            )
    right.update(explained(marked, document, explanations.reasons.get(source.slug, {})))
    result.marked, result.right = len(marked), len(right)
    result.alarms = [
        f"{source.slug}, paragraph {one.paragraph}: {said(one)}"
        for one in marked
        if one not in right
    ]
    return result


def _count(places: Counter[int], guessed: Sequence[Any], right: Any) -> None:
    if right in guessed:
        places[guessed.index(right) + 1] += 1


def covering(
    figure: Figure, candidates: Sequence[Candidate], document: Document
) -> list[Candidate]:
    """The candidates that touch the words of a figure."""
    paragraph = document.paragraph(figure.paragraph or 0)
    if paragraph is None:
        return []
    spots = places(words_of(figure), paragraph)
    return [
        one
        for one in candidates
        if one.paragraph == figure.paragraph
        and any(start < one.end and one.start < end for start, end in spots)
    ]


def explained(
    candidates: Sequence[Candidate], document: Document, reasons: dict[int, dict[str, str]]
) -> list[Candidate]:
    """The candidates that the record knows of and leaves out with a reason."""
    return [
        one
        for one in candidates
        for words in reasons.get(one.paragraph, {})
        for start, end in places(words, document.paragraphs[one.paragraph - 1])
        if start <= one.start and one.end <= end
    ]


def said(candidate: Candidate) -> str:
    bounds = dict.fromkeys(
        f"{bound:f}" for bound in (candidate.low, candidate.high) if bound is not None
    )
    parts = (candidate.qualifier, "–".join(bounds), candidate.unit or "no unit")
    return f"“{candidate.printed}” as {' '.join(parts)}"
