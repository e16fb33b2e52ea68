"""One statement held against its paragraph: the words stand there and say the stored number."""

import re
from decimal import Decimal

from investments import dates
from investments.choices import Qualifier
from investments.documents import Document
from investments.models import Figure, Sourced
from investments.quantities.parse import Kind, Printed, find_quantities, fold
from investments.record_check.report import Problem
from investments.record_check.rows import problem

Span = tuple[int, int]
Complaint = tuple[str, str]  # code and message
Reading = tuple[Printed, set[str]]  # a number and the qualifiers that it may be read with
HEDGES = (Qualifier.ABOUT, Qualifier.OVER, Qualifier.UNDER)
_WORDLIKE = re.compile(r"[A-Za-z0-9]{2}")
_INSIDE_NUMBER = re.compile(r"[0-9][.,][0-9]")


def problems(statement: Sourced, document: Document) -> list[Problem]:
    """What is wrong with a statement in its document; [] where all is proved."""
    found = _complaint(statement, document)
    return [problem(statement, *found)] if found else []


def _complaint(statement: Sourced, document: Document) -> Complaint | None:
    if statement.paragraph is None:
        return "paragraph", "names no paragraph"
    printed = document.paragraph(statement.paragraph)
    if printed is None:
        return "paragraph", f"the document has {len(document.paragraphs)} paragraphs"
    words, paragraph = words_of(statement), fold(printed)
    is_figure = isinstance(statement, Figure)
    if not words:
        return ("no_words", "a figure without its words as printed") if is_figure else None
    places = occurrences(words, paragraph)
    if not places:
        return "words", _where(words, document)
    if isinstance(statement, Figure):
        return _figure_complaint(statement, words, paragraph, places)
    return _date_complaint(statement, words)


def words_of(statement: Sourced) -> str:
    """The words as printed, folded."""
    return fold(statement.as_printed).strip()


def occurrences(words: str, paragraph: str) -> list[Span]:
    """Where the words stand in a folded paragraph, not counting places inside of a longer word
    or number: "5 billion" does not stand in "49.5 billion"."""
    places, start = [], paragraph.find(words)
    while start >= 0:
        end = start + len(words)
        if not _cuts(paragraph, start) and not _cuts(paragraph, end):
            places.append((start, end))
        start = paragraph.find(words, start + 1)
    return places


def _cuts(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    around = (text[at - 2 : at + 1], text[at - 1 : at + 2])
    return bool(_WORDLIKE.fullmatch(text[at - 1 : at + 1])) or any(
        _INSIDE_NUMBER.fullmatch(three) for three in around
    )


def _where(words: str, document: Document) -> str:
    elsewhere = [
        str(number)
        for number, text in enumerate(document.paragraphs, start=1)
        if occurrences(words, fold(text))
    ]
    hint = f"; they stand in paragraph {', '.join(elsewhere)}" if elsewhere else ""
    return f"the words “{words}” do not stand there{hint}"


# --- Figures ------------------------------------------------------------------------------------


def _figure_complaint(
    figure: Figure, words: str, paragraph: str, places: list[Span]
) -> Complaint | None:
    """The number must be read from the words alone, and be read the same in the paragraph: words
    that leave out "over" do not make a number exact."""
    if wrong := _disagreement(figure, readings(words)):
        return wrong[0], f"“{words}”: {wrong[1]}"
    in_paragraph = readings(paragraph)
    for start, end in places:
        here = [one for one in in_paragraph if one[0].core_start < end and start < one[0].core_end]
        if not (wrong := _disagreement(figure, here)):
            return None
    message = wrong[1] if wrong else ""
    return "cut_short", f"“{words}” leave out what belongs to them; the paragraph: {message}"


def readings(text: str) -> list[Reading]:
    """The quantities of a text, each with the qualifiers it may be read with: a hedge also holds
    for the bare numbers of the list that follows it (about 15% of …, 20% of …)."""
    found: list[Reading] = []
    hedges: set[str] = set()
    for one in find_quantities(text):
        if one.kind == Kind.QUANTITY:
            exact = one.qualifier == Qualifier.EXACT
            found.append((one, {one.qualifier, *hedges} if exact else {one.qualifier}))
            if one.qualifier in HEDGES:
                hedges.add(one.qualifier)
    return found


def same_number(figure: Figure, printed: Printed) -> bool:
    """Whether the printed number is the stored one, whatever hedges and units say."""
    return _ends(figure.low, figure.high) == _ends(printed.low, printed.high)


def contradicts(figure: Figure) -> str:
    """Why the words that a figure quotes do not say its number, in the terms of the check; "" where
    they do, or hold no number at all."""
    quoted = readings(fold(figure.as_printed))
    wrong = _disagreement(figure, quoted) if quoted else None
    return wrong[1] if wrong and wrong[0] == "number" else ""


def _ends(low: Decimal | None, high: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    return (high if low is None else low), (low if high is None else high)


def _disagreement(figure: Figure, candidates: list[Reading]) -> Complaint | None:
    """Why no candidate says what is stored: the number, else its qualifier, else its unit."""
    stored = f"stored is {_say(figure.low, figure.high, figure.qualifier, figure.unit)}"
    read = "; ".join(_say(one.low, one.high, one.qualifier, one.unit) for one, _ in candidates)
    stored = f"{stored}, printed {read or 'no number'}"
    candidates = [one for one in candidates if same_number(figure, one[0])]
    if not candidates:
        return "number", stored
    candidates = [one for one in candidates if figure.qualifier in one[1]]
    if not candidates:
        return "qualifier", stored
    if not any(one.unit in (None, figure.unit) for one, _ in candidates):
        return "unit", stored
    return None


def _say(low: Decimal | None, high: Decimal | None, qualifier: str, unit: str | None) -> str:
    bounds = dict.fromkeys(f"{bound.normalize():f}" for bound in (low, high) if bound is not None)
    return " ".join(filter(None, (str(qualifier), "–".join(bounds), unit)))


# --- Dates --------------------------------------------------------------------------------------


def _date_complaint(statement: Sourced, words: str) -> Complaint | None:
    """A date that the words print must be an end of the stored one, in all parts it prints."""
    stored = getattr(statement, "date", "")
    printed = [
        one.date for one in find_quantities(words) if one.kind == Kind.DATE and any(one.date)
    ]
    if not stored or not printed:
        return None
    span = dates.parse(stored)
    ends = [(end.year, end.month, end.day) for end in (span.start, span.end) if end]
    for date in printed:
        for end in ends:
            if all(part in (None, stated) for part, stated in zip(date, end, strict=True)):
                return None
    return "date", f"“{words}” print another date than {stored}"
