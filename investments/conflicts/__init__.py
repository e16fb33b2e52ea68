"""Where the record's sources differ, of which kind each difference is, and why.

One classification for all pages: `judge` and its like take statements that answer one question;
`find` looks for all that differ.
"""

from investments.conflicts.find import Conflict, Found, find
from investments.conflicts.judge import (
    dated,
    judge,
    judge_dates,
    judge_milestones,
    rank,
    said,
)
from investments.conflicts.kinds import REASONS, Kind, Verdict

__all__ = [
    "REASONS",
    "Conflict",
    "Found",
    "Kind",
    "Verdict",
    "dated",
    "find",
    "judge",
    "judge_dates",
    "judge_milestones",
    "rank",
    "said",
]
