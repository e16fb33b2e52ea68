"""Programs that read statistics and catalogues ask the running site, as any other service."""

from __future__ import annotations

import csv
import io
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import sdmx

if TYPE_CHECKING:
    from tests.browser.conftest import Site


@pytest.fixture
def source() -> Iterator[str]:
    """The id under which the site is made known to sdmx1, which keeps it for the process."""
    yield "LIR"
    sdmx.source.sources.pop("LIR", None)


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
