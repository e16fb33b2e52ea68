"""Search across everything: `query` reads what is asked, `hits` finds and ranks the records,
`results` reads what is shown of them, `marks` marks the words in a text."""

from investments.searching.marks import excerpt, marked
from investments.searching.query import MAX_LENGTH, MAX_WORDS, Query
from investments.searching.results import KINDS, Search

__all__ = ["KINDS", "MAX_LENGTH", "MAX_WORDS", "Query", "Search", "excerpt", "marked"]
