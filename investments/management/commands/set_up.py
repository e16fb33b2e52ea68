"""Make a fresh database ready to serve; on a ready one, change nothing."""

from __future__ import annotations

import hashlib
import io
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from investments.actions import last_change
from investments.actions.schema import learn_sizes
from investments.models import Source
from investments.package import BrokenDataError, build, latest, public_address
from liangjiang_site.messages import compile_messages

OWNER = "owner"


def record_fixtures() -> list[str]:
    """The record's files; their numbers put what is referred to before what refers to it."""
    paths = [
        path for folder in settings.FIXTURE_DIRS for path in Path(folder).glob("[0-9][0-9]_*.yaml")
    ]
    return [str(path) for path in sorted(paths, key=lambda path: path.name)]


def load_record() -> int:
    """Load the record where no source is known yet, all or nothing; return the number of files.

    `loaddata` writes no history, so the first state is added: what is edited later can then be
    compared with it, and taken back.
    """
    with transaction.atomic():
        fixtures = record_fixtures()
        if not fixtures or Source.objects.exists():
            return 0
        call_command("loaddata", *fixtures, verbosity=0)
        call_command("populate_history", auto=True, verbosity=0, stderr=io.StringIO())
    return len(fixtures)


def static_state() -> str:
    """Return a digest of where the static files come from, which changes when any of them does.

    Collecting compresses everything anew: seconds at each start, where this takes milliseconds.
    """
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Command(BaseCommand):
    help = __doc__
    # The checks need tables that are made only here.
    requires_system_checks: list[str] = []
    loaded = False

    def handle(self, *args: Any, **options: Any) -> None:
        migrated = self.migrate()
        self.load()
        last_change.announce()
        if migrated or self.loaded:  # not at every start: it would wait for whoever writes
            learn_sizes()
        if compiled := compile_messages(settings.LOCALE_PATHS):
            self.step(f"Compiled {compiled} translation file(s)")
        self.collect_static()
        self.build_package()
        self.create_owner()

    def step(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()

    def migrate(self) -> bool:
        try:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise CommandError(f"DATABASE_URL: the database does not answer: {error}") from error
        if plan:
            self.step(f"Bringing the database up to date ({len(plan)} migrations)")
            call_command("migrate", interactive=False, verbosity=0)
        return bool(plan)

    def load(self) -> None:
        if Source.objects.exists() or not record_fixtures():
            return
        self.step("Loading the record")
        try:
            self.loaded = load_record() > 0
        except Exception as error:  # a broken file fails in many ways; all mean the same here
            raise CommandError(f"The record was not loaded: {error}") from error

    def collect_static(self) -> None:
        root = Path(settings.STATIC_ROOT)
        stamp = root.with_name(f"{root.name}.collected")
        state = static_state()
        if root.is_dir() and stamp.exists() and stamp.read_text() == state:
            return
        self.step("Collecting the static files")
        # Not cleared first: a running server still gives out the old ones, under their own names.
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(state)

    def build_package(self) -> None:
        """The first one, which takes a second, and that of a record loaded just now; later ones
        are a matter of a timer."""
        if latest() is not None and not self.loaded:
            return
        self.step("Building the package of the whole record")
        try:
            build(Path(settings.PACKAGE_DIR), site=public_address())
        except (BrokenDataError, OSError) as error:
            self.step(f"The site goes without a package: {error}")

    def create_owner(self) -> None:
        users = get_user_model()._default_manager
        if users.filter(is_staff=True, is_active=True).exists():
            return
        name = OWNER
        while users.filter(username=name).exists():
            name = f"{OWNER}-{secrets.token_hex(2)}"
        password = secrets.token_urlsafe(15)
        try:
            with transaction.atomic(using=DEFAULT_DB_ALIAS):
                users.create_superuser(username=name, password=password)
        except IntegrityError:
            return  # another server made it at the same moment and printed its password
        self.stdout.write(
            f"\n  Staff sign in at /admin/ as {name} with the password  {password}\n"
            "  It is shown only this once; change it there.\n\n"
        )
