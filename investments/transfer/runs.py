"""An upload on its way into the record: received, its columns mapped, checked, imported.

A check is the import itself in a transaction that is undone, so it finds what the import would.
Both are generators that yield how many rows they have done, for a page that shows it; when such a
page is closed, nothing has been written.
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from investments.actions.changesets import change_set
from investments.actions.refresh import deferred
from investments.choices import ChangeKind, ImportState
from investments.models import ImportRun
from investments.models.import_run import NAME_LENGTH
from investments.transfer import files
from investments.transfer.columns import KEY, column, kind_of, makes_key, model_of
from investments.transfer.importing import CHANGED, NEW, REFUSED, Importer, Sheet
from investments.transfer.matching import guess, match
from investments.transfer.reporting import Report
from investments.transfer.uploads import Table, UnreadableError

log = logging.getLogger(__name__)

SETTLED = (ImportState.RUNNING, ImportState.DONE)
STUCK = timedelta(hours=1)
KEPT = timedelta(days=30)  # uploads that nobody imported
SAMPLED = 40  # characters of a cell
STEP = 200  # rows between two words on how far it is
FINISHING = -1  # yielded when the rows are in, and what follows from them is being made


@contextmanager
def readers_go_on() -> Iterator[None]:
    """SQLite locks readers out of a file once a transaction outgrows its cache, in the middle of
    it: 25,000 rows kept the public waiting for more than 20 s. Held in memory, it does not."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_spill=OFF")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_spill=ON")


class NotReadyError(Exception):
    """It cannot be imported: somebody does so already, it was not checked, or a reason is owed."""


# --- Arrival -------------------------------------------------------------------------------------


def receive(*, data: bytes, name: str, user: Any, kind: str = "") -> ImportRun:
    """Keep an upload with what can be guessed of it. Raises UnreadableError."""
    upload = files.read(data, name)
    mapping = [_guessed(table, name, kind) for table in upload.tables]
    with transaction.atomic():
        waiting = ImportRun.objects.exclude(state=ImportState.DONE)
        waiting.filter(at__lt=timezone.now() - KEPT).delete()
        return ImportRun.objects.create(
            name=name[-NAME_LENGTH:],
            sha256=hashlib.sha256(data).hexdigest(),
            upload=data,
            file_format=upload.file_format,
            understood=upload.understood,
            mapping=mapping,
            rows_total=sum(table.about for table in upload.tables),
            by=user,
        )


def _guessed(table: Table, name: str, kind: str) -> dict[str, Any]:
    model = model_of(kind) or guess(table.headers, table.title) or guess(table.headers, name)
    return {
        "title": table.title,
        "kind": kind_of(model) if model else "",
        "headers": table.headers,
        "sample": _sample(table),
        "columns": match(model, table.headers) if model else [""] * len(table.headers),
    }


def _sample(table: Table) -> list[str]:
    """The first row, to tell columns by."""
    for _number, cells in table.lines():
        return [str(cell)[:SAMPLED] for cell in cells]
    return []


def assign(*, run: ImportRun, kinds: list[str], chosen: list[list[str]] | None) -> None:
    """Take the kinds that were chosen, and the columns where those of the kind were shown."""
    for at, sheet in enumerate(run.mapping):
        model = model_of(kinds[at])
        if sheet["kind"] != kinds[at] or chosen is None:
            sheet["columns"] = match(model, sheet["headers"]) if model else []
        else:
            sheet["columns"] = chosen[at]
        sheet["kind"] = kinds[at] if model else ""
    run.state, run.plan, run.report = ImportState.UPLOADED, {}, {}
    # Only these columns, and never over an import that is under way or done in another window.
    waiting = ImportRun.objects.filter(pk=run.pk).exclude(state__in=SETTLED)
    if not waiting.update(state=run.state, plan={}, report={}, mapping=run.mapping):
        raise NotReadyError


def drop(run: ImportRun) -> bool:
    """Forget an upload; False where it is being imported or was."""
    return bool(ImportRun.objects.filter(pk=run.pk).exclude(state__in=SETTLED).delete()[0])


def give_up_stuck(run: ImportRun) -> None:
    """An import that has run for an hour was killed: nothing of it was written."""
    since = timezone.now() - STUCK
    running = ImportRun.objects.filter(pk=run.pk, state=ImportState.RUNNING, finished_at__lt=since)
    if run.state == ImportState.RUNNING and running.update(state=ImportState.FAILED):
        run.state = ImportState.FAILED


def obstacles(run: ImportRun) -> list[str]:
    """What is to be settled before the rows can be looked at."""
    found = []
    for sheet in run.mapping:
        model = model_of(sheet["kind"])
        title = sheet["title"]
        if model is None:
            found.append(_("“%(title)s”: choose what its rows are.") % {"title": title})
            continue
        named = sorted(name for name in sheet["columns"] if name)
        for name, group in groupby(named):
            if len(list(group)) > 1:
                said = _("“%(title)s”: two columns are mapped to “%(column)s”.")
                found.append(said % {"title": title, "column": _label(model, name)})
        if KEY not in named and not makes_key(model):
            said = _("“%(title)s” has no column for the address (slug), which names each record.")
            found.append(said % {"title": title})
    return found


