"""A reference in words: our own style in English, after GB/T 7714 in Chinese."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from investments import dates
from investments.citing.reference import Reference, day
from investments.languages import bracketed, chinese, list_comma

MOST_NAMES = 3  # more are "and others", in both styles
CARRIERS = {"page": "EB/OL", "dataset": "DB/OL", "news": "N", "web": "EB/OL", "document": "Z"}


def text(reference: Reference) -> str:
    return _gb(reference) if chinese() else _ours(reference)


def names(reference: Reference, between: str = "") -> str:
    shown = (between or list_comma()).join(reference.authors[:MOST_NAMES])
    if len(reference.authors) > MOST_NAMES:
        return pgettext("names", "%(names)s and others") % {"names": shown}
    return shown


def _ours(reference: Reference) -> str:
    title = f"“{reference.title}”"
    if reference.kind:
        title += bracketed(reference.kind)
    where = _unique(reference.container, reference.publisher) if not reference.of_record else []
    issued = dates.display(reference.issued) if reference.issued else ""
    made = (*where, reference.edition, reference.known, issued, reference.place)
    edition = ", ".join(part for part in made if part)
    if not where:  # begins with our own words; a site's name stays as it is
        edition = _capital(edition)
    parts = [f"{part}." for part in (names(reference), title, edition) if part]
    address = reference.url  # nothing follows closely that might be taken for a part of it
    if reference.accessed:
        address += bracketed(_("accessed %(date)s") % {"date": day(reference.accessed)}) + "."
    return " ".join([*parts, address]).strip()


def _capital(part: str) -> str:
    return part[:1].upper() + part[1:]


def _gb(reference: Reference) -> str:
    """Author. Title[type/carrier]. Edition. Publisher, date: place[accessed]. Address."""
    carrier = CARRIERS[reference.form]
    if reference.url and not carrier.endswith("/OL"):
        carrier += "/OL"
    title = reference.title + (f"（{reference.kind}）" if reference.kind else "")
    edition = "，".join(part for part in (reference.edition, reference.known) if part)
    issued = _gb_date(reference)
    where = ", ".join(_unique(reference.container, reference.publisher))
    if reference.of_record:
        where, issued = "", f"({issued})" if issued else ""
    made = ", ".join(part for part in (where, issued) if part)
    if reference.paragraph:
        made = f"{made}: {reference.place}" if made else reference.place
    if reference.accessed:
        made += f"[{reference.accessed.isoformat()}]"
    parts = [names(reference, ", "), f"{title}[{carrier}]", edition, made, reference.url]
    return " ".join(f"{part}." for part in parts if part)


def _gb_date(reference: Reference) -> str:
    """As ISO writes it; what was inferred stands in brackets."""
    if not reference.issued:
        return ""
    plain = "".join(letter for letter in reference.issued if letter not in "?~%")
    return plain if plain == reference.issued else f"[{plain}]"


def _unique(*parts: str) -> list[str]:
    return list(dict.fromkeys(part for part in parts if part))
