"""How many rows each value of each filter would leave: one query for a whole list.

The counts of a filter follow all other filters and leave its own selection aside. The query is
put together from common table expressions, which SQLite and PostgreSQL both read: `b_…` the rows
that the others leave, `p_…` pairs of row and value from statements, `t_…` each node of a tree with
all above it. Rows are read once for all filters without a selection, and once more for each with
one. What it costs stands in docs/decisions/0011-counts-of-filters.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, router

from investments.filters.choose import (
    ChoosableFilter,
    FoundFilter,
    RelatedFilter,
    YearFilter,
)
from investments.filters.fields import UNKNOWN
from investments.filters.trees import compiled

LISTED = 40  # values of one filter that a page lists: those that most rows have
NO_TEXT = "''"


@dataclass(frozen=True)
class FacetValue:
    """A value with the number of rows that have it; `state` is "in", "out" or nothing."""

    key: str
    label: Any
    count: int
    state: str = ""


@dataclass
class Facet:
    """The values of a filter, and whether the record may hold more than are listed."""

    name: str
    label: Any
    values: list[FacetValue] = field(default_factory=list)
    more: bool = False

    @property
    def is_set(self) -> bool:
        return any(value.state for value in self.values)


@dataclass
class Counts:
    """What the one query says: rows for each filter and value, rows left, rows in all."""

    rows: dict[str, list[tuple[str, str, str, int]]]
    left: int
    all: int


class Query:
    """The one query, in the making."""

    def __init__(self) -> None:
        self.tables: dict[str, str] = {}
        self.params: list[Any] = []
        self.arms: list[str] = []
        self.last: list[Any] = []

    def table(self, name: str, columns: Sequence[str], querysets: Sequence[Any]) -> str:
        """The rows of one or several queries; a row may stand there twice."""
        if name not in self.tables:
            parts = []
            for queryset in querysets:
                sql, params = compiled(queryset)
                parts.append(sql)
                self.params += params
            self.tables[name] = f"{name}({', '.join(columns)}) AS ({' UNION ALL '.join(parts)})"
        return name

    def closure(self, model: Any) -> str:
        """Each published node with itself and all above it."""
        nodes = f"n_{model._meta.model_name}"
        published = model.objects.published().order_by().values_list("pk", "parent")
        self.table(nodes, ("id", "parent"), [published])
        name = f"t_{model._meta.model_name}"
        self.tables.setdefault(
            name,
            f"{name}(node, above) AS (SELECT id, id FROM {nodes} UNION SELECT {name}.node, up.id "  # noqa: S608
            f"FROM {name} JOIN {nodes} here ON here.id = {name}.above "
            f"JOIN {nodes} up ON up.id = here.parent)",
        )
        return name

    def arm(self, name: str, sql: str, *params: Any) -> None:
        self.arms.append(sql.replace("'?'", f"'{name}'"))
        self.last += params

    def run(self, model: Any) -> list[tuple[str, str, str, str, int]]:
        sql = f"WITH RECURSIVE {', '.join(self.tables.values())} {' UNION ALL '.join(self.arms)}"
        with connections[router.db_for_read(model)].cursor() as cursor:
            cursor.execute(sql, [*self.params, *self.last])
            return list(cursor.fetchall())


def count(filterset: Any) -> Counts:
    """Ask for all counts of a list: one query."""
    query = Query()
    model = filterset.queryset.model
    groups: dict[str, list[tuple[str, ChoosableFilter]]] = {"": []}
    for name, item in filterset.choosable():
        groups.setdefault(name if filterset.counts_alone(name) else "", []).append((name, item))
    for alone, members in groups.items():
        base = _base(query, filterset, alone, members)
        for name, item in members:
            _arms(query, base, name, item, model, filterset.selected(name))
    query.table("w", ("id",), [filterset.queryset.order_by().values_list("pk")])
    nothing = f"{NO_TEXT}, {NO_TEXT}, {NO_TEXT}"
    query.arm(" left", f"SELECT '?', {nothing}, COUNT(*) FROM b_")  # noqa: S608
    query.arm(" all", f"SELECT '?', {nothing}, COUNT(*) FROM w")  # noqa: S608
    rows: dict[str, list[Any]] = {}
    for name, *row in query.run(model):
        rows.setdefault(name, []).append(tuple(row))
    left, whole = (rows.pop(name)[0][3] for name in (" left", " all"))
    return Counts(rows, left, whole)


def _base(query: Query, filterset: Any, alone: str, members: Iterable[Any]) -> str:
    columns, values = ["id"], ["pk"]
    model = filterset.queryset.model
    for name, item in members:
        if isinstance(item, YearFilter):
            columns += [f"{name}_first", f"{name}_last"]
            values += item.years(model)
        elif not item.via:
            columns.append(f"{name}_value")
            values.append(item.column(model))
    rows = filterset.narrowed(without=alone).order_by().values_list(*values)
    return query.table(f"b_{alone}", columns, [rows])


def _arms(
    query: Query, base: str, name: str, item: ChoosableFilter, model: Any, chosen: list[str]
) -> None:
    if isinstance(item, YearFilter):
        query.arm(
            name,
            f"SELECT '?', COALESCE({name}_first || '-' || {name}_last, ''), {NO_TEXT}, {NO_TEXT}, "  # noqa: S608
            f"COUNT(*) FROM {base} GROUP BY {name}_first, {name}_last",
        )
        return
    if not item.via and isinstance(item, RelatedFilter) and item.tree:
        tree = query.closure(item.related)
        counted = (
            f"SELECT above AS k, COUNT(*) AS n FROM {base} "  # noqa: S608
            f"JOIN {tree} ON node = {name}_value GROUP BY above"
        )
    elif not item.via:
        counted = f"SELECT {name}_value AS k, COUNT(*) AS n FROM {base} GROUP BY {name}_value"  # noqa: S608
    else:
        pairs = query.table(
            f"p_{name}",
            ("own", "k"),
            [found.values_list(via.own, "link") for via, found in item.links()],
        )
        key, above = "k", ""
        if isinstance(item, RelatedFilter) and item.tree:
            tree = query.closure(item.related)
            key, above = "above", f" JOIN {tree} ON node = k"
        counted = (
            f"SELECT {key} AS k, COUNT(DISTINCT own) AS n FROM {pairs} "  # noqa: S608
            f"JOIN {base} ON {base}.id = own{above} GROUP BY {key}"
        )
        if item.blank:
            query.arm(
                name,
                f"SELECT '?', '', {NO_TEXT}, {NO_TEXT}, (SELECT COUNT(*) FROM {base}) - "  # noqa: S608
                f"(SELECT COUNT(DISTINCT own) FROM {pairs} JOIN {base} ON {base}.id = own)",
            )
    if item.related is None:
        query.arm(
            name,
            f"SELECT '?', COALESCE(CAST(k AS VARCHAR), ''), {NO_TEXT}, {NO_TEXT}, n "  # noqa: S608
            f"FROM ({counted}) c",
        )
        return
    records = query.table(
        f"r_{item.related._meta.model_name}",
        ("id", "slug", "name", "name_zh"),
        [item.targets().values_list("pk", "slug", "name", "name_zh")],
    )
    marks = ", ".join(["%s"] * len(chosen))
    first = f"CASE WHEN slug IN ({marks}) THEN 0 ELSE 1 END, " if chosen else ""
    if item.blank and not item.via:
        query.arm(
            name,
            f"SELECT '?', '', {NO_TEXT}, {NO_TEXT}, COUNT(*) FROM {base} "  # noqa: S608
            f"WHERE {name}_value IS NULL OR {name}_value NOT IN (SELECT id FROM {records})",
        )
    query.arm(
        name,
        f"SELECT * FROM (SELECT '?' AS f, slug, name, name_zh, n FROM ({counted}) c "  # noqa: S608
        f"JOIN {records} r ON r.id = c.k ORDER BY {first}n DESC, slug LIMIT {LISTED + 1}) top",
        *chosen,
    )


def facets(filterset: Any, counts: Counts) -> list[Facet]:
    """The filters with their values, those first that most rows have; codes in their own order
    and years from the latest. What no row has is left away, unless it is chosen."""
    found = []
    for name, item in filterset.choosable():
        selection = filterset.selection(name)
        rows = counts.rows.get(name, [])
        if isinstance(item, YearFilter):
            numbers, labels = _years(rows), {}
        else:
            numbers = {}
            for key, _name, _zh, number in rows:
                numbers[key or UNKNOWN] = numbers.get(key or UNKNOWN, 0) + number
            labels = {key: _label(item, row) for row in rows if (key := row[0])}
        for chosen in (*selection.included, *selection.excluded):
            numbers.setdefault(chosen.key, 0)
            labels.setdefault(chosen.key, chosen.label)
        if not item.blank:
            numbers.pop(UNKNOWN, None)
        facet = Facet(name, filterset.form.fields[name].label)
        order = _order(item, numbers, labels, filterset.form.fields[name].choices)
        if isinstance(item, FoundFilter) and len(order) > LISTED:
            facet.more = True
            order = [key for key in order if selection.state(key)] + [
                key for key in order if not selection.state(key)
            ]
            order = order[:LISTED]
        for key in order:
            state = selection.state(key)
            if numbers[key] or state:
                label = item.blank if key == UNKNOWN else labels.get(key, key)
                facet.values.append(FacetValue(key, label, numbers[key], state))
        found.append(facet)
    return found


def _label(item: ChoosableFilter, row: tuple[str, str, str, int]) -> Any:
    key, name, name_zh, _count = row
    if isinstance(item, FoundFilter):
        return item.name_of(key, name, name_zh)
    return dict(item.extra.get("choices", ())).get(key, key)


def _order(
    item: ChoosableFilter, numbers: dict[str, int], labels: dict[str, Any], codes: dict[str, Any]
) -> list[str]:
    known = [key for key in numbers if key != UNKNOWN]
    if isinstance(item, YearFilter):
        known.sort(reverse=True)
    elif isinstance(item, FoundFilter):
        known.sort(key=lambda key: (-numbers[key], str(labels[key])))
    else:
        rank = {code: position for position, code in enumerate(codes)}
        known.sort(key=lambda key: rank.get(key, len(rank)))
    return [*known, UNKNOWN] if UNKNOWN in numbers else known


def _years(rows: Iterable[tuple[str, str, str, int]]) -> dict[str, int]:
    """Spans with their counts, as counts of each year that they touch."""
    numbers: dict[str, int] = {}
    for span, _name, _zh, number in rows:
        if not span:
            numbers[UNKNOWN] = numbers.get(UNKNOWN, 0) + number
            continue
        first, last = (int(year) for year in span.split("-"))
        for year in range(first, last + 1):
            numbers[str(year)] = numbers.get(str(year), 0) + number
    return numbers
