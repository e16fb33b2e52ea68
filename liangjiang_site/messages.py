"""Translations: collected, kept up and compiled with Babel, so that no machine needs gettext."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCES = {"investments": "*.py", "liangjiang_site": "*.py", "templates": "*.html"}
# Which arguments are the text, its plural and its context ("c").
_TEXT, _PLURAL = (1,), (1, 2)
_IN_CONTEXT, _PLURAL_IN_CONTEXT = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": _TEXT,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), _TEXT),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _IN_CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), _PLURAL_IN_CONTEXT),
}
# What would differ from one run to the next, and what nobody filled in.
_NOISE = (
    *('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator'),
    *('"Language-Team', '"Report-Msgid-Bugs-To'),
)


def template_source(text: str, origin: str) -> str:
    """A template as source that Python's tokenizer takes, which stumbles over indentation."""
    return "\n".join(line.strip() for line in templatize(text, origin=origin).splitlines())


def collect(root: Path) -> Catalog:
    """Every text of the code and the templates below ``root``. Some two seconds."""
    catalogue = Catalog()
    for folder, pattern in SOURCES.items():
        for path in sorted((root / folder).rglob(pattern)):
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".html":
                text = template_source(text, str(path))
            source = io.BytesIO(text.encode())
            for _line, message, _comments, context in extract("python", source, KEYWORDS):
                catalogue.add(message, context=context)
    return catalogue


def load(po: Path) -> Catalog:
    with po.open("rb") as source:
        return read_po(source, locale=po.parent.parent.name, abort_invalid=True)


def update_messages(root: Path, po: Path) -> Iterator[str]:
    """Bring ``po`` up to what the code says; yield the texts that have no translation yet.

    A text that changed is a new one: a translation guessed from a similar text would be wrong
    without anybody seeing it. The file stays as it is where nothing changed.
    """
    catalogue = load(po)
    catalogue.update(collect(root), no_fuzzy_matching=True, update_header_comment=False)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, ignore_obsolete=True, no_location=True)
    lines = buffer.getvalue().decode().split("\n")
    po.write_text("\n".join(line for line in lines if not line.startswith(_NOISE)), "utf-8")
    for message in catalogue:
        if message.id and not any(strings(message.string)):
            yield strings(message.id)[0]


def strings(text: str | Iterable[str] | None) -> list[str]:
    """A text with its plural forms, or the one that it has."""
    return [text] if isinstance(text, str) else list(text or ())


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
