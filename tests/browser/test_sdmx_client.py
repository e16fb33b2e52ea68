"""Programs that read statistics and catalogues ask the running site, as any other service."""

from __future__ import annotations

import csv
import io
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sdmx
from django.conf import settings

if TYPE_CHECKING:
    from tests.browser.conftest import Site


@pytest.fixture
def source() -> Iterator[str]:
    """The id under which the site is made known to sdmx1, which keeps it for the process."""
    yield "LIR"
    sdmx.source.sources.pop("LIR", None)


def examples(document: str, language: str, site: Site) -> Iterator[str]:
    """The code of a document, asking this site."""
    text = (Path(settings.BASE_DIR) / "docs" / document).read_text("utf-8")
    for code in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL):
        yield code.replace("https://example.org", site.url)


def read(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:  # noqa: S310
        return bytes(answer.read())


def test_sdmx1_reads_every_dataflow_of_the_running_site(site: Site, source: str) -> None:
    text = read(f"{site.url}/figures.csv").decode("utf-8-sig")
    printed = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    sdmx.add_source({"id": source, "url": f"{site.url}/sdmx/2.1", "name": "The running site"})
    client = sdmx.Client(source)
    found = {}
    for flow in client.dataflow().dataflow:
        dsd = client.dataflow(flow).structure[flow]
        for given in ({}, {"dsd": dsd, "key": {}}):  # generic, then structure-specific
            frame = sdmx.to_pandas(client.data(flow, **given).data[0]).reset_index()
            found[flow] = dict(zip(frame["STATEMENT"], frame["value"], strict=True))
            for slug, value in found[flow].items():
                expected = float(printed[slug]["value"] or "nan")
                assert value == pytest.approx(expected, rel=1e-12, nan_ok=True)
    assert set(found) == {"FIGURES", "FIGURES_BY_PERIOD"}
    assert set(found["FIGURES"]) == set(printed)
    assert set(found["FIGURES_BY_PERIOD"]) < set(printed)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_examples_of_the_documents_run(
    site: Site, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {}
    for code in examples("sdmx.md", "python", site):
        exec(code, names)  # noqa: S102
    assert len(names["frame"]) > 1
    assert "AS_PRINTED" in names["frame"]
    for code in examples("catalogue.md", "python", site):
        exec(code, {})  # noqa: S102
    assert f"{site.url}/figures.csv" in capsys.readouterr().out
    addresses = [
        address
        for code in examples("sdmx.md", "sh", site)
        for address in re.findall(r"'(http[^']*)'", code)
    ]
    assert len(addresses) == 2
    assert all(read(address).startswith(b"DATAFLOW,") for address in addresses)
