"""The parameters of a list as the API reads them: those of the page, and `cursor` and `expand`."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from investments.api.cursor import BrokenCursorError, Cursor
from investments.api.statements import Kind, kinds_of
from investments.datasets import Dataset
from investments.filters import Complaint
from investments.filters.base import TermsFilter
from investments.filters.fields import MAX_LENGTH, one_of
from investments.listing import Listing
from investments.reading import reading_date

ALL = "statements"


class ApiListing(Listing):
    """One page of a list: by number where one is asked for, else by cursor."""

    controls = ("sort", "columns", "page", "per_page", "cursor", "expand")

    def __init__(self, dataset: Dataset, parameters: QueryDict) -> None:
        super().__init__(dataset, renamed(parameters))
        self._bound(parameters)
        self.kinds = self._kinds()
        self.cursor = self._cursor()

    def _bound(self, parameters: QueryDict) -> None:
        """Blanks around the words count as well, so that the length is what it says to be."""
        for name, item in self.dataset.filterset.base_filters.items():
            value = parameters.get(name) or ""
            if isinstance(item, TermsFilter) and len(value) > MAX_LENGTH >= len(value.strip()):
                reason = _("search for at most %(count)s characters.") % {"count": MAX_LENGTH}
                self._complain(name, value, reason)

    def _kinds(self) -> list[Kind]:
        """The kinds of statements that come with each row."""
        kinds, wrong = expanded(self.dataset, self.parameters.get("expand", ""))
        if wrong:
            self._complain("expand", wrong, one_of([ALL, *kinds_of(self.dataset.model)]))
        return kinds

    def _cursor(self) -> Cursor | None:
        text = self.parameters.get("cursor", "")
        if not text:
            return None
        if self.parameters.get("page"):
            reason = _("give a page or a cursor, not both.")
            self._complain("cursor", "", reason)
            return None
        try:
            return Cursor.read(text, self.scope)
        except BrokenCursorError:
            self.refuse_cursor()
            return None

    def refuse_cursor(self) -> None:
        self._complain(
            "cursor",
            self.parameters["cursor"],
            _("it belongs to another selection, or is broken. Begin again without it."),
        )

    @property
    def scope(self) -> str:
        """What a cursor is good for: this list, filter and order, in this language and as of this
        day. Names are sorted by language."""
        lasting = {
            name: value
            for name, value in self.parameters.items()
            if name in self.dataset.filterset.base_filters and value
        }
        parts = [self.dataset.key, self.sort, sorted(lasting.items())]
        return repr([*parts, get_language(), str(reading_date())])

    @property
    def numbered(self) -> bool:
        return bool(self.parameters.get("page"))


def renamed(parameters: QueryDict) -> QueryDict:
    """`fields`, as other interfaces call it, is read as `columns` where that is not given."""
    if "fields" not in parameters or "columns" in parameters:
        return parameters
    found = parameters.copy()
    found.setlist("columns", found.pop("fields"))
    return found


def as_sent(complaints: list[Complaint], parameters: QueryDict) -> list[Complaint]:
    """Complaints of a parameter that was renamed, by the name that was sent."""
    if "columns" in parameters:
        return complaints
    return [
        replace(one, parameter="fields") if one.parameter == "columns" else one
        for one in complaints
    ]


def expanded(dataset: Dataset, text: str) -> tuple[list[Kind], str]:
    """The kinds of statements that are asked for, in their order, and the first wrong name."""
    every = kinds_of(dataset.model)
    names = [name for name in (part.strip() for part in text.split(",")) if name]
    wrong = next((name for name in names if name != ALL and name not in every), "")
    if wrong:
        return [], wrong
    return [kind for key, kind in every.items() if ALL in names or key in names], ""
