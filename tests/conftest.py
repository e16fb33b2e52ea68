"""What all tests share: the real record in the database, the documents, and no silent skips."""

from __future__ import annotations

import gc
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from liangjiang_site.messages import compile_messages

# Browser tests run an event loop in the main thread for the rest of the session, and Django
# would take every query after that for one made inside of it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Files whose costly part is made once for a worker, and what it is.
ON_ONE_WORKER = {
    "tests/browser/test_admin_axe.py": "a browser signed in",
    "tests/browser/test_desk.py": "browsers signed in",
    "tests/contracts/test_heads.py": "every page of the record",
    "tests/contracts/test_ledger.py": "every page of the record",
    "tests/test_tooling.py": "a site from nothing",
}
NO_DOCUMENTS = "the source documents are not at hand"
_blocker = pytest.StashKey[Any]()


def documents_folder() -> Path | None:
    """DOCUMENTS_DIR, or where they lie beside the project; None where there are none."""
    named = os.environ.get("DOCUMENTS_DIR")
    folder = Path(named) if named else Path(settings.BASE_DIR).parent / "shared" / "documents"
    return folder if any(folder.glob("*.txt")) else None


@pytest.fixture(scope="session")
def documents() -> Path:
    folder = documents_folder()
    if folder is None:
        pytest.skip(NO_DOCUMENTS)
    return folder


# --- The record --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Every test that uses the database finds the real record in it, loaded once.

    In place of pytest-django's own, which makes a database only for tests that carry its mark:
    with browser tests alone, the copy for their server would be of the developer's database.
    """
    from investments.management.commands.set_up import load_record

    request.config.stash[_blocker] = django_db_blocker
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0, interactive=False, aliases={"default": True}, keepdb=django_db_keepdb
        )
        load_record()
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            end_other_sessions()
            teardown_databases(made, verbosity=0)


def end_other_sessions() -> None:
    """Let the database be dropped: queries of browser tests are made in the context of their
    event loop, on connections that nothing reaches when the loop is gone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def shelf(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the package of the record as it is, for tests that only read it."""
    from investments.package import build

    root = tmp_path_factory.mktemp("package")
    with django_db_blocker.unblock():
        build(root)
    return root


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """A request for a Chinese page leaves its thread, and so the next test, in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What the desk keeps of the record goes by counts and numbers of rows, which come again when
    a test's rows are rolled back."""
    from investments.desk import known

    known.forget()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Bring the record back after a test with real transactions, which empties the database; after
    the last test there is none any more."""
    yield
    marker = item.get_closest_marker("django_db")
    emptied = (marker is not None and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server", "django_db_reset_sequences"}
        & set(getattr(item, "fixturenames", ()))
    )
    if emptied and nextitem is not None and _blocker in item.config.stash:
        from django.contrib.contenttypes.models import ContentType

        from investments.management.commands.set_up import load_record

        with item.config.stash[_blocker].unblock():
            load_record()
        # Their rows were made anew, under other numbers.
        ContentType.objects.clear_cache()


# --- Collecting and reporting ------------------------------------------------------------------


def pytest_sessionstart(session: pytest.Session) -> None:
    compile_messages(settings.LOCALE_PATHS)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was made so far stays: looking through it for garbage again and again took a tenth of
    the time of all tests."""
    gc.set_threshold(100_000, 50, 100)
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if documents_folder() is None:
        skip = pytest.mark.skip(reason=NO_DOCUMENTS)
        for item in items:
            if item.get_closest_marker("needs_documents"):
                item.add_marker(skip)
    if os.environ.get("SECOND_DATABASE"):
        # Everything ran on another database a moment ago: what hangs on none is proved.
        proved = [item for item in items if not hangs_on_the_database(item)]
        config.hook.pytest_deselected(items=proved)
        items[:] = [item for item in items if item not in proved]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests go to whichever worker is free, but for files whose one costly fixture would be made
    by each worker anew."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", 1)[0]
            return ON_ONE_WORKER.get(file, nodeid)

    return Scheduling(config, log)


def hangs_on_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    return bool(
        {"db", "transactional_db", "site"} & set(getattr(item, "fixturenames", ()))
    ) or bool(item.get_closest_marker("django_db"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Hand the skipped tests to scripts/run_tests.py, which names them after everything else."""
    target = os.environ.get("SKIPPED_FILE")
    if not target or hasattr(terminalreporter.config, "workerinput"):
        return
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")] += 1
    lines = [f"{count} test(s): {reason}" for reason, count in sorted(reasons.items())]
    Path(target).write_text(json.dumps(lines))
