"""Structures: what there is, how it refers to each other, and its SDMX-ML 2.1, by pysdmx.

pysdmx has one language and flat code lists: the Chinese names and the places that a place is part
of are added to what it wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from investments.sdmx.codes import CODELISTS, Codes, Term
from investments.sdmx.components import (
    AGENCY,
    FLOWS,
    SDMX,
    VERSION,
    Both,
    Component,
    Flow,
    Role,
    Text,
)

if TYPE_CHECKING:
    from pysdmx.model.dataflow import Component as Written

SITE = _("Liangjiang Investment Record")
CONCEPTS = "CONCEPTS"
TYPES = ("agencyscheme", "dataflow", "datastructure", "conceptscheme", "codelist")
_PACKAGES = {
    "agencyscheme": "base.AgencyScheme",
    "dataflow": "datastructure.Dataflow",
    "datastructure": "datastructure.DataStructure",
    "conceptscheme": "conceptscheme.ConceptScheme",
    "codelist": "codelist.Codelist",
}


@dataclass(frozen=True)
class Artefact:
    """Something maintained: `children` are the artefacts that it refers to, by type and id.
    `terms` are read when it is written."""

    type: str
    id: str
    name: Text
    agency: str = AGENCY
    version: str = VERSION
    description: Text = ""
    terms: Callable[[], list[Term]] | None = None
    children: tuple[tuple[str, str], ...] = ()
    partial: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return (self.type, self.id)

    @property
    def urn(self) -> str:
        where = f"{self.agency}:{self.id}({self.version})"
        return f"urn:sdmx:org.sdmx.infomodel.{_PACKAGES[self.type]}={where}"


def _components() -> dict[str, Component]:
    return {one.id: one for flow in FLOWS.values() for one in flow.components}


def concepts() -> list[Term]:
    return [
        Term(one.id, Both.of(one.name), Both.of(one.description)) for one in _components().values()
    ]


def _listed(codes: Codes) -> Artefact:
    return Artefact(
        "codelist",
        codes.id,
        codes.name,
        agency=codes.agency,
        version=codes.version,
        terms=codes.terms,
        partial=codes.agency == SDMX,
    )


def _flow(flow: Flow) -> list[Artefact]:
    lists = dict.fromkeys(one.codelist for one in flow.components if one.codelist)
    return [
        Artefact(
            "dataflow",
            flow.id,
            flow.name,
            description=flow.description,
            children=(("datastructure", flow.id),),
        ),
        Artefact(
            "datastructure",
            flow.id,
            flow.name,
            description=flow.description,
            children=(("conceptscheme", CONCEPTS), *(("codelist", id_) for id_ in lists)),
        ),
    ]


ARTEFACTS = {
    one.key: one
    for one in (
        Artefact(
            "agencyscheme",
            "AGENCIES",
            _("Agencies"),
            agency=SDMX,
            terms=lambda: [Term(AGENCY, Both.of(SITE))],
            partial=True,
        ),
        *(one for flow in FLOWS.values() for one in _flow(flow)),
        Artefact("conceptscheme", CONCEPTS, _("Concepts of figures"), terms=concepts),
        *(_listed(codes) for codes in CODELISTS.values()),
    )
}


def children(found: Iterable[Artefact]) -> list[Artefact]:
    return _unique(ARTEFACTS[key] for one in found for key in one.children)


def parents(found: Iterable[Artefact]) -> list[Artefact]:
    keys = {one.key for one in found}
    return [one for one in ARTEFACTS.values() if keys & set(one.children)]


def descendants(found: Iterable[Artefact]) -> list[Artefact]:
    below = children(found)
    return _unique([*below, *descendants(below)]) if below else []


def _unique(found: Iterable[Artefact]) -> list[Artefact]:
    return list({one.key: one for one in found}.values())


def referenced(found: list[Artefact], references: str) -> list[Artefact]:
    """The artefacts that a query's `references` adds to those found."""
    if references in TYPES:
        near = referenced(found, "all")
        return [one for one in near if one.type == references]
    up = parents(found) if references in ("parents", "parentsandsiblings", "all") else []
    below: list[Artefact] = []
    if references in ("parentsandsiblings", "all"):
        below += children(up)
    if references == "children":
        below += children(found)
    if references in ("descendants", "all"):
        below += descendants(found)
    own = {one.key for one in found}
    return [one for one in _unique([*up, *below]) if one.key not in own]


@dataclass
class Message:
    """Artefacts to be written; `stubs` are written by name and address alone, `items` are those of
    a scheme that were asked for, none for all."""

    found: list[Artefact]
    stubs: list[Artefact] = field(default_factory=list)
    items: frozenset[str] = frozenset()
    described_stubs: bool = False


def structure_message(message: Message, *, id_: str, prepared: datetime, base: str) -> bytes:
    """The SDMX-ML 2.1 of the artefacts. Importing pysdmx takes 0.2 s, once a process."""
    from lxml import etree  # type: ignore[import-untyped]
    from pysdmx.io.xml.sdmx21.writer.structure import write
    from pysdmx.model.message import Header

    terms = {
        one.key: [term for term in one.terms() if not message.items or term.id in message.items]
        for one in message.found
        if one.terms
    }
    structures = [_written(one, terms.get(one.key, []), message) for one in message.found]
    structures += [_stub(one, described=message.described_stubs) for one in message.stubs]
    header = Header(id=id_, prepared=prepared, sender=sender())
    text = write(structures, prettyprint=False, header=header) or ""
    root = etree.fromstring(text.encode(), etree.XMLParser(remove_blank_text=True))
    _complete(root, [*message.found, *message.stubs], terms)
    _point_on(root, base)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def sender() -> Any:
    from pysdmx.model import Organisation

    return Organisation(id=AGENCY, name=Both.of(SITE).en)


