"""What is said about a download beside its rows: what it is, when it was taken, under which terms,
and how to cite it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Notes:
    """`key` names the list, in every language alike; `selection` is the list's own sentence;
    `address` is where the same rows are found again."""

    key: str
    title: str
    selection: str
    address: str
    taken: datetime
    rows: int
    citation: str
    known_on: date | None = None

    @property
    def moment(self) -> str:
        return self.taken.isoformat(timespec="seconds")

    def in_words(self) -> list[tuple[str, str]]:
        """Name and text of each note, in the active language."""
        known = []
        if self.known_on:
            known = [(pgettext("of a file", "As known on"), self.known_on.isoformat())]
        return [
            (pgettext("of a file", "Contents"), self.title),
            (pgettext("of a file", "Selection"), self.selection),
            (pgettext("of a file", "Rows"), str(self.rows)),
            *known,
            (pgettext("of a file", "Taken"), self.moment),
            (pgettext("of a file", "Address"), self.address),
            (pgettext("of a file", "Licence"), f"{LICENCE}, {LICENCE_URL}"),
            (pgettext("of a file", "Rights"), rights()),
            (_("How to cite"), self.citation),
        ]

    def for_machines(self) -> dict[str, Any]:
        return {
            "list": self.key,
            "title": self.title,
            "selection": self.selection,
            "count": self.rows,
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "taken": self.moment,
            "address": self.address,
            "licence": {"name": LICENCE, "url": LICENCE_URL, "note": rights()},
            "citation": self.citation,
        }


def rights() -> str:
    return _(
        "Our compilation may be used by anyone who names it. The documents that it is taken from "
        "keep the rights that they have; the record names the source of each statement."
    )
