"""When the public last got to see something else, kept by triggers of the database itself.

Loads, imports, undoing, derived columns and statements typed into a database shell all pass the
tables; a list of the places that write would forget one. Drafts move nothing: a trigger looks at
rows that are public before or after, and at what of them the public may have.

The moments of two changes differ, and the later change has the later one. SQLite lets one write
at a time. On PostgreSQL the triggers fire as a transaction ends, write once, and whoever ends
next waits for that row: a moment taken earlier could come to light later.

Costs some microseconds a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models.signals import post_migrate, pre_migrate
from django.utils import timezone

from investments.actions.schema import is_behind
from investments.models import LastChange, Reviewed

TABLE = LastChange._meta.db_table
PREFIX = "public_change_"
FUNCTION = "investments_public_change"
# SQLite's triggers cannot tell a transaction's first row from its second, so two changes within
# a second may share a moment; within that second nothing is told. See decision 0022.
SETTLED = timedelta(seconds=2)

# When this program started: another release, or other settings, may answer otherwise. The server
# sets the moment at which all its processes began.
started = timezone.now().replace(microsecond=0)


def moment() -> datetime | None:
    """When answers last changed, in whole seconds; None while that is not settled. Ask before
    reading what is answered: a change in between then counts as not yet read. One query."""
    at = LastChange.objects.values_list("at", flat=True).first()
    if at is None:
        return None
    last = max(at, started)
    return last if last <= timezone.now() - SETTLED else None


# --- The triggers -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trigger:
    """`name` has a digest of what it does, so that one of another release is known by it."""

    table: str
    event: str
    condition: str
    vendor: str

    @property
    def name(self) -> str:
        digest = sha256(f"{self._body('')}{self.condition}".encode()).hexdigest()[:8]
        return f"{PREFIX}{self.table.removeprefix('investments_')}_{self.event.lower()}_{digest}"

    @property
    def sql(self) -> str:
        return self._body(self.name)

    def _body(self, name: str) -> str:
        head = f"TRIGGER {name} AFTER {self.event} ON {self.table}"
        when = f"FOR EACH ROW WHEN ({self.condition})"
        if self.vendor == "postgresql":
            late = "DEFERRABLE INITIALLY DEFERRED"
            return f"CREATE CONSTRAINT {head} {late} {when} EXECUTE FUNCTION {FUNCTION}()"
        now = "strftime('%Y-%m-%d %H:%M:%S', 'now')"
        note = f"UPDATE {TABLE} SET at = {now} WHERE at < {now};"  # noqa: S608 - own names
        return f"CREATE {head} {when} BEGIN {note} END"


NOTE = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {TABLE}
    SET at = greatest(date_trunc('second', clock_timestamp()), at + interval '1 second'),
        transaction = txid_current()
    WHERE transaction IS DISTINCT FROM txid_current();
    RETURN NULL;
END $$
"""  # noqa: S608 - own names


def triggers(vendor: str) -> Iterator[Trigger]:
    """Three for each model of which rows are published."""
    for model in apps.get_app_config("investments").get_models():
        if issubclass(model, Reviewed):
            table = model._meta.db_table
            seen = "OLD.is_public OR NEW.is_public"
            yield Trigger(table, "INSERT", "NEW.is_public", vendor)
            yield Trigger(table, "UPDATE", f"({seen}) AND {_differs(model, vendor)}", vendor)
            yield Trigger(table, "DELETE", "OLD.is_public", vendor)


def _differs(model: type[Reviewed], vendor: str) -> str:
    columns = [one.column for one in model._meta.concrete_fields if one.name not in model.unseen]
    old, new = (", ".join(f'{row}."{name}"' for name in columns) for row in ("OLD", "NEW"))
    differ = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return f"({old}) {differ} ({new})"


def standing(using: str = DEFAULT_DB_ALIAS) -> dict[str, str]:
    """The triggers that the database has, and their tables. One query."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid) AND starts_with(tgname, %s)"
        )
    else:
        query = (
            "SELECT name, tbl_name FROM sqlite_master "
            "WHERE type = 'trigger' AND instr(name, %s) = 1"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [PREFIX])
        return dict(cursor.fetchall())


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Triggers that should be there and are not. One query."""
    found = standing(using)
    return [one.name for one in triggers(connections[using].vendor) if one.name not in found]


def watch(using: str = DEFAULT_DB_ALIAS) -> None:
    """Have the database keep the moment from now on; changes nothing where it does already."""
    connection = connections[using]
    wanted = {one.name: one.sql for one in triggers(connection.vendor)}
    with transaction.atomic(using=using):
        found = standing(using)
        _drop(using, {name: table for name, table in found.items() if name not in wanted})
        new = [sql for name, sql in wanted.items() if name not in found]
        with connection.cursor() as cursor:
            if new and connection.vendor == "postgresql":
                cursor.execute(NOTE)
            for sql in new:
                cursor.execute(sql)
        rows = LastChange.objects.using(using)
        now = datetime.now(UTC).replace(microsecond=0)
        if new or not rows.exists():
            rows.update_or_create(pk=LastChange.ROW, defaults={"at": now, "transaction": None})


def forget(using: str = DEFAULT_DB_ALIAS) -> None:
    """Stop watching, and tell no moment meanwhile: tables that change are built anew on SQLite,
    and on PostgreSQL cannot change in a transaction that still has triggers to fire."""
    with transaction.atomic(using=using):
        if found := standing(using):
            LastChange.objects.using(using).all().delete()
            _drop(using, found)


def _drop(using: str, found: dict[str, str]) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in found.items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")


def _before_migrations(plan: Iterable[Any] = (), using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    if any(step.app_label == "investments" for step, _backwards in plan):
        forget(using)


def _after_migrations(plan: Any = None, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    # Without a plan a database was emptied, of the row as well.
    if plan is None or not is_behind(using):
        watch(using)


def connect(app: Any) -> None:
    """Listen for the beginning and the end of migrations; after what refreshes all rows."""
    pre_migrate.connect(_before_migrations, sender=app, dispatch_uid="last change")
    post_migrate.connect(_after_migrations, sender=app, dispatch_uid="last change")
