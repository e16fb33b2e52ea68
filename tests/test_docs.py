"""Documentation that cannot go stale: what it must name is read from the code."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client

from investments.datasets import DATASETS
from investments.filters import ChoosableFilter
from investments.filters.base import EndFilter
from investments.listing import CONTROLS, Listing

DOCS = Path(settings.BASE_DIR) / "docs"


@pytest.mark.django_db
def test_every_column_of_the_ledger_is_documented(client: Client) -> None:
    response = client.get("/figures.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    headers = next(csv.reader(io.StringIO(text)))
    table = (DOCS / "figures.md").read_text("utf-8")
    documented = {
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert documented == set(headers)


def test_links_between_documents_lead_somewhere() -> None:
    root = Path(settings.BASE_DIR)
    pages = [root / "README.md", *DOCS.rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not target.startswith(("http:", "https:", "/")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_parameter_of_a_list_is_documented() -> None:
    """The table of docs/lists.md has each list with its parameters, in their order."""
    text = (DOCS / "lists.md").read_text("utf-8")
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| `")]
    tables = {re.findall(r"`(\w+)`", row[0])[0]: row[1:] for row in rows if len(row) == 3}
    assert set(tables) == set(DATASETS)
    for key, dataset in DATASETS.items():
        declared = dataset.filterset.base_filters
        choosable = {name for name, one in declared.items() if isinstance(one, ChoosableFilter)}
        spans = {name for name, one in declared.items() if isinstance(one, EndFilter)}
        assert set(re.findall(r"`(\w+)`", tables[key][0])) == choosable, key
        assert set(re.findall(r"`(\w+)`", tables[key][1])) == spans, key
        assert set(declared) == choosable | spans | ({"q"} & set(declared))
    controls = {
        re.findall(r"`(\w+)`", row[0])[0] for row in rows if len(row) == 2 and "=" not in row[0]
    }
    assert controls == {"q", *CONTROLS}


@pytest.mark.django_db
def test_the_examples_of_the_grammar_can_be_followed() -> None:
    text = (DOCS / "lists.md").read_text("utf-8")
    examples = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    examples = [found for cell in examples for found in re.findall(r"`([^`]*=[^`]*)`", cell)]
    assert len(examples) > 5
    for example in examples:
        assert Listing(DATASETS["projects"], QueryDict(example)).complaints == [], example


def test_what_is_said_of_the_unknown_is_so() -> None:
    text = (DOCS / "lists.md").read_text("utf-8")
    said = text[text.index("`unknown` is taken by") : text.index("## The numbers")]
    without = {"kind", "unit", "statistic", "standing", "conversion"}
    of_figures = {"status", "subject_type", "qualifier", "source"}
    assert set(re.findall(r"`(\w+)`", said)) == {"unknown", "language"} | without | of_figures
    for key, dataset in DATASETS.items():
        for name, item in dataset.filterset.base_filters.items():
            if isinstance(item, ChoosableFilter):
                bare = name in without or (key == "figures" and name in of_figures)
                assert bool(item.blank) != (bare or name == "language"), f"{key} {name}"
