"""Building the package: what is in it, all or nothing, the same bytes from the same data."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.utils import ConnectionHandler
from django.utils import timezone

from investments.choices import State
from investments.models import Event, Organisation, Person, Place, Project, Source
from investments.package import BrokenDataError, build, latest, shelf, tables, versions, writing
from investments.package.shelf import DESCRIPTOR, SQLITE, SUMS, ZIP
from liangjiang_site.settings import VAR_DIR, package_dir
from tests.factories import make, make_figure

pytestmark = pytest.mark.django_db
SECRET = "zzsecretzz"


# --- What the public does not see ---------------------------------------------------------------


def test_what_is_not_published_is_nowhere(tmp_path: Path) -> None:
    hidden = make(Organisation, name=SECRET, slug=SECRET, state=State.DRAFT)
    made = [
        make(Source, publisher=hidden, text=SECRET),
        make(Event, parent=make(Event, name=SECRET, slug=f"{SECRET}-e", state=State.WITHDRAWN)),
        make(Place, parent=make(Place, name=SECRET, slug=f"{SECRET}-p", state=State.IN_REVIEW)),
    ]
    make_figure(conversion_of=make_figure(slug=f"{SECRET}-f", state=State.DRAFT), unit="USD")
    make_figure(organisation=hidden, slug=f"{SECRET}-of-hidden")
    version = build(tmp_path).version
    assert SECRET not in (version.folder / DESCRIPTOR).read_text("utf-8")
    assert SECRET.encode() not in (version.folder / SQLITE).read_bytes()
    with zipfile.ZipFile(version.folder / ZIP) as archive:
        for name in archive.namelist():
            assert SECRET.encode() not in archive.read(name), name
        sources = csv.DictReader(io.StringIO(archive.read("tables/sources.csv").decode()))
    assert next(row for row in sources if row["slug"] == made[0].slug)["publisher"] == ""


def test_who_asks_first_as_of_a_day_does_not_change_what_is_built(tmp_path: Path) -> None:
    from investments.reading import as_known_on

    tables.cache_clear()
    with as_known_on(date(2019, 1, 1)):
        tables()
        version = build(tmp_path).version
    [events] = [one for one in version.whole["resources"] if one["name"] == "events"]
    assert events["rows"] == Event.objects.published().count() > 0


# --- Building -----------------------------------------------------------------------------------


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    made = build(tmp_path / "one", site="https://example.org").version
    again = build(tmp_path / "two", site="https://example.org").version
    assert again.name == made.name
    for file in made.files:
        assert again.file(file.name).path.read_bytes() == file.path.read_bytes(), file.name
    sums = (made.folder / SUMS).read_text("ascii")
    for name in (ZIP, SQLITE, DESCRIPTOR):
        digest = hashlib.sha256((made.folder / name).read_bytes()).hexdigest()
        assert f"{digest}  {name}\n" in sums


def test_unchanged_data_leave_what_is_there(tmp_path: Path) -> None:
    first = build(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in first.version.folder.iterdir()}
    make(Project, state=State.DRAFT)
    second = build(tmp_path)
    assert (first.fresh, second.fresh) == (True, False)
    assert {path: path.stat().st_mtime_ns for path in first.version.folder.iterdir()} == before


def test_a_new_version_says_what_came_changed_and_went(tmp_path: Path) -> None:
    going, staying = make(Person), make(Project, name="Before")
    before = build(tmp_path).version
    going.state = State.WITHDRAWN
    going.save()
    staying.name = "After"
    staying.save()
    coming = make(Event)
    made = build(tmp_path).version
    assert made.changes["since"] == before.name
    told = made.changes["tables"]
    assert told["people"] == {"removed": 1, "keys": {}}
    assert told["projects"] == {"changed": 1, "keys": {"changed": [staying.slug]}}
    assert told["events"] == {"added": 1, "keys": {"added": [coming.slug]}}
    assert latest(tmp_path) == made


def test_old_versions_go_and_the_latest_stays(tmp_path: Path) -> None:
    for number in range(4):
        make(Person, name=f"Person {number}")
        made = build(tmp_path, keep=2).version
    kept = versions(tmp_path)
    assert len(kept) == 2
    assert made in kept
    assert latest(tmp_path) == made


def test_an_old_version_is_out_of_sight_before_it_is_taken_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = build(tmp_path).version
    make(Person)
    monkeypatch.setattr(writing.shutil, "rmtree", lambda path, **options: None)
    made = build(tmp_path, keep=1).version
    assert not old.folder.exists()
    assert versions(tmp_path) == [made]
    monkeypatch.undo()
    build(tmp_path)
    assert not list(tmp_path.glob(".gone-*"))


def test_a_version_that_went_meanwhile_is_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = build(tmp_path).version
    make(Person)
    made = build(tmp_path).version
    shutil.rmtree(old.folder)
    monkeypatch.setattr(shelf, "_all", lambda root: [old, made])
    assert versions(tmp_path) == [made]
    assert old.changes == {}


def test_only_what_the_public_saw_dates_a_version() -> None:
    """Also where nothing was written when it came to be seen, as beneath what was hidden."""
    drafts = [make(Project, state=State.DRAFT), make_figure(state=State.DRAFT)]
    hidden = make_figure(organisation=make(Organisation, state=State.DRAFT))
    beneath = make_figure()
    beneath.history.update(is_public=False)
    for model in writing.public_models():
        model.history.update(history_date=timezone.now() - timedelta(days=3))
    before = writing.last_change()
    for row in (*drafts, hidden):
        row.state = State.WITHDRAWN
        row.save()
    drafts[0].delete()
    assert writing.last_change() == before
    beneath.state = State.DRAFT
    beneath.save()
    assert writing.last_change() > before


def test_while_a_build_reads_others_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In SQLite a reader would keep them waiting, and what they write is not in the build."""
    file = tmp_path / "record.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.executescript("CREATE TABLE rows (id INTEGER); INSERT INTO rows VALUES (1);")
    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": file}
    one: Any = ConnectionHandler({"default": own})["default"]
    monkeypatch.setattr(writing, "connection", one)

    def count() -> int:
        with one.cursor() as cursor:
            return int(cursor.execute("SELECT count(*) FROM rows").fetchone()[0])

    with writing.snapshot(tmp_path):
        assert count() == 1
        with closing(sqlite3.connect(file, timeout=0)) as another, another:
            another.execute("INSERT INTO rows VALUES (2)")
        assert count() == 1
    assert count() == 2
    one.close()
    assert list(tmp_path.iterdir()) == [file]


def test_another_database_has_another_folder() -> None:
    site = settings.DATABASES["default"] | {"NAME": VAR_DIR / "db.sqlite3"}
    assert package_dir(site) == VAR_DIR / "package"
    trial = package_dir(site | {"NAME": VAR_DIR / "trial.sqlite3"})
    assert trial.parent == VAR_DIR
    assert trial != package_dir(site | {"NAME": VAR_DIR / "another.sqlite3"}) != package_dir(site)


def test_a_build_that_fails_leaves_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build(tmp_path).version
    before = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    Project.objects.filter(pk=make(Project).pk).update(name="")
    with pytest.raises(BrokenDataError, match=r"projects\.name"):
        build(tmp_path)
    Project.objects.filter(name="").update(name="Whole again")
    monkeypatch.setattr(writing, "_zip", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(tmp_path)
    after = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    assert after == before
    assert latest(tmp_path) == made


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for said in ("Built 20", "Nothing has changed since 20"):
        call_command("build_package", output=tmp_path)
        assert said in capsys.readouterr().out
    with pytest.raises(CommandError, match="--keep"):
        call_command("build_package", output=tmp_path, keep=0)
