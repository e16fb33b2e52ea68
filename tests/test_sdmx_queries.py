"""What SDMX clients ask for, and what they get: keys, periods, formats, errors."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from lxml import etree  # type: ignore[import-untyped]

from investments.choices import State
from investments.models import Figure, Place, Source, Statistic
from investments.sdmx import formats, queries, times
from investments.sdmx.components import FLOWS
from investments.sdmx.messages import QueryError
from tests.factories import make
from tests.sdmx_client import ROOT, body, get, ledger, rows
from tests.sdmx_schemas import complaints

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


# --- Queries --------------------------------------------------------------------------------------


def test_keys_choose_as_the_ledger_filters() -> None:
    printed = ledger().values()
    about = sorted({row["statistic_slug"] for row in printed if row["subject_type"] == "place"})[:9]
    key = f"place...{'+'.join(about)}..actual+target."
    found = rows(f"data/LIR,FIGURES,1.0/{key}/all?format=csv")
    wanted = {
        row["id"]
        for row in printed
        if row["subject_type"] == "place"
        and row["statistic_slug"] in about
        and row["status"] in ("actual", "target")
    }
    assert wanted
    assert {row["STATEMENT"] for row in found} == wanted


def test_detail_leaves_out() -> None:
    assert set(rows("data/FIGURES?format=csv&detail=dataonly")[0]) == {
        "DATAFLOW",
        *(one.id for one in FLOWS["FIGURES"].dimensions),
        "OBS_VALUE",
    }
    assert b"Attributes" not in body("data/FIGURES?detail=dataonly")
    assert b"ObsValue" not in body("data/FIGURES_BY_PERIOD?detail=nodata")


def test_series_of_statements_are_whole() -> None:
    """Two sources on one key are one series of two statements, however the rows lie."""
    statistic, place = make(Statistic), make(Place)
    for number, period in enumerate(("2020", "2021", "2020?", "2021", "2020")):
        make(Figure, statistic=statistic, place=place, period=period, slug=f"in-turn-{number}")
    key = f"....{statistic.slug}..."
    for flow, dots, series in (("FIGURES_BY_PERIOD", key, [3, 2]), ("FIGURES", key[1:], [5])):
        text = body(f"data/{flow}/{dots}?dimensionAtObservation=STATEMENT")
        found = etree.fromstring(text).findall(".//{*}Series")
        assert [len(one.findall("{*}Obs")) for one in found] == series


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/vnd.sdmx.genericdata+xml; version=2.1"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
        ("application/vnd.sdmx.genericdata+xml;version=2.1", "application/vnd.sdmx.genericdata"),
        (
            "application/vnd.sdmx.structurespecificdata+xml; version=2.1",
            "application/vnd.sdmx.structurespecificdata+xml; version=2.1",
        ),
        ("application/vnd.sdmx.data+csv", "application/vnd.sdmx.data+csv; version=1.0.0"),
        (
            "application/vnd.sdmx.data+json, application/vnd.sdmx.data+csv;version=2.0.0;q=0.5",
            "application/vnd.sdmx.data+csv; version=2.0.0",
        ),
        ("text/csv", "text/csv"),
    ],
)
def test_clients_get_what_they_accept(accept: str, content_type: str) -> None:
    response = get("data/FIGURES", Accept=accept)
    assert response.status_code == 200
    assert response["Content-Type"].startswith(content_type)
    assert "Accept" in response["Vary"]
    assert response.getvalue()


def test_csv_with_labels_names_codes() -> None:
    labels = "application/vnd.sdmx.data+csv;version=1.0.0;labels=both"
    row = rows("data/FIGURES/place......", Accept=labels)[0]
    assert row["SUBJECT_TYPE: Kind of subject"] == "place: place"
    assert row["DATAFLOW"] == "LIR:FIGURES(1.0): All figures"
    second = rows("data/FIGURES?format=csv2")[0]
    assert (second["STRUCTURE"], second["STRUCTURE_ID"], second["ACTION"]) == (
        "dataflow",
        "LIR:FIGURES(1.0)",
        "I",
    )


WRONG = [
    ("data/FIGURES/a.b", 400, "key"),
    ("data/FIGURES/place;......", 400, "key"),
    ("data/FIGURES?startPeriod=2019", 400, "startPeriod"),
    ("data/FIGURES_BY_PERIOD?startPeriod=soon", 400, "startPeriod"),
    ("data/FIGURES_BY_PERIOD?endPeriod=2019-13", 400, "endPeriod"),
    ("data/FIGURES_BY_PERIOD?endPeriod=2019-W60", 400, "endPeriod"),
    ("data/FIGURES_BY_PERIOD?endPeriod=99999", 400, "endPeriod"),
    ("data/FIGURES_BY_PERIOD?startPeriod=9999-W52", 400, "startPeriod"),
    ("data/FIGURES_BY_PERIOD?startPeriod=0000-D001", 400, "startPeriod"),
    ("data/FIGURES_BY_PERIOD?endPeriod=9999-D999", 400, "endPeriod"),
    ("data/FIGURES_BY_PERIOD?endPeriod=2200-W01", 400, "endPeriod"),
    ("data/FIGURES_BY_PERIOD?startPeriod=1799-D365", 400, "startPeriod"),
    ("availableconstraint/FIGURES_BY_PERIOD?startPeriod=9999-W52", 400, "startPeriod"),
    ("data/FIGURES_BY_PERIOD?startPeriod=2199-T9", 400, "startPeriod"),
    ("data/FIGURES?detail=some", 400, "detail"),
    ("data/FIGURES?dimensionAtObservation=TIME_PERIOD", 400, "dimensionAtObservation"),
    ("data/FIGURES_BY_PERIOD?firstNObservations=0", 400, "firstNObservations"),
    ("data/FIGURES?lastNObservations=1", 400, "lastNObservations"),
    ("data/FIGURES?updatedAfter=2020-01-01", 400, "updatedAfter"),
    ("data/FIGURES?includeHistory=true", 400, "includeHistory"),
    ("data/FIGURES?format=pdf", 400, "format"),
    ("data/FIGURES?detail=full&detail=dataonly", 400, "detail"),
    ("data/FIGURES?c[FREQ]=A", 400, "c[FREQ]"),
    ("data/FIGURES?%00=A", 400, ""),
    ("data/FIGURES/all/a%20b", 400, "provider"),
    ("data/A,B,C,D", 400, "flow"),
    ("data/NONE", 404, "flow"),
    ("data/LIR,FIGURES,9.0", 404, "flow"),
    ("data/FIGURES/all/BIS", 404, "provider"),
    ("data/FIGURES/......none", 404, ""),
    ("availableconstraint/FIGURES/all/all/NONE", 400, "component"),
    ("availableconstraint/FIGURES/......none", 404, ""),
    ("availableconstraint/FIGURES?mode=some", 400, "mode"),
    ("dataflow/LIR/FIGURES/one", 400, "version"),
    ("dataflow/LIR/%20/1.0", 400, "id"),
    ("dataflow?references=some", 400, "references"),
    ("dataflow?detail=some", 400, "detail"),
    ("codelist?q=1", 400, "q"),
    ("codelist/BIS", 404, ""),
    ("codelist/LIR/CL_AREA/1.0/atlantis", 404, ""),
    ("categoryscheme", 404, ""),
    ("nonsense/of/any/kind", 404, ""),
]


@pytest.mark.parametrize(("path", "status", "parameter"), WRONG)
def test_what_is_wrong_is_named(path: str, status: int, parameter: str) -> None:
    response = get(path)
    assert response.status_code == status
    text = response.getvalue()
    assert complaints(text) == []
    root = etree.fromstring(text)
    assert root.find(".//{*}ErrorMessage").get("code") == {400: "140", 404: "100"}[status]
    if parameter:
        assert root.findtext(".//{*}Text").startswith(f"{parameter}: ")


def test_what_is_not_written_is_not_acceptable() -> None:
    json = "application/vnd.sdmx.data+json;version=1.0.0"
    assert get("data/FIGURES", Accept=json).status_code == 406
    other = "application/vnd.sdmx.genericdata+xml;version=3.0.0"
    assert get("data/FIGURES", Accept=other).status_code == 406
    assert get("dataflow", Accept="application/json").status_code == 406


def test_only_reading_is_allowed() -> None:
    assert Client().post(f"{ROOT}/data/FIGURES").status_code == 405


def test_the_root_leads_to_the_dataflows() -> None:
    response = Client().get(f"{ROOT}/", follow=True)
    assert b"FIGURES_BY_PERIOD" in response.content


# --- What the public may see ----------------------------------------------------------------------


def test_the_unpublished_is_nowhere() -> None:
    hidden = make(
        Figure,
        state=State.DRAFT,
        place=make(Place),
        statistic=make(Statistic),
        source=make(Source),
    )
    shown = make(Figure, place=make(Place), statistic=make(Statistic), source=make(Source))
    everything = [
        body("structure/all/all/all"),
        body("data/FIGURES"),
        body("availableconstraint/FIGURES"),
    ]
    text = b"".join(everything).decode()
    for row in (shown, shown.place, shown.statistic, shown.source):
        assert f'"{row.slug}"' in text or f">{row.slug}<" in text or f"_{row.slug}" in text
    for row in (hidden, hidden.place, hidden.statistic, hidden.source):
        assert row.slug not in text
    assert get(f"data/FIGURES/......{hidden.slug}").status_code == 404


def test_the_reading_date_holds() -> None:
    def read(prefix: str) -> set[str]:
        text = Client().get(f"{prefix}{ROOT}/data/FIGURES?format=csv").getvalue().decode()
        return {row["STATEMENT"] for row in csv.DictReader(io.StringIO(text))}

    day = "/as-known-on/2021-12-31"
    text = Client().get(f"{day}/figures.csv").getvalue().decode("utf-8-sig")
    known = {row["id"] for row in csv.DictReader(io.StringIO(text))}
    assert read(day) == known
    assert known < read("")
    codes = Client().get(f"{day}{ROOT}/codelist/LIR/CL_SOURCE").content.decode()
    assert "opportunity-2024" not in codes
    assert "opportunity-2024" in body("codelist/LIR/CL_SOURCE").decode()


# --- Parts ----------------------------------------------------------------------------------------


def test_periods_of_queries() -> None:
    written = ("2019", "2019-02", "2020-02-29T10:00:00Z", "2019-A1", "2019-S2", "2019-T3")
    days = [times.days_of(text) for text in written]
    assert [f"{first} {last}" for first, last in days] == [
        "2019-01-01 2019-12-31",
        "2019-02-01 2019-02-28",
        "2020-02-29 2020-02-29",
        "2019-01-01 2019-12-31",
        "2019-07-01 2019-12-31",
        "2019-09-01 2019-12-31",
    ]
    assert [str(day) for day in times.days_of("2020-W01")] == ["2019-12-30", "2020-01-05"]
    assert [str(day) for day in times.days_of("2020-D366")] == ["2020-12-31", "2020-12-31"]


def test_a_parameter_that_is_not_known_is_no_licence_to_send_all() -> None:
    with pytest.raises(QueryError) as error:
        queries.data_query("FIGURES", "all", "", QueryDict("indicator=gdp"))
    assert error.value.parameter == "indicator"


def test_rows_are_sent_in_blocks() -> None:
    """Nothing is kept of what was sent: the figures of a block are read when it is due."""
    with patch("investments.exports.rows.BLOCK_ROWS", 10):
        response = get("data/FIGURES?format=csv")
        pieces = iter(response.streaming_content)
        next(pieces)
        assert len(next(pieces).splitlines()) == 10
        assert sum(len(piece.splitlines()) for piece in pieces) == len(ledger()) - 10


def test_what_can_be_asked_for_is_documented() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "sdmx.md").read_text("utf-8")
    tables = "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    named = set(re.findall(r"`([\w-]+)`", tables))
    components = {one.id for flow in FLOWS.values() for one in flow.components}
    parameters = set(queries.DATA_PARAMETERS) - {"updatedAfter", "includeHistory"}
    assert {*FLOWS, *components, *parameters, "references", "format"} <= named
    for value in (*queries.STRUCTURE_DETAILS, *queries.DETAILS, *formats.NAMES):
        assert f"`{value}`" in text, value
    for one in (formats.STRUCTURE, *formats.DATA):
        assert f"`{one.media};version={one.version}`" in text
