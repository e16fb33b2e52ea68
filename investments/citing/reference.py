"""One entry of a bibliography before it has a style. What is not known is empty and left out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from investments import dates


@dataclass(frozen=True)
class Reference:
    """`key` is ASCII and stays. `form` says what is cited: a page of this record, a dataset of it,
    or a document. `kind` is the word for it; `container` the paper or site that carries it;
    `issued` EDTF; `paragraph` the place in it; `known_on` the day as of which the record was read.
    """

    key: str
    form: Literal["page", "dataset", "news", "web", "document"]
    title: str
    language: str
    url: str = ""
    kind: str = ""
    authors: Sequence[str] = ()
    publisher: str = ""
    container: str = ""
    issued: str = ""
    version: int | str | None = None
    accessed: datetime.date | None = None
    paragraph: int | None = None
    known_on: datetime.date | None = None

    @property
    def of_record(self) -> bool:
        """Whether it is a page of this record and no document."""
        return self.form in ("page", "dataset")

    @property
    def date(self) -> dates.Span | None:
        return dates.parse(self.issued) if self.issued else None

    @property
    def place(self) -> str:
        """Where in the document, in words."""
        return _("paragraph %(number)s") % {"number": self.paragraph} if self.paragraph else ""

    @property
    def edition(self) -> str:
        return _("version %(number)s") % {"number": self.version} if self.version else ""

    @property
    def known(self) -> str:
        """As of when the record was read, in words."""
        return _("as known on %(date)s") % {"date": day(self.known_on)} if self.known_on else ""

    @property
    def note(self) -> str:
        """What styles have no place for."""
        text = "; ".join(part for part in (self.place, self.known) if part)
        return text[:1].upper() + text[1:]


def day(value: datetime.date) -> str:
    return dates.display(value.isoformat())


@dataclass(frozen=True)
class Citation:
    """`address` is the permanent address of the page, absolute; `path` the same on this site."""

    address: str
    path: str
    references: Sequence[Reference]

    @property
    def bib_url(self) -> str:
        return f"{self.path}cite.bib"

    @property
    def csl_url(self) -> str:
        return f"{self.path}cite.json"

    @property
    def texts(self) -> list[str]:
        """Each reference as a reader would write it, in the active language."""
        from investments.citing.text import text

        return [text(reference) for reference in self.references]
