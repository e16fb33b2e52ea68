"""A list gives its first rows without sorting all of them, on either database."""

import pytest
from django.db import connection
from django.utils import translation

from investments.actions.schema import learn_sizes
from investments.datasets import DATASETS

pytestmark = pytest.mark.django_db
ORDERS = {
    "events": "event_by_date",
    "projects": "project_by_date",
    "sources": "source_by_date",
    "organisations": "organisation_by_name",
    "people": "person_by_name",
    "places": "place_by_name",
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("key", ORDERS)
def test_the_order_of_a_list_is_an_index(key: str, language: str) -> None:
    dataset = DATASETS[key]
    if connection.vendor == "postgresql":  # which would rather sort the few rows that there are
        with connection.cursor() as cursor:
            for other in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{other} = off")
    with translation.override(language):
        rows = dataset.ordered(dataset.rows(), dataset.sort.split(","))
        plan = rows.values_list("slug")[:50].explain()
    index = ORDERS[key]
    if language == "zh-hans" and index.endswith("_name"):
        index = f"{index}_zh_sort"
    assert f" {index}" in plan, plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_ledger_is_sorted_group_by_group_at_most(language: str) -> None:
    """Its order begins with the name of another record, each of which has its figures in order."""
    figures = DATASETS["figures"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for other in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort"):
                cursor.execute(f"SET LOCAL enable_{other} = off")
    learn_sizes()
    with translation.override(language):
        rows = figures.ordered(figures.rows(), figures.sort.split(","))
        plan = rows.values_list("slug", "statistic__name")[:50].explain()
    if connection.vendor == "postgresql":
        assert "Incremental Sort" in plan, plan
        assert "Presorted Key: investments_statistic.name" in plan
        return
    groups = "statistic_by_name" if language == "en" else "statistic_by_name_zh_sort"
    assert f" {groups}" in plan, plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan
    if language == "en":
        assert " figure_by_date" in plan
        assert "TEMP B-TREE" not in plan
