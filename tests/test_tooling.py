"""The commands that set up, serve and test: what they say, and that they can be run again."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import argon2
import pytest
import run_tests
from django.conf import settings
from django.core.management import call_command

from investments.management.commands.set_up import load_record
from investments.models import Source
from liangjiang_site.messages import compile_messages

import common
import postgres

BASE_DIR = Path(settings.BASE_DIR)

# --- Setting up --------------------------------------------------------------------------------


class FreshSite:
    """An SQLite file of its own, set up by the command that `make serve` runs."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "new site.sqlite3"
        self.env = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{self.file}",
            "DJANGO_SETTINGS_MODULE": "tests.site_settings",
            "TEST_STATIC_ROOT": str(folder / "static"),
        }
        self.first = self.set_up()
        self.after_first = self.rows()

    def set_up(self) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", "set_up"],
            cwd=BASE_DIR,
            env=self.env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return done.stdout

    def rows(self) -> list[str]:
        with sqlite3.connect(self.file) as database:
            dump = list(database.iterdump())
        database.close()
        return dump


@pytest.fixture(scope="module")
def fresh_site(tmp_path_factory: pytest.TempPathFactory) -> FreshSite:
    return FreshSite(tmp_path_factory.mktemp("fresh site"))


def test_setting_up_says_each_step_and_the_password_once(fresh_site: FreshSite) -> None:
    steps = [line for line in fresh_site.first.splitlines() if line.startswith("·")]
    assert "Bringing the database up to date" in steps[0]
    assert "· Collecting the static files" in steps
    assert fresh_site.first.count("with the password") == 1


def test_setting_up_again_is_silent_and_changes_nothing(fresh_site: FreshSite) -> None:
    assert fresh_site.set_up() == ""
    assert fresh_site.rows() == fresh_site.after_first


def test_one_owner_with_a_random_password(fresh_site: FreshSite) -> None:
    account = re.search(r" as (\S+) with the password  (\S+)", fresh_site.first)
    assert account
    name, password = account.groups()
    assert len(password) == 20
    with sqlite3.connect(fresh_site.file) as database:
        users = database.execute(
            "SELECT username, password, is_staff, is_superuser FROM auth_user"
        ).fetchall()
    database.close()
    [(username, encoded, *rights)] = users
    assert (username, rights) == (name, [1, 1])
    assert password not in encoded
    assert argon2.PasswordHasher().verify(encoded.removeprefix("argon2"), password)


def test_the_record_is_loaded_with_a_first_state_in_its_history(fresh_site: FreshSite) -> None:
    with sqlite3.connect(fresh_site.file) as database:
        [sources] = database.execute("SELECT count(*) FROM investments_source").fetchone()
        [states] = database.execute("SELECT count(*) FROM investments_historicalsource").fetchone()
    database.close()
    has_fixtures = any((BASE_DIR / "fixtures").glob("[0-9][0-9]_*.yaml"))
    assert states == sources
    assert bool(sources) == has_fixtures


@pytest.mark.django_db(transaction=True)
def test_a_broken_fixture_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("flush", interactive=False, verbosity=0)
    good = {"model": "auth.group", "pk": 1, "fields": {"name": "first"}}
    bad = {"model": "auth.group", "pk": 2, "fields": {"nam": "second"}}
    (tmp_path / "01_good.yaml").write_text(json.dumps([good]))
    (tmp_path / "02_bad.yaml").write_text(json.dumps([bad]))
    monkeypatch.setattr(settings, "FIXTURE_DIRS", [tmp_path])
    with pytest.raises(Exception, match="02_bad"):
        load_record()
    assert not Source.objects.exists()
    from django.contrib.auth.models import Group

    # The roles are groups too, which flushing brings back.
    assert not Group.objects.filter(name="first").exists()


def test_translations_are_compiled_without_gettext(tmp_path: Path) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "django.po").write_text(f'{header}msgid "Project"\nmsgstr "项目"\n', "utf-8")
    assert compile_messages([tmp_path]) == 1
    assert "项目".encode() in (folder / "django.mo").read_bytes()
    assert compile_messages([tmp_path]) == 0


# --- One clear line ----------------------------------------------------------------------------


def fake_python(folder: Path, *, version_ok: bool) -> dict[str, str]:
    """Make a PATH on which every Python is too old, or lacks venv."""
    for tool in ("dirname", "head"):
        (folder / tool).symlink_to(shutil.which(tool) or "")
    python = folder / "python3"
    python.write_text(
        "#!/bin/sh\n"
        '[ "$1" = --version ] && { echo "Python 3.9.2"; exit 0; }\n'
        f'case "$2" in *version_info*) exit {0 if version_ok else 1} ;; *) exit 1 ;; esac\n'
    )
    python.chmod(0o755)
    return {"PATH": str(folder)}


def run_script(name: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(BASE_DIR / "scripts" / "run"), name],
        env=env,
        capture_output=True,
        text=True,
    )


