"""The likely duplicates of a whole kind. Only records that share something rare are compared: an
equal name, an uncommon word, a neighbour in alphabetical order, an amount and a date.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from investments.choices import StatisticKind
from investments.duplicates.alike import HAN, SAME, compare
from investments.duplicates.find import DATED, LOOSELY, loosely
from investments.duplicates.folding import HAN as HAN_LETTER
from investments.duplicates.folding import Form, forms
from investments.models import (
    Event,
    EventSeries,
    Identity,
    Industry,
    NotDuplicate,
    Organisation,
    Person,
    Place,
    Project,
    SigningBatch,
    Source,
    Statistic,
    Tier,
)

KINDS: tuple[type[Identity], ...] = (
    Organisation,
    Person,
    Place,
    Project,
    Event,
    EventSeries,
    SigningBatch,
    Industry,
    Statistic,
    Tier,
    Source,
)
LARGEST = 12  # records that share a word, for the word to be uncommon
NEIGHBOURS = 2
COMPARED = 40_000  # pairs, whatever the record holds
KEPT_FOR = 3600
PATIENCE = 100  # times what finding them took
MEASURES = frozenset(StatisticKind)  # a share is not the level that it is a share of

Key = tuple[int, int]


@dataclass(frozen=True)
class Pair:
    """Two records by primary key, the lower one first."""

    low: int
    high: int
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Kept:
    state: tuple[Any, ...]
    found: list[Pair]
    made: float
    took: float


@dataclass(frozen=True)
class _Row:
    pk: int
    forms: list[Form]
    amount: tuple[Any, ...] | None = None
    day: date | None = None
    kind: str = ""
    parent: int | None = None


def pairs(model: type[Identity]) -> list[Pair]:
    """The likeliest first, without those that somebody has settled. Made anew when something of the
    kind was saved; of a large record, where that takes seconds, at most every ten minutes, so that
    a record may be gone by now."""
    name = f"duplicates.{model._meta.model_name}.{get_language()}"
    state, now = _state(model), time.monotonic()
    kept = cache.get(name)
    if kept is None or (kept.state != state and now - kept.made > PATIENCE * kept.took):
        found = list(_find(model))
        kept = _Kept(state, found, time.monotonic(), time.monotonic() - now)
        cache.set(name, kept, KEPT_FOR)
    apart = set(NotDuplicate.objects.filter(kind=model._meta.model_name).values_list("low", "high"))
    return [pair for pair in kept.found if (pair.low, pair.high) not in apart]


def count() -> int:
    """How many pairs wait to be looked at, of whatever kind."""
    return sum(len(pairs(model)) for model in KINDS)


def _state(model: type[Identity]) -> tuple[Any, ...]:
    """What changes whenever a row of the kind does, loads included."""
    rows = model._default_manager.aggregate(Count("pk"), Max("pk"))
    history: Any = model.history
    return (*rows.values(), *history.aggregate(Max("history_id")).values())


def _find(model: type[Identity]) -> Iterator[Pair]:
    rows = {row.pk: row for row in _read(model)}
    found = []
    for low, high in _worth_comparing(rows):
        if pair := _judge(rows[low], rows[high]):
            found.append(pair)
    yield from sorted(found, key=lambda pair: (-pair.score, pair.low, pair.high))


def _read(model: type[Identity]) -> Iterator[_Row]:
    columns = ["pk", "name", "name_zh", "aliases"]
    there = {column.attname for column in model._meta.concrete_fields}
    wanted = ("kind", "parent_id", "amount_low", "amount_high", "amount_unit", DATED.get(model))
    more = [column for column in wanted if column in there]
    for pk, name, name_zh, aliases, *others in model._default_manager.values_list(*columns, *more):
        said = dict(zip(more, others, strict=True))
        amount = (said.get("amount_low"), said.get("amount_high"), said.get("amount_unit"))
        yield _Row(
            pk,
            forms(name, name_zh, aliases),
            amount if amount[2] else None,
            said.get(DATED.get(model, "")),
            said.get("kind", ""),
            said.get("parent_id"),
        )


def _judge(one: _Row, two: _Row) -> Pair | None:
    if one.pk == two.parent or two.pk == one.parent:
        return None  # a part is not the whole
    likeness = compare(one.forms, two.forms)
    if likeness and one.kind != two.kind and (likeness.score < SAME or one.kind in MEASURES):
        return None
    same_deal = bool(one.amount and one.day and (one.amount, one.day) == (two.amount, two.day))
    if likeness:
        reasons = likeness.reasons
        score = likeness.score + same_deal
    elif same_deal and (score := loosely(one.forms, two.forms)) >= LOOSELY:
        reasons = ()
    else:
        return None
    if same_deal:
        reasons = (*reasons, _("same amount and date"))
    return Pair(one.pk, two.pk, score, reasons)


def _worth_comparing(rows: dict[int, _Row]) -> Iterator[Key]:
    """Pairs that share something, each once: what they surely share first."""
    blocks = (_by_name(rows), _by_deal(rows), _by_word(rows))
    seen: set[Key] = set()
    for members in (members for block in blocks for members in block.values()):
        if len(members) <= LARGEST:
            for key in _pairs_of(sorted(members)):
                if key not in seen:
                    seen.add(key)
                    yield key
            if len(seen) > COMPARED:
                return
    for key in _neighbours(rows):
        if key not in seen:
            seen.add(key)
            yield key


def _pairs_of(members: Sequence[int]) -> Iterator[Key]:
    for at, low in enumerate(members):
        for high in members[at + 1 :]:
            yield low, high


def _by_name(rows: dict[int, _Row]) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = defaultdict(set)
    for row in rows.values():
        for form in row.forms:
            for key in {form.key, form.core, form.latin.replace(" ", "")} - {""}:
                found[key].add(row.pk)
    return found


def _by_deal(rows: dict[int, _Row]) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = defaultdict(set)
    for row in rows.values():
        if row.amount and row.day:
            found[row.amount, row.day].add(row.pk)
    return found


def _by_word(rows: dict[int, _Row]) -> dict[Any, set[int]]:
    """By words, and by pairs of Chinese characters; the least common first."""
    found: dict[Any, set[int]] = defaultdict(set)
    for row in rows.values():
        for word in (word for form in row.forms for word in form.text.split()):
            if HAN_LETTER.search(word):
                for at in range(len(word) - 1):
                    found[word[at : at + 2]].add(row.pk)
            elif len(word) > 3:
                found[word].add(row.pk)
    return dict(sorted(found.items(), key=lambda item: len(item[1])))


def _neighbours(rows: dict[int, _Row]) -> Iterator[Key]:
    """In alphabetical order read forwards and backwards, where a slip of a letter stands near."""
    listed = [(form.key, row.pk) for row in rows.values() for form in row.forms]
    for order in (sorted(listed), sorted((key[::-1], pk) for key, pk in listed)):
        for at, (key, pk) in enumerate(order):
            for other_key, other in order[at + 1 : at + 1 + NEIGHBOURS]:
                if other != pk and fuzz.ratio(key, other_key, score_cutoff=HAN):
                    yield min(pk, other), max(pk, other)
