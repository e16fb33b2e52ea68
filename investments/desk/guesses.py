"""Whom a figure is likely about, and what it likely measures: best guesses first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from investments.desk.candidates import Candidate
from investments.desk.names import Entity


@dataclass(frozen=True)
class Usage:
    """What the record's figures are about and which words its statistics go by. Load once a
    page: a fixed number of queries."""

    @classmethod
    def load(cls) -> Self:
        return cls()


def subjects(
    candidate: Candidate,
    candidates: Sequence[Candidate],
    paragraphs: Sequence[str],
    usage: Usage,
) -> list[Entity]:
    """Model names as in _meta.model_name: "signingbatch" is the batch of a figure."""
    return []


def statistics(
    candidate: Candidate,
    candidates: Sequence[Candidate],
    paragraphs: Sequence[str],
    usage: Usage,
) -> list[int]:
    """Keys of Statistic whose unit fits."""
    return []
