"""The same import without a browser, and what it costs."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from investments.models import ImportRun, Organisation, Person
from investments.transfer import runs
from tests.test_roles import person
from tests.transfers import table

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HEADER = ["slug", "name", "name_zh"]


def command(path: Path, data: bytes, **options: Any) -> str:
    path.write_bytes(data)
    out = io.StringIO()
    options = {"user": "Editor", "kind": "person", **options}
    call_command("import_records", str(path), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_a_file_is_imported_on_the_server(tmp_path: Path) -> None:
    person("Editor")
    person("Viewer")
    path, good = tmp_path / "rows.csv", table(HEADER, ["served", "Served", "张三"])
    assert "1 new" in command(path, good, check=True)
    assert not Person.objects.filter(slug="served").exists()
    for options, data, answer in (
        ({"user": "Viewer"}, good, "may not import"),
        ({"user": "nobody"}, good, "may not import"),
        ({}, table(HEADER, ["a b", "A", ""]), "row 2, slug: Enter a valid"),
        ({}, table([*HEADER, "Remark"], ["a", "A", "", ""]), "column “Remark” is none of ours"),
        ({"kind": ""}, table(["slug"], ["a"]), "choose what its rows are"),
        ({}, b"", "empty"),
    ):
        with pytest.raises(CommandError, match=answer):
            command(path, data, **options)
    assert "imported in" in command(path, good)
    assert Person.objects.get(slug="served").history.get().history_user.username == "Editor"
    assert [run.state for run in ImportRun.objects.all()] == ["done"]


def test_measuring_leaves_nothing_behind() -> None:
    out = io.StringIO()
    call_command("measure_import", rows=20, stdout=out)
    assert "write:" in out.getvalue()
    assert "done: 20 new" in out.getvalue()
    call_command("measure_import", rows=20, bad=1, stdout=out)
    assert "row 21, kind:" in out.getvalue()
    assert not Organisation.objects.filter(slug__startswith="measured-").exists()
    assert not ImportRun.objects.exists()


def test_uploads_that_nobody_imports_go_after_a_while() -> None:
    old, done = (runs.receive(data=table(HEADER), name="a.csv", user=None) for _ in range(2))
    long_ago = old.at - runs.KEPT - timedelta(days=1)
    ImportRun.objects.update(at=long_ago)
    ImportRun.objects.filter(pk=done.pk).update(state="done")
    new = runs.receive(data=table(HEADER), name="b.csv", user=None)
    assert set(ImportRun.objects.values_list("pk", flat=True)) == {done.pk, new.pk}
