"""Columns of the public lists, each declared once: what is read, shown, sorted by and exported.

A page and a download read the same raw values of a row (`sources`), so they cannot differ; a cell
puts them in words, an export writes them plain. `blocks` reads what takes a query of its own, for
all rows of a block at once, and `figures` what a page shows besides.
"""

from investments.columns.base import (
    Cell,
    Column,
    DataType,
    Link,
    Row,
    plain,
    public_only,
    read_rows,
)
from investments.columns.kinds import (
    Amount,
    Bilingual,
    Choice,
    Date,
    FigureValue,
    Linked,
    Many,
    Name,
    Number,
    Plain,
    Related,
    Subject,
    unit_column,
)

__all__ = [
    "Amount",
    "Bilingual",
    "Cell",
    "Choice",
    "Column",
    "DataType",
    "Date",
    "FigureValue",
    "Link",
    "Linked",
    "Many",
    "Name",
    "Number",
    "Plain",
    "Related",
    "Row",
    "Subject",
    "plain",
    "public_only",
    "read_rows",
    "unit_column",
]
