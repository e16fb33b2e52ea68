"""Every format of a view holds the same rows and values, each typed as its column says."""

from __future__ import annotations

import csv
import html
import io
import json
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from openpyxl import load_workbook

from investments.datasets import Dataset
from investments.exports import FORMATS, defused
from investments.listing import Listing
from tests.contracts.pages import ALL, NAMES

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
each_list = pytest.mark.parametrize("dataset", ALL, ids=NAMES)
Line = dict[str, Any]


class Number(str):
    """A number of a JSON file, digit by digit."""

    __slots__ = ()


def body(address: str, **parameters: str) -> bytes:
    response: Any = Client().get(address, parameters)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == FORMATS[parameters["format"]].content_type
    return b"".join(response.streaming_content)


def views(dataset: Dataset) -> list[tuple[str, dict[str, str]]]:
    """Addresses and parameters: all, none, some, some columns, in Chinese, as of a day."""
    address = f"/{dataset.key}/"
    facets = Listing(dataset, QueryDict("")).facets
    first, last = facets[0], facets[-1]
    names = [column.name for column in dataset.columns][::-2]
    by = next(iter(dataset.sortable))
    return [
        (address, {}),
        (address, {"q": "no-row-says-this"}),
        (address, {first.name: f"-{first.values[0].key}", "sort": f"-{by}"}),
        (address, {last.name: last.values[0].key, "columns": ",".join(names)}),
        (f"/zh-hans{address}", {"q": "a"}),
        (f"/as-known-on/2020-12-31{address}", {}),
    ]


def from_json(text: str) -> Any:
    return json.loads(text, parse_int=Number, parse_float=Number)


def lines_of_csv(content: bytes) -> list[Line]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def lines_of_zip(content: bytes) -> list[Line]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        readme, name = file.namelist()
        assert readme == "README.txt"
        return lines_of_csv(file.read(name))


def lines_of_workbook(content: bytes) -> list[Line]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    head, *rows = sheet.iter_rows()
    assert not [cell.coordinate for row in rows for cell in row if cell.data_type == "f"]
    names = [cell.value for cell in head]
    return [dict(zip(names, [exact(cell.value) for cell in row], strict=True)) for row in rows]


def exact(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, int | float) else value


def as_csv(value: Any) -> str:
    """A value of a JSON file as it is to stand in the others."""
    if isinstance(value, list):
        value = "; ".join(item or "" for item in value)
    return defused(value or "")


def as_cell(value: Any, kind: str) -> Any:
    if value is None or value == []:
        return None
    if isinstance(value, list):
        return "; ".join(item or "" for item in value)
    if kind == "date":
        return datetime.combine(date.fromisoformat(value), datetime.min.time())
    if kind in ("number", "integer"):
        return Decimal(value)
    return value


def typed(value: Any, kind: str) -> bool:
    """Whether a value of a JSON file is what its column says."""
    if value is None:
        return kind != "list"
    if kind == "list":
        return isinstance(value, list) and all(one is None or type(one) is str for one in value)
    if kind == "integer":
        return isinstance(value, Number) and str(int(value)) == value
    if kind == "number":
        return isinstance(value, Number) and "e" not in value.lower()
    if kind == "date":
        return type(value) is str and date.fromisoformat(value).isoformat() == value
    return type(value) is str and value != ""


@each_list
def test_every_format_of_a_view_holds_the_same(dataset: Dataset) -> None:
    sizes = []
    for address, parameters in views(dataset):
        files = {name: body(address, format=name, **parameters) for name in FORMATS}
        whole = from_json(files["json"].decode())
        kinds = {column["name"]: column["type"] for column in whole["meta"]["columns"]}
        lines = whole["rows"]
        sizes.append(len(lines))
        assert whole["meta"]["count"] == str(len(lines))
        for line in lines:
            assert list(line) == list(kinds)
            assert [name for name, kind in kinds.items() if not typed(line[name], kind)] == []
        assert [from_json(text) for text in files["ndjson"].decode().splitlines()] == lines
        plain = [{name: as_csv(value) for name, value in line.items()} for line in lines]
        assert lines_of_csv(files["csv"]) == plain
        assert lines_of_zip(files["zip"]) == plain
        assert lines_of_workbook(files["xlsx"]) == [
            {name: as_cell(line[name], kind) for name, kind in kinds.items()} for line in lines
        ]
    assert sizes[0] > sizes[1] == 0
    assert sizes[0] == dataset.rows().count()


@each_list
def test_a_wrong_parameter_is_named_in_every_format(dataset: Dataset) -> None:
    """400 and the reason: as problem details where programs read, else in plain text."""
    for query in ({"q": "x" * 101}, {"sort": "nonsense"}, {"nonsense": "1"}, {"page": "0"}):
        (name,) = query
        for key, file in FORMATS.items():
            response = Client().get(f"/{dataset.key}/?{urlencode({**query, 'format': key})}")
            assert response.status_code == 400
            if not file.machines:
                assert response["Content-Type"] == "text/plain; charset=utf-8"
                assert response.content.decode().startswith(f"{name}: ")
                continue
            assert response["Content-Type"] == "application/problem+json"
            problem = json.loads(response.content)
            assert problem["status"] == 400
            assert (problem["type"], problem["title"]) == ("about:blank", "Bad Request")
            (error,) = problem["errors"]
            assert error["parameter"] == name
            assert f"{name}: {error['detail']}" == problem["detail"]


@each_list
def test_the_short_address_is_the_same_file(dataset: Dataset) -> None:
    for name in ("csv", "ndjson"):
        response: Any = Client().get(f"/{dataset.key}.{name}", {"q": "a"})
        assert b"".join(response.streaming_content) == body(f"/{dataset.key}/", q="a", format=name)
    for name, file in FORMATS.items():
        response = Client().get(f"/zh-hans/{dataset.key}.{name}", {"q": "no-row-says-this"})
        assert (response.status_code, response["Content-Type"]) == (200, file.content_type)
        assert Client().get(f"/{dataset.key}.{name}", {"sort": "nonsense"}).status_code == 400
        response.close()


@each_list
def test_every_list_leads_to_its_files(dataset: Dataset) -> None:
    for prefix in ("", "/zh-hans", "/as-known-on/2022-06-30"):
        address = f"{prefix}/{dataset.key}/"
        response = Client().get(address, {"q": "a", "per_page": "25", "sort": dataset.sort})
        files, count = response.context["files"], response.context["listing"].count
        assert [file.format for file in files] == list(FORMATS)
        shown = html.unescape(response.content.decode())
        for file in files:
            path, _mark, query = file.url.partition("?")
            assert path == address
            asked = {"q": "a", "sort": dataset.sort, "format": file.format}
            assert QueryDict(query).dict() == asked
            assert (f'href="{file.url}"' in shown) == (count > 0)
        said = {"/zh-hans": f"下载全部{count}条："}.get(prefix, f"Download all {count}:")
        assert said in shown or count < 2
