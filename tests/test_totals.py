"""The amounts of a list added up: bounds, unknowns, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from investments.datasets import DATASETS
from investments.listing import Listing
from investments.models import (
    Event,
    EventSeries,
    Figure,
    Milestone,
    Project,
    SigningBatch,
    Statistic,
)
from investments.quantities.bounds import total
from tests.factories import make

pytestmark = pytest.mark.django_db
BILLION = 10**9


@pytest.fixture
def amount() -> Statistic:
    return Statistic.objects.get(role="amount")


@pytest.fixture(autouse=True)
def empty_record() -> None:
    for model in (Event, Project):
        model.objects.update(state="draft", is_public=False)


def project(amount: Statistic, **figure: Any) -> Project:
    row: Project = make(Project)
    if figure:
        make(Figure, project=row, statistic=amount, **figure)
    return row


def said(key: str, query: str = "") -> list[str]:
    found = Listing(DATASETS[key], QueryDict(query)).total
    return found.sentences() if found else []


def test_known_amounts_are_added_for_each_currency(amount: Statistic) -> None:
    project(amount, low=BILLION, high=BILLION)
    project(amount, low=2 * BILLION, high=2 * BILLION)
    project(amount, low=5 * BILLION, high=5 * BILLION, unit="USD")
    assert said("projects") == ["Together ¥3 billion, $5 billion.", "All 3 amounts are known."]


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"low": 2 * BILLION, "high": None, "qualifier": "over"}, "at least ¥3 billion"),
        ({"low": 2 * BILLION, "high": 2 * BILLION, "qualifier": "about"}, "about ¥3 billion"),
        ({"low": 2 * BILLION, "high": 3 * BILLION, "qualifier": "range"}, "¥3 billion–4 billion"),
        ({"low": None, "high": 2 * BILLION, "qualifier": "under"}, "¥1 billion–3 billion"),
    ],
)
def test_a_bound_makes_the_sum_one(amount: Statistic, figure: dict[str, Any], words: str) -> None:
    project(amount, low=BILLION, high=BILLION)
    row = project(amount, **figure)
    assert said("projects") == [f"Together {words}.", "All 2 amounts are known."]
    # The same arithmetic as everywhere
    bounds = [
        one.bounds for one in Figure.objects.filter(project__isnull=False, project__is_public=True)
    ]
    listed = Listing(DATASETS["projects"], QueryDict("")).total
    assert listed is not None
    assert listed.sums == [("CNY", total(bounds))]
    assert row.pk


def test_an_unknown_amount_opens_the_sum(amount: Statistic) -> None:
    project(amount, low=BILLION, high=BILLION)
    project(amount)
    make(Figure, project=project(amount), statistic=amount, low=1, high=1, status="target")
    assert said("projects") == [
        "Together at least ¥1 billion.",
        "The amount is known for 1 of 3.",
    ]
    assert said("projects", "amount=known") == []
    with translation.override("zh-hans"):
        assert said("projects") == ["合计至少10亿元。", "3项中，1项的金额已知。"]


def test_the_whole_list_counts_and_not_the_page(amount: Statistic) -> None:
    for _number in range(30):
        project(amount, low=BILLION, high=BILLION)
    assert said("projects", "per_page=25&page=2")[0] == "Together ¥30 billion."


def test_an_event_within_another_is_not_added_again(amount: Statistic) -> None:
    series = make(EventSeries, slug="test-series")
    fair = make(Event, series=series)
    day = make(Event, parent=fair, series=series)
    for event, number in ((fair, 3), (day, 1), (make(Event, parent=day, series=series), 1)):
        make(Figure, event=event, statistic=amount, low=number * BILLION, high=number * BILLION)
    words = said("events", "series=test-series")
    assert words[0] == "Together ¥3 billion."
    assert words[2] == "2 of them are part of other amounts in the list and not added again."
    assert said("events", "amount_to=1000000000")[0] == "Together ¥1 billion."


def test_a_project_counted_in_an_initiative_is_not_added_again(amount: Statistic) -> None:
    initiative = project(amount, low=9 * BILLION, high=9 * BILLION)
    member = project(amount, low=BILLION, high=BILLION)
    batch = make(SigningBatch, initiative=initiative)
    make(Milestone, project=member, batch=batch)
    words = said("projects")
    assert words[0] == "Together ¥9 billion."
    assert words[2] == "1 of them is part of another amount in the list and not added again."


def test_other_lists_have_no_total() -> None:
    for key, dataset in DATASETS.items():
        if key not in ("events", "projects"):
            assert Listing(dataset, QueryDict("")).total is None
