"""What the scripts share: the virtual environment, progress lines, ending with one clear line.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
INSTALLER = "requirements-installer.txt"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def step(text: str) -> None:
    print(f"· {text}", flush=True)


def die(text: str) -> NoReturn:
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(1)


def ensure_packages(*, dev: bool = False) -> None:
    """Make ``.venv`` hold exactly the pinned versions, or return at once where it does already."""
    with _only_one():
        if not _venv_is_ours():
            step("Creating the virtual environment in .venv")
            _create_venv()
        for name in (RUNTIME, DEVELOPMENT) if dev else (RUNTIME,):
            _install(name)


def _create_venv() -> None:
    if VENV.is_symlink():
        die(".venv is a link: what it leads to would be emptied. Remove the link, then try again.")
    # Not the venv module's own builder in this process: a failure of it is a traceback.
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True
    )
    if made.returncode:
        print(made.stdout + made.stderr, file=sys.stderr)
        die("The virtual environment could not be made in .venv; see above.")
    _identity_file().write_text(_identity())


def _install(name: str) -> None:
    stamp = VENV / f"installed-{name}"
    wanted = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    step(f"Installing the packages of {name}")
    # uv takes a tenth of pip's time. pip knows of mirrors and certificates that uv may not.
    quickly = ensure_uv() and _run(str(UV), *UV_INSTALL, name)
    if not quickly and not _run(str(PYTHON), *PIP_INSTALL, name, loud=True):
        die(f"The packages of {name} could not be installed; see above, then run again.")
    stamp.write_text(wanted)


# Hashes: a package that was changed after it was chosen is refused.
PIP_INSTALL = [
    *("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"),
    *("--require-hashes", "-r"),
]
UV_INSTALL = [
    *("pip", "install", "--quiet", "--no-config", "--python", str(PYTHON)),
    *("--require-hashes", "-r"),
]


def ensure_uv() -> bool:
    """Have the pinned installer in ``.venv``; False where it cannot be had."""
    return UV.exists() or _run(str(PYTHON), *PIP_INSTALL, INSTALLER)


def _run(*command: str, loud: bool = False) -> bool:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode and loud:
        print(done.stdout + done.stderr, file=sys.stderr)
    return done.returncode == 0


def _identity_file() -> Path:
    return VENV / "made-for"


def _identity() -> str:
    """Return what the environment's programs and packages depend on; nothing where it is broken.

    They name the folder they were installed in, and their packages lie in a folder of the
    Python version: a moved project or a replaced Python needs a new environment.
    """
    try:
        asked = subprocess.run(
            [str(PYTHON), "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
        )
    except OSError:
        return ""
    return f"{VENV} {asked.stdout}" if asked.returncode == 0 else ""


def _venv_is_ours() -> bool:
    try:
        made_for = _identity_file().read_text()
    except OSError:
        return False
    return bool(made_for) and made_for == _identity()


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Let a second ``make`` at the same time wait instead of installing into the same folder."""
    try:
        (ROOT / "var").mkdir(exist_ok=True)
        lock = (ROOT / "var" / "install.lock").open("w")
    except OSError as error:
        die(f"{ROOT / 'var'} cannot be written to: {error.strerror}. Make it yours.")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, **changes}


def find_chromium() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if path := shutil.which(name):
            return path
    return None
