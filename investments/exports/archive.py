"""Zip files written while they are sent, so that neither memory nor disk holds one."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from typing import Any

from django.utils.translation import pgettext

from investments.exports.rows import Extract
from investments.exports.text import csv_blocks

MANY_ROWS = 1_000_000  # may be more than two gigabytes, for which a member needs ZIP64


class Outgoing(RawIOBase):
    """What a zip file is written to, and taken from to be sent. It has no way back, so the sizes
    of a member follow it."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        found = b"".join(self.parts)
        self.parts.clear()
        return found


class Archive:
    """`add` gives the bytes that are ready so far; nothing of a member is kept."""

    def __init__(self, made: datetime) -> None:
        self.out = Outgoing()
        self.file = zipfile.ZipFile(self.out, "w")
        self.made = made.timetuple()[:6]

    def add(self, name: str, blocks: Iterable[bytes], *, huge: bool = False) -> Iterator[bytes]:
        """`huge` where a member may be longer than two gigabytes."""
        info = zipfile.ZipInfo(name, self.made)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self.file.open(info, "w", force_zip64=huge) as member:
            for block in blocks:
                member.write(block)
                if ready := self.out.taken():
                    yield ready

    def end(self) -> bytes:
        self.file.close()
        return self.out.taken()


def zip_blocks(extract: Extract) -> Iterator[bytes]:
    """The file of comma-separated values with its notes beside it, in README.txt."""
    notes = extract.noted()
    archive = Archive(notes.taken)
    columns = "\n".join(f"{name}: {kind}" for name, kind in extract.types.items())
    said = [*notes.in_words(), (pgettext("of a file", "Columns and their types"), columns)]
    readme = "\n\n".join(f"{name}\n{text}" for name, text in said) + "\n"
    yield from archive.add("README.txt", [readme.encode()])
    huge = notes.rows > MANY_ROWS
    yield from archive.add(f"{extract.file_name}.csv", csv_blocks(extract), huge=huge)
    yield archive.end()
