"""What is asked: the words of a query as search reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from investments import words

MAX_LENGTH, MAX_WORDS = 100, 8
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ud800-\udfff]")


@dataclass(frozen=True)
class Word:
    """`exact` tokens are found as they are; with `begins` every token that begins so. `written`
    is the word as it stands in the query."""

    written: str
    text: str
    exact: tuple[str, ...] = ()
    begins: str = ""

    @property
    def tokens(self) -> tuple[str, ...]:
        return (self.begins,) if self.begins else self.exact

    def hits(self, token: str) -> bool:
        return token.startswith(self.begins) if self.begins else token in self.exact

    def stands_in(self, tokens: set[str]) -> bool:
        """Whether a text with these tokens has the whole word."""
        if self.begins:
            return any(token.startswith(self.begins) for token in tokens)
        return tokens.issuperset(self.exact)


@dataclass(frozen=True)
class Query:
    """A query; `complaint` says why it cannot be followed, and then it has no words."""

    text: str
    complaint: str = ""
    words: list[Word] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> "Query":
        if UNREADABLE.search(text):
            clean = UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", text)[:MAX_LENGTH]
            return cls(clean, _("The query has characters that cannot be read."))
        text = " ".join(text.split())
        if len(text) > MAX_LENGTH:
            reason = _("Search for at most %(count)s characters.") % {"count": MAX_LENGTH}
            return cls(text[:MAX_LENGTH], reason)
        found = list(read_words(text))
        if len(found) > MAX_WORDS:
            return cls(text, _("Search for at most %(count)s words.") % {"count": MAX_WORDS})
        if text and not found:
            return cls(text, _("There is no word and no number in it."))
        return cls(text, words=found)

    @cached_property
    def key(self) -> str:
        return words.key(self.text)


def read_words(text: str) -> Iterator[Word]:
    """The words of a query, each once. No token belongs to two words, so that the index tells by
    the token which word was found: what another word implies is left out."""
    asked = list(_asked(text))
    every = {token for word in asked for token in word.tokens}
    taken: set[str] = set()
    for word in asked:
        if word.begins and any(
            token.startswith(word.begins) and token != word.begins for token in every
        ):
            continue
        left = tuple(token for token in word.tokens if token not in taken)
        taken.update(left)
        if left:
            exact = () if word.begins else left
            yield Word(word.written, word.text, exact, word.begins)


def _asked(text: str) -> Iterator[Word]:
    """The words as they stand; a number and its scale are one."""
    before: words.Run | None = None
    for run in words.runs(text):
        scaled = words.scaled(before, run)[: words.LENGTH]
        if before and scaled:
            exact = (scaled, *dict.fromkeys(run.pairs))
            yield Word(text[before.start : run.end], scaled, exact=exact if run.han else exact[:1])
            before = None
            continue
        if before:
            yield _word(text[before.start : before.end], before)
        before = run
    if before:
        yield _word(text[before.start : before.end], before)


def _word(written: str, run: words.Run) -> Word:
    if run.han and len(run.text) > 1:
        return Word(written, run.text, exact=tuple(dict.fromkeys(run.pairs)))
    if run.number:
        return Word(written, run.text, exact=(run.text[: words.LENGTH],))
    return Word(written, run.joined, begins=run.joined[: words.LENGTH])
