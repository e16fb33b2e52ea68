"""Numbers are entered as people write them, and shown back."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from investments import models as record
from investments.models import Figure
from tests.admin_forms import admin_url, complaints, opened
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def send(client: Client, figure: Figure | None = None, **entered: Any) -> Any:
    """Post the form of a new figure, or of this one, with these entries."""
    url = admin_url(Figure, "change", figure.pk) if figure else admin_url(Figure, "add")
    data = opened(client, url)
    if figure is None:
        data |= {"place": make(record.Place).pk, "source": make(record.Source).pk}
        data["statistic"] = make(record.Statistic, unit=entered.pop("measured_in", "CNY")).pk
    return client.post(url, data | entered)


def saved(response: Any) -> Figure:
    assert response.status_code == 302, complaints(response)
    return Figure.objects.latest("pk")


# What is entered; bounds, qualifier and unit that are stored; how they are shown back.
ENTRIES = [
    ("46.3亿", "CNY", 4_630_000_000, 4_630_000_000, "exact", "CNY", "¥4.63 billion"),
    ("46.3亿元", "CNY", 4_630_000_000, 4_630_000_000, "exact", "CNY", "¥4.63 billion"),
    ("6.89 billion", "CNY", 6_890_000_000, 6_890_000_000, "exact", "CNY", "¥6.89 billion"),
    ("over 30 billion yuan", "CNY", 30_000_000_000, None, "over", "CNY", "over ¥30 billion"),
    ("$5 million", "CNY", 5_000_000, 5_000_000, "exact", "USD", "$5 million"),
    ("6-7 GWh", "GWh", 6, 7, "range", "GWh", "6–7 GWh"),
    ("about 15%", "percent", 15, 15, "about", "percent", "about 15%"),
    ("6.5", "percent", Decimal("6.5"), Decimal("6.5"), "exact", "percent", "6.5%"),
    ("28", "project", 28, 28, "exact", "project", "28 projects"),
]


@pytest.mark.parametrize(
    ("entry", "measured_in", "low", "high", "qualifier", "unit", "shown"), ENTRIES
)
def test_an_amount_as_it_is_read(
    admin_client: Client,
    entry: str,
    measured_in: str,
    low: Any,
    high: Any,
    qualifier: str,
    unit: str,
    shown: str,
) -> None:
    figure = saved(send(admin_client, measured_in=measured_in, entry=entry))
    assert (figure.low, figure.high, figure.qualifier, figure.unit) == (low, high, qualifier, unit)
    url = admin_url(Figure, "change", figure.pk)
    assert f'<div class="readonly">{shown}</div>' in admin_client.get(url).content.decode()
    found = admin_client.get(admin_url(Figure, "changelist"), {"q": figure.slug})
    assert shown in found.content.decode()


@pytest.mark.parametrize(
    ("entered", "low", "high"),
    [
        ({"qualifier": "over", "low": "6.89 billion"}, 6_890_000_000, None),
        ({"qualifier": "under", "high": "46.3亿"}, None, 4_630_000_000),
        ({"qualifier": "range", "low": "1亿", "high": "2亿"}, 100_000_000, 200_000_000),
        ({"qualifier": "about", "low": "6,890,000"}, 6_890_000, 6_890_000),
        ({"qualifier": "exact", "high": "12"}, 12, 12),
        ({"qualifier": "level", "low": "0"}, 0, 0),
    ],
)
def test_bounds_by_hand(admin_client: Client, entered: Any, low: Any, high: Any) -> None:
    figure = saved(send(admin_client, **entered))
    assert (figure.low, figure.high) == (low, high)
    assert figure.unit == "CNY"


def test_a_hedge_chosen_by_hand_joins_a_bare_number(admin_client: Client) -> None:
    figure = saved(send(admin_client, entry="30 billion", qualifier="over"))
    assert figure.low == 30_000_000_000
    assert (figure.high, figure.qualifier) == (None, "over")


@pytest.mark.parametrize(
    ("entered", "field", "words"),
    [
        ({"entry": "a lot"}, "entry", "no number that can be read"),
        ({"low": "a lot"}, "low", "no number that can be read"),
        ({"low": "over 5"}, "low", "more than one number"),
        (
            {"entry": "46.3亿", "low": "5 billion"},
            "low",
            "4.63 billion; you entered 5",
        ),
        ({"entry": "over 5 billion", "high": "6 billion"}, "high", "leaves this bound open"),
        ({"entry": "about 5 billion", "qualifier": "over"}, "qualifier", "you chose “over”"),
        ({"entry": "5 billion", "qualifier": "range"}, "qualifier", "you chose “range”"),
        ({"entry": "5 billion yuan", "unit": "USD"}, "unit", "you chose US dollars"),
        ({"entry": "15%"}, "unit", "measured in yuan"),
        ({"low": "1000000000000000000000 million"}, "low", "more digits"),
        ({"entry": "x" * 200}, "entry", "at most 80"),
    ],
)
def test_what_cannot_be_meant_is_explained(
    admin_client: Client, entered: Any, field: str, words: str
) -> None:
    found = complaints(send(admin_client, **entered))
    assert words in " ".join(found.get(field, [])), found
    assert not Figure.objects.filter(place__slug__startswith="test-").exists()


def test_words_and_bounds_that_agree_are_fine(admin_client: Client) -> None:
    figure = saved(send(admin_client, entry="46.3亿", low="4.63 billion", high="4630000000"))
    assert figure.low == 4_630_000_000


def test_words_replace_bounds_that_were_not_touched(admin_client: Client) -> None:
    figure = make(Figure, low=100, high=100)
    assert send(admin_client, figure, entry="over 2 billion").status_code == 302
    figure.refresh_from_db()
    assert (figure.low, figure.high, figure.qualifier) == (2_000_000_000, None, "over")


def test_bounds_are_edited_without_their_zeros(admin_client: Client) -> None:
    figure = make(Figure, low=Decimal("6.5"), high=Decimal(6890000000), qualifier="range")
    data = opened(admin_client, admin_url(Figure, "change", figure.pk))
    assert (data["low"], data["high"]) == ("6.5", "6890000000")


def test_a_negative_growth(admin_client: Client) -> None:
    figure = saved(send(admin_client, measured_in="percent", entry="-3.2%"))
    assert figure.low == Decimal("-3.2")


def test_without_amount_the_form_says_what_is_missing(admin_client: Client) -> None:
    assert "qualifier" in complaints(send(admin_client))


def test_the_list_filters_by_subject(admin_client: Client) -> None:
    figure = make(Figure, place=None, project=make(record.Project))
    url = admin_url(Figure, "changelist")
    shown = admin_client.get(url, {"about": "project", "q": figure.slug})
    assert shown.context["cl"].result_count == 1
    shown = admin_client.get(url, {"about": "place", "q": figure.slug})
    assert shown.context["cl"].result_count == 0


def test_a_statement_is_found_by_its_words_and_its_subject(admin_client: Client) -> None:
    place = make(record.Place, name="Harbour Quarter", name_zh="港湾片区")
    make(Figure, place=place, as_printed="46.3 billion crates")
    url = admin_url(Figure, "changelist")
    for words in ("billion crates", "Harbour Quarter", "港湾"):
        assert admin_client.get(url, {"q": words}).context["cl"].result_count == 1
