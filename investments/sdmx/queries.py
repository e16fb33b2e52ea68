"""Queries as clients write them, read into what is asked for. `QueryError` names what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from investments.sdmx.components import AGENCY, FLOWS, VERSION, Flow
from investments.sdmx.messages import QueryError
from investments.sdmx.structures import ARTEFACTS, TYPES, Artefact, Message, referenced
from investments.sdmx.times import days_of

ALL = "AllDimensions"
DETAILS = ("full", "dataonly", "serieskeysonly", "nodata")
DATA_PARAMETERS = (
    "startPeriod",
    "endPeriod",
    "dimensionAtObservation",
    "detail",
    "firstNObservations",
    "lastNObservations",
    "updatedAfter",
    "includeHistory",
)
STRUCTURE_DETAILS = (
    "full",
    "allstubs",
    "referencestubs",
    "allcompletestubs",
    "referencecompletestubs",
    "referencepartial",
)
REFERENCES = ("none", "parents", "parentsandsiblings", "children", "descendants", "all", *TYPES)
# Kinds of structures that SDMX knows and that there are none of here.
OTHER_TYPES = (
    "actualconstraint",
    "allowedconstraint",
    "attachmentconstraint",
    "categorisation",
    "categoryscheme",
    "contentconstraint",
    "customtypescheme",
    "dataconsumerscheme",
    "dataproviderscheme",
    "hierarchicalcodelist",
    "metadataflow",
    "metadatastructure",
    "namepersonalisationscheme",
    "organisationscheme",
    "organisationunitscheme",
    "process",
    "provisionagreement",
    "reportingtaxonomy",
    "rulesetscheme",
    "structureset",
    "transformationscheme",
    "userdefinedoperatorscheme",
    "vtlmappingscheme",
)
_WORD = re.compile(r"[A-Za-z0-9_@$-]+")
_VERSION = re.compile(r"latest|all|\d+(?:\.\d+)*")


@dataclass(frozen=True)
class DataQuery:
    """`key` has the values asked for of each dimension that it does not leave open."""

    flow: Flow
    key: dict[str, list[str]]
    start: date | None = None
    end: date | None = None
    at: str = ALL  # the dimension at observation
    detail: str = "full"
    parameters: dict[str, str] = field(default_factory=dict)


def _known(parameters: QueryDict, names: Iterable[str]) -> dict[str, str]:
    """Each parameter once; one that is not known is error, since it would narrow nothing."""
    names = [*names, "format"]
    for name, values in parameters.lists():
        if name not in names:
            shown = re.sub(r"[^\x20-\x7e]", "\N{REPLACEMENT CHARACTER}", name[:40])
            raise QueryError(f"there is no such parameter; there are {', '.join(names)}.", shown)
        if len(values) > 1 and len(set(values)) > 1:
            raise QueryError("give it once.", name)
    return {name: values[-1] for name, values in parameters.lists()}


def _one_of(value: str, choices: Iterable[str], parameter: str) -> str:
    if value not in choices:
        raise QueryError(f"there are {', '.join(choices)}.", parameter)
    return value


def _words(text: str, parameter: str) -> list[str]:
    found = text.split("+")
    if not all(_WORD.fullmatch(word) for word in found):
        raise QueryError("ids are of letters, digits, _, @, $ and -, with + between.", parameter)
    return found


def structure_query(
    type_: str, agency: str, id_: str, version: str, items: str, parameters: QueryDict
) -> Message:
    given = _known(parameters, ("references", "detail"))
    references = _one_of(
        given.get("references") or "none", (*REFERENCES, *OTHER_TYPES), "references"
    )
    detail = _one_of(given.get("detail") or "full", STRUCTURE_DETAILS, "detail")
    agencies, ids = _words(agency, "agency"), _words(id_, "id")
    versions = version.split("+")
    if not all(_VERSION.fullmatch(one) for one in versions):
        raise QueryError("write latest, all or a version as 1.0.", "version")
    wanted = frozenset(_words(items, "item")) if items and items != "all" else frozenset()
    types = TYPES if type_ == "structure" else (type_,)
    found = [
        one
        for one in ARTEFACTS.values()
        if one.type in types
        and ("all" in agencies or one.agency in agencies)
        and ("all" in ids or one.id in ids)
        and ({"latest", "all", one.version} & set(versions))
    ]
    if wanted:
        found = _with_items(found, wanted)
    if not found:
        raise QueryError("there is none.", status=404)
    return _message(found, referenced(found, references), detail, wanted)


def _with_items(found: list[Artefact], wanted: frozenset[str]) -> list[Artefact]:
    return [one for one in found if one.terms and wanted & {term.id for term in one.terms()}]


def _message(
    found: list[Artefact], others: list[Artefact], detail: str, wanted: frozenset[str]
) -> Message:
    complete = detail in ("allcompletestubs", "referencecompletestubs")
    if detail in ("allstubs", "allcompletestubs"):
        return Message([], [*found, *others], described_stubs=complete)
    if detail in ("referencestubs", "referencecompletestubs"):
        return Message(found, others, wanted, described_stubs=complete)
    return Message([*found, *others], items=wanted)


def flow_of(reference: str) -> Flow:
    """`FIGURES`, `LIR,FIGURES`, `LIR,FIGURES,1.0`; `all` and `latest` where they make sense."""
    parts = reference.split(",")
    if len(parts) > 3 or not all(
        re.fullmatch(r"[A-Za-z0-9_@$.-]+", part, re.ASCII) for part in parts
    ):
        raise QueryError("write ID, AGENCY,ID or AGENCY,ID,VERSION.", "flow")
    id_ = parts[0] if len(parts) == 1 else parts[1]
    agency = parts[0] if len(parts) > 1 else "all"
    version = parts[2] if len(parts) > 2 else "latest"
    flow = FLOWS.get(id_)
    if flow is None or agency not in ("all", AGENCY) or version not in ("latest", "all", VERSION):
        raise QueryError("there is no such dataflow.", "flow", status=404)
    return flow


def key_of(flow: Flow, text: str) -> dict[str, list[str]]:
    """`all`, or a value, several with `+`, or nothing for each dimension but TIME_PERIOD."""
    if text in ("", "all"):
        return {}
    names = [one.id for one in flow.keyed]
    parts = text.split(".")
    if len(parts) != len(names):
        raise QueryError(
            f"it has {len(parts)} parts; there are {len(names)} dimensions: {'.'.join(names)}.",
            "key",
        )
    found = dict(zip(names, parts, strict=True))
    return {name: _words(part, "key") for name, part in found.items() if part}


def data_query(flow: str, key: str, provider: str, parameters: QueryDict) -> DataQuery:
    wanted = flow_of(flow)
    given = _known(parameters, DATA_PARAMETERS)
    provided_by(provider)
    if given.get("updatedAfter"):
        raise QueryError("what has changed since cannot be asked for here.", "updatedAfter")
    if given.get("includeHistory", "false") not in ("", "false"):
        raise QueryError("earlier versions are read under /as-known-on/.", "includeHistory")
    for name in ("firstNObservations", "lastNObservations"):
        # Each series is one statement, so that it has one observation: there is nothing to cut.
        if name in given and not re.fullmatch(r"[1-9]\d{0,8}", given[name], re.ASCII):
            raise QueryError("write a whole number from 1.", name)
        if name in given and not wanted.timed:
            raise QueryError("this dataflow has no TIME_PERIOD to count along.", name)
    start, end = periods(wanted, given)
    choices = (ALL, *(one.id for one in wanted.dimensions))
    detail = _one_of(given.get("detail") or "full", DETAILS, "detail")
    at = given.get("dimensionAtObservation") or _usual(wanted, detail)
    return DataQuery(
        flow=wanted,
        key=key_of(wanted, key),
        start=start,
        end=end,
        at=_one_of(at, choices, "dimensionAtObservation"),
        detail=detail,
        parameters=given,
    )


def _usual(flow: Flow, detail: str) -> str:
    """Without TIME_PERIOD there are no series, unless series are what is asked for."""
    if flow.timed:
        return "TIME_PERIOD"
    return "STATEMENT" if detail in ("serieskeysonly", "nodata") else ALL


def availability_query(
    flow: str, key: str, provider: str, component: str, parameters: QueryDict
) -> DataQuery:
    """A data query of which only the values of dimensions are wanted: of one, or of all."""
    wanted = flow_of(flow)
    given = _known(parameters, ("startPeriod", "endPeriod", "mode", "references"))
    provided_by(provider)
    _one_of(component, ("all", *(one.id for one in wanted.dimensions)), "component")
    _one_of(given.get("mode") or "exact", ("exact", "available"), "mode")
    _one_of(given.get("references") or "none", ("none",), "references")
    start, end = periods(wanted, given)
    return DataQuery(wanted, key_of(wanted, key), start, end, parameters=given)


def provided_by(provider: str) -> None:
    if provider and not re.fullmatch(r"[A-Za-z0-9_@$.,+-]+", provider, re.ASCII):
        raise QueryError("write all or the id of an agency.", "provider")
    names = re.split(r"[,+]", provider)
    if provider and not {"all", AGENCY} & set(names):
        raise QueryError("there is no such provider.", "provider", status=404)


def periods(flow: Flow, given: dict[str, str]) -> tuple[date | None, date | None]:
    """The first day of `startPeriod` and the last of `endPeriod`."""
    found: list[date | None] = []
    for name, side in (("startPeriod", 0), ("endPeriod", 1)):
        text = given.get(name, "")
        if text and not flow.timed:
            raise QueryError("this dataflow has no TIME_PERIOD; FIGURES_BY_PERIOD has.", name)
        try:
            found.append(days_of(text)[side] if text else None)
        except ValueError:
            how = "write 2019, 2019-05, 2019-05-26, 2019-Q1, 2019-S1 or 2019-W09"
            raise QueryError(f"{how}, from 1800 to 2199.", name) from None
    return found[0], found[1]
