"""The whole record as a package: read by the clients that it is made for."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import ForeignKey
from django.test import Client

from investments.columns import plain
from investments.exports import defused
from investments.models import Figure, Reviewed, Source
from investments.package import Version, build, tables
from investments.package.database import stored
from investments.package.fields import KEY, LEFT_OUT, left_out
from investments.package.shelf import DESCRIPTOR, SQLITE, ZIP
from investments.package.tables import both, described, public_models, table
from investments.package.writing import reference
from tests.factories import IDENTITIES, SERVICES, STATEMENTS, make, make_figure

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Version:
    """The real record, built once for the tests that only read it."""
    with django_db_blocker.unblock():
        return build(tmp_path_factory.mktemp("package"), site="https://example.org").version


@pytest.fixture(scope="module")
def unpacked(made: Version, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(made.folder / ZIP) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def cells(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def database(version: Version) -> Any:
    return closing(sqlite3.connect(f"file:{version.folder / SQLITE}?mode=ro", uri=True))


# --- What is in it ------------------------------------------------------------------------------


def test_every_published_row_and_nothing_else_is_in_it(unpacked: Path) -> None:
    for one in tables():
        if one.model is not None:
            shown = one.model.objects.published().values_list("slug", flat=True)
            found = [row["slug"] for row in cells(unpacked, one.name)]
            assert found == sorted(found)
            assert set(found) == set(shown), one.name


def test_every_model_with_published_rows_is_a_table() -> None:
    models = set(public_models())
    assert models == {*IDENTITIES, *STATEMENTS, *SERVICES}
    assert {one.model for one in tables() if one.model} == models
    assert len({one.name for one in tables()}) == len(tables())


def test_every_column_is_in_it_or_left_out_on_purpose() -> None:
    unused = set(LEFT_OUT)
    for model in public_models():
        declared = table_of(model).names
        for field in model._meta.concrete_fields:
            if left_out(model, field.name):
                unused -= {field.name, f"{model._meta.model_name}.{field.name}"}
                assert field.name not in declared
            else:
                assert field.name in declared
                if isinstance(field, ForeignKey):
                    target = table_of(field.related_model).name
                    assert table_of(model).field(field.name).target == target
    assert unused == set()


def table_of(model: Any) -> Any:
    return next(one for one in tables() if one.model is model)


def test_every_table_and_column_is_described_in_both_languages() -> None:
    """Chinese is told from English by its script; a few names are the same in both."""
    for one in tables():
        for text in (one.title, one.description):
            english, chinese = both(text)
            assert english
            assert english != chinese, (one.name, english)
    for row in described():
        table_name, column, *_rest, title, title_zh, text, text_zh = row
        assert title != title_zh, (table_name, column, title)
        assert text != text_zh, (table_name, column, text)


def test_figures_keep_all_that_keeps_them_from_being_misread(unpacked: Path) -> None:
    rows = {row["slug"]: row for row in cells(unpacked, "figures")}
    for figure in Figure.objects.published().for_list():
        row = rows[figure.slug]
        assert row["low"] == plain(figure.low)
        assert row["high"] == plain(figure.high)
        for name in ("qualifier", "unit", "period", "status", "standing", "as_printed", "note"):
            assert row[name] == getattr(figure, name)
        assert row["source"] == figure.source.slug
        assert row[figure.subject_type] == figure.subject.slug
        assert row["conversion_of"] == (figure.conversion_of.slug if figure.conversion_of else "")


def test_the_ledger_is_that_of_the_site(unpacked: Path) -> None:
    response: Any = Client().get("/figures.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    own = list(csv.DictReader(io.StringIO(text)))
    ours = cells(unpacked, "ledger")
    assert list(ours[0]) == list(own[0])
    safe = [{name: defused(value) for name, value in row.items()} for row in ours]
    assert sorted(safe, key=lambda row: row["id"]) == sorted(own, key=lambda row: row["id"])


# --- Real clients -------------------------------------------------------------------------------


def test_frictionless_finds_nothing_wrong(made: Version) -> None:
    """Types, constraints, primary and foreign keys, sizes and hashes."""
    from frictionless import Package

    report = Package(str(made.folder / ZIP)).validate()
    assert report.flatten(["type", "message"]) == []
    assert report.stats["tasks"] == len(tables())


def test_frictionless_finds_a_key_that_leads_nowhere(unpacked: Path, tmp_path: Path) -> None:
    from frictionless import validate

    whole = json.loads((unpacked / DESCRIPTOR).read_text("utf-8"))
    whole["resources"] = [one for one in whole["resources"] if one["name"] in ("columns", "codes")]
    (tmp_path / "tables").mkdir()
    for one in whole["resources"]:
        del one["hash"], one["bytes"]
        shutil.copy(unpacked / one["path"], tmp_path / one["path"])
    columns = tmp_path / "tables" / "columns.csv"
    rest = [line for line in columns.read_text("utf-8").splitlines() if "events,kind," not in line]
    columns.write_text("\n".join(rest), "utf-8")
    (tmp_path / DESCRIPTOR).write_text(json.dumps(whole), "utf-8")
    report = validate(tmp_path / DESCRIPTOR)
    assert {kind for (kind,) in report.flatten(["type"])} == {"foreign-key", "row-count"}


def test_pandas_reads_every_table_with_its_types(made: Version, unpacked: Path) -> None:
    import pandas  # type: ignore[import-untyped]

    kinds = {"integer": "Int64", "number": "float64", "string": "string", "boolean": "bool"}
    for resource in made.whole["resources"]:
        fields = resource["schema"]["fields"]
        days = [field["name"] for field in fields if field["type"] == "date"]
        types = {one["name"]: kinds[one["type"]] for one in fields if one["name"] not in days}
        frame = pandas.read_csv(
            unpacked / resource["path"],
            dtype=types,
            parse_dates=days,
            date_format="%Y-%m-%d",
            keep_default_na=False,
            na_values=[""],
        )
        assert list(frame.columns) == [field["name"] for field in fields]
        assert len(frame) == resource["rows"]
        for name in days:
            if frame[name].notna().any():
                assert str(frame[name].dtype).startswith("datetime64"), (resource["name"], name)


def test_sqlite_holds_the_same_rows_with_sound_keys(made: Version, unpacked: Path) -> None:
    with database(made) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for one in tables():
            told = connection.execute(f'PRAGMA table_info("{one.name}")').fetchall()
            assert [row[1] for row in told] == one.names
            assert (
                tuple(row[1] for row in sorted(told, key=lambda row: row[5]) if row[5]) == one.key
            )
            keys = connection.execute(f'PRAGMA foreign_key_list("{one.name}")').fetchall()
            wanted = {field.name for field in one.fields if field.target}
            assert wanted <= {row[3] for row in keys}
            rows = connection.execute(f'SELECT * FROM "{one.name}"').fetchall()  # noqa: S608
            texts = [list(row.values()) for row in cells(unpacked, one.name)]
            assert [
                [told_as(value, f) for value, f in zip(row, one.fields, strict=True)]
                for row in rows
            ] == texts


def told_as(value: Any, field: Any) -> str:
    """A value of SQLite as the CSV file has it."""
    if field.type == "boolean":
        return "true" if value else "false"
    return (
        plain(Decimal(repr(value)))
        if field.type == "number" and value is not None
        else plain(value)
    )


def test_numbers_of_any_size_keep_their_digits() -> None:
    figure = make_figure(low=Decimal("123456789012.5"), high=Decimal("123456789012.5"))
    small = make_figure(low=Decimal("0.000001"), high=Decimal(999999999999999), qualifier="range")
    values = {row[0]: row for block in table("figures").blocks() for row in block}
    low = table("figures").names.index("low")
    assert plain(values[figure.slug][low]) == "123456789012.5"
    assert plain(values[small.slug][low]) == "0.000001"
    assert plain(values[small.slug][low + 1]) == "999999999999999"
    assert stored(Decimal(999999999999999)) == 999999999999999
    assert stored(True) == 1
    assert stored(date(2024, 5, 26)) == "2024-05-26"


# --- What it says about itself ------------------------------------------------------------------


def test_the_description_says_what_it_is_and_where_it_comes_from(made: Version) -> None:
    whole = made.whole
    assert whole["name"] == "liangjiang-record"
    assert whole["version"] == made.name
    assert whole["homepage"] == "https://example.org"
    assert whole["licenses"][0]["name"] == "CC-BY-4.0"
    assert {one["slug"] for one in whole["sources"]} == set(
        Source.objects.published().values_list("slug", flat=True)
    )
    figures = next(one for one in whole["resources"] if one["name"] == "figures")
    fields = {one["name"]: one for one in figures["schema"]["fields"]}
    assert fields["low"]["type"] == "number"
    assert fields["low"]["unit_in"] == "unit"
    assert fields["period"]["rdfType"].endswith("EDTF")
    assert fields["qualifier"]["labels"]["over"] == {"en": "over", "zh-hans": "超过"}
    assert fields["qualifier"]["constraints"]["required"] is True


def test_the_readme_names_every_table_and_how_to_cite(made: Version, unpacked: Path) -> None:
    text = (unpacked / "README.md").read_text("utf-8")
    for one in tables():
        assert f"| `{one.name}` |" in text
    assert made.name in text
    assert "creativecommons.org/licenses/by/4.0" in text


def test_it_is_cited_with_the_day_of_its_version(made: Version) -> None:
    """That of Chongqing, which in the evening of Greenwich is the next one already."""
    whole = {**made.whole, "created": "2026-11-22T16:20:00Z", "version": "2026-11-23-0123abcd"}
    told = reference(whole, "https://example.org/data/liangjiang-record.zip")
    assert told.issued == "2026-11-23"


def test_records_of_every_kind_pass(tmp_path: Path) -> None:
    """One of each, also of the kinds that the real record has none of."""
    from frictionless import Package

    for model in public_models():
        row: Reviewed = make(model)
        assert row.is_public
    version = build(tmp_path).version
    report = Package(str(version.folder / ZIP)).validate()
    assert report.flatten(["type", "message"]) == []
    assert all(one["rows"] for one in version.whole["resources"])
    assert json.loads((version.folder / DESCRIPTOR).read_text())["version"] == version.name
    assert KEY == "slug"
