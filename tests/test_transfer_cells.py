"""What stands in a cell is read as it was meant, or refused in plain words; nothing is guessed."""

import datetime
import io
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from investments.models import Classification, Event, Figure, Organisation, Position, Project
from investments.transfer import files, uploads
from investments.transfer.columns import column
from investments.transfer.matching import guess, match, titled
from investments.transfer.resources import Faulty
from investments.transfer.uploads import UnreadableError
from investments.transfer.values import widget_for
from tests.transfers import table

HEADER = ["slug", "name", "name_zh", "kind"]


def reads(model: Any, name: str, text: str) -> Any:
    return widget_for(column(model, name)).clean(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6890000000", "6890000000"),
        ("6.89 billion", "6890000000"),
        ("68.9亿", "6890000000"),
        ("68.9亿元", "6890000000"),
        ("3万", "30000"),
        ("0.1", "0.1"),
        ("-3.5", "-3.5"),
        ("1,234.5", "1234.5"),
        ("6.5%", "6.5"),
    ],
)
def test_an_amount_is_read_as_it_is_in_the_forms(text: str, value: str) -> None:
    assert reads(Figure, "low", text) == Decimal(value)


@pytest.mark.parametrize("text", ["over 30 billion", "6-7", "many", "1.2.3", "12 apples"])
def test_what_is_no_single_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        reads(Figure, "low", text)


@pytest.mark.parametrize("text", ["2018", "2021-08", "2018/2021-08", "2020?-05-14", "/2024-05-26"])
def test_a_date_is_as_precise_as_it_is_written(text: str) -> None:
    assert reads(Event, "slug", "x") == "x"
    assert reads(Figure, "period", f" {text} ") == text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("2021/5/14", "write the date as 2021-05-14"),
        ("2021年5月14日", "write the date as 2021-05-14"),
        ("2021年5月", "write the date as 2021-05"),
        ("2021.5.14", "write the date as 2021-05-14"),
        ("14.05.2021", "which is the day"),
        ("5/6/2021", "which is the day"),
        ("14 May 2021", "which is the day"),
        ("last year", "Write a year"),
    ],
)
def test_another_form_of_date_is_answered_with_ours(text: str, answer: str) -> None:
    with pytest.raises(ValueError, match=answer):
        reads(Figure, "period", text)


@pytest.mark.parametrize("text", ["company", "Company", "COMPANY", "企业"])
def test_a_code_may_be_written_as_its_label(text: str) -> None:
    assert reads(Organisation, "kind", text) == "company"


def test_an_unknown_code_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"“firm” is none of the values: company \(Company\)"):
        reads(Organisation, "kind", "firm")


def test_yes_no_and_whole_numbers() -> None:
    assert reads(Position, "former", "是") is True
    assert reads(Position, "former", "False") is False
    assert reads(Event, "edition", "6.0") == 6
    for model, name, text in ((Position, "former", "maybe"), (Event, "edition", "6th")):
        with pytest.raises(ValueError, match=text):
            reads(model, name, text)


def test_control_characters_are_refused() -> None:
    with pytest.raises(ValueError, match="control character"):
        reads(Organisation, "name", "a\x08b")


# --- Text ----------------------------------------------------------------------------------------


def only(data: bytes, name: str = "rows.csv") -> tuple[list[str], list[list[str]]]:
    (found,) = files.read(data, name).tables
    return found.headers, [cells for _number, cells in found.lines()]


