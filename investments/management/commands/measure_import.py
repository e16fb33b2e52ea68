"""Measure an import of many new organisations: time and peak memory of its check and its write.
Everything is undone at the end."""

import csv
import io
import resource
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from investments.models import ImportRun
from investments.transfer import runs
from investments.transfer.importing import KINDS

MEGABYTE = 1_000_000
KILOBYTE = 1 if sys.platform == "darwin" else 1024  # of what the system reports
COLUMNS = ["slug", "name", "name_zh", "kind", "country", "aliases"]


def file_of(rows: int, bad: int = 0) -> bytes:
    """A file of organisations; the last `bad` have a kind that there is not."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number in range(rows):
        kind = "company" if number < rows - bad else "nonsense"
        names = [f"Measured company {number}", f"测量公司{number}"]
        writer.writerow([f"measured-{number}", *names, kind, "CN", f"Alias {number}"])
    return text.getvalue().encode()


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=10_000)
        parser.add_argument("--bad", type=int, default=0, help="rows at the end with an error")

    def handle(self, *args: Any, **options: Any) -> None:
        data = file_of(options["rows"], options["bad"])
        self.stdout.write(f"{options['rows']} rows, {len(data) / MEGABYTE:.1f} MB; {_memory()}")
        with transaction.atomic():
            run = runs.receive(data=data, name="organisation.csv", user=None)
            self._measure("check", runs.check(run=run, user=None), run)
            for one in run.report["errors"][:3]:
                self.stdout.write(f"  row {one['row']}, {one['column']}: {one['said']}")
            if not run.report["counts"]["refused"]:
                self._measure("write", runs.write(run=run, user=None), run)
            transaction.set_rollback(True)

    def _measure(self, name: str, steps: Iterator[int], run: ImportRun) -> None:
        started = time.perf_counter()
        rows_in = 0.0
        for done in steps:
            if done == runs.FINISHING:
                rows_in = time.perf_counter() - started
        took = time.perf_counter() - started
        run.refresh_from_db()
        counts = ", ".join(f"{run.report['counts'][kind]} {kind}" for kind in KINDS)
        parts = f" (rows {rows_in:.1f} s, what follows {took - rows_in:.1f} s)" if rows_in else ""
        self.stdout.write(f"{name}: {took:.1f} s{parts}, {run.state}: {counts}; {_memory()}")


def _memory() -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE
    return f"peak memory {peak / MEGABYTE:.0f} MB"
