"""The sitemap holds every public address in both languages, and nothing else."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from investments.datasets import DATASETS
from tests.factories import make

pytestmark = pytest.mark.django_db
HOST = "http://testserver"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def tree(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)  # noqa: S314  made by the site itself


def addresses(root: ElementTree.Element) -> list[str]:
    return [str(node.text).removeprefix(HOST) for node in root.iterfind(".//s:loc", NAMES)]


def test_robots_leads_to_the_index_and_that_to_every_list(client: Client) -> None:
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in robots
    [sitemap] = [line for line in robots.splitlines() if line.startswith("Sitemap: ")]
    index = addresses(tree(client, sitemap.removeprefix(f"Sitemap: {HOST}")))
    assert index == [f"/sitemap-{key}.xml" for key in ("pages", *DATASETS)]


@pytest.mark.parametrize("key", DATASETS)
def test_a_list_has_its_public_records_in_both_languages(client: Client, key: str) -> None:
    dataset = DATASETS[key]
    hidden = make(dataset.model, state="draft")
    found = addresses(tree(client, f"/sitemap-{key}.xml"))
    slugs = dataset.rows().values_list("slug", flat=True)
    expected = {f"{way}/{key}/{slug}/" for slug in slugs for way in ("", "/zh-hans")}
    assert set(found) == expected
    assert len(found) == len(expected) > 0
    assert not any(hidden.slug in address for address in found)


@pytest.mark.one_database
def test_each_address_names_its_twin_and_answers(client: Client) -> None:
    root = tree(client, "/sitemap-pages.xml")
    for node in root.iterfind("s:url", NAMES):
        twins = {
            link.get("hreflang"): str(link.get("href")).removeprefix(HOST)
            for link in node.iterfind("x:link", NAMES)
        }
        assert set(twins) == {"en", "zh-hans", "x-default"}
        assert twins["x-default"] == twins["en"]
        assert twins["zh-hans"] == f"/zh-hans{twins['en']}"
        for address in twins.values():
            assert client.get(address).status_code == 200
