"""SDMX as clients read it, held against the ledger and the official schemas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest
import sdmx
from lxml import etree  # type: ignore[import-untyped]

from investments.choices import State
from investments.exports.markup import for_xml
from investments.models import Figure, Industry, Place, Source, Statistic
from investments.sdmx.components import FLOWS
from investments.sdmx.queries import ALL
from tests.factories import make
from tests.sdmx_client import asking, body, figure, ledger, rows
from tests.sdmx_schemas import complaints, specific

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
STRUCTURES = (
    "structure/all/all/all?references=all",
    "dataflow",
    "dataflow/LIR/FIGURES/latest?references=all",
    "dataflow/LIR/FIGURES_BY_PERIOD/1.0?references=descendants&detail=referencestubs",
    "datastructure/LIR/FIGURES/1.0?references=children",
    "codelist/LIR+SDMX/CL_AREA+CL_FREQ",
    "codelist/LIR/CL_AREA/1.0/chongqing+china",
    "conceptscheme/all/all/latest?references=parents",
    "agencyscheme/SDMX",
    "codelist?detail=allstubs",
    "availableconstraint/FIGURES_BY_PERIOD",
    "availableconstraint/FIGURES/place....../all/INDICATOR?mode=available",
)
SHAPES = ("", ALL, "STATEMENT", "INDICATOR")  # what a client may ask to vary within a series


@pytest.fixture
def reader() -> Iterator[sdmx.Client]:
    with asking() as client:
        yield client


@pytest.mark.parametrize("path", STRUCTURES)
def test_structures_are_valid(path: str) -> None:
    assert complaints(body(path)) == []


@pytest.mark.parametrize("at", SHAPES)
@pytest.mark.parametrize("flow", FLOWS)
def test_data_are_valid(flow: str, at: str, tmp_path: Path) -> None:
    """Structure-specific data also by their own types: dimensions, codes, numbers, periods."""
    usual = at or ("TIME_PERIOD" if FLOWS[flow].timed else ALL)
    schema = specific(FLOWS[flow], usual, tmp_path)
    for detail in ("full", "serieskeysonly"):
        more = f"&detail={detail}&dimensionAtObservation={usual}"
        generic = body(f"data/{flow}?format=genericdata{more}")
        assert complaints(generic) == []
        assert complaints(body(f"data/{flow}?format=structurespecificdata{more}"), schema) == []


@pytest.mark.parametrize("flow", FLOWS)
def test_a_client_reads_every_dataflow_into_the_figures_of_the_ledger(
    reader: sdmx.Client, flow: str
) -> None:
    assert set(reader.dataflow().dataflow) == set(FLOWS)
    structures = reader.dataflow(flow)
    dsd = structures.structure[flow]
    printed = ledger()
    expected = {slug for slug, row in printed.items() if flow == "FIGURES" or row["period"]}
    for given in ({}, {"dsd": dsd, "key": {}}):  # generic, then structure-specific
        frame = sdmx.to_pandas(reader.data(flow, **given).data[0], attributes="o").reset_index()
        assert set(frame["STATEMENT"]) == expected
        assert len(frame) == len(expected)
        for row in frame.to_dict("records"):
            figure = printed[row["STATEMENT"]]
            assert row["value"] == pytest.approx(
                float(figure["value"] or "nan"), rel=1e-12, nan_ok=True
            )
            for attribute in dsd.attributes:
                code = "" if pd.isna(row.get(attribute.id)) else str(row[attribute.id])
                header = {one.id: one.header for one in FLOWS[flow].components}[attribute.id]
                if header:
                    assert code == figure[header], (attribute.id, figure["id"])
            for name, header in (
                ("SUBJECT_TYPE", "subject_type"),
                ("INDICATOR", "statistic_slug"),
                ("UNIT_MEASURE", "unit"),
                ("FIGURE_STATUS", "status"),
            ):
                assert row[name] == figure[header]


def test_every_code_of_the_data_is_in_its_code_list(reader: sdmx.Client) -> None:
    for flow in FLOWS.values():
        lists = reader.dataflow(flow.id).codelist
        for row in rows(f"data/{flow.id}?format=csv"):
            for one in flow.components:
                if one.codelist and row[one.id]:
                    assert row[one.id] in lists[one.codelist], (one.id, row[one.id])


def test_names_are_in_both_languages_and_areas_lie_in_areas(reader: sdmx.Client) -> None:
    areas = reader.codelist("CL_AREA").codelist["CL_AREA"]
    area = areas["liangjiang-new-area"]
    place = Place.objects.get(slug="liangjiang-new-area")
    assert area.name.localizations == {"en": place.name, "zh-Hans": place.name_zh}
    assert place.parent is not None
    assert area.parent.id == place.parent.slug
    statuses = reader.codelist("CL_FIGURE_STATUS").codelist["CL_FIGURE_STATUS"]
    assert statuses["target"].name.localizations["zh-Hans"] == "目标"


def test_the_agency_is_found(reader: sdmx.Client) -> None:
    message: Any = reader.get("agencyscheme", agency_id="SDMX")
    assert "LIR" in message.organisation_scheme["AGENCIES"]


def test_a_client_looks_before_it_asks(reader: sdmx.Client) -> None:
    keys = reader.preview_data("FIGURES", {"FIGURE_STATUS": "target"})
    assert keys
    assert {str(key["FIGURE_STATUS"].value) for key in keys} == {"target"}
    found: Any = reader.get("availableconstraint", "FIGURES")
    (constraint,) = found.constraint.values()
    members = constraint.data_content_region[0].member
    values = {dim.id: {value.value for value in one.values} for dim, one in members.items()}
    assert values["INDICATOR"] == {row["statistic_slug"] for row in ledger().values()}


# --- What an observation says ---------------------------------------------------------------------


def test_bounds_and_hedges_survive() -> None:
    over = figure(low=30, high=None, qualifier="over")
    assert (over["OBS_VALUE"], over["OBS_LOW"], over["OBS_HIGH"]) == ("30", "30", "")
    assert (over["QUALIFIER"], over["OBS_STATUS"]) == ("over", "A")
    span = figure(low="0.000001", high=7, qualifier="range")
    assert (span["OBS_VALUE"], span["OBS_LOW"], span["OBS_HIGH"]) == ("", "0.000001", "7")
    assert (span["QUALIFIER"], span["OBS_STATUS"]) == ("range", "")


def test_the_codes_of_sdmx_stand_where_they_fit() -> None:
    assert figure(status="forecast")["OBS_STATUS"] == "F"
    assert figure(status="target")["OBS_STATUS"] == ""
    assert figure(series_break="Another coverage.", status="forecast")["OBS_STATUS"] == "B"
    wrong = figure(standing="deprecated", standing_reason="A slip of the pen.")
    assert (wrong["OBS_STATUS"], wrong["STANDING_REASON"]) == ("U", "A slip of the pen.")
    assert (wrong["CONF_STATUS"], wrong["UNIT_MULT"]) == ("F", "0")


def test_the_area_of_an_industry_is_its_reference_area() -> None:
    area = make(Place)
    row = figure(industry=make(Industry), area=area)
    assert (row["SUBJECT_TYPE"], row["REF_AREA"]) == ("industry", area.slug)
    draft = make(Place, state=State.DRAFT)
    hidden = figure(industry=make(Industry), area=draft)
    assert hidden["REF_AREA"] == "_U"
    around = make(Place, state=State.DRAFT)
    figure(place=make(Place, slug="shown-part", parent=around))
    areas = body("codelist/LIR/CL_AREA").decode()
    assert f'id="{area.slug}"' in areas
    assert 'id="shown-part"' in areas
    assert draft.slug not in areas
    assert around.slug not in areas


def test_awkward_words_come_back_as_they_are(reader: sdmx.Client) -> None:
    note = "First & <second>\nthird \"quoted\" 'so', =1+1; “两江”"
    made = make(Figure, note=note, as_printed="=30 billion")
    (row,) = rows(f"data/FIGURES/......{made.slug}?format=csv")
    assert (row["COMMENT_OBS"], row["AS_PRINTED"]) == (note, "=30 billion")
    frame = sdmx.to_pandas(reader.data("FIGURES", key=f"......{made.slug}").data[0], attributes="o")
    assert frame["COMMENT_OBS"].tolist() == [note]


def test_what_xml_cannot_hold_is_left_out(tmp_path: Path) -> None:
    awkward = "a\uffffb\ufffec\x01d\x0be"
    place = make(Place, name=awkward, name_zh=awkward)
    statistic = make(Statistic, definition=awkward, definition_zh=awkward)
    source = make(Source, name=awkward)
    made = make(Figure, place=place, statistic=statistic, source=source, note=awkward)
    lists = etree.fromstring(body("codelist/LIR"))
    for slug in (place.slug, source.slug):
        names = lists.findall(f".//{{*}}Code[@id='{slug}']/{{*}}Name")
        assert {one.text for one in names} == {"abcde"}
    described = lists.findall(f".//{{*}}Code[@id='{statistic.slug}']/{{*}}Description")
    assert [one.text for one in described] == ["abcde", "abcde"]  # in both languages
    schema = specific(FLOWS["FIGURES"], ALL, tmp_path)
    for kind, checked in (("genericdata", None), ("structurespecificdata", schema)):
        address = f"data/FIGURES/......{made.slug}?dimensionAtObservation={ALL}&format={kind}"
        text = body(address)
        assert b'"abcde"' in text
        assert (complaints(text, checked) if checked else complaints(text)) == []


def test_half_a_character_is_left_out() -> None:
    """A lone surrogate: no database holds one, and it cannot be written."""
    assert (for_xml("a\ud800b\udfffc"), for_xml("两江\U0001f600\t\n")) == (
        "abc",
        "两江\U0001f600\t\n",
    )
