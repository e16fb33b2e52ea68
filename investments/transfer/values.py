"""How a cell is read into a column, and what is said where it cannot be: one widget for a kind of
column. What could mean two things is refused, never guessed.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.widgets import Widget
from rapidfuzz import process

from investments import dates
from investments.languages import list_comma
from investments.models import Identity, SlugRedirect, Sourced
from investments.models.base import CONTROL
from investments.quantities.parse import parse_amount
from investments.transfer.cells import tidy
from investments.transfer.columns import Column, kind_of

LANGUAGES = ("en", "zh-hans")
YES = ("true", "yes", "1", "是", "真")
NO = ("false", "no", "0", "否", "假")
NEAR = 70  # from which likeness, of 100, another address is offered
NAMED_CODES = 12
SHOWN = 60  # characters of a cell in a message
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,6})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}(?:\.0+)?", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?", re.ASCII
)
_YEAR_LAST = re.compile(r"\d{1,2}\s*[-/. ]\s*(?:\d{1,2}|[A-Za-z]+)\s*[-/. ,]\s*\d{2,4}")

# What a row refers to, by model and address; None where there is none such.
Lookup = Callable[[type[models.Model], str], Any]


def shown(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


class CellWidget(Widget):
    """Text in, a value out; ValueError says what is wrong with it."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        raise NotImplementedError


class TextWidget(CellWidget):
    """A text too long for its column is the model's own complaint."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if CONTROL.search(value):
            raise ValueError(_("There is a control character in it, which nobody can see."))
        return tidy(value)


class CodeWidget(CellWidget):
    """A code, or its label in either language."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        codes = self.column.codes
        written = value.strip()
        if written in codes:
            return written
        found = spelt(self.column.field).get(written.casefold(), set())
        if len(found) == 1:
            return next(iter(found))
        raise ValueError(
            _("“%(text)s” is none of the values: %(codes)s.")
            % {"text": shown(value), "codes": named(codes)}
        )


def named(codes: dict[str, Any]) -> str:
    """The values that there are, each with its label."""
    listed = [f"{code} ({label})" for code, label in codes.items()]
    more = ["…"] if len(listed) > NAMED_CODES else []
    return list_comma().join(listed[:NAMED_CODES] + more)


@cache
def spelt(field: Any) -> dict[str, set[str]]:
    """The codes of a column by how one may write them."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        with override(language):
            for code, label in field.flatchoices:
                for text in (str(code), str(label)):
                    found.setdefault(text.casefold(), set()).add(str(code))
    return found


class DateWidget(CellWidget):
    """A date as precise as its source. Other ways of writing one are answered with ours."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        written = value.strip()
        try:
            return dates.parse(written).text
        except ValidationError as error:
            raise ValueError(_other_date(written) or " ".join(error.messages)) from error


def _other_date(text: str) -> str:
    if match := _YEAR_FIRST.fullmatch(text):
        year, *parts = match.groups()
        meant = "-".join([year, *(part.zfill(2) for part in parts if part)])
        return _("“%(text)s”: write the date as %(meant)s.") % {"text": text, "meant": meant}
    if _YEAR_LAST.fullmatch(text):
        return _(
            "“%(text)s”: which is the day, which the month? Write year, month, day: 2021-05-14."
        ) % {"text": text}
    return ""


class NumberWidget(CellWidget):
    """A bound in base units, also written "6.89 billion" or "46.3亿", as in the forms."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Decimal:
        written = value.strip()
        if _NUMBER.fullmatch(written):
            return Decimal(written)
        try:
            return parse_amount(written)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error


class WholeWidget(CellWidget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        written = value.strip()
        if not _WHOLE.fullmatch(written):
            raise ValueError(
                _("“%(text)s” is no whole number: write it in digits.") % {"text": shown(value)}
            )
        return int(written.partition(".")[0])


class YesNoWidget(CellWidget):
    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        written = value.strip().casefold()
        if written in YES:
            return True
        if written in NO:
            return False
        raise ValueError(_("“%(text)s”: write true or false.") % {"text": shown(value)})


class LinkWidget(CellWidget):
    """The address of another row. One that it had before leads there still."""

    def clean(self, value: str, row: Any = None, lookup: Lookup | None = None, **_kw: Any) -> Any:
        target, slug = self.column.target, value.strip()
        found = lookup(target, slug) if lookup and target else None
        if found is None:
            raise ValueError(self._unknown(slug))
        return found

    def _unknown(self, slug: str) -> str:
        target: Any = self.column.target
        said = _("There is no %(kind)s with the address “%(slug)s”.") % {
            "kind": target._meta.verbose_name,
            "slug": shown(slug),
        }
        if target is self.column.field.model:
            said += " " + _("If this file has it, put its row above this one.")
        near = nearest(target, slug)
        if near:
            said += " " + _("Is it “%(slug)s”?") % {"slug": near}
        return said


def moved(model: type[models.Model], slugs: set[str]) -> dict[str, str]:
    """Today's addresses of rows that had one of these before. One query."""
    rows = SlugRedirect.objects.filter(kind=model._meta.model_name, old__in=slugs)
    return dict(rows.values_list("old", "new")) if slugs else {}


def nearest(model: Any, text: str) -> str:
    """The address that is most like this one, or that of the row so named; '' for none."""
    if not text or issubclass(model, Sourced):
        return ""
    if issubclass(model, Identity):
        named_so = models.Q(name__iexact=text) | models.Q(name_zh=text)
        found = list(model.objects.filter(named_so).values_list("slug", flat=True)[:2])
        if len(found) == 1:
            return str(found[0])
    slugs = model.objects.values_list("slug", flat=True)
    like = process.extractOne(text, slugs.iterator(), score_cutoff=NEAR)
    return str(like[0]) if like else ""


def widget_for(column: Column) -> CellWidget:
    """How the cells of a column are read."""
    field = column.field
    if column.target is not None:
        return LinkWidget(column)
    if column.codes:
        return CodeWidget(column)
    if column.is_date:
        return DateWidget(column)
    kinds: list[tuple[Any, type[CellWidget]]] = [
        (models.BooleanField, YesNoWidget),
        (models.DecimalField, NumberWidget),
        (models.IntegerField, WholeWidget),
        (models.CharField | models.TextField, TextWidget),
    ]
    for kind, widget in kinds:
        if isinstance(field, kind):
            return widget(column)
    raise NotImplementedError(f"{kind_of(field.model)}.{field.name}: no cell is read into this")