def without_steps(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Leave out the progress of installing, where the tests run in another environment."""
    return [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("·")]


def test_a_python_that_is_too_old_is_one_clear_line(tmp_path: Path) -> None:
    done = run_script("serve", fake_python(tmp_path, version_ok=False))
    assert done.returncode == 1
    [line] = (done.stdout + done.stderr).splitlines()
    assert "Python 3.11 or newer" in line
    assert "found only Python 3.9.2" in line
    assert "apt-get install python3" in line


def test_a_python_without_venv_is_one_clear_line(tmp_path: Path) -> None:
    done = run_script("serve", fake_python(tmp_path, version_ok=True))
    assert done.returncode == 1
    [line] = (done.stdout + done.stderr).splitlines()
    assert "has no venv module" in line


def test_no_python_at_all_is_one_clear_line(tmp_path: Path) -> None:
    env = fake_python(tmp_path, version_ok=True)
    (tmp_path / "python3").unlink()
    done = run_script("serve", env)
    assert done.returncode == 1
    [line] = (done.stdout + done.stderr).splitlines()
    assert "found none" in line


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_script("serve", {**os.environ, "PORT": str(port)})
    assert done.returncode == 1
    [line] = without_steps(done)
    assert line.startswith(f"Port {port} is taken.")
    assert "make serve" in line


def test_a_linked_environment_is_not_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / ".venv").symlink_to(tmp_path / "kept")
    monkeypatch.setattr(common, "VENV", tmp_path / ".venv")
    with pytest.raises(SystemExit):
        common._create_venv()
    assert ".venv is a link" in capsys.readouterr().err
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_wrong_setting_is_one_clear_line() -> None:
    done = run_script("serve", {**os.environ, "PORT": "many"})
    assert done.returncode == 1
    assert without_steps(done) == ["Settings: PORT: write a number from 1 to 65535"]


# --- Testing -----------------------------------------------------------------------------------


def test_what_did_not_run_is_named_and_fails_where_all_must(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "")
    assert run_tests.report([0], ["browser tests: none"], 1) == 0
    assert "Not run here:\n  - browser tests: none" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert run_tests.report([0], ["browser tests: none"], 1) == 1
    assert run_tests.report([0, 0], [], 1) == 0
    assert run_tests.report([0, 1], [], 1) == 1
    assert run_tests.report([], [], 1) == 1, "no test was run"


def test_skipped_tests_are_handed_on(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "def test_a(): pytest.skip('no such thing')\n"
        "@pytest.mark.skip(reason='no such thing')\n"
        "def test_b(): pass\n"
    )
    skipped = tmp_path / "skipped.json"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", str(tmp_path / "test_it.py")],
        cwd=BASE_DIR,
        env={**os.environ, "SKIPPED_FILE": str(skipped)},
        capture_output=True,
    )
    assert json.loads(skipped.read_text()) == ["2 test(s): no such thing"]


RUN_A_CLUSTER = """
import signal, sys, time
import postgres
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
with postgres.cluster(postgres.server_programs()) as url:
    print(url, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_temporary_cluster_goes_when_its_run_is_ended(end: signal.Signals) -> None:
    if postgres.server_programs() is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    run = subprocess.Popen(
        [sys.executable, "-c", RUN_A_CLUSTER],
        cwd=BASE_DIR / "scripts",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with run:
        assert run.stdout
        found = re.search(r"host=(\S+)", run.stdout.readline())
        assert found
        folder = Path(found[1].replace("%2F", "/"))
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        run.send_signal(end)
        run.wait(30)
    assert not folder.exists()
    for _ in range(50):
        if not Path(f"/proc/{server}").exists():
            break
        time.sleep(0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


# --- What is installed -------------------------------------------------------------------------


def pinned(name: str) -> dict[str, str]:
    text = (BASE_DIR / name).read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize(
    "name", ["requirements-installer.txt", "requirements.txt", "requirements-dev.txt"]
)
def test_every_package_is_pinned_with_hashes_and_no_address(name: str) -> None:
    text = (BASE_DIR / name).read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    # A package may be there twice, for older and for newer Pythons.
    assert {package.split("==")[0] for package in packages} == set(pinned(name))
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text
    assert "--index" not in text


def test_testing_uses_the_versions_that_serve() -> None:
    runtime, development = pinned("requirements.txt"), pinned("requirements-dev.txt")
    shared = set(runtime) & set(development)
    assert shared
    assert {name: development[name] for name in shared} == {name: runtime[name] for name in shared}


def test_make_help_names_every_command() -> None:
    shown = subprocess.run(["make", "help"], cwd=BASE_DIR, capture_output=True, text=True).stdout
    commands = set(re.findall(r"^([a-z-]+):", (BASE_DIR / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"^  make ([a-z-]+) ", shown, re.MULTILINE)) == commands - {"help"} | {
        "help"
    }


def test_packages_are_installed_by_pip_where_uv_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import common

    asked: list[str] = []
    answers = {"uv": False, "python": True}

    def run(program: str, *rest: str, loud: bool = False) -> bool:
        asked.append(Path(program).name)
        assert rest[-2:] == ("-r", "requirements.txt")
        assert "--require-hashes" in rest
        return answers[asked[-1]]

    monkeypatch.setattr(common, "VENV", tmp_path)
    monkeypatch.setattr(common, "_run", run)
    monkeypatch.setattr(common, "ensure_uv", lambda: True)
    common._install("requirements.txt")
    assert asked == ["uv", "python"]
    common._install("requirements.txt")
    assert asked == ["uv", "python"], "what is installed stays"
    (tmp_path / "installed-requirements.txt").unlink()
    answers["python"] = False
    with pytest.raises(SystemExit):
        common._install("requirements.txt")
    assert "could not be installed" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
