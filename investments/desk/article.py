"""From what a curator pastes or uploads to plain text; nothing is ever fetched.

The libraries are loaded when they are first needed: they take half a second.
"""

import io
import logging
import re
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from investments import documents
from investments.desk.when import valid

LARGEST = 5_000_000  # bytes uploaded
MOST_PAGES = 200
LONGEST = 100_000  # characters of text

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")
_HTML = re.compile(
    rb"<(?:!doctype html|html|head|body|article|div|p|meta|table)[\s>/]", re.IGNORECASE
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "utf-8": "utf-8"}
_SENTENCE_ENDS = '.!?:。！？：”"…'
SHORTEST_PAGE = 50  # characters; less is what is left of a page without an article
FULL_LINE = 0.6  # of the longest line: a shorter one ends a paragraph
UTF_16_ZEROS = 0.3  # of every second byte, in text with Latin letters and spaces


class UnreadableArticleError(Exception):
    """Why nothing could be read, in words for the curator."""


@dataclass(frozen=True)
class Article:
    """`text` has a paragraph a line; the rest is what the file itself states, "" where it does
    not. `published` is EDTF, `language` zh-Hans or en. `sha256` is of a text file as it was
    uploaded, so that `check_record` finds it; otherwise of `text` as UTF-8."""

    text: str
    title: str = ""
    site: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    language: str = "en"
    sha256: str = ""


def from_text(text: str) -> Article:
    """What was pasted. Raises UnreadableArticleError."""
    return _article(text)


