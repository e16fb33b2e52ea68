"""Codes of the vocabularies that DCAT-AP prescribes: those of the EU's Publications Office, and
the media types registered at IANA."""

from __future__ import annotations

AUTHORITY = "http://publications.europa.eu/resource/authority"
LANGUAGES = {"en": f"{AUTHORITY}/language/ENG", "zh": f"{AUTHORITY}/language/ZHO"}
CC_BY = f"{AUTHORITY}/licence/CC_BY_4_0"
PUBLIC = f"{AUTHORITY}/access-right/PUBLIC"
IRREGULAR = f"{AUTHORITY}/frequency/IRREG"
CHINA = f"{AUTHORITY}/country/CHN"
ECONOMY, REGIONS = f"{AUTHORITY}/data-theme/ECON", f"{AUTHORITY}/data-theme/REGI"
THEMES = {
    ECONOMY: ("Economy and finance", "经济与金融"),
    REGIONS: ("Regions and cities", "区域与城市"),
}
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
FRICTIONLESS = "https://specs.frictionlessdata.io/tabular-data-package/"
SDMX = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
OPENAPI = "https://spec.openapis.org/oas/v3.1.0"

_IANA = "https://www.iana.org/assignments/media-types/"
# Content type → whether IANA has registered it, and the EU's code of the file type, '' for none.
_TYPES = {
    "text/csv": (True, "CSV"),
    "application/json": (True, "JSON"),
    "application/x-ndjson": (False, ""),
    "application/zip": (True, "ZIP"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (True, "XLSX"),
    "application/vnd.sqlite3": (True, ""),
    "application/vnd.sdmx.data+csv": (False, "CSV"),
    "application/vnd.sdmx.genericdata+xml": (False, "XML"),
    "application/vnd.sdmx.structurespecificdata+xml": (False, "XML"),
}


def bare(content_type: str) -> str:
    """Without parameters."""
    return content_type.partition(";")[0].strip()


def media_type(content_type: str) -> str:
    """IANA's address of a registered media type; '' of others."""
    registered, _code = _TYPES.get(bare(content_type), (False, ""))
    return f"{_IANA}{bare(content_type)}" if registered else ""


def file_type(content_type: str) -> str:
    _registered, code = _TYPES.get(bare(content_type), (False, ""))
    return f"{AUTHORITY}/file-type/{code}" if code else ""
