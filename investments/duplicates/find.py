"""What is on record and likely the same as what somebody enters: by the words of its names, which
the search index knows, by how they sound, and by amount and date.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connections, models, router
from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from investments import words
from investments.actions.search import ALIAS, RANK, kind_of
from investments.duplicates.alike import Like, compare
from investments.duplicates.folding import LEGAL, Form, forms, syllables
from investments.models import Event, Identity, NotDuplicate, Project, SearchToken
from investments.models.search import LAST

SHOWN = 5
READ = 40  # rows compared by name
TOKENS, HITS = 24, 120  # asked of the index, and rows taken for each
BEGINNING = 5  # letters of a long word that are enough to look at a name
SOUNDED = 24  # letters of a name that is also looked for by its sound as a whole
SPELT = 4  # ways in which a Latin word can be pinyin that are tried
LOOSELY = 65  # how near names must be where amount and date agree

_INITIAL = "zh|ch|sh|b|p|m|f|d|t|n|l|g|k|h|j|q|x|r|z|c|s|y|w"
_FINAL = (
    "iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo"
    "|ui|ue|er|a|o|e|i|u"
)
_SYLLABLE = re.compile(f"(?:(?:{_INITIAL})(?:{_FINAL})|(?:ang|eng|ai|ei|ao|ou|an|en|er|a|o|e))")
# The word is rare, its holder is not: `||` keeps a database from looking up the holder first.
HIT = (
    "SELECT object_id AS found_id FROM investments_searchtoken"
    " WHERE token {how} AND holder || '' = %s AND kind = %s AND weight >= %s LIMIT %s"
)


@dataclass(frozen=True)
class Near:
    """What else is known of a project or an event that is being entered."""

    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    day: date | None = None
    place: int | None = None

    @property
    def amount(self) -> bool:
        return bool(self.unit and (self.low is not None or self.high is not None))


def like(
    model: type[Identity],
    names: Sequence[str],
    *,
    besides: int | None = None,
    near: Near | None = None,
) -> list[Like]:
    """The records that these names are likely of, the likeliest first: the name, the Chinese name,
    then other names. `besides` is the record asked about itself, whose settled pairs are left out.
    Three queries at most, of bounded cost."""
    name, name_zh, *others = [*names, "", ""][: max(2, len(names))]
    asked = forms(name, name_zh, "\n".join(others))
    if not asked:
        return []
    keys = candidates(model, asked)
    condition = Q(pk__in=keys)
    near = near if model in DATED else None
    if near and near.amount:
        condition |= Q(pk__in=_of_the_same_amount(model, near))
    rows = model._default_manager.filter(condition).exclude(pk=besides)
    found = [one for row in rows if (one := _judge(row, asked, near))]
    if besides is not None and found:
        apart = settled(model, besides)
        found = [one for one in found if one.row.pk not in apart]
    return sorted(found, key=lambda one: (-one.score, one.row.pk))[:SHOWN]


def settled(model: type[Identity], pk: int) -> set[int]:
    """Those that somebody found not to be the same as this one."""
    about = Q(low=pk) | Q(high=pk)
    pairs = NotDuplicate.objects.filter(about, kind=kind_of(model)).values_list("low", "high")
    return {high if low == pk else low for low, high in pairs}


def _judge(row: Any, asked: Sequence[Form], near: Near | None) -> Like | None:
    there = forms(row.name, row.name_zh, row.aliases)
    likeness = compare(asked, there)
    agrees = agreement(row, near) if near else ""
    if likeness:
        reasons = (*likeness.reasons, *([agrees] if agrees else ()))
        return Like(row, likeness.score + bool(agrees), reasons)
    if agrees and loosely(asked, there) >= LOOSELY:
        return Like(row, loosely(asked, there), (agrees,))
    return None


# --- By name ------------------------------------------------------------------------------------


def candidates(model: type[Identity], asked: Iterable[Form]) -> list[int]:
    """Records that share words with these names, rare words counting for more. One query."""
    exact: set[str] = set()
    spoken: set[str] = set()
    begins: set[str] = set()
    sounds: set[str] = set()
    for form in asked:
        exact |= {token for token in words.tokens(form.written) if token not in LEGAL}
        for run in words.runs(form.text):
            if run.han:
                spoken |= _spoken(run.text)
            elif len(run.joined) >= BEGINNING:
                begins.add(run.joined[:BEGINNING])
                sounds.update(_spelt(run.joined))
        if not form.han and BEGINNING <= len(form.key) <= SOUNDED:
            sounds.update(_spelt(form.key))
    asked_for = [*_longest(exact), *_longest(spoken - exact)]
    return _best(model, asked_for, begins, sounds)


def _longest(tokens: set[str]) -> list[str]:
    return sorted(tokens, key=lambda token: (-len(token), token))[:TOKENS]


def _spoken(han: str) -> set[str]:
    """A Chinese name in pinyin, two and three syllables together, as Latin names write it."""
    said = syllables(han)
    return {
        "".join(said[at : at + length]) for length in (2, 3) for at in range(len(said) - length + 1)
    }


@lru_cache(maxsize=10_000)
def _spelt(word: str) -> tuple[str, ...]:
    """The patterns of the collation key that a Latin word sounds like: liangjiang is liang_ and
    jiang_, whatever their tones. Empty where it is no pinyin."""
    found: list[str] = []

    def step(rest: str, so_far: list[str]) -> None:
        if len(found) >= SPELT:
            return
        if not rest:
            found.append("%" + " ".join(f"{syllable}_" for syllable in so_far) + "%")
            return
        for end in range(min(6, len(rest)), 0, -1):
            if _SYLLABLE.fullmatch(rest[:end]):
                step(rest[end:], [*so_far, rest[:end]])

    step(word, [])
    return tuple(found) if word.isascii() else ()


def _best(
    model: type[Identity], exact: Iterable[str], begins: Iterable[str], sounds: Iterable[str]
) -> list[int]:
    """In one statement: Django joins no limited queries on SQLite."""
    connection = connections[router.db_for_read(SearchToken)]
    kind = kind_of(model)
    arms: list[str] = []
    parameters: list[Any] = []
    for token in exact:
        arms.append(HIT.format(how="= %s"))
        parameters += [token, kind, kind, ALIAS * RANK, HITS]
    postgresql = connection.vendor == "postgresql"
    for token in begins:
        # Each as its index is read: see `models.search.Begins`.
        arms.append(HIT.format(how="LIKE %s" if postgresql else ">= %s AND token < %s"))
        span = [f"{token}%"] if postgresql else [token, f"{token}{LAST}"]
        parameters += [*span, kind, kind, ALIAS * RANK, HITS]
    table = connection.ops.quote_name(model._meta.db_table)
    for pattern in sounds:
        arms.append(f"SELECT id AS found_id FROM {table} WHERE name_zh_sort LIKE %s LIMIT %s")  # noqa: S608
        parameters += [pattern, HITS]
    if not arms:
        return []
    statement = " UNION ALL ".join(
        f"SELECT {at} AS arm, found_id FROM ({arm}) AS arm_{at}"  # noqa: S608
        for at, arm in enumerate(arms)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        hits = set(cursor.fetchall())
    sizes = Counter(arm for arm, _pk in hits)
    weights: Counter[int] = Counter()
    for arm, pk in hits:
        weights[pk] += 1000 // sizes[arm]
    return [pk for pk, _weight in weights.most_common(READ)]


# --- By amount and date -------------------------------------------------------------------------

DATED: dict[type[models.Model], str] = {Project: "signed_start", Event: "date_start"}


def _of_the_same_amount(model: type[models.Model], near: Near) -> Any:
    """Those with this amount and date, by the indexed column that lists are sorted by."""
    low = near.low if near.low is not None else near.high
    return model._default_manager.filter(
        amount_sort=low, amount_low=near.low, amount_high=near.high, amount_unit=near.unit
    ).values("pk")[: READ * 5]


def agreement(row: Any, near: Near) -> str:
    """Whether amount and date, or amount and place, are those of a record; in words."""
    if (row.amount_low, row.amount_high, row.amount_unit) != (near.low, near.high, near.unit):
        return ""
    if near.day and getattr(row, DATED[type(row)]) == near.day:
        return _("same amount and date")
    if near.place and getattr(row, "place_id", None) == near.place:
        return _("same amount and place")
    return ""


def loosely(one: Sequence[Form], two: Sequence[Form]) -> int:
    """How near names are where they need not be spelt alike; no other edition or phase."""
    scores = [
        fuzz.token_set_ratio(a.latin, b.latin)
        for a in one
        for b in two
        if a.numbers == b.numbers and a.han == b.han
    ]
    return round(max(scores, default=0))
