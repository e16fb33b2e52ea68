"""Documentation that cannot go stale: what it must name is read from the code."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

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
