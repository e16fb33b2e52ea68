"""Import a file as the desk does: checked first, then whole or not at all, as one change."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from investments.choices import ImportState
from investments.models import ImportRun
from investments.transfer import runs
from investments.transfer.uploads import UnreadableError

SHOWN = 50  # errors


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX or a ZIP of CSV files")
        parser.add_argument("--kind", default="", help="what its rows are, where it is not plain")
        parser.add_argument("--user", required=True, help="in whose name; their role is asked")
        parser.add_argument("--reason", default="", help="owed where the public reads what changes")
        parser.add_argument("--check", action="store_true", help="only say what would become of it")

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()._default_manager
        user: Any = users.filter(username=options["user"], is_active=True).first()
        if user is None or not user.has_perm("investments.import_record"):
            raise CommandError(f"{options['user']} may not import")
        try:
            data = options["file"].read_bytes()
            run = runs.receive(
                data=data, name=options["file"].name, user=user, kind=options["kind"]
            )
        except (OSError, UnreadableError) as error:
            raise CommandError(str(error)) from error
        try:
            self._take(run, user, options)
        finally:
            if options["check"] or run.state != ImportState.DONE:
                run.delete()

    def _take(self, run: ImportRun, user: Any, options: dict[str, Any]) -> None:
        if wrong := [*runs.obstacles(run), *map(_ignored, runs.ignored(run))]:
            raise CommandError("\n".join(wrong))
        self._follow("checked", runs.check(run=run, user=user), run)
        if run.state != ImportState.CHECKED:
            raise CommandError(_errors(run))
        self.stdout.write(_counts(run))
        if options["check"]:
            return
        if run.report["published"] and not options["reason"]:
            raise CommandError("The public reads some of what changes: say why with --reason")
        self._follow("imported", runs.write(run=run, user=user, reason=options["reason"]), run)
        if run.state != ImportState.DONE:
            raise CommandError(_errors(run))
        self.stdout.write(f"imported in {run.report['seconds']} s")

    def _follow(self, word: str, steps: Any, run: ImportRun) -> None:
        for done in steps:
            if self.stderr.isatty() and done != runs.FINISHING:
                self.stderr.write(f"\r{done} {word}", ending="")
        run.refresh_from_db()


def _ignored(header: str) -> str:
    return f"column “{header}” is none of ours: take it out, or use the desk to map it"


def _counts(run: ImportRun) -> str:
    return ", ".join(f"{count} {name}" for name, count in run.report["counts"].items() if count)


def _errors(run: ImportRun) -> str:
    report = run.report
    if "unreadable" in report:
        return str(report["unreadable"])
    lines = [
        f"row {one['row']}, {one['column'] or 'as a whole'}: {one['said']}"
        for one in report.get("errors", [])[:SHOWN]
    ]
    more = report.get("error_count", 0) - len(lines)
    return "\n".join(["nothing was imported", *lines, *([f"and {more} more"] if more > 0 else [])])
