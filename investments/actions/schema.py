"""Whether the tables are those of this release."""

from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def is_behind(using: str) -> bool:
    """Whether tables are behind the models, as after migrating to an older state."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes("investments")))
