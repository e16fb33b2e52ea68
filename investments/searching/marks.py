"""The words of a query marked in a text."""

from collections.abc import Iterator, Sequence

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from investments import words
from investments.searching.query import Word

Span = tuple[int, int]
AROUND = 70  # characters of an excerpt before the first word that is marked
EXCERPT = 180  # characters of an excerpt


def spans(text: str, query: Sequence[Word]) -> list[Span]:
    """Where words of the query stand: whole words, and Chinese as much as was asked for."""
    found: list[Span] = []
    before: words.Run | None = None
    for run in words.runs(text):
        found += _scaled(before, run, query)
        before = run
        if run.han:
            found += _in_han(text, run, query)
        elif any(word.stands_in(words.tokens(text[run.start : run.end])) for word in query):
            found.append((run.start, run.end))
    return _merged(found)


def _scaled(before: words.Run | None, run: words.Run, query: Sequence[Word]) -> Iterator[Span]:
    """A number with its scale, and of Chinese what follows as far as it was asked for."""
    token = words.scaled(before, run)
    for word in query:
        if before and token and token in word.exact:
            end = run.end
            if run.han:
                same = 1
                while run.text[same - 1 : same + 1] in word.exact and same < len(run.text):
                    same += 1
                end = run.start + same
            yield before.start, end


def _in_han(text: str, run: words.Run, query: Sequence[Word]) -> Iterator[Span]:
    """Compared as they are folded; one Chinese character folds to one."""
    exact = run.end - run.start == len(run.text)
    for word in query:
        at = run.text.find(word.text)
        while exact and at >= 0:
            yield run.start + at, run.start + at + len(word.text)
            at = run.text.find(word.text, at + 1)


def _merged(found: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def marked(text: str, query: Sequence[Word]) -> SafeString:
    """The text, escaped, with `<mark>` around the words of the query."""
    pieces: list[tuple[SafeString | str]] = []
    at = 0
    for start, end in spans(text, query):
        pieces.append((conditional_escape(str(text[at:start])),))
        pieces.append((format_html("<mark>{}</mark>", text[start:end]),))
        at = end
    pieces.append((conditional_escape(str(text[at:])),))
    return format_html_join("", "{}", pieces)


def excerpt(text: str, query: Sequence[Word]) -> str:
    """The part of a long text around the first word that is found in it."""
    text = " ".join(text.split())
    if len(text) <= EXCERPT:
        return text
    found = spans(text, query)
    start = max(0, found[0][0] - AROUND) if found else 0
    if start and (gap := text.find(" ", start, start + AROUND)) >= 0 and text.isascii():
        start = gap + 1
    end = start + EXCERPT
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
