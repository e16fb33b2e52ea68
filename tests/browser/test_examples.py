"""Every example that the site and the documents print runs as printed, against the running site."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlretrieve

import pytest
from django.conf import settings

from investments.api.examples import EXAMPLES as OF_THE_API
from investments.package.examples import EXAMPLES as OF_THE_DATA
from investments.package.shelf import SQLITE, ZIP
from tests.browser.conftest import Site

pytestmark = pytest.mark.one_database

SITE = "https://example.org"
DOCS = Path(settings.BASE_DIR) / "docs"
SQL = (
    f"import sqlite3, sys\nfor row in sqlite3.connect({SQLITE!r}).execute(sys.argv[1]): print(*row)"
)
COMMANDS = {
    "shell": ["sh", "-ec"],
    "python": [sys.executable, "-c"],
    "r": ["Rscript", "-e"],
    "sql": [sys.executable, "-c", SQL],
}
FENCED = {"sh": "shell", "python": "python", "r": "r"}
# What an example writes; of the others, anything.
WRITES = {
    "api-record": r"304$",
    "api-pages": r"^(\d{2,}) of \1$",
    "api-pandas": r"signed",
    "api-r": r"source_title",
    "data-download": r"^liangjiang-record\.zip: OK$",
    "data-pandas": r"Liangjiang New Area.*over",
    "data-package": r"in_operation",
    "data-r": r"Liangjiang New Area",
    "data-frictionless": r"VALID",
    "api.md-1": r"BOE|京东方|重庆",
    "api.md-2": None,
    "catalogue.md-1": r"/figures\.csv$",
    "sdmx.md-1": r"AS_PRINTED",
}


class Printed(NamedTuple):
    name: str
    kind: str
    code: str


def of_documents() -> Iterator[Printed]:
    """The code in the documents that asks a site, not that which is run on the server."""
    for path in sorted(DOCS.glob("*.md")):
        blocks = re.findall(r"```(\w+)\n(.*?)\n```", path.read_text("utf-8"), re.DOTALL)
        asking = [(FENCED[kind], code) for kind, code in blocks if SITE in code and kind in FENCED]
        for number, (kind, code) in enumerate(asking, 1):
            yield Printed(f"{path.name}-{number}", kind, code)


def every() -> list[Printed]:
    """Each once: the documents repeat some of the site's."""
    found = [Printed(f"api-{one.name}", one.kind, one.at(SITE)) for one in OF_THE_API]
    found += [Printed(f"data-{one.name}", one.kind, one.at(SITE)) for one in OF_THE_DATA]
    known = {one.code for one in found}
    return [*found, *(one for one in of_documents() if one.code not in known)]


@pytest.fixture
def ready(site: Site, tmp_path: Path) -> Path:
    """A folder with the package, as somebody has it who has followed the first example."""
    for name in (ZIP, SQLITE):
        urlretrieve(f"{site.url}/data/{name}", tmp_path / name)  # noqa: S310
    (tmp_path / ".curlrc").write_text("silent\nshow-error\nfail\n", "ascii")
    return tmp_path


@pytest.fixture
def run(site: Site, ready: Path) -> Callable[[Printed], str]:
    tools = {"shell": "curl", "r": "Rscript"}

    def ran(example: Printed) -> str:
        tool = tools.get(example.kind, "")
        if tool and not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [*COMMANDS[example.kind], example.code.replace(SITE, site.url)],
            cwd=ready,
            env={**os.environ, "HOME": str(ready), "PATH": path},
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return ran


@pytest.mark.parametrize("example", every(), ids=lambda example: example.name)
def test_every_example_runs_as_printed(example: Printed, run: Callable[[Printed], str]) -> None:
    written = run(example).strip()
    expected = WRITES.get(example.name, r"\S")
    if expected is not None:
        assert re.search(expected, written, re.MULTILINE), written[:2000]


def test_there_is_an_example_of_each_kind() -> None:
    assert {one.kind for one in OF_THE_API} == {"shell", "python", "r"}
    assert {one.kind for one in OF_THE_DATA} == set(COMMANDS)
    assert set(WRITES) <= {one.name for one in every()}


def test_the_document_of_the_api_has_the_examples_of_the_site() -> None:
    text = (
        (DOCS / "api.md").read_text("utf-8").partition("\n## Examples\n")[2].partition("\n## ")[0]
    )
    printed = re.findall(r"```\w+\n(.*?)\n```", text, re.DOTALL)
    assert printed == [one.at(SITE).strip("\n") for one in OF_THE_API]
