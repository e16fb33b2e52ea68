"""How to cite a record: as text, as BibTeX and as CSL-JSON.

A citation has one reference for the record and, for a figure, one for the source that prints it,
since a reader who checks a number needs both. The styles know nothing of the record's models.
"""

from investments.citing.bibtex import bibtex
from investments.citing.csl import csl_json
from investments.citing.reference import Citation, Reference
from investments.citing.rows import (
    base_of,
    citation_of,
    citation_of_list,
    identifier_of,
    with_last_change,
)

__all__ = [
    "Citation",
    "Reference",
    "base_of",
    "bibtex",
    "citation_of",
    "citation_of_list",
    "csl_json",
    "identifier_of",
    "with_last_change",
]
