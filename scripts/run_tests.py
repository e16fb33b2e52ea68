"""Run the tests on every database at hand, and name at the end what could not run.

    run_tests.py [PYTEST ARGUMENT...]     with DB=sqlite or DB=postgresql: that database only

With CI=true anything that could not run is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import postgres
from common import PYTHON, ROOT, die, ensure_packages, environment, find_chromium, step

DATABASES = ("sqlite", "postgresql")


def main(arguments: list[str]) -> int:
    chosen = os.environ.get("DB") or "all"
    if chosen not in ("all", *DATABASES):
        die(f"DB={chosen}: write DB=sqlite or DB=postgresql, or leave it out for both.")
    ensure_packages(dev=True)
    # Ends the ``with`` blocks too, so that the cluster is stopped and removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    not_run = missing_parts()
    statuses = []
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if chosen in ("all", "sqlite"):
            step("Tests on SQLite")
            url = f"sqlite:///{Path(folder) / 'tests.sqlite3'}"
            statuses.append(run_pytest(url, arguments, Path(folder), not_run, "SQLite"))
        if chosen in ("all", "postgresql"):
            programs = postgres.server_programs()
            if programs is None:
                not_run.append("tests on PostgreSQL: its server programs are not installed")
            else:
                step("Tests on PostgreSQL")
                # What no database has a part in was proved on the first: see tests/conftest.py.
                if statuses:
                    os.environ["SECOND_DATABASE"] = "yes"
                with postgres.cluster(programs) as url:
                    statuses.append(run_pytest(url, arguments, Path(folder), not_run, "PostgreSQL"))
    return report(statuses, not_run, time.monotonic() - started)


def missing_parts() -> list[str]:
    """Name what is missing here without a test being skipped for it; those name themselves."""
    if find_chromium() and not has_chinese_font():
        return ["Chinese text as it is drawn: no font for it is installed (fonts-noto-cjk)"]
    return []


def has_chinese_font() -> bool:
    if sys.platform == "darwin" or not shutil.which("fc-list"):
        return sys.platform == "darwin"
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())


def run_pytest(
    url: str, arguments: list[str], folder: Path, not_run: list[str], database: str
) -> int:
    skipped = folder / "skipped.json"
    command = [str(PYTHON), "-m", "pytest"]
    # A given -n wins, as in ARGS="-n 0 --pdb".
    if not any(argument.startswith(("-n", "--numprocesses")) for argument in arguments):
        # Browser tests stay last.
        command += ["-n", "2", "--no-loadscope-reorder"]
    status = subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=environment(DATABASE_URL=url, SKIPPED_FILE=str(skipped)),
    ).returncode
    if skipped.exists():
        not_run += [f"on {database}: {line}" for line in json.loads(skipped.read_text())]
        skipped.unlink()
    return status


def report(statuses: list[int], not_run: list[str], seconds: float) -> int:
    print()
    failed = any(statuses)
    if not_run:
        print("Not run here:")
        for line in not_run:
            print(f"  - {line}")
        if os.environ.get("CI", "").lower() == "true":
            print("With CI=true everything must run.")
            failed = True
    verdict = "Tests failed" if failed else "All tests passed"
    print(f"{verdict} ({len(statuses)} database(s), {seconds:.0f} s)", flush=True)
    return 1 if failed or not statuses else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except RuntimeError as error:
        die(str(error))
