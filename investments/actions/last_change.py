"""When the public last got to see something else, kept by triggers of the database itself.

Loads, imports, undoing, derived columns and statements typed into a database shell all pass the
tables; a list of the places that write would forget one. Drafts move nothing: a trigger looks at
rows that are public before or after, and at what of them the public may have.

No two changes have the same moment where anybody could have read between them. On PostgreSQL the
triggers fire as a transaction ends, write once, and whoever ends next waits for that row and takes
a later second: a moment taken earlier could come to light later. SQLite lets one write at a time,
and nothing is told until the second is long over. See decision 0022.

Costs some microseconds a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models.signals import post_migrate, pre_migrate
from django.utils import timezone

from investments.actions.schema import is_behind
from investments.models import LastChange, Reviewed

TABLE = LastChange._meta.db_table
PREFIX = "public_change_"
FUNCTION = "investments_public_change"
# What SQLite's triggers write in one second has one moment, and comes to light with the end of the
# transaction, which is near: see `ending`.
SETTLED = timedelta(seconds=5)
# What an answer is made from besides the record.
PROGRAM = (
    ("investments", "*.py"),
    ("liangjiang_site", "*.py"),
    ("liangjiang_site", "*.po"),
    ("templates", "*"),
)


def moment() -> datetime | None:
    """When answers last changed, in whole seconds; None while that is not settled, and where this
    program is not the one that the database was set up for. Ask before reading what is answered: a
    change in between then counts as not yet read. One query."""
    found = LastChange.objects.values_list("at", "release").first()
    if found is None:
        return None
    at, of = found
    return at if of == release() and at <= timezone.now() - SETTLED else None


@cache
def release() -> str:
    """A digest of the program: another one may answer otherwise. Some milliseconds, once."""
    digest = sha256()
    root = Path(settings.BASE_DIR)
    files = [root / "requirements.txt"]
    for folder, pattern in PROGRAM:
        files += sorted(path for path in (root / folder).rglob(pattern) if path.is_file())
    for path in files:
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def announce() -> None:
    """That another program answers from now on counts as a change."""
    with transaction.atomic():
        rows = LastChange.objects.select_for_update().filter(pk=LastChange.ROW)
        if (last := rows.first()) and last.release != release():
            last.at = max(_now(), last.at + timedelta(seconds=1))
            last.release = release()
            last.transaction = None
            last.save()


@contextmanager
def ending() -> Iterator[None]:
    """Around long work in a transaction: where it changed something public, however early, it did
    so at its end. PostgreSQL's triggers wait for that themselves."""
    if connection.vendor == "postgresql":
        yield
        return
    written = LastChange.objects.values_list("transaction", flat=True)
    before = written.first()
    yield
    if not connection.needs_rollback and written.first() != before:
        LastChange.objects.filter(at__lt=_now()).update(at=_now())


def _now() -> datetime:
    return timezone.now().replace(microsecond=0)


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
        count = 'coalesce("transaction", 0) + 1'
        note = f'UPDATE {TABLE} SET at = max(at, {now}), "transaction" = {count};'  # noqa: S608
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
    """Triggers that should be there and are not, and the table where its row is. Two queries."""
    found = standing(using)
    row = [] if LastChange.objects.using(using).exists() else [TABLE]
    return row + [one.name for one in triggers(connections[using].vendor) if one.name not in found]


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
        if new or not rows.exists():
            begun = {"at": _now(), "transaction": None, "release": release()}
            rows.update_or_create(pk=LastChange.ROW, defaults=begun)


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
