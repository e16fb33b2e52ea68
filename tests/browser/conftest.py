"""Browser tests talk to the real thing: gunicorn and the site's own settings, on loopback.

The server has a database of its own, copied from the tests' one with the record in it, so that
what a browser changes is seen by browser tests only.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Playwright

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_SECONDS = 30


def find_chromium() -> str | None:
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def missing_part() -> str | None:
    """What keeps browser tests from running here, or None."""
    if find_chromium() is None:
        return "Chromium is not installed"
    # Its driver is a program of its own, which bare systems lack a library for.
    driver = subprocess.run(
        [sys.executable, "-m", "playwright", "--version"], capture_output=True, text=True
    )
    if driver.returncode:
        return f"Playwright does not start: {driver.stderr.strip().splitlines()[-1]}"
    return None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: their event loop stays, and queries made under it use database
    connections of their own, which would keep the tests' database from being dropped."""
    here = Path(__file__).parent
    items.sort(key=lambda item: here in item.path.parents)
    mine = [item for item in items if here in item.path.parents]
    if mine and (missing := missing_part()):
        for item in mine:
            item.add_marker(pytest.mark.skip(reason=missing))


@dataclass(frozen=True)
class Site:
    """A running server and the account that may sign in there."""

    url: str
    username: str
    password: str


@pytest.fixture(scope="session")
def site(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Copy the database, set the owner up and serve, once per session (and worker)."""
    folder = tmp_path_factory.mktemp("site")
    with copied_database(folder, django_db_blocker) as database_url:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "tests.site_settings",
            "TEST_STATIC_ROOT": str(shared_folder(tmp_path_factory) / "static"),
        }
        username, password = set_up(environment, shared_folder(tmp_path_factory))
        with serving(environment, folder / "server.log") as url:
            yield Site(url, username, password)


@pytest.fixture(scope="session")
def playwright(site: Site, playwright: Playwright) -> Playwright:
    """The site comes first: see above, the copy needs the tests' own connection closed."""
    return playwright


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    """Makes page.goto("/events/") work."""
    return site.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "args": [
            "--no-sandbox",  # it needs rights that root in a container has not
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def copied_database(folder: Path, blocker: Any) -> Iterator[str]:
    """Copy the tests' database and yield the copy's address."""
    if connection.vendor == "sqlite":
        copy = folder / "site.sqlite3"
        with blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        yield f"sqlite:///{copy}"
        return
    original = connection.settings_dict["NAME"]
    copy_name = f"{original}_site"
    quote = connection.ops.quote_name
    with blocker.unblock():
        # PostgreSQL copies a database only while nobody is connected to it.
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quote(copy_name)} TEMPLATE {quote(original)}")
    parts = urlsplit(os.environ["DATABASE_URL"])
    try:
        yield urlunsplit(parts._replace(path=f"/{copy_name}"))
    finally:
        with blocker.unblock(), connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quote(copy_name)} WITH (FORCE)")


def set_up(environment: dict[str, str], shared: Path) -> tuple[str, str]:
    """Run the command that `make serve` runs; return the account that it prints."""
    # One after the other: the workers collect the static files into the same folder.
    with (shared / "set_up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(
            [sys.executable, "manage.py", "set_up"],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    account = re.search(r" as (\S+) with the password  (\S+)", done.stdout)
    assert account, done.stdout
    return account[1], account[2]


@contextmanager
def serving(environment: dict[str, str], log: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "scripts/gunicorn_conf.py"]
    command += ["--bind", f"127.0.0.1:{port}", "liangjiang_site.wsgi"]
    url = f"http://127.0.0.1:{port}"
    with log.open("w") as output:
        server = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output
        )
        try:
            wait_for(server, url, log)
            yield url
        finally:
            server.terminate()
            server.wait(30)


def wait_for(server: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the site did not start: {log.read_text()}")
