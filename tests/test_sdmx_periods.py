"""Which figures a key and a period find: computed by the database, so on each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from investments.models import Figure
from investments.sdmx.components import FLOWS
from investments.sdmx.observations import figures
from tests.factories import make
from tests.sdmx_client import body, figure, rows
from tests.sdmx_schemas import complaints, specific

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_each_dimension_finds_its_own_observations() -> None:
    """The values that are written are those that a key finds."""
    for flow in FLOWS.values():
        every = rows(f"data/{flow.id}?format=csv")
        for place, one in enumerate(flow.keyed):
            for value in {row[one.id] for row in every[::9]}:
                parts = [""] * len(flow.keyed)
                parts[place] = value
                found = rows(f"data/{flow.id}/{'.'.join(parts)}?format=csv")
                expected = [row for row in every if row[one.id] == value]
                assert found == expected, (flow.id, one.id, value)


def test_periods_narrow() -> None:
    def found(query: str) -> set[str]:
        address = f"data/FIGURES_BY_PERIOD?format=csv&{query}"
        return {row["TIME_PERIOD"] for row in rows(address)}

    assert found("startPeriod=2023&endPeriod=2023-Q4") == {"2023"}
    assert "2019" not in found("startPeriod=2019-02")
    assert found("endPeriod=2019-12-31") == {"2019"}


@pytest.mark.parametrize(
    ("period", "length", "written"),
    [
        ("2019", "A", "2019"),
        ("2020?", "A", "2020"),
        ("2021-08", "M", "2021-08"),
        ("2020?-05-14", "D", "2020-05-14"),
        ("2018?/2021-08", "_Z", "2018-01-01/P44M"),
        ("2024-05-26/2024-05-28", "_Z", "2024-05-26/P3D"),
        ("2019/2019", "_Z", "2019-01-01/P12M"),
    ],
)
def test_periods_as_sdmx_writes_them(
    period: str, length: str, written: str, tmp_path: Path
) -> None:
    row = figure(period=period)
    assert (row["FREQ"], row["TIME_PERIOD"], row["PERIOD"]) == (length, written, period)
    schema = specific(FLOWS["FIGURES_BY_PERIOD"], "TIME_PERIOD", tmp_path)
    text = body(f"data/FIGURES_BY_PERIOD/{length}.......?format=structurespecificdata")
    assert f'TIME_PERIOD="{written}"'.encode() in text
    assert complaints(text, schema) == []


@pytest.mark.parametrize("period", ["", "/2024-05-26", "2019/", "../2020", "2018/.."])
def test_what_has_no_period_in_sdmx_is_among_all_figures_alone(period: str) -> None:
    made = make(Figure, period=period)
    assert figures(FLOWS["FIGURES"]).filter(pk=made.pk).exists()
    assert not figures(FLOWS["FIGURES_BY_PERIOD"]).filter(pk=made.pk).exists()
    (row,) = rows(f"data/FIGURES/......{made.slug}?format=csv")
    assert row["PERIOD"] == period
