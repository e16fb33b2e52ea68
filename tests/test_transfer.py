"""What was exported imports again without a change, for every model and whatever stands in it."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from investments.models import (
    EventKnown,
    Figure,
    Organisation,
    Place,
    PolicyNote,
    ProjectKnown,
    Reviewed,
    SearchToken,
    Source,
    Statistic,
)
from investments.transfer import exporting, templates
from investments.transfer.cells import TOO_LONG, guarded, unguarded
from investments.transfer.columns import carried, columns, kind_of, links
from tests.factories import IDENTITIES, STATEMENTS, make
from tests.transfers import checked, counts, imported, read, said

pytestmark = pytest.mark.django_db
DERIVED = {"is_public", "known_from", "name_zh_sort", "converted_unit", "signing_event"}
AWKWARD = [
    "=1+1",
    "+86 23 1234",
    "-x",
    "@name",
    "＝1",
    "'=quoted",
    "''twice",
    "'tis",
    "007",
    "1e5",
    "2024-05-26",
    "TRUE",
    'with "quotes", commas; semicolons',
    "两江新区\n第二行\n\n=third",
    "\tindented",
    "ends with a space ",
    "windows\r\nlines",
]


def in_text(model: type[Reviewed]) -> bytes:
    return b"".join(exporting.csv_blocks(model))


def test_every_model_is_carried_with_every_column_that_a_curator_fills_in() -> None:
    assert set(carried()) >= {*IDENTITIES, *STATEMENTS}
    for model in carried():
        names = {column.name for column in columns(model)}
        fields = {field.name for field in model._meta.concrete_fields if field.editable}
        assert names == fields - {"id"} | {"version"}, model
        assert not names & DERIVED
        for link in links(model):
            assert link.target is model or carried().index(link.target) < carried().index(model)


@pytest.mark.parametrize(
    ("make_file", "name"),
    [(exporting.whole_as_archive, "record.zip"), (exporting.whole_as_workbook, "record.xlsx")],
)
def test_the_whole_record_comes_back_without_a_change(make_file: Any, name: str) -> None:
    for model in (*IDENTITIES, *STATEMENTS):
        make(model, state="draft")
    run = checked(read(make_file()), name=name)
    assert said(run) == []
    assert set(counts(run)) == {"unchanged"}
    assert counts(run)["unchanged"] == sum(model.objects.count() for model in carried())


def test_an_empty_record_is_filled_from_an_export() -> None:
    """Every model, with the order in which rows refer to each other, and what follows from them."""
    before = {model: in_text(model) for model in carried()}
    data = read(exporting.whole_as_archive())
    for kept in (EventKnown, ProjectKnown, SearchToken):
        kept.objects.all()._raw_delete("default")
    for model in reversed(carried()):
        while model.objects.exists():  # a tree goes leaf by leaf
            leaves = model.objects.all()
            for link in links(model):
                if link.target is model:
                    inner = model.objects.exclude(**{link.name: None}).values(link.attname)
                    leaves = leaves.exclude(pk__in=inner)
            leaves._raw_delete(leaves.db)
    run = imported(data, name="record.zip")
    assert set(counts(run)) == {"new"}
    for model in carried():
        rows = in_text(model).splitlines()
        # A row starts at version 1 again.
        assert [row.rpartition(b",")[0] for row in rows] == [
            row.rpartition(b",")[0] for row in before[model].splitlines()
        ]


@pytest.mark.parametrize("text", AWKWARD)
def test_text_that_a_spreadsheet_would_run_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "@", "＝", "\t"))


def test_awkward_text_comes_back_in_every_format() -> None:
    rows = [make(PolicyNote, text=text, as_printed=text[:20]) for text in AWKWARD]
    chosen = PolicyNote.objects.filter(pk__in=[row.pk for row in rows])
    text = b"".join(exporting.csv_blocks(PolicyNote, chosen))
    workbook = read(exporting.as_workbook(PolicyNote, chosen))
    assert text.startswith(b"\xef\xbb\xbf")
    for data, name in ((text, "policynote.csv"), (workbook, "policynote.xlsx")):
        run = checked(data, name=name)
        assert said(run) == []
        assert counts(run) == {"unchanged": len(AWKWARD)}, run.report["rows"]
    by_slug = {row.slug: row.text for row in rows}
    PolicyNote.objects.filter(pk__in=[row.pk for row in rows]).update(text="changed")
    imported(text, reason="as it was", name="policynote.csv")
    for slug, was in by_slug.items():
        now = PolicyNote.objects.get(slug=slug).text
        assert now == was.replace("\r\n", "\n").strip()


def test_cells_of_a_workbook_are_typed() -> None:
    row = make(
        PolicyNote, text="=1+1", paragraph=4, as_printed="007", place=make(Place, slug="typed")
    )
    data = read(exporting.as_workbook(PolicyNote, PolicyNote.objects.filter(pk=row.pk)))
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    cells = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert (cells["text"].value, cells["text"].data_type) == ("=1+1", "s")
    assert (cells["as_printed"].value, cells["as_printed"].number_format) == ("007", "@")
    assert cells["paragraph"].value == 4
    assert cells["place"].value == "typed"


@pytest.mark.parametrize(
    "number", ["0.1", "6890000000", "-3.5", "123456789012345678", "1234567890123456.123456"]
)
def test_a_number_is_not_rounded_on_the_way(number: str) -> None:
    value = Decimal(number)
    unit = "percent" if value < 0 else "CNY"
    statistic = make(Statistic, unit=unit)
    row = make(Figure, low=value, high=value, unit=unit, statistic=statistic)
    chosen = Figure.objects.filter(pk=row.pk)
    for data in (
        b"".join(exporting.csv_blocks(Figure, chosen)),
        read(exporting.as_workbook(Figure, chosen)),
    ):
        assert counts(checked(data, "figure")) == {"unchanged": 1}


def test_text_longer_than_a_cell_is_left_as_it_is() -> None:
    row = make(Source, text="long " * 10_000)
    data = read(exporting.as_workbook(Source, Source.objects.filter(pk=row.pk)))
    assert TOO_LONG.encode() in unpacked(data)
    assert counts(checked(data, "source")) == {"unchanged": 1}


def unpacked(data: bytes) -> bytes:
    import zipfile

    archive = zipfile.ZipFile(io.BytesIO(data))
    return b"".join(archive.read(name) for name in archive.namelist())


def test_some_rows_are_exported_alone() -> None:
    chosen = Organisation.objects.filter(kind="media")
    data = b"".join(exporting.csv_blocks(Organisation, chosen))
    assert len(list(csv.reader(io.StringIO(data.decode())))) == chosen.count() + 1


@pytest.mark.parametrize("model", carried(), ids=kind_of)
def test_a_template_explains_every_column_and_imports_nothing(model: type[Reviewed]) -> None:
    data = templates.template(model)
    book = load_workbook(io.BytesIO(data))
    head = [cell.value for cell in book.worksheets[0][1]]
    told = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)]
    assert head == told == [column.name for column in columns(model) if column.name != "version"]
    run = checked(data, name="template.xlsx", kind=kind_of(model))
    assert counts(run) == {}