def _label(model: Any, name: str) -> str:
    return str(column(model, name).field.verbose_name)


def ignored(run: ImportRun) -> list[str]:
    """The columns of the file that nothing is read from."""
    return [
        header or "–"
        for sheet in run.mapping
        if sheet["kind"]
        for header, name in zip(sheet["headers"], sheet["columns"], strict=False)
        if not name
    ]


def sheets(run: ImportRun) -> list[Sheet]:
    """The tables as they were mapped. Raises UnreadableError."""
    upload = files.read(bytes(run.upload), run.name)
    found = []
    for table, mapped in zip(upload.tables, run.mapping, strict=True):
        model = model_of(mapped["kind"])
        if model is None:
            raise UnreadableError(_("“%(title)s”: choose what its rows are.") % mapped)
        found.append(Sheet(table, model, tuple(mapped["columns"])))
    return found


# --- The check -----------------------------------------------------------------------------------


def check(*, run: ImportRun, user: Any) -> Iterator[int]:
    """Find out what would become of each row. Nothing is written but the report."""
    started = timezone.now()
    waiting = ImportRun.objects.filter(pk=run.pk).exclude(state__in=SETTLED)
    if not waiting.update(state=ImportState.UPLOADED):
        raise NotReadyError
    try:
        found = sheets(run)
        report = Report(found)
        with readers_go_on(), deferred(discard=True):
            for done, outcome in enumerate(Importer(found, user, rehearsal=True).outcomes(), 1):
                report.add(outcome)
                if not done % STEP:
                    yield done
            transaction.set_rollback(True)
    except UnreadableError as error:
        _checked(run, ImportState.REFUSED, {"unreadable": str(error)})
        return
    except BaseException:
        _checked(run, ImportState.FAILED, {})
        raise
    state = ImportState.REFUSED if report.counts[REFUSED] else ImportState.CHECKED
    told = report.as_json(timezone.now() - started)
    _checked(run, state, told, plan=report.plan, rows_total=report.total)


def _checked(run: ImportRun, state: ImportState, report: dict[str, Any], **found: Any) -> None:
    """Keep what a check found, unless the file was imported or changed meanwhile."""
    asked = ImportRun.objects.filter(pk=run.pk, state=ImportState.UPLOADED)
    asked.update(state=state, report=report, finished_at=timezone.now(), **found)
    run.refresh_from_db()


def _finish(run: ImportRun, state: ImportState, report: dict[str, Any]) -> None:
    run.state, run.report, run.finished_at = state, report, timezone.now()
    run.save()


# --- The import ----------------------------------------------------------------------------------


class _RefusedError(Exception):
    """Undoes the transaction."""


def write(*, run: ImportRun, user: Any, reason: str = "") -> Iterator[int]:
    """Import what was checked, whole or not at all, as one change. Rows that are not as they were
    at the check refuse it. Raises NotReadyError where it was not checked, or is being imported."""
    started = timezone.now()
    if user is not None and run.report.get("published") and not reason:
        raise NotReadyError
    claimed = ImportRun.objects.filter(pk=run.pk, state=ImportState.CHECKED)
    if not claimed.update(state=ImportState.RUNNING, finished_at=started):
        raise NotReadyError
    run.refresh_from_db()
    report: Report | None = None
    try:
        found = sheets(run)
        report = Report(found, plan=run.plan)
        with (
            readers_go_on(),
            change_set(kind=ChangeKind.IMPORT, user=user, reason=reason) as current,
        ):
            with deferred():
                rows = Importer(found, user, reason).outcomes()
                for done, outcome in enumerate(rows, 1):
                    report.add(outcome)
                    if not done % STEP:
                        yield done
                if report.counts[REFUSED]:
                    raise _RefusedError
                yield FINISHING
            run.change_set = current.row()
            run.reason, run.rows_done = reason, report.total
            run.upload, run.plan = b"", {}
            _finish(run, ImportState.DONE, report.as_json(timezone.now() - started))
    except _RefusedError:
        run.refresh_from_db()
        _finish(run, ImportState.REFUSED, report.as_json(timezone.now() - started))  # type: ignore[union-attr]
    except BaseException as error:
        # Also where the page was closed: whatever it was, nothing was written.
        run.refresh_from_db()
        _finish(run, ImportState.FAILED, run.report)
        if isinstance(error, Exception):
            log.exception("import %s broke off", run.pk)
            if isinstance(error, UnreadableError):
                return
        raise


def done_in_words(count: int) -> str:
    if count == FINISHING:
        return _("The rows are in. Lists and search are being brought up to date.")
    return _("%(count)d rows") % {"count": count}


def would_change(run: ImportRun) -> int:
    counts = run.report.get("counts", {})
    return int(counts.get(NEW, 0)) + int(counts.get(CHANGED, 0))
