"""Reads declared settings from the environment and an optional ``.env`` file.

Anything wrong stops start-up with the setting's name and what to write: a setting that is
misspelt or silently ignored is found out only when it was needed.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

# From 0.85 a name is one or two letters off; common names of other programs stay below.
NEAR_MISS = 0.85
ENV_LINE = re.compile(r"\A(?:\s*|\s*#.*|(?:export )?[A-Za-z_0-9]+=.*)\Z")


@dataclass(frozen=True)
class Setting:
    """One name that may stand in the environment.

    ``default`` is written as in the environment and parsed the same way; ``parse`` raises
    ValueError with what to write instead. The value itself is never echoed: it may be secret.
    """

    name: str
    parse: Callable[[str], Any]
    default: str
    doc: str


def read(
    declared: Iterable[Setting], environment: Mapping[str, str], env_file: Path
) -> dict[str, Any]:
    """Return the parsed value of every declared setting, or raise with all that is wrong.

    The environment wins over the file. A name that is set but empty means its default, so that
    a file's value can be taken back.
    """
    settings = {setting.name: setting for setting in declared}
    from_file, problems = read_env_file(env_file)
    for name in from_file:
        if name not in settings:
            problems.append(f"{name} in .env is not a setting.{did_you_mean(name, settings)}")
    for name in environment:
        if name not in settings and (hint := did_you_mean(name, settings)):
            problems.append(f"{name} in the environment is not a setting.{hint}")

    values = {}
    for name, setting in settings.items():
        text = environment.get(name, from_file.get(name, "")).strip() or setting.default
        try:
            values[name] = setting.parse(text)
        except ValueError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise ImproperlyConfigured("Settings: " + "\nSettings: ".join(problems))
    return values


def read_env_file(path: Path) -> tuple[dict[str, str], list[str]]:
    """Return the names and values in ``path``, and a problem for every line that is neither."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        return {}, [f".env cannot be read: {error}"]

    class FileOnly(environ.Env):
        ENVIRON: dict[str, str] = {}

    FileOnly.read_env(path)
    problems = [
        f"line {number} of .env is not NAME=value"
        for number, line in enumerate(lines, 1)
        if not ENV_LINE.match(line)
    ]
    return FileOnly.ENVIRON, problems


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint where ``name`` is a near miss of a known name, else nothing."""
    matches = get_close_matches(name.upper(), list(known), n=1, cutoff=NEAR_MISS)
    return f" Did you mean {matches[0]}?" if matches else ""


def boolean(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError("write on or off")


def port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise ValueError("write a number from 1 to 65535")


RATE_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def rate(text: str) -> tuple[int, int] | None:
    """So many in so many seconds; None for no limit."""
    if text.lower() == "off":
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,6})/(second|minute|hour|day)", text, re.ASCII)
    if not found:
        raise ValueError("write a number and a span, such as 120/minute or 5000/hour, or off")
    return int(found[1]), RATE_UNITS[found[2]]


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.upper() in choices:
            return text.upper()
        raise ValueError(f"write one of {', '.join(choices)}")

    return parse


def comma_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def hosts(text: str) -> list[str]:
    """Host names to answer to. ``*`` is refused: it would accept any forged Host header."""
    names = comma_list(text)
    pattern = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
    if not names or not all(pattern.fullmatch(name.lower()) for name in names):
        raise ValueError(
            "write host names with commas between, without scheme, port or *, such as example.org"
        )
    return [name.lower() for name in names]


def is_loopback(host: str) -> bool:
    return (
        host in {"localhost", ".localhost", "[::1]"}
        or host.endswith(".localhost")
        or re.fullmatch(r"127(\.\d{1,3}){3}", host) is not None
    )


def origins(text: str) -> list[str]:
    values = comma_list(text)
    for value in values:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
            raise ValueError("write origins with commas between, such as https://example.org")
    return values


def secret_key(text: str) -> str:
    if len(text) < 50 or len(set(text)) < 10 or text.startswith("django-insecure"):
        raise ValueError(
            "too easy to guess; write at least 50 random characters, or leave it out "
            "and one is made and kept in var/secret_key"
        )
    return text


def database(base: Path) -> Callable[[str], dict[str, Any]]:
    """Return the parser of a database address; a relative SQLite path starts at ``base``."""
    advice = "write sqlite:///path/to/file or postgresql://user:password@host:5432/name"

    def parse(text: str) -> dict[str, Any]:
        try:
            config: dict[str, Any] = dict(environ.Env.db_url_config(text))
        except Exception as error:  # the parser fails in many ways on odd text
            raise ValueError(advice) from error
        engine = config.get("ENGINE", "")
        if engine == "django.db.backends.sqlite3":
            if config["NAME"] in {"", ":memory:"} or config["HOST"]:
                raise ValueError(advice)
            config["NAME"] = base / config["NAME"]
        elif engine != "django.db.backends.postgresql" or not config["NAME"]:
            raise ValueError(advice)
        return config

    return parse


def cache(text: str) -> dict[str, Any]:
    advice = "write locmemcache://, filecache:///a/folder or redis://host:6379/0"
    if urlsplit(text).scheme not in {"locmemcache", "filecache", "redis", "rediss"}:
        raise ValueError(advice)
    try:
        return dict(environ.Env.cache_url_config(text))
    except Exception as error:
        raise ValueError(advice) from error


def kept_secret(path: Path) -> str:
    """Return the secret kept in ``path``, making it at first use.

    Safe when several processes start at once: each writes a file of its own and links it to the
    name; the first link wins and everyone reads that one, never a half-written file.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            own = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(64))
            try:
                os.link(own, path)
            except FileExistsError:
                pass
            finally:
                own.unlink()
        return secret_key(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(
            f"Settings: SECRET_KEY: none is set and {path} cannot be used: {error}"
        ) from error
