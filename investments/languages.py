"""Which of a record's two names and texts to show, and the punctuation around them."""

from typing import Any

from babel import Locale, UnknownLocaleError
from django.utils.translation import pgettext

from investments.quantities.format import babel_locale


def chinese() -> bool:
    """Whether the active language is Chinese."""
    return babel_locale() == "zh_Hans"


def either(text: str, text_zh: str) -> str:
    """The text in the active language, or the one that there is."""
    return (text_zh or text) if chinese() else (text or text_zh)


def other_language(text: str, text_zh: str) -> str:
    """The BCP 47 tag for `lang` where `either` gives the text in the language not active; ''."""
    if chinese():
        return "en" if text and not text_zh else ""
    return "zh-Hans" if text_zh and not text else ""


def localised(row: Any, field: str = "name") -> str:
    """A column that has a Chinese twin, in the active language: localised(event, "summary")."""
    return either(getattr(row, field, ""), getattr(row, f"{field}_zh", ""))


def collation_key(text: str) -> str:
    """What Chinese readers sort a name by: its syllables in pinyin with their tones; other scripts
    stand as they are, in lower case. The first call in a process takes 0.3 s, others 20 µs."""
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(text.lower(), style=Style.TONE3, neutral_tone_with_five=True))


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


def comma() -> str:
    """Between parts of a sentence."""
    return pgettext("between parts of a sentence", ", ")


def list_comma() -> str:
    """Between the members of a list."""
    return pgettext("between members of a list", ", ")


def colon() -> str:
    """Between a name and what is said of it."""
    return pgettext("between a name and what is said of it", ": ")


def full_stop() -> str:
    """Between two sentences."""
    return pgettext("between two sentences", ". ")


def bracketed(text: str) -> str:
    """An addition in brackets, with the space before them where the language has one."""
    return pgettext("addition", " (%(text)s)") % {"text": text}
