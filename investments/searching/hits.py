"""Finding and ranking in the database: one statement, the same on both.

The index says where the words stand. A word counts only while the row in which it stands is
published, which every kind of row is asked by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, router
from django.db.models import Case, F, Q, Value, When

from investments.actions.search import ALIAS, NAME, RANK, holders
from investments.models import SearchToken
from investments.searching.query import Query, Word

# Added to the weight of a whole name: it is the query, an alias is, the name begins with it.
EXACT_NAME, EXACT_ALIAS, NAME_BEGINS = 40_000, 30_000, 20_000
# The code of a token: its word, how many tokens the word has, which of them it is. The whole
# name is word 0.
WORD, NEEDED = 10_000, 100
WHOLE_NAME = NEEDED

FOUND = """
WITH found (holder, holder_id, kind, object_id, part, score) AS ({tokens}),
parts AS (
    SELECT kind, object_id, part, MAX(score) AS score FROM found
    WHERE CASE holder {public} ELSE FALSE END
    GROUP BY kind, object_id, part
),
words AS (
    SELECT kind, object_id, part / 100 AS word, MIN(score) AS score FROM parts
    GROUP BY kind, object_id, part / 100 HAVING COUNT(*) = (part / 100) %% 100
)
"""
RANKED = """,
records AS (
    SELECT kind, object_id, SUM(score) AS score,
        SUM(CASE WHEN word >= 100 THEN 1 ELSE 0 END) AS number
    FROM words GROUP BY kind, object_id
),
best AS (SELECT kind, object_id, score, number, MAX(number) OVER () AS most FROM records),
ranked AS (
    SELECT kind, object_id, number,
        COUNT(*) OVER (PARTITION BY kind) AS total,
        MAX(score) OVER (PARTITION BY kind) AS top,
        ROW_NUMBER() OVER (PARTITION BY kind ORDER BY score DESC, object_id) AS place
    FROM best WHERE number = most AND number > 0
)
SELECT kind, object_id, number, total FROM ranked
WHERE place > %s AND place <= %s {kind} ORDER BY top DESC, kind, place
"""
ALONE = "SELECT word / 100, COUNT(*) FROM words WHERE word >= 100 GROUP BY word / 100"
HELD = """,
shown AS (SELECT DISTINCT kind, object_id, holder, holder_id, part FROM found
    WHERE holder <> kind AND CASE holder {public} ELSE FALSE END)
SELECT kind, object_id, holder, holder_id, part / 10000 FROM shown
ORDER BY kind, object_id, part, holder, holder_id
"""
NEAR = "SELECT DISTINCT token FROM ({tokens}) AS near WHERE CASE holder {public} ELSE FALSE END"
NEAR_TOKENS = 2000


@dataclass(frozen=True)
class Ranked:
    """A record that was found: `number` of the query's words, among `total` of its kind."""

    kind: str
    pk: int
    number: int
    total: int


class Outer(models.Expression):
    """The row of the index that a query for its holder is asked about."""

    output_field = models.BigIntegerField()

    def __init__(self, table: str) -> None:
        super().__init__()
        self.table = table

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return f"{connection.ops.quote_name(self.table)}.holder_id", []


def find(query: Query, *, start: int, end: int, kind: str = "") -> list[Ranked]:
    """The best records, the best kind first: of each kind from `start` to `end` (all those alike
    have as many words of the query as any record has). One statement."""
    only = "AND kind = %s" if kind else ""
    tail = RANKED.replace("{kind}", only)
    rows = _run(FOUND + tail, _tokens(query), [start, end, *([kind] if kind else [])])
    return [Ranked(*row) for row in rows]


def alone(query: Query) -> dict[Word, int]:
    """How many records have each of the words. One statement."""
    found = dict(_run(FOUND + ALONE, _tokens(query), []))
    return {word: found.get(number, 0) for number, word in enumerate(query.words, start=1)}


def held(
    query: Query, shown: Mapping[str, Sequence[int]]
) -> dict[tuple[str, int], list[tuple[str, int, Word]]]:
    """The statements about these records in which words of the query stand. One statement."""
    condition = Q()
    for kind, pks in shown.items():
        condition |= Q(kind=kind, object_id__in=pks)
    found: dict[tuple[str, int], list[tuple[str, int, Word]]] = {}
    head = FOUND.partition(",\nparts")[0]
    for kind, pk, holder, holder_id, word in _run(
        head + HELD, _tokens(query).filter(condition), []
    ):
        if word:
            found.setdefault((kind, pk), []).append((holder, holder_id, query.words[word - 1]))
    return found


def near(beginning: str) -> list[str]:
    """Words of names that begin so. One statement."""
    tokens = SearchToken.objects.filter(token__begins=beginning, weight__gte=ALIAS * RANK)
    rows = tokens.order_by().values_list("holder", "holder_id", "token")[:NEAR_TOKENS]
    return [token for (token,) in _run(NEAR, rows, [], table="near")]


def _tokens(query: Query) -> Any:
    """Where the tokens of the query stand in the index: with its part of the query and what it
    counts."""
    exact = [token for word in query.words for token in word.exact]
    condition = Q(token__begins=query.key)
    if exact:
        condition |= Q(token__in=exact)
    whens = [When(token__begins=query.key, then=Value(WHOLE_NAME))]
    for number, word in enumerate(query.words, start=1):
        code = number * WORD + len(word.tokens) * NEEDED
        if word.begins:
            condition |= Q(token__begins=word.begins)
            whens.append(When(token__begins=word.begins, then=Value(code)))
        else:
            whens += [
                When(token=token, then=Value(code + index))
                for index, token in enumerate(word.exact)
            ]
    is_name = Q(weight__gte=NAME * RANK)
    score = Case(
        When(Q(token=query.key) & is_name, then=F("weight") + EXACT_NAME),
        When(token=query.key, then=F("weight") + EXACT_ALIAS),
        When(Q(token__begins=query.key) & is_name, then=F("weight") + NAME_BEGINS),
        When(token__begins=query.key, then=Value(0)),
        default=F("weight"),
        output_field=models.IntegerField(),
    )
    part = Case(*whens, output_field=models.IntegerField())
    return (
        SearchToken.objects.filter(condition)
        .order_by()
        .annotate(part=part, score=score)
        .values_list("holder", "holder_id", "kind", "object_id", "part", "score")
    )


def _run(
    statement: str, tokens: Any, parameters: Sequence[Any], table: str = "found"
) -> list[tuple[Any, ...]]:
    connection = connections[router.db_for_read(SearchToken)]
    tokens_sql, tokens_parameters = tokens.query.get_compiler(connection=connection).as_sql()
    public_sql, public_parameters = _public(connection, table)
    statement = statement.replace("{tokens}", tokens_sql).replace("{public}", public_sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*tokens_parameters, *public_parameters, *parameters])
        return list(cursor.fetchall())


def _public(connection: Any, table: str) -> tuple[str, list[Any]]:
    """For every kind of row whether one with that key is published."""
    arms, parameters = [], []
    for holder, model in holders().items():
        rows = model.objects.published().order_by().filter(pk=Outer(table))
        sql, values = rows.query.exists().get_compiler(connection=connection).as_sql()
        arms.append(f"WHEN %s THEN EXISTS ({sql})")
        parameters += [holder, *values]
    return " ".join(arms), parameters
