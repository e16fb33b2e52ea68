"""A temporary PostgreSQL cluster on a unix socket, gone with the ``with`` block."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

START_SECONDS = 60
# The data lives for one test run: nothing needs to survive a crash.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def server_programs() -> Path | None:
    """Return the folder that holds initdb and postgres; packages keep it off PATH."""
    folders = []
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        asked = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=True
        )
        folders.append(Path(asked.stdout.strip()))
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: [int(part) for part in path.parent.name.split(".") if part.isdigit()],
        reverse=True,
    )
    folders += [Path(part) for part in os.environ.get("PATH", "").split(os.pathsep) if part]
    for folder in folders:
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    return None


class Account(TypedDict, total=False):
    """The arguments of subprocess that choose whom a child runs as."""

    user: int
    group: int
    extra_groups: list[int]


def account() -> Account:
    """Return what makes a child run as an ordinary user: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is no account to run it as")


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Start a cluster and yield its address; stop and remove it however the block is left."""
    who = account()
    # Short, because a socket's path may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    server = None
    try:
        if who:
            os.chown(folder, who["user"], who["group"])
        data = folder / "data"
        _initialise(programs, data, folder, who)
        command = [str(programs / "postgres"), "-D", str(data), "-k", str(folder)]
        # Only whoever may enter the folder reaches the socket; nothing listens on the network.
        command += ["-c", "listen_addresses=", "-c", "max_connections=100"]
        for option in FAST:
            command += ["-c", option]
        with (folder / "log").open("w") as log:
            # In a session of its own, so that Ctrl-C leaves stopping it to us.
            server = subprocess.Popen(
                command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **who
            )
        _wait(programs, folder, server)
        yield f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}"
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # its fast shutdown: ends open sessions
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(programs: Path, data: Path, folder: Path, who: Account) -> None:
    command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust"]
    command += ["--encoding=UTF8", "--no-sync"]
    for locale in ("C.UTF-8", "C"):  # the first is not known everywhere
        done = subprocess.run(
            [*command, f"--locale={locale}"], cwd=folder, capture_output=True, text=True, **who
        )
        if not done.returncode:
            return
    raise RuntimeError(f"initdb failed: {done.stdout}{done.stderr}")


def _wait(programs: Path, folder: Path, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    ready = [str(programs / "pg_isready"), "-q", "-h", str(folder)]
    while time.monotonic() < deadline and server.poll() is None:
        if subprocess.run(ready).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}")