def _common(one: Artefact, *, described: bool = True) -> dict[str, Any]:
    description = Both.of(one.description).en if one.description and described else None
    return {
        "id": one.id,
        "name": Both.of(one.name).en,
        "description": description,
        "agency": one.agency,
        "version": one.version,
        "urn": one.urn,
    }


def _written(one: Artefact, terms: list[Term], message: Message) -> Any:
    from pysdmx.model import Agency, AgencyScheme, Code, Codelist, Concept, ConceptScheme
    from pysdmx.model.dataflow import Components, Dataflow, DataStructureDefinition

    common = _common(one)
    if one.type == "dataflow":
        return Dataflow(**common, structure=f"DataStructure={AGENCY}:{one.id}({VERSION})")
    if one.type == "datastructure":
        parts = Components([_component(part) for part in FLOWS[one.id].components])
        return DataStructureDefinition(**common, components=parts)
    kinds: dict[str, tuple[Any, Any]] = {
        "codelist": (Codelist, Code),
        "conceptscheme": (ConceptScheme, Concept),
        "agencyscheme": (AgencyScheme, Agency),
    }
    scheme, item = kinds[one.type]
    items = [
        item(
            id=term.id,
            name=term.name.en,
            description=term.description.en if term.description else None,
        )
        for term in terms
    ]
    return scheme(**common, items=items, is_partial=one.partial or bool(message.items))


def _stub(one: Artefact, *, described: bool) -> Any:
    from pysdmx.model import AgencyScheme, Codelist, ConceptScheme
    from pysdmx.model.dataflow import Components, Dataflow, DataStructureDefinition

    kinds: dict[str, Any] = {
        "codelist": Codelist,
        "conceptscheme": ConceptScheme,
        "agencyscheme": AgencyScheme,
        "dataflow": Dataflow,
    }
    common = {
        **_common(one, described=described),
        "is_external_reference": True,
    }
    if one.type == "datastructure":
        return DataStructureDefinition(**common, components=Components([]))
    return kinds[one.type](**common)


def _component(one: Component) -> Written:
    from pysdmx.model import DataType, ItemReference
    from pysdmx.model import Role as TheirRole
    from pysdmx.model.dataflow import Component as Written

    enumeration = ARTEFACTS["codelist", one.codelist].urn if one.codelist else None
    roles = {
        Role.DIMENSION: TheirRole.DIMENSION,
        Role.MEASURE: TheirRole.MEASURE,
        Role.ATTRIBUTE: TheirRole.ATTRIBUTE,
    }
    return Written(
        id=one.id,
        required=one.required,
        role=roles[one.role],
        concept=ItemReference("Concept", AGENCY, CONCEPTS, VERSION, one.id),
        local_dtype=None if enumeration else DataType(one.kind.value),
        local_enum_ref=enumeration,
        attachment_level="O" if one.role == Role.ATTRIBUTE else None,
    )


_XML = "{http://www.w3.org/XML/1998/namespace}lang"
_COMMON = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common}"
_STRUCTURE = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure}"
_ELEMENTS = {
    "AgencyScheme": "agencyscheme",
    "Dataflow": "dataflow",
    "DataStructure": "datastructure",
    "ConceptScheme": "conceptscheme",
    "Codelist": "codelist",
}


def _complete(
    root: Any, artefacts: list[Artefact], terms: dict[tuple[str, str], list[Term]]
) -> None:
    known = {one.key: one for one in artefacts}
    for element, type_ in _ELEMENTS.items():
        for node in root.iter(f"{_STRUCTURE}{element}"):
            one = known[type_, node.get("id")]
            _translate(node, Both.of(one.name), Both.of(one.description))
            by_id = {term.id: term for term in terms.get(one.key, [])}
            present = set(by_id)
            for item in node:
                term = by_id.get(item.get("id", ""))
                if term is None:
                    continue
                last = _translate(item, term.name, term.description)
                if term.parent in present:
                    _parent(item, last, term.parent)


def _point_on(root: Any, base: str) -> None:
    """Let stubs say where all of them is, which pysdmx leaves out; without an empty body."""
    for element, type_ in _ELEMENTS.items():
        for node in root.iter(f"{_STRUCTURE}{element}"):
            if node.get("isExternalReference") == "true":
                where = (node.get("agencyID"), node.get("id"), node.get("version"))
                node.set("structureURL", "/".join([base, type_, *where]))
                for body in node.findall(f"{_STRUCTURE}DataStructureComponents"):
                    node.remove(body)


def _translate(node: Any, name: Both, description: Both | None) -> int:
    """Put each Chinese text behind its English one; where the texts end in the node."""
    last = 0
    for tag, text in (("Name", name), ("Description", description)):
        for index, child in enumerate(node):
            if child.tag == f"{_COMMON}{tag}":
                last = index + 1
                if text and text.zh:
                    twin = node.makeelement(child.tag, {_XML: "zh-Hans"})
                    twin.text = text.zh
                    node.insert(last, twin)
                    last += 1
                break
    return last


def _parent(item: Any, at: int, id_: str) -> None:
    parent = item.makeelement(f"{_STRUCTURE}Parent", {})
    reference = parent.makeelement("Ref", {"id": id_, "class": "Code", "package": "codelist"})
    parent.append(reference)
    item.insert(at, parent)
