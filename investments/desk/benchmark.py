"""How good the finder is, measured on documents whose figures the record holds.

Gold are the record's own figures, found in their paragraph by the words as printed. A number that
docs/uncovered.yaml explains is a figure too where it is one: a count said again is no false alarm.
Everything else that is marked as a figure is one, furniture and wrong bounds included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from investments.desk.candidates import Candidate, find_candidates
from investments.desk.names import Names
from investments.documents import Document
from investments.models import Figure, Source
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

    def add(self, other: "Measured") -> None:
        self.figures += other.figures
        self.exact += other.exact
        self.placed += other.placed
        self.marked += other.marked
        self.right += other.right
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


def measure(
    document: Document,
    source: Source,
    figures: Iterable[Figure],
    names: Names,
    explanations: Explanations,
) -> Measured:
    """The figures and false alarms of one document."""
    result = Measured()
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
