"""The start page: every number is the one of the list, page or figure that it links to."""

import gzip
import re
from typing import Any

import pytest

from investments.choices import Stage
from investments.columns.totals import amount_total
from investments.datasets import DATASETS
from investments.models import Event, Figure, Place, Project, SigningBatch, Source, Statistic
from investments.tables import PROJECT_COLUMNS
from tests.contracts.pages import get, rows_of, well_formed
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
AMOUNT: Any = next(column for column in PROJECT_COLUMNS if column.name == "amount")
both_languages = pytest.mark.parametrize("prefix", ["", "/zh-hans"])


def context() -> Any:
    return get("/").context


@both_languages
def test_it_is_whole_and_small_in_both_languages(prefix: str) -> None:
    content = get(f"{prefix}/").content
    well_formed(content.decode())
    assert len(gzip.compress(content)) < 100_000


def test_projects_by_stage_are_those_of_the_lists() -> None:
    for stage in Stage:
        project = make(Project)
        make_stage(project, stage)
    make(Project)
    stages = context()["stages"]
    lines = [*stages.steps, type(stages.steps[0])("", stages.unknown)]
    assert {line.stage for line in lines} == {"", *Stage}
    for line in lines:
        listed = rows_of(DATASETS["projects"], stage=line.stage or "unknown")
        assert line.total.members == len(listed) > 0
        total = amount_total(AMOUNT, Project.objects.published().filter(stage=line.stage))
        assert total is not None
        assert line.total.sentences() == total.sentences()
    assert stages.all == Project.objects.published().count()
    assert stages.known == stages.all - stages.unknown.members


def make_stage(project: Project, stage: str) -> None:
    from investments.models import Milestone

    make(Milestone, project=project, stage=stage)
    amount = Statistic.objects.get(slug="contracted-investment")
    make(Figure, project=project, statistic=amount, low=5, qualifier="over", high=None)


@both_languages
def test_every_stage_with_projects_links_to_them(prefix: str) -> None:
    text = get(f"{prefix}/").content.decode()
    links = re.findall(
        r'<a class="stage-count"\s+href="([^"?]*)\?stage=(\w+)"><span class="stage-number">(\d+)<',
        text,
    )
    assert ("in_operation", "5") in [(stage, number) for _path, stage, number in links]
    for path, stage, number in links:
        assert path == f"{prefix}/projects/"
        assert len(rows_of(DATASETS["projects"], stage=stage)) == int(number)


def test_counts_are_those_of_the_lists() -> None:
    for _label, number, address in context()["counts"]:
        assert get(address).context["page"].paginator.count == number


@both_languages
def test_conflicts_are_those_of_their_page(prefix: str) -> None:
    home = get(f"{prefix}/").context
    page = get(f"{prefix}/conflicts/").context
    assert home["differences"] == page["total"] == page["page"].paginator.count
    assert dict(home["conflicts"]) == {
        choice.kind: choice.count for choice in page["choices"] if choice.count
    }
    listed = {item.conflict.key for item in page["shown"]}
    assert {item.conflict.key for item in home["telling"]} <= listed


def test_the_most_telling_conflicts_have_their_claims() -> None:
    telling = context()["telling"]
    assert [item.verdict.why for item in telling] == ["later_more", "later_more", "other_whole"]
    said = [[figure.text() for figure in item.figures] for item in telling]
    assert said[0] == ["38%", "30%", "30%"]


def test_a_result_stands_beside_the_earlier_one_as_printed() -> None:
    rows = {row.figure.statistic.slug: row for row in context()["headlines"]}
    assert next(iter(rows)) == "gdp"
    assert rows["gdp"].figure.text() == "¥339.1 billion"
    assert rows["gdp"].earlier.text() == "¥100.2 billion"
    assert rows["share-of-chongqing-gdp"].earlier is None
    assert rows["share-of-chongqing-gdp"].sources == 4
    assert rows["share-of-chongqing-foreign-trade"].verdict.why == "later_more"


def test_values_of_two_years_are_no_rivals_and_a_target_is_no_headline() -> None:
    area = Place.objects.get(slug="liangjiang-new-area")
    statistic = make(Statistic, kind="level", unit="CNY")
    about = {"place": area, "statistic": statistic, "unit": "CNY"}
    old = make(Figure, **about, period="2100", low=1, high=1)
    new = make(Figure, **about, period="2101", low=2, high=2)
    make(Figure, **about, period="2102", low=3, high=3, status="target")
    row = context()["headlines"][0]
    assert (row.figure, row.earlier, row.verdict) == (new, old, None)


def test_a_total_says_how_many_it_counts() -> None:
    found = {row.figure.slug: row for row in context()["signings"]}
    assert found["wcifit-2024-contracts-value"].count.text() == "13 contracts"
    assert "wcifit-2024-title-contracts-value" not in found


def test_the_part_of_a_total_is_not_ranked_beside_it() -> None:
    amount = Statistic.objects.get(slug="contracted-investment")
    event = make(Event)
    whole = make(SigningBatch, event=event)
    part = make(SigningBatch, event=event, parent=whole)
    figure = make(Figure, batch=part, statistic=amount, low=10**15, high=10**15)
    assert figure not in [row.figure for row in context()["signings"]]
    own = make(Figure, batch=whole, statistic=amount, low=10**15, high=10**15)
    assert context()["signings"][0].figure == own


def test_targets_are_those_of_the_latest_source_that_has_some() -> None:
    assert {row.source.slug for row in context()["targets"]} == {"opportunity-2024"}
    source = make(Source, published="2100")
    figure = make(Figure, source=source, status="target")
    assert context()["targets"] == [figure]


def test_sources_tell_their_span() -> None:
    sources = context()["sources"]
    assert (sources[0].first_day.year, sources[0].last_day.year) == (2020, 2024)
    make(Source, published="1999")
    assert context()["sources"][0].first_day.year == 1999
