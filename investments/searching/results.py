"""What is shown of the records that were found, and of what was tried where none was."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy

from investments import words
from investments.actions.search import LANGUAGES, SUMMARIES, holders, kind_of
from investments.datasets import DATASETS
from investments.languages import chinese
from investments.models import Event, EventSeries, Figure, Project, SigningBatch, Source, Tier
from investments.searching import hits
from investments.searching.hits import Ranked
from investments.searching.query import Query, Word

A_GROUP, A_PAGE = 6, 25
MAX_SAID = 2  # statements that tell why one record was found
SIMILAR, MIN_LETTERS, SAME_LETTERS = 0.75, 4, 2  # of a word that was perhaps meant
TAGS = ENGLISH, CHINESE = "en", "zh-Hans"
Key = tuple[str, int]


@dataclass(frozen=True)
class Kind:
    """A kind of record as the index names it; `key` is its name in the address."""

    name: str
    key: str
    label: str | Promise
    model: Any


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        *(Kind(data.kind, data.singular, data.label, data.model) for data in DATASETS.values()),
        Kind(kind_of(EventSeries), "series", pgettext_lazy("list", "Event series"), EventSeries),
        Kind(
            kind_of(SigningBatch), "total", pgettext_lazy("list", "Reported totals"), SigningBatch
        ),
        Kind(kind_of(Tier), "tier", pgettext_lazy("list", "Tiers"), Tier),
    )
}
BY_NAME = {kind.name: kind for kind in KINDS.values()}


@dataclass(frozen=True)
class Reason:
    """Why a record was found: `by` is alias, site, summary, printed, value, period or note; with
    its source and paragraph where a statement says so."""

    by: str
    text: str
    lang: str
    source: Source | None = None
    paragraph: int | None = None


@dataclass
class Hit:
    record: Any
    reasons: list[Reason] = field(default_factory=list)

    @property
    def is_figure(self) -> bool:
        return isinstance(self.record, Figure)


@dataclass
class Group:
    """The records found of one kind: `total` with those that are not shown."""

    kind: Kind
    total: int
    hits: list[Hit]
    url: str

    @property
    def more(self) -> bool:
        return self.total > len(self.hits)


def address(text: str, kind: str = "") -> str:
    """The page of a search."""
    query = {"q": text, **({"kind": kind} if kind else {})}
    return f"{reverse('investments:search')}?{urlencode(query)}"


class Search:
    """A search and what it found: of every kind the best, or a page of one `kind`. Five
    statements, and two more where nothing has all the words."""

    def __init__(self, query: Query, kind: Kind | None = None, page: int = 1) -> None:
        self.query, self.kind = query, kind
        size = A_PAGE if kind else A_GROUP
        self.start = (page - 1) * size if kind else 0
        self.end = self.start + size

    @cached_property
    def ranked(self) -> list[Ranked]:
        if not self.query.words:
            return []
        name = self.kind.name if self.kind else ""
        return hits.find(self.query, start=self.start, end=self.end, kind=name)

    @property
    def complete(self) -> bool:
        """Whether what was found has all the words."""
        return all(row.number == len(self.query.words) for row in self.ranked)

    @cached_property
    def groups(self) -> list[Group]:
        """By kind, the kind of the best record first."""
        shown: dict[str, list[int]] = {}
        for row in self.ranked:
            shown.setdefault(row.kind, []).append(row.pk)
        records = _records(shown)
        reasons = self._reasons(records, shown)
        groups: dict[str, Group] = {}
        for row in self.ranked:
            record = records.get((row.kind, row.pk))
            if record is None:
                continue
            kind = BY_NAME[row.kind]
            url = address(self.query.text, kind.key)
            group = groups.setdefault(row.kind, Group(kind, row.total, [], url))
            group.hits.append(Hit(record, reasons[row.kind, row.pk]))
        return list(groups.values())

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @cached_property
    def tried(self) -> list[tuple[Word, int, str]]:
        """Each word as it was read, how many records have it, and the address of that search."""
        if not self.query.words:
            return []
        counted = hits.alone(self.query)
        return [(word, number, address(word.written)) for word, number in counted.items()]

    @cached_property
    def suggestion(self) -> tuple[str, str] | None:
        """The query with a word of the record in place of the first that nothing has, without
        the others that nothing has; and its address. Only words that begin alike are compared."""
        known = [word.written for word, number, _url in self.tried if number]
        for word, number, _url in self.tried:
            if number or not word.begins.isalpha() or len(word.begins) < MIN_LETTERS:
                continue
            candidates = hits.near(word.begins[:SAME_LETTERS])
            close = difflib.get_close_matches(word.begins, candidates, 1, SIMILAR)
            text = " ".join([*known, *close])
            return (text, address(text)) if close else None
        return None

    def _reasons(
        self, records: dict[Key, Any], shown: dict[str, list[int]]
    ) -> dict[Key, list[Reason]]:
        found: dict[Key, list[Reason]] = {}
        missing: dict[Key, list[Word]] = {}
        for key, record in records.items():
            if isinstance(record, Figure):
                found[key] = _of_figure(record, self.query.words)
                continue
            found[key], left = _of_record(record, self.query.words)
            if left:
                missing[key] = left
        if missing:
            wanted: dict[str, list[int]] = {}
            for kind, pk in missing:
                wanted.setdefault(kind, []).append(pk)
            chosen = _chosen(hits.held(self.query, wanted), missing)
            said = _statements(chosen)
            for key, keys in chosen.items():
                rows = [said[one] for one in keys if one in said]
                found[key] += [_of_statement(row, missing[key]) for row in rows]
        return found


def _own(record: Any, names: Iterable[str]) -> list[tuple[str, str]]:
    """Texts of a record with their language, that of the page first."""
    texts: list[tuple[str, str]] = []
    for name in names:
        pair = [(getattr(record, name, ""), ENGLISH), (getattr(record, f"{name}_zh", ""), CHINESE)]
        texts += reversed(pair) if chinese() else pair
    return [(text, lang) for text, lang in texts if text]


def _of_record(record: Any, query: Sequence[Word]) -> tuple[list[Reason], list[Word]]:
    """Why a record was found by its own texts, and the words that stand elsewhere. The names say
    so themselves."""
    left = _absent(query, (record.name, record.name_zh))
    reasons = []
    aliases = [("alias", alias, _script(alias)) for alias in record.alias_list]
    summaries = [("summary", text, lang) for text, lang in _own(record, SUMMARIES)]
    site = [("site", record.site, ENGLISH)] if isinstance(record, Source) else []
    for by, text, lang in (*aliases, *site, *summaries):
        still = _absent(left, (text,))
        if len(still) < len(left):
            reasons.append(Reason(by, text, lang))
            left = still
    return reasons, left


def _absent(query: Sequence[Word], texts: Iterable[str]) -> list[Word]:
    tokens = {token for text in texts for token in words.tokens(text)}
    return [word for word in query if not word.stands_in(tokens)]


def _script(text: str) -> str:
    return CHINESE if any("\u4e00" <= letter <= "\u9fff" for letter in text) else ENGLISH


def _of_figure(record: Figure, query: Sequence[Word]) -> list[Reason]:
    """What the source prints; the number in words, the period and our note where words of the
    query stand there alone."""
    lang = record.source.language if record.source else ENGLISH
    where = (record.source, record.paragraph)
    printed = [Reason("printed", record.as_printed, lang, *where)] if record.as_printed else []
    left = _absent(query, (record.as_printed,))
    values = [(record.text(code), tag) for code, tag in zip(LANGUAGES, TAGS, strict=True)]
    texts = [("value", text, lang) for text, lang in (values[::-1] if chinese() else values)]
    texts.append(("period", record.period, ENGLISH))
    texts += [("note", text, lang) for text, lang in _own(record, ("note",))]
    for by, text, lang in texts:
        still = _absent(left, (text,))
        if len(still) < len(left):
            printed.append(Reason(by, text, lang))
            left = still
    return printed


def _chosen(
    held: dict[Key, list[tuple[str, int, Word]]], missing: dict[Key, list[Word]]
) -> dict[Key, list[Key]]:
    """Of the statements about each record those that have most of the missing words."""
    chosen: dict[Key, list[Key]] = {}
    for key, left in missing.items():
        by_statement: dict[Key, set[Word]] = {}
        for holder, pk, word in held.get(key, []):
            if word in left:
                by_statement.setdefault((holder, pk), set()).add(word)
        told: set[Word] = set()
        while by_statement and len(chosen.get(key, [])) < MAX_SAID:
            best = max(by_statement, key=lambda one: len(by_statement[one] - told))
            gained = by_statement.pop(best) - told
            if not gained:
                break
            told |= gained
            chosen.setdefault(key, []).append(best)
    return chosen


def _text(value: str) -> Value:
    return Value(value, output_field=models.TextField())


def _column(model: Any, name: str) -> Any:
    """A column as text, so that kinds with and without it can stand in one answer."""
    fields = {one.name for one in model._meta.concrete_fields}
    return Cast(F(name), models.TextField()) if name.partition("__")[0] in fields else _text("")


def _union(arms: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
    if not arms:
        return []
    return arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]


RECORD = (
    *("slug", "kind", "name", "name_zh", "aliases"),
    *SUMMARIES,
    *(f"{name}_zh" for name in SUMMARIES),
)


def _records(shown: dict[str, list[int]]) -> dict[Key, Any]:
    """The records themselves, only what the public sees: one query, and one for figures."""
    found: dict[Key, Any] = {}
    arms = []
    for name, pks in shown.items():
        model = BY_NAME[name].model
        rows = model.objects.published().filter(pk__in=pks).order_by()
        if model is Figure:
            found |= {(name, row.pk): row for row in rows.for_list()}
            continue
        columns = [_column(model, column) for column in (*RECORD, "site")]
        pages = [_text(""), _text("")]
        if model is SigningBatch:
            pages = [_column(model, "event__slug"), _column(model, "initiative__slug")]
        arms.append(rows.values_list(_text(name), F("pk"), *columns, *pages))
    for name, pk, *values, site, event, initiative in _union(arms):
        model = BY_NAME[name].model
        record = model(pk=pk, is_public=True)
        for column, value in zip(RECORD, values, strict=True):
            if hasattr(record, column):
                setattr(record, column, value)
        if model is Source:
            record.site = site
        if event:
            record.event = Event(slug=event)
        if initiative:
            record.initiative = Project(slug=initiative)
        found[name, pk] = record
    return found


STATEMENT = ("as_printed", "text", "text_zh", "title", "title_zh", "note", "note_zh")


def _statements(chosen: dict[Key, list[Key]]) -> dict[Key, dict[str, Any]]:
    """What these statements say and where: one query."""
    wanted: dict[str, set[int]] = {}
    for keys in chosen.values():
        for holder, pk in keys:
            wanted.setdefault(holder, set()).add(pk)
    arms = []
    for holder, pks in wanted.items():
        model = holders()[holder]
        rows = model.objects.published().filter(pk__in=pks).order_by()
        columns = [_column(model, column) for column in STATEMENT]
        cited = [F(f"source__{name}") for name in ("pk", "slug", "name", "name_zh", "language")]
        arms.append(rows.values_list(_text(holder), F("pk"), *columns, F("paragraph"), *cited))
    found: dict[Key, dict[str, Any]] = {}
    for holder, pk, *values, paragraph, source_pk, slug, name, name_zh, language in _union(arms):
        source = Source(pk=source_pk, slug=slug, name=name, name_zh=name_zh, is_public=True)
        found[holder, pk] = {
            **dict(zip(STATEMENT, values, strict=True)),
            "paragraph": paragraph,
            "source": source,
            "language": language,
        }
    return found


def _of_statement(row: dict[str, Any], left: Sequence[Word]) -> Reason:
    """The text of a statement that has most of the words."""
    texts = [(row["as_printed"], row["language"], "printed")]
    for name in ("text", "title", "note"):
        pair = [(row[name], ENGLISH, "note"), (row[f"{name}_zh"], CHINESE, "note")]
        texts += reversed(pair) if chinese() else pair
    text, lang, by = min(texts, key=lambda one: len(_absent(left, (one[0],))))
    return Reason(by, text, lang, row["source"], row["paragraph"])
