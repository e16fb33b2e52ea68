"""The API against the running site: the examples as printed, and the page that explains it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from investments.api.examples import EXAMPLES
from tests.browser.conftest import Site

pytestmark = pytest.mark.one_database
EXAMPLE = {one.name: one for one in EXAMPLES}


def run(name: str, folder: Path, site: Site) -> str:
    command = {"shell": ["sh", "-c"], "python": [sys.executable, "-c"], "r": ["Rscript", "-e"]}
    example = EXAMPLE[name]
    done = subprocess.run(
        [*command[example.kind], example.at(site.url)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_there_is_an_example_of_each_kind() -> None:
    assert {one.kind for one in EXAMPLES} == {"shell", "python", "r"}


def test_the_examples_in_curl_run_as_printed(site: Site, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    page = json.loads(run("list", tmp_path, site))
    assert page["count"] == len(page["results"]) > 0
    assert {"name", "amount_low", "amount_unit"} < set(page["results"][0])
    assert run("record", tmp_path, site).rpartition("}")[2].split() == ["304"]


def test_the_examples_in_python_run_as_printed(site: Site, tmp_path: Path) -> None:
    read, _of, count = run("pages", tmp_path, site).split()
    assert int(read) == int(count) > 50, "one page is no example of turning pages"
    assert "signed" in run("pandas", tmp_path, site)


def test_the_example_in_r_names_what_there_is(site: Site, tmp_path: Path) -> None:
    """Where R is not installed, its address is asked and its columns are looked for."""
    if shutil.which("Rscript"):
        assert "source_title" in run("r", tmp_path, site)
    text = EXAMPLE["r"].at(site.url)
    (address,) = re.findall(r'fromJSON\("([^"]+)"\)', text)
    with urlopen(address) as answer:  # noqa: S310
        rows = json.load(answer)["results"]
    assert rows
    assert set(re.findall(r'"(\w+)"', text.partition("results[, ")[2])) <= set(rows[0])


@pytest.mark.parametrize("before", ["", "/zh-hans"])
def test_the_documentation_is_drawn_from_our_own_host(page: Page, site: Site, before: str) -> None:
    said: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(f"{before}/api/v1/docs/")
    page.locator(".opblock-summary-path").first.wait_for()
    assert page.locator(".opblock").count() == 19
    assert said == []
    assert hosts - {""} == {urlsplit(site.url).netloc}
