"""Settings: what is wrong stops start-up by name, and what is left out is safe."""

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client

from liangjiang_site import environment
from liangjiang_site.settings import SETTINGS

BASE_DIR = Path(settings.BASE_DIR)
STRONG_KEY = "k3y-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2


def read(env: dict[str, str], env_file: Path = Path("no-such-file")) -> dict[str, Any]:
    return environment.read(SETTINGS, env, env_file)


def start(code: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Import the real settings in a process of their own, then run ``code``."""
    keep = {"PATH": os.environ["PATH"], "SECRET_KEY": STRONG_KEY, "DATABASE_URL": "sqlite:///x.db"}
    setup = "import os, json; os.environ['DJANGO_SETTINGS_MODULE'] = 'liangjiang_site.settings'\n"
    return subprocess.run(
        [sys.executable, "-c", setup + "from liangjiang_site import settings as s\n" + code],
        cwd=BASE_DIR,
        env=keep | env,
        capture_output=True,
        text=True,
    )


def show(*names: str, **env: str) -> list[Any]:
    done = start(f"print(json.dumps([getattr(s, name, None) for name in {names}]))", **env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    keep = {"PATH": os.environ["PATH"], "SECRET_KEY": STRONG_KEY, "DATABASE_URL": "sqlite:///x.db"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=keep | env,
        capture_output=True,
        text=True,
    )


# --- Reading -----------------------------------------------------------------------------------


def test_without_any_setting_the_site_is_local_and_quiet() -> None:
    values = read({})
    assert values["DEBUG"] is False
    assert values["PORT"] == 8000
    assert values["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert values["DATABASE_URL"]["NAME"] == BASE_DIR / "var" / "db.sqlite3"
    assert values["REPLICA_URLS"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://u:pw-in-url@h/d"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite://host/file"),
        ("DATABASE_URL", "just words"),
        ("DATABASE_URL", "postgresql://h"),
        ("DATABASE_URL", "postgresql://h:port/d"),
        ("REPLICA_URLS", "sqlite:///a,oracle://b"),
        ("CACHE_URL", "redis"),
        ("CACHE_URL", "unknown://x"),
        ("SECRET_KEY", "secret"),
        ("SECRET_KEY", "a" * 80),
        ("SECRET_KEY", "django-insecure-" + STRONG_KEY),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", ","),
        ("ALLOWED_HOSTS", "https://example.org"),
        ("ALLOWED_HOSTS", "example.org:8000"),
        ("CSRF_TRUSTED_ORIGINS", "example.org"),
        ("TRUST_PROXY", "maybe"),
        ("DEBUG", "2"),
        ("LOG_LEVEL", "LOUD"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eighty"),
        ("PORT", "-1"),
    ],
)
def test_a_malformed_value_stops_with_its_name_and_not_its_value(name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read({name: value})
    message = str(caught.value)
    assert message.startswith(f"Settings: {name}: ")
    assert "pw-in-url" not in message
    assert STRONG_KEY not in message


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read({"PORT": "x", "DEBUG": "x", "DATABSE_URL": "x"})
    lines = str(caught.value).splitlines()
    assert [line.split()[1].rstrip(":") for line in lines] == ["DATABSE_URL", "DEBUG", "PORT"]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("DATABSE_URL", "DATABASE_URL"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("ALOWED_HOSTS", "ALLOWED_HOSTS"),
        ("ALLOWED_HOST", "ALLOWED_HOSTS"),
        ("SECRETKEY", "SECRET_KEY"),
        ("SECRET_KEYS", "SECRET_KEY"),
        ("REPLICA_URL", "REPLICA_URLS"),
        ("CASHE_URL", "CACHE_URL"),
        ("debug", "DEBUG"),
        ("PORTT", "PORT"),
    ],
)
def test_a_near_miss_in_the_environment_stops_with_a_hint(wrong: str, meant: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"{wrong} .*Did you mean {meant}\?"):
        read({wrong: "anything"})


OTHERS = """
    PATH HOME HOST HOSTNAME USER SHELL TERM LANG LC_ALL PWD OLDPWD TMPDIR DISPLAY EDITOR
    PAGER MAIL LOGNAME SSH_AUTH_SOCK SSH_TTY XDG_CACHE_HOME XDG_RUNTIME_DIR DEBIAN_FRONTEND
    DEBUGINFOD_URLS PYTHONPATH PYTHONUNBUFFERED VIRTUAL_ENV PIP_INDEX_URL CI NODE_ENV REDIS_URL
    PGHOST PGPORT PGDATABASE DATABASE_HOST DATABASE_NAME http_proxy HTTP_PROXY NO_PROXY
    KUBERNETES_PORT KUBERNETES_SERVICE_HOST DOCKER_HOST AWS_SECRET_ACCESS_KEY CACHE_DIR
    RUST_LOG LOGLEVEL_MAX GUNICORN_CMD_ARGS WEB_CONCURRENCY DOCUMENTS_DIR PYTEST_VERSION
    DJANGO_SETTINGS_MODULE MAKEFLAGS MAKELEVEL ARGS DB SUPPORT REPORT
"""


def test_other_programs_names_are_no_near_misses() -> None:
    read(dict.fromkeys(OTHERS.split(), "x"))


def test_an_unknown_name_in_the_file_stops(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("# mine\nPORT=8001\nCOLOUR=red\nALOWED_HOSTS=x\nnot a line\n")
    with pytest.raises(ImproperlyConfigured) as caught:
        read({}, env_file)
    assert str(caught.value).splitlines() == [
        "Settings: line 5 of .env is not NAME=value",
        "Settings: COLOUR in .env is not a setting.",
        "Settings: ALOWED_HOSTS in .env is not a setting. Did you mean ALLOWED_HOSTS?",
    ]


def test_the_environment_wins_over_the_file_and_empty_means_the_default(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("PORT=8001\nDEBUG='on'\nLOG_LEVEL=\"error\"\n")
    values = read({"PORT": "8002", "DEBUG": ""}, env_file)
    assert (values["PORT"], values["DEBUG"], values["LOG_LEVEL"]) == (8002, False, "ERROR")


def test_addresses_are_understood() -> None:
    url = "postgresql://user:p%40ss@db.example:5433/record?sslmode=require"
    config = read({"DATABASE_URL": url})["DATABASE_URL"]
    assert (config["USER"], config["PASSWORD"], config["PORT"]) == ("user", "p@ss", 5433)
    assert config["OPTIONS"] == {"sslmode": "require"}
    assert read({"DATABASE_URL": "sqlite:////srv/a b/x.db"})["DATABASE_URL"]["NAME"] == Path(
        "/srv/a b/x.db"
    )
    assert read({"CACHE_URL": "redis://h:6379/1"})["CACHE_URL"]["LOCATION"] == "redis://h:6379/1"


def test_a_wrong_setting_is_one_line_on_the_command_line() -> None:
    done = manage("check", PORT="http")
    assert done.returncode == 1
    assert done.stderr.strip() == "Settings: PORT: write a number from 1 to 65535"


def test_every_setting_is_documented_with_its_default() -> None:
    text = (BASE_DIR / "docs" / "operating.md").read_text()
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", text, re.MULTILINE))
    expected = {s.name: f"`{s.default}`" if s.default else "" for s in SETTINGS}
    assert {name: value for name, value in rows.items() if name in expected} == expected
    assert set(rows) == set(expected), "a row for something that is no setting"
    assert all(setting.doc for setting in SETTINGS)


# --- The secret --------------------------------------------------------------------------------


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    first = environment.kept_secret(path)
    assert environment.kept_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first) >= 80
    assert environment.kept_secret(tmp_path / "other") != first


def test_many_first_starts_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    path, found = tmp_path / "secret_key", []
    barrier = threading.Barrier(16)

    def first_start() -> None:
        barrier.wait()
        found.append(environment.kept_secret(path))

    threads = [threading.Thread(target=first_start) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert set(found) == {path.read_text()}
    assert list(tmp_path.iterdir()) == [path]


def test_a_guessable_kept_secret_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.write_text("changeme")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        environment.kept_secret(path)


# --- Local and public --------------------------------------------------------------------------


def test_the_deployment_check_has_nothing_to_say_locally() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_the_deployment_check_has_nothing_to_say_in_public() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", ALLOWED_HOSTS="site.example")
    assert done.returncode == 0, done.stderr
    assert "0 silenced" in done.stdout


def test_a_public_host_turns_https_and_host_cookies_on() -> None:
    names = ("LOCAL", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
    secure = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_PROXY_SSL_HEADER")
    # One public name among loopback ones is enough.
    public = show(*names, *secure, ALLOWED_HOSTS="127.0.0.1,site.example")
    assert public == [False, True, "__Host-sessionid", "__Host-csrftoken", True, True, None]
    local = show(*names, *secure)
    assert local == [True, None, None, None, None, None, None]
    assert show("SECURE_PROXY_SSL_HEADER", TRUST_PROXY="on")[0] == [
        "HTTP_X_FORWARDED_PROTO",
        "https",
    ]


def test_debug_is_refused_in_public() -> None:
    done = start(DEBUG="on", ALLOWED_HOSTS="site.example")
    assert done.returncode != 0
    assert "Settings: DEBUG: on is for loopback only" in done.stderr
    assert show("DEBUG", DEBUG="on") == [True]


def test_loopback_names() -> None:
    assert all(map(environment.is_loopback, ["127.0.0.1", "127.1.2.3", "localhost", "[::1]"]))
    assert not any(map(environment.is_loopback, ["127.0.0.1.example", "example.org", "10.0.0.1"]))


# --- What follows ------------------------------------------------------------------------------


def test_sqlite_is_opened_safely(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.db import connection as c\n"
        "ask = lambda p: c.cursor().execute('PRAGMA ' + p).fetchone()[0]\n"
        "print(json.dumps([ask('foreign_keys'), ask('synchronous'), ask('busy_timeout'),\n"
        "    c.transaction_mode, ask('journal_mode')]))"
    )
    done = start(code, DATABASE_URL=f"sqlite:///{tmp_path / 'a b.db'}")
    assert done.returncode == 0, done.stderr
    foreign_keys, synchronous, timeout, mode, journal = json.loads(done.stdout)
    assert (foreign_keys, synchronous, timeout, mode) == (1, 2, 20_000, "IMMEDIATE")
    assert (journal == "wal") == (sqlite3.sqlite_version_info >= (3, 51, 3))


@pytest.mark.django_db
def test_the_database_under_test_has_the_sites_options() -> None:
    if connection.vendor == "sqlite":
        assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]
    else:
        assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for path in ("/healthz", "/admin/login/", "/static/admin/css/base.css", "/no-such-page"):
        response = client.get(path)
        response.close()  # a static file stays open until then
        headers = response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert "geolocation=()" in headers["Permissions-Policy"], path


@pytest.mark.django_db
def test_the_address_alone_chooses_the_language(client: Client) -> None:
    """A link shows everyone the same page, whatever the browser prefers."""
    english = client.get("/admin/login/", headers={"accept-language": "zh-hans"})
    chinese = client.get("/zh-hans/admin/login/", headers={"accept-language": "en"})
    assert english.headers["Content-Language"] == "en"
    assert chinese.headers["Content-Language"] == "zh-hans"
