"""The catalogue as a graph, and its syntaxes. Importing rdflib takes 0.2 s, once a process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from investments.catalogue import vocabulary
from investments.catalogue.entries import (
    CATALOGUE,
    Entry,
    File,
    Interface,
    entries,
    interfaces,
    path_of,
)
from investments.citing import identifier_of
from investments.exports import LICENCE_URL
from investments.models import ContactPoint, Place
from investments.package.descriptor import DESCRIPTION, KEYWORDS, RIGHTS
from investments.package.writing import last_change
from investments.sdmx.components import Both, Text
from investments.sdmx.structures import SITE

if TYPE_CHECKING:
    from rdflib import Graph

AREA = "liangjiang-new-area"
TITLE = _("Liangjiang Investment Record: catalogue of data")


@dataclass(frozen=True)
class Syntax:
    """`name` is rdflib's; `accepted` are further media types that ask for it."""

    name: str
    media: str
    accepted: tuple[str, ...] = ()


SYNTAXES = {
    "ttl": Syntax("turtle", "text/turtle", ("application/x-turtle",)),
    "jsonld": Syntax("json-ld", "application/ld+json", ("application/json",)),
    "rdf": Syntax("xml", "application/rdf+xml", ("application/xml", "text/xml")),
}


def serialised(base: str, syntax: Syntax) -> bytes:
    """The catalogue of the site at this address."""
    more: dict[str, Any] = {"context": dict(_prefixes())} if syntax.name == "json-ld" else {}
    return Writer(base).graph().serialize(format=syntax.name, encoding="utf-8", **more)


def _prefixes() -> list[tuple[str, str]]:
    from rdflib.namespace import DCAT, DCTERMS, FOAF, RDFS, SKOS, XSD

    return [
        ("dcat", str(DCAT)),
        ("dct", str(DCTERMS)),
        ("foaf", str(FOAF)),
        ("rdfs", str(RDFS)),
        ("skos", str(SKOS)),
        ("spdx", "http://spdx.org/rdf/terms#"),
        ("vcard", "http://www.w3.org/2006/vcard/ns#"),
        ("xsd", str(XSD)),
    ]