def from_upload(content: bytes, name: str = "") -> Article:
    """A file: text, HTML or PDF, told apart by its content. Raises UnreadableArticleError."""
    if len(content) > LARGEST:
        raise UnreadableArticleError(
            _("The file has more than %(size)s MB. Paste the article's text instead.")
            % {"size": LARGEST // 10**6}
        )
    if b"%PDF-" in content[:1024]:
        return _article(_pdf_text(content))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise UnreadableArticleError(
            _("This is a word processor's or a packed file. Paste its text, or save it as PDF.")
        )
    if _HTML.search(content[:4096]) or name.lower().endswith((".html", ".htm")):
        return _page(_decoded(content, html=True))
    return replace(_article(_decoded(content)), sha256=documents.digest(content))


def paragraphs(text: str) -> list[str]:
    """The lines that are not empty, paragraph 1 first."""
    return list(documents.paragraphs(text))


def language_of(text: str) -> str:
    """By script: a Chinese character weighs as much as a Latin word."""
    return "zh-Hans" if len(_HAN.findall(text)) > len(_LATIN.findall(text)) else "en"


def _article(text: str, **stated: str) -> Article:
    text = "\n".join(documents.paragraphs(_CONTROL.sub("", text)))
    if not text:
        raise UnreadableArticleError(_("There is no text in it."))
    if len(text) > LONGEST:
        raise UnreadableArticleError(
            _(
                "The text has %(length)s characters; at most %(most)s are read. Take the part that "
                "states the facts."
            )
            % {"length": f"{len(text):,}", "most": f"{LONGEST:,}"}
        )
    return Article(
        text, language=language_of(text), sha256=documents.digest(text.encode()), **stated
    )


# --- Encodings ----------------------------------------------------------------------------------


def _decoded(content: bytes, *, html: bool = False) -> str:
    """UTF-8, UTF-16 or GB 18030, by the file's own mark, else by what makes sense of it."""
    for encoding in _encodings(content, html=html):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or _makes_sense(text):
            return text
    raise UnreadableArticleError(
        _(
            "The file's letters cannot be read: it is neither UTF-8 nor UTF-16 nor GB 18030, or no "
            "text at all. Save it as UTF-8, or paste the text."
        )
    )


def _encodings(content: bytes, *, html: bool) -> list[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if html and (match := _CHARSET.search(content[:4096])):
        stated = _CHARSETS.get(match[1].decode("ascii").lower())
        if stated == "gb18030":
            return ["gb18030", "utf-8-sig"]
    found = ["gb18030"]
    if b"\x00" not in content:
        found.insert(0, "utf-8-sig")
    half = max(1, len(content) // 2)
    if content[1::2].count(0) / half > UTF_16_ZEROS:
        return ["utf-16-le"]
    if content[::2].count(0) / half > UTF_16_ZEROS:
        return ["utf-16-be"]
    return [*found, "utf-16-le", "utf-16-be"]


def _makes_sense(text: str) -> bool:
    """Whether the letters are those of a text in English or Chinese, not of another encoding."""
    usual = sum(
        one.isascii() or "\u2000" <= one <= "\u30ff" or "\uff00" <= one <= "\uffef" for one in text
    )
    common = "".join(_HAN.findall(text)).encode("gb2312", "ignore")
    rare = len(_HAN.findall(text)) - len(common) // 2
    other = len(text) - usual - len(common) // 2
    return "\x00" not in text and other <= len(text) * 0.05 and rare <= len(common) // 2 * 0.1


# --- HTML ---------------------------------------------------------------------------------------


def _page(html: str) -> Article:
    """A page's main text, without its navigation, and what it states of itself."""
    from htmldate import find_date
    from lxml.html import tostring  # type: ignore[import-untyped]
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    tree = load_html(html)
    try:
        found: Any = tree is not None and bare_extraction(
            tostring(tree, encoding="unicode"),
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
        published = find_date(html, extensive_search=False, original_date=True) if found else ""
    except (ValueError, AssertionError, RecursionError) as error:
        raise UnreadableArticleError(_("The page's HTML cannot be read.")) from error
    if not found or len((found.text or "").strip()) < SHORTEST_PAGE:
        raise UnreadableArticleError(_("No article was found in the page. Paste its text instead."))
    title = _line(found.title)
    text = re.sub(r"(?m)^- ", "", found.text)
    if title and title not in documents.paragraphs(text)[:2]:
        text = f"{title}\n{text}"  # titles print figures too
    url = _line(found.url)
    return _article(
        text,
        title=title[:200],
        site=_line(found.sitename or found.hostname)[:200],
        author=_line(found.author)[:200],
        published=valid(published or ""),
        url=url if re.match(r"https?://", url) and len(url) <= 500 else "",
    )


def _line(text: str | None) -> str:
    return " ".join(_CONTROL.sub("", text or "").split())


# --- PDF ----------------------------------------------------------------------------------------


def _pdf_text(content: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnreadableArticleError(
                _("The PDF is protected by a password. Paste its text instead.")
            )
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableArticleError(
                _("The PDF has %(pages)s pages; at most %(most)s are read.")
                % {"pages": len(reader.pages), "most": MOST_PAGES}
            )
        lines: list[str] = []
        length = 0
        for page in reader.pages:
            lines += page.extract_text().splitlines()
            length = sum(map(len, lines))
            if length > LONGEST * 2:
                break
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
            RecursionError, AssertionError, NotImplementedError) as error:  # fmt: skip
        raise UnreadableArticleError(_("The PDF is damaged and cannot be read.")) from error
    if not any(line.strip() for line in lines):
        raise UnreadableArticleError(
            _("The PDF has pictures of pages and no text. Paste the text instead.")
        )
    return _flowing(lines)


def _flowing(lines: list[str]) -> str:
    """Lines as a page sets them, joined to paragraphs: a full line runs on unless a sentence
    ends with it."""
    full = max(map(len, lines)) * FULL_LINE
    paragraphs = [""]
    runs_on = False
    for line in (line.strip() for line in lines):
        if not line:
            runs_on = False
            continue
        if not runs_on:
            paragraphs.append(line)
        elif re.search(r"[a-z]-\Z", paragraphs[-1]) and line[0].islower():
            paragraphs[-1] = paragraphs[-1][:-1] + line
        else:
            space = "" if _HAN.match(paragraphs[-1][-1]) or _HAN.match(line[0]) else " "
            paragraphs[-1] += space + line
        runs_on = len(line) >= full and not line.endswith(tuple(_SENTENCE_ENDS))
    return "\n".join(paragraphs)
