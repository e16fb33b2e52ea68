"""Records that are likely the same: found while one is entered, and over the whole record.

`folding` makes names comparable, `alike` compares two records, `find` looks for what is like one
record, `pairs` for all pairs of a kind, `statements` for numbers that are there already.
"""

from investments.duplicates.alike import Like
from investments.duplicates.find import Near, like
from investments.duplicates.pairs import KINDS, Pair, count, pairs
from investments.duplicates.statements import same_figures

__all__ = ["KINDS", "Like", "Near", "Pair", "count", "like", "pairs", "same_figures"]