class Writer:
    """Writes one graph. Resources that belong to others are typed here, because harvesters check
    the classes without fetching them."""

    def __init__(self, base: str) -> None:
        from rdflib import Graph, Namespace

        self.base = base
        self.here = Namespace(f"{base}{CATALOGUE}#")
        self.spdx = Namespace("http://spdx.org/rdf/terms#")
        self.found = Graph()
        for prefix, address in _prefixes():
            self.found.bind(prefix, address, replace=True)

    def graph(self) -> Graph:
        from rdflib.namespace import DCAT, DCTERMS, FOAF

        catalogue, services = self.here["catalogue"], interfaces()
        changed = last_change()
        self._node(catalogue, DCAT.Catalog)
        self._named(catalogue, TITLE, DESCRIPTION)
        self._all(catalogue, DCTERMS.publisher, [self._publisher()])
        self._typed(catalogue, FOAF.homepage, f"{self.base}{path_of('data')}", FOAF.Document)
        self._terms(catalogue)
        # A catalogue loaded from files has no history yet: then its last change is not known.
        if changed.year > 2000:
            self._moment(catalogue, DCTERMS.modified, changed)
        contacts, places = self._contacts(), self._places()
        for entry in entries():
            node = self._dataset(entry, contacts, places)
            self._all(catalogue, DCAT.dataset, [node])
            if changed.year > 2000:
                self._moment(node, DCTERMS.modified, changed)
        for interface in services:
            node = self._service(interface, contacts)
            self._all(catalogue, DCAT.service, [node])
        self._all(catalogue, DCTERMS.spatial, places)
        return self.found

    # --- Resources -------------------------------------------------------------------------------

    def _dataset(self, entry: Entry, contacts: list[Any], places: list[Any]) -> Any:
        from rdflib import Literal, URIRef
        from rdflib.namespace import DCAT, DCTERMS, FOAF, SKOS

        node = self._node(self.here[entry.id], DCAT.Dataset)
        self._named(node, entry.title, entry.description)
        self.found.add((node, DCTERMS.identifier, Literal(f"{self.base}{CATALOGUE}#{entry.id}")))
        self._all(node, DCTERMS.publisher, [self._publisher()])
        self._all(node, DCAT.contactPoint, contacts)
        self._all(node, DCTERMS.spatial, places)
        self._typed(node, DCAT.landingPage, f"{self.base}{entry.page}", FOAF.Document)
        self._typed(node, DCTERMS.accrualPeriodicity, vocabulary.IRREGULAR, DCTERMS.Frequency)
        self._rights(node)
        self._languages(node)
        for word in KEYWORDS:
            language = "en" if word.isascii() else "zh-Hans"
            self.found.add((node, DCAT.keyword, Literal(word, lang=language)))
        for theme in entry.themes:
            concept = self._typed(node, DCAT.theme, theme, SKOS.Concept)
            self._texts(concept, SKOS.prefLabel, Both(*vocabulary.THEMES[theme]))
        if entry.issued:
            self._moment(node, DCTERMS.issued, entry.issued)
        if entry.version:
            self.found.add((node, URIRef(f"{DCAT}version"), Literal(entry.version)))
        self._conforms(node, entry.conforms_to)
        for file in entry.files:
            self._all(node, DCAT.distribution, [self._distribution(file)])
        return node

    def _distribution(self, file: File) -> Any:
        from rdflib import BNode, Literal, URIRef
        from rdflib.namespace import DCAT, DCTERMS, RDFS, XSD

        node = self._node(self.here[file.id], DCAT.Distribution)
        self._texts(node, DCTERMS.title, Both.of(file.title))
        address = f"{self.base}{file.url}"
        for term in (DCAT.accessURL, DCAT.downloadURL):
            self.found.add((node, term, URIRef(address)))
        if media := vocabulary.media_type(file.content_type):
            self._typed(node, DCAT.mediaType, media, DCTERMS.MediaType)
        if code := vocabulary.file_type(file.content_type):
            self._typed(node, DCTERMS["format"], code, DCTERMS.MediaTypeOrExtent)
        elif not media:
            kind = self._node(BNode(f"format-{file.id}"), DCTERMS.MediaTypeOrExtent)
            self.found.add((kind, RDFS.label, Literal(file.content_type)))
            self.found.add((node, DCTERMS["format"], kind))
        self._terms(node)
        self._conforms(node, file.conforms_to)
        if file.service:
            self._all(node, DCAT.accessService, [self.here[file.service]])
        if file.size:
            size = Literal(str(file.size), datatype=XSD.nonNegativeInteger)
            self.found.add((node, DCAT.byteSize, size))
        if file.sha256:
            sum_ = self._node(BNode(f"sum-{file.id}"), self.spdx["Checksum"])
            self._typed(
                sum_,
                self.spdx["algorithm"],
                vocabulary.SHA256,
                self.spdx["ChecksumAlgorithm"],
            )
            value = Literal(file.sha256, datatype=XSD.hexBinary)
            self.found.add((sum_, self.spdx["checksumValue"], value))
            self.found.add((node, self.spdx["checksum"], sum_))
        return node

    def _service(self, interface: Interface, contacts: list[Any]) -> Any:
        from rdflib import URIRef
        from rdflib.namespace import DCAT, DCTERMS, FOAF

        node = self._node(self.here[interface.id], DCAT.DataService)
        self._named(node, interface.title, interface.description)
        for term, address in (
            (DCAT.endpointURL, interface.url),
            (DCAT.endpointDescription, interface.described_at),
        ):
            self.found.add((node, term, URIRef(f"{self.base}{address}")))
        self._all(node, DCTERMS.publisher, [self._publisher()])
        self._all(node, DCAT.contactPoint, contacts)
        self._all(node, DCAT.servesDataset, [self.here[id_] for id_ in interface.serves])
        self._conforms(node, interface.conforms_to)
        self._rights(node)
        self._terms(node, languages=False)
        if interface.page:
            self._typed(node, FOAF.page, f"{self.base}{interface.page}", FOAF.Document)
        return node

    def _publisher(self) -> Any:
        from rdflib.namespace import FOAF

        node = self._node(self.here["publisher"], FOAF.Agent)
        self._texts(node, FOAF.name, Both.of(SITE))
        self._typed(node, FOAF.homepage, f"{self.base}/", FOAF.Document)
        return node

    def _contacts(self) -> list[Any]:
        """The general ones, as the public pages name them."""
        from rdflib import Namespace, URIRef

        vcard = Namespace("http://www.w3.org/2006/vcard/ns#")
        found = []
        for row in ContactPoint.objects.published().filter(industry__isnull=True):
            node = self._node(self.here[f"contact-{row.slug}"], vcard["Organization"])
            self.found.add((node, _type(), vcard["Kind"]))
            self._texts(node, vcard["fn"], Both(row.name, row.name_zh))
            if row.email:
                self.found.add((node, vcard["hasEmail"], URIRef(f"mailto:{row.email}")))
            if row.telephone:
                number = row.telephone.replace(" ", "-")
                self.found.add((node, vcard["hasTelephone"], URIRef(f"tel:{number}")))
            if row.web:
                self.found.add((node, vcard["hasURL"], URIRef(row.web)))
            found.append(node)
        return found

    def _places(self) -> list[Any]:
        """What the record is about, while the record has it, and its country as portals know it."""
        from rdflib import URIRef
        from rdflib.namespace import DCTERMS, SKOS

        row = Place.objects.published().filter(slug=AREA).first()
        if row is None:
            return []
        area = URIRef(identifier_of(self.base, "place", AREA))
        node = self._node(area, DCTERMS.Location)
        self._texts(node, SKOS.prefLabel, Both(row.name, row.name_zh))
        return [node, self._node(URIRef(vocabulary.CHINA), DCTERMS.Location)]

    # --- Properties ------------------------------------------------------------------------------

    def _node(self, node: Any, class_: Any) -> Any:
        self.found.add((node, _type(), class_))
        return node

    def _typed(self, node: Any, term: Any, address: str, class_: Any) -> Any:
        from rdflib import URIRef

        other = self._node(URIRef(address), class_)
        self.found.add((node, term, other))
        return other

    def _all(self, node: Any, term: Any, others: Iterable[Any]) -> None:
        for other in others:
            self.found.add((node, term, other))

    def _texts(self, node: Any, term: Any, text: Both) -> None:
        from rdflib import Literal

        self.found.add((node, term, Literal(text.en, lang="en")))
        if text.zh:
            self.found.add((node, term, Literal(text.zh, lang="zh-Hans")))

    def _named(self, node: Any, title: Text, description: Text) -> None:
        from rdflib.namespace import DCTERMS

        self._texts(node, DCTERMS.title, Both.of(title))
        self._texts(node, DCTERMS.description, Both.of(description))

    def _moment(self, node: Any, term: Any, at: datetime) -> None:
        from rdflib import Literal
        from rdflib.namespace import XSD

        self.found.add((node, term, Literal(at.isoformat(), datatype=XSD.dateTime)))

    def _languages(self, node: Any) -> None:
        from rdflib.namespace import DCTERMS

        for address in vocabulary.LANGUAGES.values():
            self._typed(node, DCTERMS.language, address, DCTERMS.LinguisticSystem)

    def _terms(self, node: Any, *, languages: bool = True) -> None:
        from rdflib import BNode, URIRef
        from rdflib.namespace import DCTERMS, OWL, RDFS

        licence = self._typed(node, DCTERMS.license, vocabulary.CC_BY, DCTERMS.LicenseDocument)
        self.found.add((licence, OWL.sameAs, URIRef(LICENCE_URL)))
        rights = self._node(BNode("rights"), DCTERMS.RightsStatement)
        self._texts(rights, RDFS.label, Both.of(RIGHTS))
        self.found.add((node, DCTERMS.rights, rights))
        if languages:
            self._languages(node)

    def _rights(self, node: Any) -> None:
        from rdflib.namespace import DCTERMS

        self._typed(node, DCTERMS.accessRights, vocabulary.PUBLIC, DCTERMS.RightsStatement)

    def _conforms(self, node: Any, standard: str) -> None:
        from rdflib.namespace import DCTERMS

        if standard:
            self._typed(node, DCTERMS.conformsTo, standard, DCTERMS.Standard)


def _type() -> Any:
    from rdflib.namespace import RDF

    return RDF.type
