"""The whole record as a package that others take away: CSV files with a description (Frictionless
Data Package), the same tables as an SQLite file, and the versions of both. See docs/package.md.
"""

from investments.package.database import BrokenDataError
from investments.package.shelf import Version, latest, versions
from investments.package.tables import Table, tables
from investments.package.writing import KEPT, Built, build, public_address

__all__ = [
    "KEPT",
    "BrokenDataError",
    "Built",
    "Table",
    "Version",
    "build",
    "latest",
    "public_address",
    "tables",
    "versions",
]
