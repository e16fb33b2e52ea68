"""The versions that were built, as they lie on disk: a folder each, and a file that names the
latest. A reader sees a version whole or not at all: folders are put in place by renaming."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

ZIP = "liangjiang-record.zip"
SQLITE = "liangjiang-record.sqlite3"
DESCRIPTOR = "datapackage.json"
SUMS = "SHA256SUMS"
CHANGES = "changes.json"
LATEST = "latest"
FILES = {
    ZIP: "application/zip",
    SQLITE: "application/vnd.sqlite3",
    DESCRIPTOR: "application/json",
    SUMS: "text/plain; charset=utf-8",
}
VERSION = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class File:
    """A file of a version that is given out. `sha256` is empty for the sums themselves."""

    path: Path
    name: str
    size: int
    sha256: str

    @property
    def content_type(self) -> str:
        return FILES[self.name]


@dataclass(frozen=True)
class Version:
    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def whole(self) -> dict[str, Any]:
        """What it says about itself: datapackage.json, read once a process."""
        return _read(self.folder / DESCRIPTOR)

    @property
    def created(self) -> datetime:
        return datetime.fromisoformat(self.whole["created"])

    @property
    def rows(self) -> int:
        return sum(one["rows"] for one in self.whole["resources"])

    @cached_property
    def sums(self) -> dict[str, str]:
        lines = (self.folder / SUMS).read_text("ascii").splitlines()
        return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}

    def file(self, name: str) -> File:
        path = self.folder / name
        return File(path, name, path.stat().st_size, self.sums.get(name, ""))

    @property
    def files(self) -> list[File]:
        return [self.file(name) for name in FILES]

    @cached_property
    def changes(self) -> dict[str, Any]:
        """What differs from the version before it; empty for the first."""
        try:
            return _read(self.folder / CHANGES)
        except FileNotFoundError:
            return {}

    def resource(self, path: str) -> dict[str, Any] | None:
        return next((one for one in self.whole["resources"] if one["path"] == path), None)


@lru_cache(maxsize=32)
def _read(path: Path) -> dict[str, Any]:
    """A version never changes."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def placed(one: Version) -> datetime:
    """The second after which it could be had, where its files lie: its own time is that of the last
    change in it, which others may have asked for before it was built."""
    pointer = one.folder.parent / LATEST
    files = [one.folder / SUMS, *([pointer] if latest(pointer.parent) == one else [])]
    last = max(file.stat().st_mtime for file in files)
    return datetime.fromtimestamp(int(last) + 1, UTC)


def shelf() -> Path:
    return Path(settings.PACKAGE_DIR)


def versions(root: Path | None = None) -> list[Version]:
    """All that there are, the latest first, then as they were built."""
    newest = latest(root)
    ranked = []
    for one in _all(root or shelf()):
        try:
            built = (one.folder / DESCRIPTOR).stat().st_mtime_ns
            ranked.append(((one == newest, one.created, built), one))
        except FileNotFoundError:  # dropped just now
            continue
    return [one for _rank, one in sorted(ranked, key=lambda pair: pair[0], reverse=True)]


def _all(root: Path) -> Iterator[Version]:
    if root.is_dir():
        for folder in root.iterdir():
            if VERSION.fullmatch(folder.name) and (folder / DESCRIPTOR).is_file():
                yield Version(folder)


def latest(root: Path | None = None) -> Version | None:
    root = root or shelf()
    try:
        name = (root / LATEST).read_text("ascii").strip()
    except OSError:
        return None
    return version(name, root)


def of_latest(read: Callable[[Version], Answer]) -> Answer | None:
    """What `read` finds in the latest version. Where a build drops that one meanwhile, another is
    the latest now."""
    for _attempt in range(2):
        if (found := latest()) is None:
            break
        try:
            return read(found)
        except FileNotFoundError:
            continue
    return None


def version(name: str, root: Path | None = None) -> Version | None:
    """By its name; None where there is none of it, or no longer."""
    folder = (root or shelf()) / name
    if VERSION.fullmatch(name) and (folder / DESCRIPTOR).is_file():
        return Version(folder)
    return None
