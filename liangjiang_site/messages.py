"""Compiles translations with Babel, so that a machine without gettext serves both languages."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_messages(folders: Iterable[Path | str]) -> int:
    """Compile every .po below ``folders`` that is newer than its .mo; return how many.

    Written aside and renamed: a server that starts meanwhile reads the old file or the new one.
    """
    compiled = 0
    for folder in folders:
        for po in sorted(Path(folder).rglob("*.po")):
            mo = po.with_suffix(".mo")
            if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
                continue
            with po.open("rb") as source:
                catalogue = read_po(source, abort_invalid=True)
            aside = mo.with_name(f"{mo.name}.{secrets.token_hex(4)}")
            with aside.open("wb") as target:
                write_mo(target, catalogue)
            aside.replace(mo)
            compiled += 1
    return compiled
