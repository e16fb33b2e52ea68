"""One reading of a list's parameters, the same for its page and its downloads.

Whatever is wrong with any of them, the answer has no rows and says why.
"""

import re
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from investments.columns import Amount, Column, Row, read_rows
from investments.columns.totals import ListTotal, amount_total
from investments.datasets import Dataset
from investments.exports import FORMATS, feeds_of
from investments.filters import Applied, ChoosableFilter, Complaint, Facet, RecordFilterSet, words
from investments.filters.fields import one_of, shortened
from investments.languages import colon, list_comma

PAGE_SIZES = (25, 50, 100, 250)
PAGE_SIZE = 50
CONTROLS = ("sort", "columns", "page", "per_page", "format")
MAX_SORT = 3
UNREADABLE = re.compile("[\x00-\x1f\x7f\ufffd\ud800-\udfff]")


class Listing:
    """`complaints` first: where there are any, there are no rows. `controls` are the parameters
    that are no filters."""

    controls: tuple[str, ...] = CONTROLS

    def __init__(self, dataset: Dataset, parameters: QueryDict, file_format: str = "") -> None:
        self.dataset = dataset
        self.complaints: list[Complaint] = []
        self.parameters = self._readable(parameters)
        self.format = self._format(file_format)
        self.sort = self._sort()
        self.chosen = self._columns()
        self.per_page = self._per_page()
        self.number = self._number()
        data = {name: self.parameters.get(name, "") for name in dataset.filterset.base_filters}
        self.filterset: RecordFilterSet = dataset.filterset(data, dataset.rows())
        self.complaints += self.filterset.complaints()

    def _complain(self, parameter: str, value: str, reason: str) -> None:
        said = _("“%(value)s”: %(reason)s") % {"value": shortened(value), "reason": reason}
        self.complaints.append(Complaint(shortened(parameter), said if value else reason))

    def _readable(self, parameters: QueryDict) -> dict[str, str]:
        """The parameters that are known, made of readable characters, in the order of the address.
        A list may be given in one piece with commas, or in several."""
        filters = self.dataset.filterset.base_filters
        known = [*filters, *self.controls]
        readable = {}
        for name, values in parameters.lists():
            if UNREADABLE.search(name) or name not in known:
                clean = UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", name)
                reason = _("there is no such parameter; there are %(names)s.")
                self._complain(clean, "", reason % {"names": list_comma().join(known)})
            elif any(UNREADABLE.search(value) for value in values):
                self._complain(name, "", _("it has characters that cannot be read."))
            elif name == "columns" or isinstance(filters.get(name), ChoosableFilter):
                readable[name] = ",".join(value.strip() for value in values if value.strip())
            elif len(values) > 1:
                self._complain(name, "", _("give it once; it is there several times."))
            else:
                readable[name] = values[0].strip()
        return readable

    def _format(self, fixed: str) -> str:
        asked = self.parameters.get("format", "")
        known = [*FORMATS, *feeds_of(self.dataset.key)]
        if asked and asked not in known:
            self._complain("format", asked, one_of(known))
        elif fixed and asked and asked != fixed:
            self._complain("format", asked, _("the address itself asks for another format."))
        return fixed or asked

    def _sort(self) -> list[str]:
        names = [name for name in self.parameters.get("sort", "").split(",") if name]
        wrong = [name for name in names if name.removeprefix("-") not in self.dataset.sortable]
        if wrong:
            self._complain("sort", wrong[0], one_of(list(self.dataset.sortable)))
        elif len(names) > MAX_SORT:
            reason = _("sort by at most %(count)s columns.") % {"count": MAX_SORT}
            self._complain("sort", ",".join(names), reason)
        elif names:
            return names
        return self.dataset.sort.split(",")

    def _columns(self) -> list[str]:
        """The names of the columns asked for, in their order; none for those shown otherwise."""
        names = [name.strip() for name in self.parameters.get("columns", "").split(",")]
        names = list(dict.fromkeys(name for name in names if name))
        every = [column.name for column in self.dataset.columns]
        wrong = [name for name in names if name not in every]
        if wrong:
            self._complain("columns", wrong[0], self._whose(wrong[0]) or one_of(every))
            return []
        return names

    def _whose(self, header: str) -> str:
        """A column of the page may be several in a file."""
        for column in self.dataset.columns:
            if header in column.headers():
                return _("it comes with the column %(column)s.") % {"column": column.name}
        return ""

    def _per_page(self) -> int:
        text = self.parameters.get("per_page", "") or str(PAGE_SIZE)
        if text not in map(str, PAGE_SIZES):
            self._complain("per_page", text, one_of([str(size) for size in PAGE_SIZES]))
            return PAGE_SIZE
        return int(text)

    def _number(self) -> int:
        text = self.parameters.get("page", "") or "1"
        if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
            self._complain("page", text, _("write the number of a page, from 1."))
            return 1
        return int(text)

    @cached_property
    def queryset(self) -> Any:
        """The rows that fit, in order; none where a parameter is wrong."""
        if self.complaints:
            return self.dataset.rows().none()
        return self.dataset.ordered(self.filterset.qs, self.sort)

    @property
    def columns(self) -> list[Column]:
        """The columns of the page."""
        if not self.chosen:
            return [column for column in self.dataset.columns if column.shown]
        return self._picked()

    @property
    def exported(self) -> list[Column]:
        """The columns of the download: all, unless some are asked for."""
        return self._picked() if self.chosen else list(self.dataset.columns)

    def _picked(self) -> list[Column]:
        by_name = {column.name: column for column in self.dataset.columns}
        return [by_name[name] for name in self.chosen]

    @cached_property
    def facets(self) -> list[Facet]:
        """The values of each filter with their counts: one query, which also counts the rows."""
        return [] if self.complaints else self.filterset.facets()

    @cached_property
    def count(self) -> int:
        """How many rows the filters leave."""
        if self.complaints:
            return 0
        if "facets" in self.__dict__:
            return self.filterset.counts.left
        return int(self.queryset.order_by().count())

    @cached_property
    def whole(self) -> int:
        """How many rows there are without the filters."""
        if "facets" in self.__dict__:
            return self.filterset.counts.all
        return int(self.dataset.rows().count()) if self.filterset.phrases() else self.count

    @cached_property
    def total(self) -> ListTotal | None:
        """The amounts of all rows that the filters leave, added up: one query."""
        if not self.complaints and self.count > 1:
            for column in self.dataset.columns:
                if isinstance(column, Amount) and column.within:
                    return amount_total(column, self.queryset)
        return None

    @property
    def noun(self) -> str:
        return str(self.dataset.model._meta.verbose_name_plural)

    @cached_property
    def in_words(self) -> str:
        """What is chosen, without its number of rows: "Projects with stage signed"."""
        return words.of_rows(self.noun, self.filterset.phrases() if not self.complaints else [])

    @cached_property
    def sentence(self) -> str:
        """The whole selection, and how many of all rows it leaves."""
        if self.complaints:
            return ""
        return words.sentence(self.noun, self.filterset.phrases(), self.count, self.whole)

    @cached_property
    def page(self) -> Page:
        """The page asked for; the first, empty one where there is no such page."""
        count = self.count
        paginator = Paginator(range(count), self.per_page)
        if self.number > paginator.num_pages:
            reason = _("the last page is %(last)s.") % {"last": paginator.num_pages}
            self._complain("page", str(self.number), reason)
            return Paginator(range(0), self.per_page).page(1)
        return paginator.page(self.number)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the page with the figures that it shows."""
        page = self.page
        if not page.object_list:
            return []
        shown = self.columns
        rows = read_rows(self.queryset[page.start_index() - 1 : page.end_index()], shown)
        for column in shown:
            column.figures(rows)
        return rows

    @property
    def applied(self) -> list[Applied]:
        return self.filterset.applied()

    def reasons(self) -> list[str]:
        """Why there are no rows, in sentences."""
        if self.complaints:
            return [str(complaint) for complaint in self.complaints]
        if self.applied:
            asked = _("; ").join(f"{item.label}{colon()}{item.in_words}" for item in self.applied)
            return [_("No row fits all that you asked for: %(words)s.") % {"words": asked}]
        return []
