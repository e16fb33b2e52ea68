"""Words to figures: the small exact grammar of numbers as people and documents print them.

`fold` one way to write the same characters; `words` the vocabulary, tables alone; `grammar` the
one expression made of them; `find` every number of a paragraph; `entry` one number typed in.
Arithmetic is decimal and exact; only fractions such as one-third are rounded, to six places.
"""

from investments.quantities.parse.entry import HOW_TO_WRITE, Entry, parse_amount, parse_entry
from investments.quantities.parse.find import Kind, Printed, find_quantities
from investments.quantities.parse.fold import fold, fold_with_offsets

__all__ = [
    "HOW_TO_WRITE",
    "Entry",
    "Kind",
    "Printed",
    "find_quantities",
    "fold",
    "fold_with_offsets",
    "parse_amount",
    "parse_entry",
]
