"""Files as they are written: typed workbooks, notes and licence, sent without being kept."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from investments.columns import DataType
from investments.exports import FORMATS, Extract, Notes, spreadsheet, types
from investments.exports.rows import Block
from investments.exports.spreadsheet import letters
from investments.models import Organisation, Project
from investments.tables import FIGURE_COLUMNS, LEDGER
from tests.factories import make

NOTES = Notes(
    key="things",
    title="Things",
    selection="Things: 3.",
    address="http://testserver/things/",
    taken=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    rows=3,
    citation="Somebody. “Things”.",
)
TYPES = {
    "name": DataType.STRING,
    "number": DataType.NUMBER,
    "count": DataType.INTEGER,
    "day": DataType.DATE,
    "several": DataType.LIST,
}
EMPTY: list[Any] = [None, None, None, None, []]
each_format = pytest.mark.parametrize("name", list(FORMATS))


def written(name: str, blocks: list[Block]) -> bytes:
    return b"".join(FORMATS[name].write(Extract("things", TYPES, iter(blocks), NOTES)))


def cells(**values: Any) -> dict[str, Any]:
    """The cells of a workbook with one row."""
    row = [values.get(name, empty) for name, empty in zip(TYPES, EMPTY, strict=True)]
    sheet = load_workbook(io.BytesIO(written("xlsx", [[row]]))).worksheets[0]
    return dict(zip(TYPES, sheet[2], strict=True))


@pytest.mark.parametrize(
    ("number", "value", "shown"),
    [
        ("0.1", 0.1, "#,##0.######"),
        ("-0.5", -0.5, "#,##0.######"),
        ("33.333333", 33.333333, "#,##0.######"),
        ("30000000000", 30000000000, "#,##0"),
        ("6.500000", 6.5, "#,##0.######"),
        ("123456789012345", 123456789012345, "#,##0"),
        # Spreadsheets would round these.
        ("1234567890123456", "1234567890123456", "General"),
        ("123456789012345678.123456", "123456789012345678.123456", "General"),
        ("1000000000000000000", "1000000000000000000", "General"),
    ],
)
def test_a_number_in_a_workbook_keeps_each_digit(number: str, value: Any, shown: str) -> None:
    cell = cells(number=Decimal(number))["number"]
    assert (cell.value, type(cell.value), cell.number_format) == (value, type(value), shown)


def test_days_are_dates_where_spreadsheets_can_count_them() -> None:
    cell = cells(day=date(2020, 2, 29))["day"]
    assert (cell.value, cell.number_format) == (datetime(2020, 2, 29), r"yyyy\-mm\-dd")  # noqa: DTZ001
    assert cells(day=date(1900, 3, 1))["day"].value == datetime(1900, 3, 1)  # noqa: DTZ001
    assert cells(day=date(1891, 3, 1))["day"].value == "1891-03-01"


@pytest.mark.parametrize(
    "text", ["=1+1", "@cell", "+86", "2020-05", "007", "<a & 'b'>", "两江新区"]
)
def test_text_in_a_workbook_is_text_as_it_is(text: str) -> None:
    cell = cells(name=text)["name"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_text_that_a_workbook_cannot_hold_is_made_to_fit() -> None:
    assert cells(name="a\x00\x1bb\ufffec\td\ne")["name"].value == "abc\td\ne"
    assert cells(name="x" * 40_000)["name"].value == "x" * 32_766 + "…"
    assert cells(name="😀" * 20_000)["name"].value == "😀" * 16_383 + "…"
    assert b"_x005F_x0041_" in sheet_of(written("xlsx", [[["_x0041_", *EMPTY[1:]]]]))


def sheet_of(content: bytes, number: int = 1) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read(f"xl/worksheets/sheet{number}.xml")


def test_rows_that_are_too_many_go_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 4)
    rows = [[f"row {number}", *EMPTY[1:]] for number in range(6)]
    for size in (1, 2, 4, 6):
        blocks = [rows[start : start + size] for start in range(0, 6, size)]
        book = load_workbook(io.BytesIO(written("xlsx", blocks)))
        assert book.sheetnames == ["Things", "Things 2", "About this file"]
        found = [[cell.value for cell in sheet["A"]] for sheet in book.worksheets[:2]]
        assert found == [["name", "row 0", "row 1", "row 2"], ["name", "row 3", "row 4", "row 5"]]


def test_columns_have_the_names_of_spreadsheets() -> None:
    assert [letters(number) for number in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA")
    ]


@each_format
def test_a_file_is_sent_while_its_rows_are_read(name: str) -> None:
    """What makes memory constant: nothing is read ahead, and nothing that was read is kept."""
    read = 0

    def blocks() -> Iterator[Block]:
        nonlocal read
        for read in range(1, 61):
            yield [
                [f"{read * row * 7919}", Decimal(read * row), row, date(2020, 1, 1), ["a", None]]
                for row in range(500)
            ]

    sent = FORMATS[name].write(Extract("things", TYPES, blocks(), NOTES))
    if name != "ndjson":  # has nothing to say before its first row
        assert next(sent)
        assert read == 0
    sizes, seen = [], set()
    for part in sent:
        sizes.append(len(part))
        seen.add(read)
    assert read == 60
    assert len(seen) > 8, "goes out as it is read"
    assert 3 * max(sizes) < sum(sizes), "no part is the file"


@each_format
def test_a_file_without_rows_is_a_whole_file(name: str) -> None:
    content = written(name, [])
    if name == "json":
        assert json.loads(content)["rows"] == []
    elif name == "ndjson":
        assert content == b""
    elif name == "csv":
        assert content.decode("utf-8-sig") == "name,number,count,day,several\r\n"
    else:
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_the_types_of_the_ledger_are_declared() -> None:
    declared = types(FIGURE_COLUMNS, LEDGER)
    assert tuple(declared)[: len(LEDGER)] == LEDGER
    numbers = {name for name, kind in declared.items() if kind is DataType.NUMBER}
    assert numbers == {"value", "low", "high"}
    assert declared["paragraph"] is DataType.INTEGER
    assert declared["period"] is DataType.STRING
    assert declared["period_end"] is DataType.DATE


# --- What the site says about a file -------------------------------------------------------------


def get(address: str) -> tuple[Any, bytes]:
    response: Any = Client().get(address)
    assert response.status_code == 200
    return response, b"".join(response.streaming_content)


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/projects/?format=csv", "projects-{day}.csv"),
        ("/projects.csv?sort=name&page=2", "projects-{day}.csv"),
        ("/projects/?format=xlsx&stage=signed", "projects-selection-{day}.xlsx"),
        (
            "/as-known-on/2021-12-31/zh-hans/figures/?format=zip",
            "figures-as-known-on-2021-12-31-{day}.zip",
        ),
    ],
)
def test_a_file_is_named_for_what_and_when(
    address: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An evening in Greenwich is the next day where the record is kept.
    now = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    response, _content = get(address)
    expected = f'attachment; filename="{name.format(day="2026-11-22")}"'
    assert response["Content-Disposition"] == expected
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize(("prefix", "word"), [("", "How to cite"), ("/zh-hans", "如何引用")])
def test_the_notes_say_what_is_in_the_file_and_under_which_terms(prefix: str, word: str) -> None:
    make(Project, name="A thing that is noted", slug="noted")
    query = f"{prefix}/projects/?q=noted"
    page = Client().get(query)
    selection = page.context["listing"].sentence
    _response, content = get(f"{query}&format=json&page=1&per_page=25")
    meta = json.loads(content)["meta"]
    assert (meta["selection"], meta["count"]) == (selection, 1)
    assert meta["address"] == f"http://testserver{query}"
    assert meta["address"] in meta["citation"]
    assert meta["licence"]["name"] == "CC BY 4.0"
    assert datetime.fromisoformat(meta["taken"]).tzinfo
    _response, content = get(f"{query}&format=zip")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        readme = file.read("README.txt").decode()
    _response, content = get(f"{query}&format=xlsx")
    _rows, notes = load_workbook(io.BytesIO(content)).worksheets
    said = {name.value: text.value for name, text in notes.iter_rows()}
    assert said[word] == meta["citation"]
    for text in (selection, meta["address"], meta["licence"]["url"], meta["licence"]["note"]):
        assert text in readme
        assert any(text in value for value in said.values())


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_name_that_begins_like_a_formula_runs_nowhere() -> None:
    company = make(Organisation, name='=HYPERLINK("http://x")', name_zh="＝1+1")
    query = "/organisations/?q=hyperlink&columns=name&format="
    assert json.loads(get(f"{query}ndjson")[1])["name"] == company.name
    assert "'=HYPERLINK" in get(f"{query}csv")[1].decode()
    sheet = load_workbook(io.BytesIO(get(f"{query}xlsx")[1])).worksheets[0]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "s"]
    assert [cell.value for cell in sheet[2]] == [company.slug, company.name, company.name_zh]


# --- What the documentation says -----------------------------------------------------------------

SITE = "https://example.org"
DOCUMENT = Path(settings.BASE_DIR) / "docs" / "downloads.md"


def test_every_format_is_documented() -> None:
    rows = re.findall(r"^\| (\S+) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    formats = [row.strip("`") for row in rows if row.startswith("`")]
    assert formats == ["format", *FORMATS]
    assert set(DataType) <= set(rows)
