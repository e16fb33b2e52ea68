"""What a check found, for people and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Found(StrEnum):
    """What became of a number that a document prints."""

    COVERED = "covered"
    EXPLAINED = "explained"
    UNCOVERED = "uncovered"


@dataclass(frozen=True)
class Problem:
    """Something that is not as it should be. `kind` and `slug` name the row; `code` what is
    wrong, for programs, and `message` for people."""

    kind: str
    slug: str
    code: str
    message: str
    source: str = ""
    paragraph: int | None = None
    is_statement: bool = False

    def __str__(self) -> str:
        place = f" ({self.source}, paragraph {self.paragraph})" if self.source else ""
        return f"{self.kind} {self.slug}{place}: {self.message}"


@dataclass(frozen=True)
class Number:
    """A number in a fact paragraph, with the words around it; `reason` where it is explained."""

    source: str
    paragraph: int
    printed: str
    context: str
    kind: str
    found: Found
    reason: str = ""

    def __str__(self) -> str:
        text = f"{self.source}, paragraph {self.paragraph}: “{self.printed}”"
        return f"{text}: {self.reason}" if self.reason else f"{text} in “{self.context}”"


@dataclass
class Report:
    statements: int = 0
    figures: int = 0
    others: int = 0
    sources: int = 0
    documents: int = 0
    problems: list[Problem] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)

    def of(self, found: Found) -> list[Number]:
        return [number for number in self.numbers if number.found == found]

    @property
    def failed_statements(self) -> int:
        return len({(p.kind, p.slug) for p in self.problems if p.is_statement})

    @property
    def other_problems(self) -> int:
        return sum(not problem.is_statement for problem in self.problems)

    @property
    def ok(self) -> bool:
        return not self.problems and not self.of(Found.UNCOVERED)

    @property
    def summary(self) -> str:
        return (
            f"{self.statements} statements, {self.failed_statements} failed; "
            f"{self.figures} figures; {self.others} other rows, {self.other_problems} problems; "
            f"{len(self.of(Found.EXPLAINED))} numbers explained, "
            f"{len(self.of(Found.UNCOVERED))} uncovered; "
            f"{self.documents} of {self.sources} documents"
        )

    def lines(self) -> Iterator[str]:
        """For people: what failed, what is uncovered and explained, what was not checked, and
        the summary last."""
        sections: dict[str, Sequence[object]] = {
            "Failed": self.problems,
            "Numbers that no statement covers": self.of(Found.UNCOVERED),
            "Numbers explained": self.of(Found.EXPLAINED),
            "Not checked": self.not_checked,
        }
        for title, entries in sections.items():
            if entries:
                yield f"{title}:"
                yield from (f"  {entry}" for entry in entries)
        yield self.summary

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "summary": self.summary,
            "statements": self.statements,
            "failed_statements": self.failed_statements,
            "figures": self.figures,
            "other_rows": self.others,
            "other_problems": self.other_problems,
            "documents": {"checked": self.documents, "known": self.sources},
            "problems": [asdict(problem) for problem in self.problems],
            "numbers": [asdict(number) for number in self.numbers],
            "not_checked": self.not_checked,
        }
