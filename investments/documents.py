"""Document files: their paragraphs by number, and the digest that tells one file from another.

A paragraph is a line that is not empty; they count from 1.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

PATTERN = "*.txt"
LARGEST = 5_000_000  # bytes; an article has thousands


class UnreadableDocumentError(Exception):
    """The file is no UTF-8 text, or too large to be a document."""


@dataclass(frozen=True)
class Document:
    """`paragraphs[0]` is paragraph 1; `sha256` is of the file's bytes."""

    name: str
    sha256: str
    paragraphs: tuple[str, ...]

    def paragraph(self, number: int) -> str | None:
        """The paragraph of this number, None where the document has none such."""
        return self.paragraphs[number - 1] if 0 < number <= len(self.paragraphs) else None


def paragraphs(text: str) -> tuple[str, ...]:
    """Lines that are not empty, as they stand but for white space at either end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(line.strip() for line in lines if line.strip())


def digest(content: bytes) -> str:
    """What a source stores as `sha256`."""
    return hashlib.sha256(content).hexdigest()


def read(path: Path) -> Document:
    """Read one file. Raises UnreadableDocumentError, or OSError where it cannot be opened."""
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise UnreadableDocumentError(f"{path.name} is larger than {LARGEST} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError(f"{path.name} is not UTF-8 text") from error
    return Document(path.name, digest(content), paragraphs(text))


def read_folder(folder: Path) -> list[Document]:
    """The documents of a folder by name. Raises as `read` does."""
    return [read(path) for path in sorted(folder.glob(PATTERN)) if path.is_file()]
