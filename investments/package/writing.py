"""Building the package: read once, written beside, proved, and put in place by renaming.

The same data give the same bytes: rows in the order of their keys, times from the record and not
from the clock, and a version that is made from the contents.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from investments.choices import State
from investments.citing import Reference
from investments.columns import plain
from investments.package.changes import differences
from investments.package.database import Database
from investments.package.descriptor import PUBLISHER, Written, descriptor, readme
from investments.package.log import could_be_seen, state_in
from investments.package.shelf import (
    CHANGES,
    DESCRIPTOR,
    LATEST,
    SQLITE,
    SUMS,
    ZIP,
    Version,
    latest,
    version,
    versions,
)
from investments.package.tables import SITE, Table, public_models, tables
from investments.reading import as_known_on

KEPT = 12  # versions, the latest among them
README = "README.md"
BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Built:
    """`fresh` is False where the latest version holds the same already."""

    version: Version
    fresh: bool


def build(root: Path, *, site: str = "", keep: int = KEPT) -> Built:
    """Raises BrokenDataError, with everything left as it was, where the rows contradict what is
    declared of them. One build at a time in a folder; another one waits."""
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root):
        _clear(root)
        before = latest(root)
        work = Path(tempfile.mkdtemp(prefix=".building-", dir=root))
        try:
            with translation.override(SITE), as_known_on(None), snapshot(root):
                name = _write(work, site)
            made = _place(work, root, name, before)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        for old in [one for one in versions(root) if one.name != name][max(keep, 1) - 1 :]:
            # Out of sight at once: a reader sees it whole or not at all.
            shutil.rmtree(old.folder.rename(root / f".gone-{old.name}"))
    return Built(made, before is None or before.name != name)


def _place(work: Path, root: Path, name: str, before: Version | None) -> Version:
    made = version(name, root)
    if made is None:
        if before is not None:
            told = differences(before.folder / SQLITE, work / SQLITE, list(tables()))
            text = json.dumps({"since": before.name, "tables": told}, indent=1, sort_keys=True)
            (work / CHANGES).write_text(text, "utf-8")
        work.chmod(0o755)
        work.rename(root / name)
        made = Version(root / name)
    if before is None or before.name != name:
        pointer = root / f".{LATEST}"
        pointer.write_text(f"{name}\n", "ascii")
        pointer.replace(root / LATEST)
    return made


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _clear(root: Path) -> None:
    """What a build that was broken off has left."""
    for rest in [*root.glob(".building-*"), *root.glob(".gone-*")]:
        shutil.rmtree(rest, ignore_errors=True)


@contextmanager
def snapshot(root: Path) -> Iterator[None]:
    """All tables as of one moment, however long it takes to read them.

    In SQLite without a write-ahead log whoever reads keeps commits waiting, and a commit that waits
    keeps new readers out. So the database is copied, which is quick, and the copy is read. It lies
    in a folder that only its owner can enter, and goes with the build.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        own = connection.connection
        with tempfile.TemporaryDirectory(prefix=".building-", dir=root) as folder:
            path = Path(folder) / "database"
            try:
                with closing(sqlite3.connect(path)) as copy:
                    own.backup(copy)
            except sqlite3.Error as error:  # as where the disk is full
                raise OSError(f"the database was not copied: {error}") from error
            to_copy = {**connection.get_connection_params(), "database": path}
            connection.connection = connection.get_new_connection(to_copy)
            try:
                yield
            finally:
                connection.connection.close()
                connection.connection = own
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _write(work: Path, site: str) -> str:
    """All files of a version; returns its name."""
    every = tables()
    (work / "tables").mkdir()
    database = Database(work / SQLITE, every)
    try:
        written = [_table(work, table, database) for table in every]
        database.end()
    finally:
        database.drop()
    whole = descriptor(written, site)
    made = last_change()
    contents = hashlib.sha256(_json(whole)).hexdigest()
    day = made.astimezone(timezone.get_default_timezone()).date()
    name = f"{day.isoformat()}-{contents[:8]}"
    own = ("profile", "name", "id", "title", "title_zh")
    head = {key: whole.pop(key) for key in own if key in whole}
    whole = {**head, "version": name, "created": f"{made:%Y-%m-%dT%H:%M:%SZ}", **whole}
    (work / DESCRIPTOR).write_bytes(_json(whole))
    (work / README).write_text(readme(whole, citation(whole)), "utf-8")
    _zip(work, [DESCRIPTOR, README, *(one.table.path for one in written)], made)
    shutil.rmtree(work / "tables")
    (work / README).unlink()
    sums = "".join(f"{_digest(work / file)}  {file}\n" for file in (DESCRIPTOR, SQLITE, ZIP))
    (work / SUMS).write_text(sums, "ascii")
    return name


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _table(work: Path, table: Table, database: Database) -> Written:
    path = work / table.path
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.names)
        for block in table.blocks():
            rows += len(block)
            writer.writerows([plain(value) for value in row] for row in block)
            database.add(table, block)
    return Written(table, rows, path.stat().st_size, _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _zip(work: Path, names: list[str], made: datetime) -> None:
    with zipfile.ZipFile(work / ZIP, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo(name, made.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            info.file_size = (work / name).stat().st_size
            with (work / name).open("rb") as file, archive.open(info, "w") as member:
                shutil.copyfileobj(file, member, BLOCK_BYTES)


def last_change() -> datetime:
    """When what is public was last published, changed or withdrawn. Two queries a model."""
    made = datetime(2000, 1, 1, tzinfo=UTC)
    for model in public_models():
        shown = model.history.filter(is_public=True)
        made = max(made, shown.aggregate(at=Max("history_date"))["at"] or made)
    for model in public_models():  # only what is later has to be compared with what was before
        history = model.history.model.objects
        before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        hidden = history.filter(is_public=False, history_date__gt=made)
        went = hidden.alias(was=state_in(before)).filter(could_be_seen(model), was=State.PUBLISHED)
        made = max(made, went.aggregate(at=Max("history_date"))["at"] or made)
    return made.astimezone(UTC).replace(microsecond=0)


def reference(whole: dict[str, Any], address: str) -> Reference:
    """How a version is cited, in the active language."""
    chinese = translation.get_language() == "zh-hans"
    return Reference(
        key=f"liangjiang-record-{whole['version']}",
        form="dataset",
        kind=_("data set"),
        title=_("The whole record"),
        language="zh-Hans" if chinese else "en",
        authors=[str(PUBLISHER)],
        publisher=str(PUBLISHER),
        url=address,
        version=whole["version"],
        issued=whole["version"][:10],  # the day in Chongqing, as everywhere on the site
    )


def citation(whole: dict[str, Any]) -> str:
    from investments.citing.text import text

    return text(reference(whole, whole.get("id", "")))


def public_address() -> str:
    """The site's address where it has one that others can reach; see ALLOWED_HOSTS."""
    if settings.LOCAL:
        return ""
    hosts = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
    named = [host for host in hosts if host not in ("localhost", "127.0.0.1", "[::1]")]
    return f"https://{named[0]}" if named else ""
