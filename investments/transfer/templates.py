"""What a column takes, in the words of the model: for the workbooks that one fills in."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from investments import dates
from investments.models import Reviewed, Sourced
from investments.models.base import AS_PRINTED_LENGTH
from investments.quantities.parse.entry import HOW_TO_WRITE
from investments.transfer.columns import KEY, STATE, VERSION, Column, columns, kind_of, makes_key
from investments.transfer.exporting import NARROW, WIDE, Book, widths
from investments.transfer.workbook import ASIDE

EXAMPLES = {"as_printed": "46.3亿元", "paragraph": "4", "name_zh": "两江新区", "url": "https://…"}
DATE_EXAMPLE = "2021-08"


def template(model: type[Reviewed]) -> bytes:
    """An empty sheet to fill in, and one that says what each column takes. The name of the second
    begins with a bracket: it is not read when the workbook comes back."""
    book = Book()
    asked = [column for column in columns(model) if column.name != VERSION]
    book.sheet(kind_of(model), [column.name for column in asked], widths(model))
    heads = [
        _("Column"),
        _("Label"),
        _("Required"),
        _("What it is"),
        _("How to write it"),
        _("Values"),
        _("Example"),
    ]
    broad = [NARROW, NARROW, NARROW, WIDE, WIDE, WIDE, NARROW]
    title = _("columns")
    sheet = book.sheet(f"{ASIDE}{title})", heads, broad)
    for column in asked:
        book.append(sheet, explained(model, column))
    with book.file() as content:
        return content.read()


def explained(model: type[Reviewed], column: Column) -> list[str]:
    """A line about a column."""
    values = [f"{code}: {label}" for code, label in column.codes.items()]
    return [
        column.name,
        str(column.field.verbose_name),
        _required(model, column),
        str(column.field.help_text),
        how(column),
        "\n".join(values),
        _example(column),
    ]


def _required(model: type[Reviewed], column: Column) -> str:
    if column.name == KEY:
        return _("Made if left empty") if makes_key(model) else _("Yes")
    if column.name == STATE:
        return _("Empty: a draft")
    if column.name == "source" and issubclass(model, Sourced):
        return _("To be published")
    return _("Yes") if column.required else _("No")


def how(column: Column) -> str:
    """How its cells are written."""
    field: Any = column.field
    if column.target is not None:
        kind = column.target._meta.verbose_name
        return _("The address (slug) of this record: %(kind)s.") % {"kind": kind}
    if column.name == KEY:
        return _("Small letters, digits and hyphens. It says which record a row is about.")
    if column.codes:
        return _("One of the values, or its label.")
    if column.is_date:
        return str(dates.HOW_TO_WRITE)
    if isinstance(field, models.BooleanField):
        return _("true or false")
    if isinstance(field, models.DecimalField):
        return str(HOW_TO_WRITE)
    if isinstance(field, models.IntegerField):
        return _("A whole number in digits.")
    if field.max_length:
        return _("Text of at most %(n)d characters.") % {"n": field.max_length}
    return _("Text, on several lines if need be.")


def _example(column: Column) -> str:
    field: Any = column.field
    if column.name in EXAMPLES:
        return EXAMPLES[column.name][:AS_PRINTED_LENGTH]
    if column.target is not None:
        slugs = column.target._default_manager.order_by("slug").values_list("slug", flat=True)
        return slugs.first() or ""
    if column.codes:
        return next(iter(column.codes))
    if column.is_date:
        return DATE_EXAMPLE
    if isinstance(field, models.BooleanField):
        return "false"
    if isinstance(field, models.DecimalField):
        return "6.89 billion"
    return "1" if isinstance(field, models.IntegerField) else ""
