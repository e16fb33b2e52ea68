"""Where sources differ: each kind from made rows, and what the real record has, by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from investments import conflicts
from investments.conflicts.judge import grain
from investments.models import (
    Event,
    EventDate,
    Figure,
    Industry,
    Milestone,
    Place,
    Placement,
    Project,
    SigningBatch,
    Statistic,
    Tier,
)
from investments.reading import as_known_on
from tests.contracts.pages import get
from tests.factories import make, sourced, two_claims

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

OPEN, DECIDED, BESIDE = "open", "decided", "beside"
# What the five documents hold, found by reading them: the first figure, its kind and why.
EXPECTED = {
    # Imports and exports 30 %, 30 %, then 38 %; Fortune Global 500 companies 50 %, 50 %, then 60 %
    ("later", "later_more", "campaign-2023-foreign-trade-share", OPEN),
    ("later", "later_more", "campaign-2023-fortune-global-500-share", OPEN),
    # From one value to another in one sentence
    ("later", "passage", "decade-2020-built-up-area", BESIDE),
    ("later", "passage", "decade-2020-gdp-2019", BESIDE),
    ("later", "passage", "decade-2020-resident-population", BESIDE),
    # 20 % of above-scale output, about 15 % of output; 30 % printed once for trade and investment
    ("definition", "other_whole", "decade-2020-industrial-output-share", BESIDE),
    ("definition", "one_number", "campaign-2023-foreign-trade-share", BESIDE),
    # A trillion for an industry, 300 billion for the tier with its newer branch; 100 and 50 billion
    ("definition", "tier_part", "campaign-2023-auto-target", BESIDE),
    ("definition", "tier_part", "campaign-2023-electronic-information-target", BESIDE),
    ("definition", "tier", "campaign-2023-life-health-target", BESIDE),
    # Seven billion in the title, 6.89 in the text
    ("rounding", "rounded", "wcifit-2024-contracts-value", DECIDED),
    # 0.4 : 31.1 : 68.4; over 24.9 and 5.2 in over 30; three of five and two of eleven named
    ("parts", "parts_rounded", "decade-2020-structure-primary", BESIDE),
    ("parts", "parts_agree", "campaign-2023-manufacturing-value", BESIDE),
    ("parts", "fewer_named", "opportunity-2024-distinctive-count", BESIDE),
    ("parts", "fewer_named", "opportunity-2024-rising-star-artificial-intelligence", BESIDE),
    # Yuan and dollars from the same source
    ("conversion", "converted", "wcifit-2024-contracts-value", BESIDE),
    ("conversion", "converted", "campaign-2023-projects-value", BESIDE),
}


def told(conflict: conflicts.Conflict) -> tuple[str, str, str, str]:
    verdict = conflict.verdict
    state = (DECIDED if verdict.decided else OPEN) if verdict.rivals else BESIDE
    return verdict.kind.value, verdict.why, conflict.key, state


def test_the_real_record_has_these_and_no_others() -> None:
    found = conflicts.find()
    assert {told(row) for row in found.conflicts} == EXPECTED
    assert len(found.conflicts) == len(EXPECTED)
    assert sum(found.counts().values()) == len(EXPECTED)
    assert not found.cut


def verdicts(*rows: Any) -> list[tuple[str, str]]:
    """How the conflicts are classed in which any of these statements takes part."""
    found = conflicts.find().of({row.slug for row in rows})
    return [(row.verdict.kind.value, row.verdict.why) for row in found]


BILLION = 10**9


@pytest.mark.parametrize(
    ("one", "other", "both", "expected"),
    [
        ({"low": 5}, {"low": 9}, {"period": "2019"}, ("contradiction", "disjoint")),
        ({"low": 5}, {"low": 9}, {}, ("later", "later_more")),
        ({"low": 9}, {"low": 5}, {}, ("unclassified", "later_less")),
        ({"low": 5}, {"low": 9}, {"status": "target", "period": "2025"}, ("later", "revised")),
        ({"low": 9}, {"low": 5}, {"status": "target"}, ("later", "revised")),
        (
            {"low": 5},
            {"low": 9},
            {"status": "cumulative", "period": "2018/2024"},
            ("later", "later_more"),
        ),
        (
            {"low": 9},
            {"low": 5},
            {"status": "cumulative", "period": "2018/2024"},
            ("contradiction", "disjoint"),
        ),
        ({"low": 7 * BILLION}, {"low": 6_890_000_000}, {"period": "2019"}, ("rounding", "rounded")),
        ({"low": 20}, {"low": 15}, {"period": "2019"}, ("contradiction", "disjoint")),
        (
            {"low": 30 * BILLION, "qualifier": "over"},
            {"low": 31 * BILLION},
            {"period": "2019"},
            ("rounding", "hedged"),
        ),
        (
            {"low": 30 * BILLION, "qualifier": "over"},
            {"low": 29 * BILLION},
            {"period": "2019"},
            ("contradiction", "disjoint"),
        ),
        (
            {"low": 15, "qualifier": "about"},
            {"low": 15},
            {"period": "2019"},
            ("rounding", "hedged"),
        ),
        (
            {"low": 15, "qualifier": "about"},
            {"low": 18},
            {"period": "2019"},
            ("unclassified", "reach"),
        ),
        (
            {"low": 300 * BILLION, "qualifier": "level"},
            {"low": 310 * BILLION},
            {"period": "2019"},
            ("rounding", "hedged"),
        ),
        ({"low": 5, "period": "2019"}, {"low": 9}, {}, ("unclassified", "undated")),
        ({"low": 5}, {"low": 9, "unit": "USD"}, {"period": "2019"}, ("conversion", "currencies")),
    ],
)
def test_two_claims_are_classed_by_what_the_record_says_of_them(
    one: dict[str, Any], other: dict[str, Any], both: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert verdicts(*two_claims(one, other, **both)) == [expected]


def test_what_was_signed_once_has_one_amount() -> None:
    batch = make(SigningBatch, event=make(Event))
    assert verdicts(*two_claims({"low": 5}, {"low": 9}, batch=batch)) == [
        ("contradiction", "disjoint")
    ]


def test_one_source_without_dates_cannot_be_classed() -> None:
    source = sourced("2024")
    rows = two_claims({"low": 5, "source": source}, {"low": 9, "source": source, "paragraph": 2})
    assert verdicts(*rows) == [("unclassified", "one_source")]


def test_sources_without_an_order_cannot_be_classed() -> None:
    rows = two_claims({"low": 5, "source": sourced("")}, {"low": 9})
    assert verdicts(*rows) == [("unclassified", "order_unknown")]


@pytest.mark.parametrize(
    "different",
    [{"period": "2018"}, {"status": "target"}, {"statistic": Statistic}, {"place": Place}],
)
def test_other_questions_are_no_conflict(different: dict[str, Any]) -> None:
    values = {
        name: make(value, **({"unit": "CNY"} if value is Statistic else {}))
        if isinstance(value, type)
        else value
        for name, value in different.items()
    }
    assert verdicts(*two_claims({"low": 5}, {"low": 9, **values}, period="2019")) == []


def test_the_same_number_again_is_no_conflict() -> None:
    assert verdicts(*two_claims({"low": 5}, {"low": 5}, period="2019")) == []


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_what_is_not_published_takes_no_part(state: str) -> None:
    one, _other = two_claims({"low": 5}, {"low": 9, "state": state}, period="2019")
    assert verdicts(one) == []


def test_only_what_was_known_by_a_day_takes_part() -> None:
    rows = two_claims({"low": 5}, {"low": 9}, period="2019")
    with as_known_on(date(2022, 1, 1)):
        assert verdicts(*rows) == []
    assert verdicts(*rows) == [("contradiction", "disjoint")]


def test_a_standing_decides_and_says_so() -> None:
    rows = two_claims({"low": 5, "standing": "preferred"}, {"low": 9}, period="2019")
    (conflict,) = conflicts.find().of({rows[0].slug})
    assert conflict.verdict.decided
    rows = two_claims(
        {"low": 5, "standing": "deprecated", "standing_reason": "A slip."},
        {"low": 9},
        period="2019",
    )
    (conflict,) = conflicts.find().of({rows[0].slug})
    assert conflict.verdict.decided
    rows = two_claims({"low": 5}, {"low": 9}, period="2019")
    (conflict,) = conflicts.find().of({rows[0].slug})
    assert not conflict.verdict.decided


def test_the_gravest_of_several_differences_names_the_group() -> None:
    one, _other = two_claims({"low": 7 * BILLION}, {"low": 6_890_000_000}, period="2019")
    make(
        Figure,
        place=one.place,
        statistic=one.statistic,
        period="2019",
        unit="CNY",
        low=1,
        high=1,
        source=sourced("2023"),
    )
    assert verdicts(one) == [("contradiction", "disjoint")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("7e9", "1e9"),
        ("6.89e9", "1e7"),
        ("20e9", "1e9"),
        ("360000", "10000"),
        ("133000", "1000"),
        ("300", "1"),
        ("20", "1"),
        ("15.2", "0.1"),
        ("0.4", "0.1"),
    ],
)
def test_the_last_digit_printed(value: str, expected: str) -> None:
    assert grain(Decimal(value)) == Decimal(expected)


def test_shares_of_other_wholes_under_similar_names() -> None:
    wide = make(Statistic, kind="share", unit="percent", whole="All", name="Share of the fish")
    fields = {"kind": "share", "unit": "percent", "name": "Share of the large fish"}
    narrow = make(Statistic, **fields, whole="Large ones")
    place = make(Place)
    one = make(Figure, place=place, statistic=wide, low=15, high=15, unit="percent")
    make(Figure, place=place, statistic=narrow, low=20, high=20, unit="percent")
    assert verdicts(one) == [("definition", "other_whole")]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((20, 8), []),
        ((20, 18), [("contradiction", "parts_exceed")]),
        ((10, 8), [("parts", "parts_less")]),
        ((10, None), []),
        ((40, None), [("contradiction", "parts_exceed")]),
    ],
)
def test_a_reported_total_against_its_parts(
    parts: tuple[int | None, ...], expected: list[tuple[str, str]]
) -> None:
    counts = Statistic.objects.get(slug="projects-signed")
    event = make(Event)
    whole = make(SigningBatch, event=event)
    figure = make(Figure, batch=whole, statistic=counts, low=28, high=28, unit="project")
    for number in parts:
        part = make(SigningBatch, event=event, parent=whole)
        if number is not None:
            make(Figure, batch=part, statistic=counts, low=number, high=number, unit="project")
    assert verdicts(figure) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2021", "2021-08-18", [("rounding", "precision")]),
        ("/2024-05-26", "2024-05-23/2024-05-26", [("rounding", "precision")]),
        ("2021-08-18", "2021-08-19", [("contradiction", "dates")]),
        ("2021-08-18", "2021-08-18/2021-08-20", [("contradiction", "dates")]),
        ("2020?-05-14", "2021-05-14", [("unclassified", "inferred")]),
        ("2021", "2021", []),
    ],
)
def test_dates_of_an_event(one: str, other: str, expected: list[tuple[str, str]]) -> None:
    event = make(Event)
    rows = [make(EventDate, event=event, date=text) for text in (one, other)]
    assert verdicts(*rows) == expected
    page = get(event.get_absolute_url()).content.decode()
    assert ("/conflicts/?of=" in page) == bool(expected)


def test_dates_of_a_stage_and_stages_that_run_backwards() -> None:
    project = make(Project)
    signed = [
        make(Milestone, project=project, stage="signed", date=date) for date in ("2020", "2021")
    ]
    assert verdicts(*signed) == [("contradiction", "dates")]
    running = make(Milestone, project=project, stage="in_operation", date="2019")
    assert verdicts(running) == [("unclassified", "backwards")]
    page = get(project.get_absolute_url()).content.decode()
    assert page.count("/conflicts/?of=") == 2
    later = make(Project)
    make(Milestone, project=later, stage="signed", date="2019")
    last = make(Milestone, project=later, stage="in_operation", date="2021")
    assert verdicts(last) == []


@pytest.mark.parametrize(
    ("schemes", "expected"),
    [
        (("List", "List"), [("contradiction", "two_tiers")]),
        (("List of 2023", "List of 2024"), [("definition", "two_lists")]),
    ],
)
def test_an_industry_in_two_tiers(
    schemes: tuple[str, str], expected: list[tuple[str, str]]
) -> None:
    industry = make(Industry)
    rows = [
        make(Placement, industry=industry, tier=make(Tier, scheme=scheme)) for scheme in schemes
    ]
    assert verdicts(*rows) == expected


def test_a_tier_that_names_more_than_it_has() -> None:
    tier = make(Tier)
    count = Statistic.objects.get(slug="industries-in-tier")
    figure = make(Figure, tier=tier, statistic=count, low=1, high=1, unit="industry")
    for _number in range(2):
        make(Placement, tier=tier, industry=make(Industry))
    assert verdicts(figure) == [("contradiction", "more_named")]
