"""Data as SDMX-ML 2.1 and SDMX-CSV, sent while it is written.

By hand: pysdmx writes data from pandas, which the site does without, and all of it in memory. The
tests hold it to the official schemas and to two readers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, groupby
from xml.sax.saxutils import escape, quoteattr

from investments.exports.markup import for_xml
from investments.sdmx.codes import CODELISTS
from investments.sdmx.components import AGENCY, ATTRIBUTES, OBS_VALUE, VERSION, Both, Flow
from investments.sdmx.observations import Observation
from investments.sdmx.queries import ALL, DataQuery
from investments.sdmx.structures import SITE

Blocks = Iterable[list[Observation]]
_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_URN = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure="
_ATTRIBUTES = tuple(one.id for one in ATTRIBUTES)


def _quoted(value: str) -> str:
    return quoteattr(for_xml(value))


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f" {name}={_quoted(value)}" for name, value in pairs)


def _header(query: DataQuery, root: str, spaces: dict[str, str], id_: str, now: datetime) -> str:
    flow, site = query.flow, Both.of(SITE)
    where = f"{_URN}{flow.reference}:ObsLevelDim:{query.at}"
    namespace = {"namespace": where} if root == "StructureSpecificData" else {}
    structure = _attributes(
        {"structureID": flow.id, **namespace, "dimensionAtObservation": query.at}.items()
    )
    reference = _attributes(
        {"agencyID": AGENCY, "id": flow.id, "version": VERSION, "class": "Dataflow"}.items()
    )
    names = f'<com:Name xml:lang="en">{escape(site.en)}</com:Name>'
    if site.zh:
        names += f'<com:Name xml:lang="zh-Hans">{escape(site.zh)}</com:Name>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<mes:{root}{_attributes(spaces.items())}>"
        f"<mes:Header><mes:ID>{escape(id_)}</mes:ID><mes:Test>false</mes:Test>"
        f"<mes:Prepared>{now.isoformat(timespec='seconds')}</mes:Prepared>"
        f'<mes:Sender id="{AGENCY}">{names}</mes:Sender>'
        f"<mes:Structure{structure}><com:StructureUsage><Ref{reference}/>"
        "</com:StructureUsage></mes:Structure>"
        "<mes:DataSetAction>Information</mes:DataSetAction></mes:Header>\n"
    )


def _spaces(data: str) -> dict[str, str]:
    return {
        "xmlns:mes": f"{_BASE}/message",
        "xmlns:com": f"{_BASE}/common",
        f"xmlns:{'gen' if data == 'generic' else 'ss'}": f"{_BASE}/data/{data}",
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }


Rows = Iterable[Observation]
PIECE = 1 << 16  # bytes sent at once


def _pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Texts joined to pieces worth sending."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def _series(query: DataQuery, rows: Rows) -> Iterator[tuple[list[str], Rows]]:
    """Neighbours that share all dimensions but the one at observation. Rows are sorted by key, and
    only STATEMENT, which is last in it, is shared by none: other series have one observation."""
    names = [one.id for one in query.flow.dimensions if one.id != query.at]
    return groupby(rows, lambda row: [row[name] for name in names])


def generic(query: DataQuery, blocks: Blocks, id_: str, now: datetime) -> Iterator[bytes]:
    yield _header(query, "GenericData", _spaces("generic"), id_, now).encode()
    yield f'<mes:DataSet structureRef="{query.flow.id}" action="Information">\n'.encode()
    yield from _pieces(_generic_rows(query, chain.from_iterable(blocks)))
    yield b"</mes:DataSet></mes:GenericData>\n"


def _values(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<gen:Value id={_quoted(k)} value={_quoted(v)}/>" for k, v in pairs)


def _generic_rows(query: DataQuery, found: Rows) -> Iterator[str]:
    names = [one.id for one in query.flow.dimensions if one.id != query.at]
    if query.at == ALL:
        for row in found:
            key = _values((name, row[name]) for name in names)
            yield f"<gen:Obs><gen:ObsKey>{key}</gen:ObsKey>{_generic_rest(query, row)}</gen:Obs>\n"
        return
    for values, rows in _series(query, found):
        key = _values(zip(names, values, strict=True))
        yield f"<gen:Series><gen:SeriesKey>{key}</gen:SeriesKey>"
        for row in rows if query.detail in ("full", "dataonly") else ():
            at = f"<gen:ObsDimension value={_quoted(row[query.at])}/>"
            yield f"<gen:Obs>{at}{_generic_rest(query, row)}</gen:Obs>"
        yield "</gen:Series>\n"


def _generic_rest(query: DataQuery, row: Observation) -> str:
    text = ""
    if query.detail in ("full", "dataonly") and OBS_VALUE.id in row:
        text = f"<gen:ObsValue value={_quoted(row[OBS_VALUE.id])}/>"
    if query.detail in ("full", "nodata"):
        attributes = _values((name, row[name]) for name in _ATTRIBUTES if name in row)
        text += f"<gen:Attributes>{attributes}</gen:Attributes>"
    return text


def specific(query: DataQuery, blocks: Blocks, id_: str, now: datetime) -> Iterator[bytes]:
    spaces = _spaces("structurespecific")
    spaces["xmlns:ns1"] = f"{_URN}{query.flow.reference}:ObsLevelDim:{query.at}"
    yield _header(query, "StructureSpecificData", spaces, id_, now).encode()
    yield (
        f'<mes:DataSet ss:structureRef="{query.flow.id}" xsi:type="ns1:DataSetType" '
        'ss:dataScope="DataStructure" ss:action="Information">\n'
    ).encode()
    yield from _pieces(_specific_rows(query, chain.from_iterable(blocks)))
    yield b"</mes:DataSet></mes:StructureSpecificData>\n"


def _specific_rows(query: DataQuery, found: Rows) -> Iterator[str]:
    names = [one.id for one in query.flow.dimensions if one.id != query.at]
    shown = _shown(query)
    if query.at == ALL:
        for row in found:
            yield f"<Obs{_attributes((n, row[n]) for n in (*names, *shown) if n in row)}/>\n"
        return
    for values, rows in _series(query, found):
        yield f"<Series{_attributes(zip(names, values, strict=True))}>"
        for row in rows if query.detail in ("full", "dataonly") else ():
            yield f"<Obs{_attributes((n, row[n]) for n in (query.at, *shown) if n in row)}/>"
        yield "</Series>\n"


def _shown(query: DataQuery) -> tuple[str, ...]:
    """Measure and attributes, as far as `detail` asks for them."""
    measure = (OBS_VALUE.id,) if query.detail in ("full", "dataonly") else ()
    return (*measure, *(_ATTRIBUTES if query.detail in ("full", "nodata") else ()))


def comma_separated(
    query: DataQuery, blocks: Blocks, *, second: bool = False, both: bool = False
) -> Iterator[bytes]:
    """SDMX-CSV 1.0, or 2.0 as the `second`; with `both`, codes and columns carry their English
    names. Raw: texts are not defused, since programs read this."""
    flow = query.flow
    names = [one.id for one in flow.dimensions] + list(_shown(query))
    first = ("dataflow", flow.reference, "I") if second else (flow.reference,)
    head = ("STRUCTURE", "STRUCTURE_ID", "ACTION") if second else ("DATAFLOW",)
    labels = _labels(flow) if both else {}
    if both:
        titles = {one.id: Both.of(one.name).en for one in flow.components}
        structure = f"{flow.reference}: {Both.of(flow.name).en}"
        first = ("dataflow", structure, "I") if second else (structure,)
        columns = [f"{name}: {titles[name]}" for name in names]
    else:
        columns = names
    yield _lines([[*head, *columns]])
    for block in blocks:
        yield _lines(
            [*first, *(_labelled(labels, name, row.get(name, "")) for name in names)]
            for row in block
        )


def _lines(rows: Iterable[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def _labels(flow: Flow) -> dict[str, dict[str, str]]:
    return {
        one.id: {term.id: term.name.en for term in CODELISTS[one.codelist].terms()}
        for one in flow.components
        if one.codelist
    }


def _labelled(labels: dict[str, dict[str, str]], name: str, value: str) -> str:
    label = labels.get(name, {}).get(value, "") if value else ""
    return f"{value}: {label}" if label else value
