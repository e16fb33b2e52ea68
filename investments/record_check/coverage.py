"""The numbers of a document that no statement covers, and those that need none.

A quantity is covered by a figure of that number; a date, a name, a rank or a duration by any
statement whose words hold it: they enter the record as periods, names and edition numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from investments.documents import Document
from investments.models import Figure, Source, Sourced
from investments.quantities.parse import Kind, Printed, find_quantities, fold
from investments.record_check.report import Found, Number, Problem
from investments.record_check.statements import occurrences, same_number, words_of

FURNITURE = "furniture"
IN_WORDS = ("rank", "year")
AROUND = 30  # characters of the paragraph shown on either side of a number


class ExplanationsError(Exception):
    """The file of explanations cannot be read; the text says where and why."""


@dataclass(frozen=True)
class Explanations:
    """By source: the paragraphs that state no facts, and by paragraph the words whose numbers
    need no statement, with the reason."""

    furniture: dict[str, set[int]] = field(default_factory=dict)
    reasons: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)


def read_explanations(path: Path) -> Explanations:
    """Read the YAML file. Raises ExplanationsError, or OSError where it cannot be opened."""
    try:
        content = yaml.safe_load(path.read_text("utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ExplanationsError(f"{path.name}: {error}") from error
    explanations = Explanations()
    for source, entries in _mapping(path, "the file", content):
        explanations.reasons[source] = {}
        for paragraph, entry in _mapping(path, source, entries):
            where = f"{source}, {paragraph}"
            if paragraph == FURNITURE:
                if not isinstance(entry, list) or not all(type(one) is int for one in entry):
                    raise ExplanationsError(f"{path.name}: {where} is no list of paragraphs")
                explanations.furniture[source] = set(entry)
            elif type(paragraph) is not int:
                raise ExplanationsError(f"{path.name}: {where} is no paragraph number")
            else:
                reasons = {str(key): reason for key, reason in _mapping(path, where, entry)}
                if not all(isinstance(one, str) and one.strip() for one in reasons.values()):
                    raise ExplanationsError(f"{path.name}: {where} has a number without a reason")
                explanations.reasons[source][paragraph] = reasons
    return explanations


def _mapping(path: Path, where: str, content: Any) -> Iterable[tuple[Any, Any]]:
    if not isinstance(content, dict):
        raise ExplanationsError(f"{path.name}: {where} is no mapping")
    return content.items()


def cover(
    source: Source, document: Document, stated: list[Sourced], explanations: Explanations
) -> tuple[list[Number], list[Problem]]:
    """Every number of the fact paragraphs with what became of it, and explanations that explain
    nothing."""
    numbers: list[Number] = []
    furniture = explanations.furniture.get(source.slug, set())
    reasons = explanations.reasons.get(source.slug, {})
    problems = [
        _stray(source.slug, number, "is no fact paragraph of the document")
        for number in sorted(reasons.keys() | furniture)
        if document.paragraph(number) is None or number in reasons.keys() & furniture
    ]
    for number, text in enumerate(document.paragraphs, start=1):
        if number in furniture:
            if any(one.paragraph == number and isinstance(one, Figure) for one in stated):
                problems.append(_stray(source.slug, number, "is furniture, but has a figure"))
            continue
        paragraph = fold(text)
        here = [one for one in stated if one.paragraph == number and one.as_printed]
        printed = [one for one in find_quantities(paragraph) if _says_a_number(one)]
        covered = _covered(printed, here, paragraph)
        explained: dict[Printed, str] = {}
        for words, reason in reasons.get(number, {}).items():
            held = _held(printed, fold(words).strip(), paragraph)
            explained |= dict.fromkeys((one for one in held if one not in covered), reason)
            if not any(one not in covered for one in held):
                problems.append(_stray(source.slug, number, f"“{words}” need no explanation"))
        numbers += [
            _number(source.slug, number, paragraph, one, covered, explained) for one in printed
        ]
    return numbers, problems


def strays(explanations: Explanations, known: set[str]) -> list[Problem]:
    """Explanations for sources that are not in the record."""
    named = explanations.reasons.keys() | explanations.furniture.keys()
    return [Problem("explanation", slug, "stray", "no such source") for slug in named - known]


def _says_a_number(printed: Printed) -> bool:
    """Not the idioms among the names: one of, first-class."""
    return printed.kind != Kind.NAME or any(character.isdecimal() for character in printed.text)


def _covered(printed: list[Printed], stated: list[Sourced], paragraph: str) -> set[Printed]:
    """A figure whose words stand in a paragraph twice covers one of the two places, so that the
    other is seen; those that leave no choice go first."""
    covered: set[Printed] = set()
    choices: list[list[Printed]] = []
    for statement in stated:
        held = _held(printed, words_of(statement), paragraph)
        covered |= {one for one in held if not _needs_figure(one)}
        if isinstance(statement, Figure):
            choices.append([one for one in held if same_number(statement, one)])
    for choice in sorted(choices, key=len):
        covered |= set([one for one in choice if one not in covered][:1])
    return covered


def _held(printed: list[Printed], words: str, paragraph: str) -> list[Printed]:
    """The numbers that stand within the words."""
    places = occurrences(words, paragraph) if words else []
    return [
        one
        for one in printed
        if any(start <= one.core_start and one.core_end <= end for start, end in places)
    ]


def _needs_figure(printed: Printed) -> bool:
    return printed.kind == Kind.QUANTITY and printed.unit not in IN_WORDS


def _number(
    source: str,
    number: int,
    paragraph: str,
    printed: Printed,
    covered: set[Printed],
    explained: dict[Printed, str],
) -> Number:
    if printed in covered:
        found = Found.COVERED
    else:
        found = Found.EXPLAINED if printed in explained else Found.UNCOVERED
    reason = explained.get(printed, "")
    context = paragraph[max(0, printed.start - AROUND) : printed.end + AROUND].strip()
    return Number(source, number, printed.text, context, printed.kind, found, reason)


def _stray(source: str, paragraph: int, message: str) -> Problem:
    return Problem("explanation", source, "stray", message, source, paragraph)
