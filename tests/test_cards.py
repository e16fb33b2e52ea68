"""The pictures that links are shown with."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from investments import models
from investments.charts import card
from investments.datasets import DATASETS
from tests.contracts.pages import get
from tests.factories import make, make_figure, make_place

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def words(shown: card.Card) -> list[str]:
    layers = card.specification(shown)["layer"]
    return [
        value["text"] for layer in layers for value in layer["data"]["values"] if "text" in value
    ]


def colour_of(shown: card.Card, text: str) -> str:
    [layer] = [
        layer
        for layer in card.specification(shown)["layer"]
        if any(value.get("text") == text for value in layer["data"]["values"])
    ]
    return str(layer["mark"]["color"])


@pytest.mark.parametrize("way", ["", "/zh-hans"], ids=["english", "chinese"])
@pytest.mark.parametrize("key", DATASETS)
def test_every_kind_of_record_has_a_card(key: str, way: str) -> None:
    slug = DATASETS[key].rows().order_by("slug").values_list("slug", flat=True)[0]
    for address in (f"{way}/{key}/{slug}/card.png", f"{way}/{key}/card.png"):
        response = get(address)
        assert response["Content-Type"] == "image/png"
        assert size(response.content) == (1200, 630)
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_card_that_a_reader_has_is_not_drawn(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_place(name="Somewhere")
    address = f"{place.get_absolute_url()}card.png"
    first = client.get(address)

    def draw(*args: Any, **kwargs: Any) -> bytes:
        raise AssertionError("drawn again")

    monkeypatch.setattr("investments.charts.card.vl_convert.vegalite_to_png", draw)
    assert client.get(address).content == first.content
    cache.clear()
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    place.name = "Elsewhere"
    place.save()
    with pytest.raises(AssertionError, match="drawn again"):
        client.get(address, headers={"if-none-match": first["ETag"]})


def test_a_card_has_the_number_and_what_it_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[card.Card] = []

    def draw(one: card.Card) -> bytes:
        shown.append(one)
        return b""

    monkeypatch.setattr(card, "png", draw)
    figure = make_figure(
        low=30_000_000_000,
        high=None,
        qualifier="over",
        status="target",
        period="2025",
        place=make_place(name="East Zone"),
        statistic=make(models.Statistic, name="Output"),
    )
    get(f"{figure.get_absolute_url()}card.png")
    said = words(shown[0])
    assert "East Zone" in said
    assert "over ¥30 billion" in said
    assert "Output, 2025, target" in said
    # A target never looks like a result.
    assert colour_of(shown[0], "over ¥30 billion") != colour_of(shown[0], "Figure")


def test_a_card_shows_the_charts_first_marks_and_says_how_many_more() -> None:
    statistic = models.Statistic.objects.get(slug="contracted-investment")
    chart = get(statistic.get_absolute_url()).context["charts"][0]
    said = words(card.Card(title="x", chart=chart))
    assert chart.title in " ".join(said)
    assert chart.marks[0].words in said
    drawn = sum(mark.words in said for mark in chart.marks)
    assert 0 < drawn < len(chart.marks)
    assert f"and {len(chart.marks) - drawn} more" in said


@pytest.mark.parametrize("title", ["Long " * 60, "很长的名称" * 40, "W" * 200])
def test_words_stay_on_the_card(title: str) -> None:
    shown = card.Card(title=title, kind="event", headline="1", label=title, text=title)
    ends = [
        value["y"]
        for layer in card.specification(shown)["layer"]
        for value in layer["data"]["values"]
        if "text" in value
    ]
    assert max(ends) <= card.HEIGHT
    assert max(end for end in ends if end < card.FOOT) < card.FOOT


def test_the_site_has_a_card() -> None:
    assert size(get(reverse("investments:card")).content) == (1200, 630)
