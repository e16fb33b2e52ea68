"""Which of a record's two names and texts to show."""

from typing import Any

from babel import Locale, UnknownLocaleError

from investments.quantities.format import babel_locale


def chinese() -> bool:
    """Whether the active language is Chinese."""
    return babel_locale() == "zh_Hans"


def either(text: str, text_zh: str) -> str:
    """The text in the active language, or the one that there is."""
    return (text_zh or text) if chinese() else (text or text_zh)


def localised(row: Any, field: str = "name") -> str:
    """A column that has a Chinese twin, in the active language: localised(event, "summary")."""
    return either(getattr(row, field, ""), getattr(row, f"{field}_zh", ""))


def country_name(code: str) -> str:
    """The country of an ISO 3166 code in the active language."""
    return str(Locale.parse(babel_locale()).territories.get(code, code))


def language_name(code: str) -> str:
    """The language of a BCP 47 tag in the active language; a tag that is none as it stands."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(babel_locale())
    except (ValueError, UnknownLocaleError):
        name = None
    return name or code
