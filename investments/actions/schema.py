"""The tables themselves: whether they are those of this release, and how large they are."""

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor


def is_behind(using: str) -> bool:
    """Whether tables are behind the models, as after migrating to an older state."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes("investments")))


def learn_sizes() -> None:
    """Let SQLite see how large its tables are, by samples, in milliseconds: without that it sorts
    all of a long list for its first rows. PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