ROWS = (HEADER, ["works", "Works", "长安汽车", "company"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_told(encoding: str, separator: str) -> None:
    assert only(table(*ROWS, encoding=encoding, separator=separator)) == (HEADER, [ROWS[1]])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("été, café, naïve", "latin-1"), ("長安汽車與兩江新區的產業", "big5"), ("Ærø “ø”", "cp1252")],
)
def test_other_encodings_are_refused(text: str, encoding: str) -> None:
    with pytest.raises(UnreadableError, match="neither UTF-8 nor GB18030"):
        files.read(f"name\n{text}\n".encode(encoding), "rows.csv")


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    (found,) = files.read(b'slug,note\n\na,"two\nlines"\n,\nb,\n', "rows.csv").tables
    assert [number for number, _cells in found.lines()] == [3, 5]


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b",,\na,b,c", "must name the columns"),
        (b'slug,name\na,"open', "quotation marks"),
        (b"\xd0\xcf\x11\xe0 old", "old kind"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"slug\0,name", "encoding"),
        ((",".join("abc" for _ in range(300))).encode(), "more than 200 columns"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, answer: str) -> None:
    with pytest.raises(UnreadableError, match=answer):
        only(data)


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rows.csv", b"0" * 2_000_000)
    monkeypatch.setattr(uploads, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(UnreadableError, match="Unpacked"):
        files.read(bomb.getvalue(), "rows.zip")
    monkeypatch.setattr(files, "LARGEST", 10)
    with pytest.raises(UnreadableError, match="larger than"):
        files.read(b"0" * 11, "rows.csv")
    monkeypatch.setattr(uploads, "MOST_ROWS", 2)
    (found,) = files.read(b"slug\na\nb", "rows.csv").tables
    assert len(list(found.lines())) == 2
    (found,) = files.read(b"slug\na\nb\nc", "rows.csv").tables
    with pytest.raises(UnreadableError, match="more than 2 rows"):
        list(found.lines())


# --- Workbooks -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shaped:
    value: Any
    shape: str


def book(*rows: list[Any], change: Any = None) -> bytes:
    made = Workbook()
    sheet: Any = made.active
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row, 1):
            shape = value.shape if isinstance(value, Shaped) else None
            cell = sheet.cell(number, at, value.value if isinstance(value, Shaped) else value)
            cell.number_format = shape or cell.number_format
    if change:
        change(made)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (6890000000, "6890000000"),
        (6.89e9, "6890000000"),
        (Shaped(0.065, "0.0%"), "6.5%"),
        (True, "true"),
        ("007", "007"),
        (datetime.date(2021, 5, 14), "2021-05-14"),
        (Shaped(datetime.datetime(2021, 5, 14), 'yyyy"年"m"月"d"日"'), "2021-05-14"),  # noqa: DTZ001
    ],
)
def test_a_cell_of_a_workbook_is_what_it_shows(cell: Any, text: str) -> None:
    headers, rows = only(book(HEADER, ["a", cell]), "rows.xlsx")
    assert headers == HEADER
    assert rows == [["a", text]]
    assert not isinstance(rows[0][1], Faulty)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("=1+1", "B2 is a formula"),
        ("#N/A", "B2 is an error value"),
        (datetime.time(8, 30), "B2 is a time of day"),
        (datetime.datetime(2021, 5, 14, 8, 30), "B2 has a time of day"),  # noqa: DTZ001
        (Shaped(datetime.datetime(2021, 1, 1), "yyyy"), "B2 shows no day"),  # noqa: DTZ001
        (Shaped(datetime.datetime(2021, 5, 1), "mmm-yy"), "B2 shows no day"),  # noqa: DTZ001
    ],
)
def test_a_cell_that_cannot_be_taken_names_itself(cell: Any, answer: str) -> None:
    _headers, rows = only(book(HEADER, ["a", cell]), "rows.xlsx")
    fault = rows[0][1]
    assert isinstance(fault, Faulty)
    assert fault.why.startswith(answer)


def hide(made: Any) -> None:
    made.create_sheet("secret").append(["slug"])
    made["secret"].sheet_state = "hidden"


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (lambda made: made.active.merge_cells("A2:A3"), "A2:A3 are merged"),
        (hide, "“secret” is hidden"),
    ],
)
def test_what_would_be_read_unseen_is_refused(change: Any, answer: str) -> None:
    with pytest.raises(UnreadableError, match=answer):
        files.read(book(HEADER, ["a", "A"], ["b", "B"], change=change), "rows.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_not_opened(encoding: str) -> None:
    source = zipfile.ZipFile(io.BytesIO(book(HEADER, ["a"])))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/workbook.xml":
                data = f'<!DOCTYPE x [<!ENTITY a "b">]>{data.decode()}'.encode(encoding)
            archive.writestr(name, data)
    with pytest.raises(UnreadableError, match="damaged"):
        files.read(target.getvalue(), "rows.xlsx")


# --- Headers -------------------------------------------------------------------------------------


def test_headers_may_be_labels_in_either_language() -> None:
    headers = ["slug", "Name", "中文名称", "Project ", "lower bound (low)", "statistic_slug", "x"]
    assert match(Organisation, headers)[:3] == ["slug", "name", "name_zh"]
    assert match(Figure, headers)[3:] == ["project", "low", "statistic", ""]


def test_the_kind_is_told_from_the_header_or_the_name() -> None:
    figures = ["statistic", "low", "high", "unit"]
    assert guess(figures, "rows") is Figure
    assert guess(["slug", "name"], "rows") is None, "many have these"
    assert guess(["slug", "name"], "03_project-2024-05-26") is Project
    assert titled("Industries of subjects") is Classification
    assert titled("项目") is Project
