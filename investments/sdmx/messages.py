"""Errors as SDMX clients read them: a message with SDMX's own code and a text."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

NO_RESULTS, SYNTAX = 100, 140
_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"


class QueryError(Exception):
    """A query that cannot be followed. `parameter` is the one at fault; '' where it is none."""

    def __init__(self, reason: str, parameter: str = "", *, status: int = 400) -> None:
        super().__init__(reason)
        self.reason, self.parameter, self.status = reason, parameter, status

    @property
    def code(self) -> int:
        return NO_RESULTS if self.status == 404 else SYNTAX

    @property
    def text(self) -> str:
        return f"{self.parameter}: {self.reason}" if self.parameter else self.reason


def error_message(error: QueryError) -> bytes:
    """SDMX-ML 2.1, whatever was asked for: clients expect it also for CSV."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<mes:Error xmlns:mes={quoteattr(_BASE + '/message')} "
        f"xmlns:com={quoteattr(_BASE + '/common')}>"
        f'<mes:ErrorMessage code="{error.code}">'
        f'<com:Text xml:lang="en">{escape(error.text)}</com:Text>'
        "</mes:ErrorMessage></mes:Error>"
    ).encode()
