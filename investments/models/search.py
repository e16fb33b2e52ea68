"""The index that search reads: which words stand in which row, and which record they lead to."""

from typing import Any

from django.db import models
from django.db.models.lookups import StartsWith

TOKEN_LENGTH = 64
LAST = "\U0010ffff"  # sorts after every other character


class TokenField(models.CharField):
    """A word as it is compared: see `words`."""


@TokenField.register_lookup
class Begins(StartsWith):
    """`token__begins`: LIKE on PostgreSQL, with an index for it; a span on SQLite, whose LIKE
    ignores case and so uses no index."""

    lookup_name = "begins"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        span = [*params, self.rhs, *params, f"{self.rhs}{LAST}"]
        return f"({column} >= %s AND {column} < %s)", span

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        pattern = connection.ops.prep_for_like_query(self.rhs)
        return f"{column} LIKE %s", [*params, f"{pattern}%"]


class SearchToken(models.Model):
    """One word of a row. `holder` and `holder_id` are the row in which it stands, which must be
    public for the word to count; `kind` and `object_id` the record to which it leads, which for a
    statement is what it is about. Drafts are indexed, too: whoever reads asks for `published()`.

    Written by actions.search alone; what the weights mean stands there.
    """

    token = TokenField(max_length=TOKEN_LENGTH)
    holder = models.CharField(max_length=20)
    holder_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    weight = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                name="searchtoken_token", fields=["token"], opclasses=["varchar_pattern_ops"]
            ),
            models.Index(name="searchtoken_holder", fields=["holder", "holder_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.token}: {self.kind} {self.object_id}"
