"""What lies below a node of a tree, and above it, asked within another query."""

from collections.abc import Sequence
from typing import Any

from django.db import connections, router
from django.db.models.expressions import RawSQL


def compiled(queryset: Any) -> tuple[str, tuple[Any, ...]]:
    """The SQL of a query on the database that it would be read from."""
    connection = connections[router.db_for_read(queryset.model)]
    sql, params = queryset.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


def nodes(model: Any) -> tuple[str, tuple[Any, ...]]:
    """The published nodes with their parents: a hidden one hides the way to what is below."""
    return compiled(model.objects.published().order_by().values_list("pk", "parent"))


def below(model: Any, pks: Sequence[int]) -> RawSQL:
    """The keys of these nodes and of all below them, for `…__in`. UNION ends circles."""
    sql, params = nodes(model)
    marks = ", ".join(["%s"] * len(pks))
    return RawSQL(  # noqa: S611  (nothing of the address but primary keys, as parameters)
        f"WITH RECURSIVE node(id, parent) AS ({sql}), below(id) AS ("  # noqa: S608
        f"SELECT id FROM node WHERE id IN ({marks}) UNION "
        "SELECT node.id FROM node JOIN below ON node.parent = below.id) SELECT id FROM below",
        (*params, *pks),
    )
