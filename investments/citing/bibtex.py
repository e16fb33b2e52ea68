"""References as BibTeX, for BibTeX itself as well as for biblatex: UTF-8 with ASCII keys."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from investments import dates
from investments.citing.reference import Reference

# Braces are counted even where they are escaped, so those of a text are spelt out.
SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LANGUAGES = {"en": "english", "zh": "chinese"}


def bibtex(references: Iterable[Reference]) -> str:
    return "\n".join(entry(reference) for reference in references)


def entry(reference: Reference) -> str:
    lines = [f"  {name} = {value}" for name, value in fields(reference).items() if value]
    return f"@misc{{{reference.key},\n" + ",\n".join(lines) + "\n}\n"


def fields(reference: Reference) -> dict[str, str]:
    """`title` and names stand in two pairs of braces: their capitals and their order stay."""
    start = reference.date.start if reference.date else None
    return {
        "author": _braced(" and ".join(f"{{{escaped(name)}}}" for name in reference.authors)),
        "title": _braced(f"{{{escaped(reference.title)}}}"),
        "howpublished": _braced(escaped(reference.container)),
        "publisher": _braced(escaped(reference.publisher)),
        "version": _braced(str(reference.version or "")),
        "date": _braced(_date(reference)),
        "year": _braced(str(start.year)) if start else "",
        "month": MONTHS[start.month - 1] if start and start.month else "",
        "url": _braced(address(reference.url)),
        "urldate": _braced(reference.accessed.isoformat() if reference.accessed else ""),
        "langid": _braced(LANGUAGES.get(reference.language.partition("-")[0], "")),
        "note": _braced(escaped(reference.note or reference.kind)),
    }


def escaped(text: str) -> str:
    """Text that TeX prints as it stands; in one line."""
    return " ".join(text.split()).translate(SPECIAL)


def address(url: str) -> str:
    """BibTeX reads an address letter by letter; only braces and backslashes would end it early."""
    return quote(url, safe="!#$%&'()*+,-./:;=?@[]_~")


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _date(reference: Reference) -> str:
    """Biblatex reads EDTF, with the mark for uncertain or approximate at the end of each date."""
    span = reference.date
    if span is None:
        return ""
    ends = [_point(point) for point in (span.start, span.end)]
    return ends[0] if ends[0] == ends[1] else "/".join(ends)


def _point(point: dates.Point | None) -> str:
    if point is None:
        return ""
    parts = (f"{point.year:04}", *(f"{part:02}" for part in (point.month, point.day) if part))
    mark = {(True, True): "%", (True, False): "?", (False, True): "~"}
    return "-".join(parts) + mark.get((point.uncertain, point.approximate), "")
