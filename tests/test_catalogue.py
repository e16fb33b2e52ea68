"""The catalogue: valid DCAT-AP in every syntax, and nothing in it that is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pyshacl import validate
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDFS, SKOS

from investments.catalogue import SYNTAXES, vocabulary
from investments.catalogue.vocabulary import bare
from investments.choices import State
from investments.datasets import DATASETS
from investments.models import ContactPoint, Industry, Place
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
HERE = "http://testserver/catalogue#"

# No package has the shapes of DCAT-AP, so that these say the same in short: for each class its
# properties with least and greatest number, and what their values are.
TEXT, ADDRESS = "sh:nodeKind sh:Literal", "sh:nodeKind sh:BlankNodeOrIRI"
MOMENT = "sh:datatype xsd:dateTime"
SHAPES: dict[str, list[tuple[str, int, int | None, str]]] = {
    "dcat:Catalog": [
        ("dct:title", 1, None, TEXT),
        ("dct:description", 1, None, TEXT),
        ("dct:publisher", 1, 1, "sh:class foaf:Agent"),
        ("dct:license", 0, 1, "sh:class dct:LicenseDocument"),
        ("dct:rights", 0, 1, "sh:class dct:RightsStatement"),
        ("dct:language", 0, None, "sh:class dct:LinguisticSystem"),
        ("dct:spatial", 0, None, "sh:class dct:Location"),
        ("dct:modified", 0, 1, MOMENT),
        ("foaf:homepage", 0, 1, "sh:class foaf:Document"),
        ("dcat:dataset", 1, None, "sh:class dcat:Dataset"),
        ("dcat:service", 0, None, "sh:class dcat:DataService"),
    ],
    "dcat:Dataset": [
        ("dct:title", 1, None, TEXT),
        ("dct:description", 1, None, TEXT),
        ("dct:identifier", 0, None, TEXT),
        ("dcat:keyword", 0, None, TEXT),
        ("dcat:contactPoint", 0, None, "sh:class vcard:Kind"),
        ("dcat:distribution", 1, None, "sh:class dcat:Distribution"),
        ("dcat:theme", 0, None, "sh:class skos:Concept"),
        ("dct:publisher", 0, 1, "sh:class foaf:Agent"),
        ("dct:spatial", 0, None, "sh:class dct:Location"),
        ("dct:accessRights", 0, 1, "sh:class dct:RightsStatement"),
        ("dct:accrualPeriodicity", 0, 1, "sh:class dct:Frequency"),
        ("dct:conformsTo", 0, None, "sh:class dct:Standard"),
        ("dct:language", 0, None, "sh:class dct:LinguisticSystem"),
        ("dct:issued", 0, 1, MOMENT),
        ("dct:modified", 0, 1, MOMENT),
        ("dcat:version", 0, 1, TEXT),
        ("dcat:landingPage", 0, None, "sh:class foaf:Document"),
    ],
    "dcat:Distribution": [
        ("dcat:accessURL", 1, None, ADDRESS),
        ("dcat:downloadURL", 0, None, ADDRESS),
        ("dct:title", 0, None, TEXT),
        ("dct:format", 0, 1, "sh:class dct:MediaTypeOrExtent"),
        ("dcat:mediaType", 0, 1, "sh:class dct:MediaType"),
        ("dct:license", 0, 1, "sh:class dct:LicenseDocument"),
        ("dct:rights", 0, 1, "sh:class dct:RightsStatement"),
        ("dct:language", 0, None, "sh:class dct:LinguisticSystem"),
        ("dct:conformsTo", 0, None, "sh:class dct:Standard"),
        ("dcat:accessService", 0, None, "sh:class dcat:DataService"),
        ("dcat:byteSize", 0, 1, "sh:datatype xsd:nonNegativeInteger"),
        ("spdx:checksum", 0, 1, "sh:class spdx:Checksum"),
    ],
    "dcat:DataService": [
        ("dct:title", 1, None, TEXT),
        ("dct:description", 0, None, TEXT),
        ("dcat:endpointURL", 1, None, ADDRESS),
        ("dcat:endpointDescription", 0, None, ADDRESS),
        ("dcat:servesDataset", 0, None, "sh:class dcat:Dataset"),
        ("dct:license", 0, 1, "sh:class dct:LicenseDocument"),
        ("dct:accessRights", 0, 1, "sh:class dct:RightsStatement"),
        ("foaf:page", 0, None, "sh:class foaf:Document"),
    ],
    "foaf:Agent": [("foaf:name", 1, None, TEXT)],
    "skos:Concept": [("skos:prefLabel", 1, None, TEXT)],
    "spdx:Checksum": [
        ("spdx:algorithm", 1, 1, "sh:class spdx:ChecksumAlgorithm"),
        ("spdx:checksumValue", 1, 1, "sh:datatype xsd:hexBinary"),
    ],
}

IANA = "https://www.iana.org/assignments/media-types/"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REGISTERED = {
    "text/csv",
    "application/json",
    "application/zip",
    "application/vnd.sqlite3",
    WORKBOOK,
}
FILE_TYPES = {
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/zip": "ZIP",
    WORKBOOK: "XLSX",
    "application/vnd.sdmx.data+csv": "CSV",
    "application/vnd.sdmx.genericdata+xml": "XML",
    "application/vnd.sdmx.structurespecificdata+xml": "XML",
}


def shapes() -> Graph:
    text = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> ."
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix sh: <http://www.w3.org/ns/shacl#> ."
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix spdx: <http://spdx.org/rdf/"
        "terms#> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> ."
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    )
    for class_, properties in SHAPES.items():
        text += f"[] a sh:NodeShape ; sh:targetClass {class_}"
        for name, least, most, kind in properties:
            top = "" if most is None else f" ; sh:maxCount {most}"
            text += f" ; sh:property [ sh:path {name} ; sh:minCount {least}{top} ; {kind} ]"
        text += " .\n"
    return Graph().parse(data=text, format="turtle")


def violations(graph: Graph) -> str:
    conforms, _graph, text = validate(graph, shacl_graph=shapes())
    return "" if conforms else str(text)


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def read(suffix: str = "ttl") -> Graph:
    response = get(f"/catalogue.{suffix}")
    assert response.status_code == 200
    return Graph().parse(data=response.content, format=SYNTAXES[suffix].name)


@pytest.fixture
def packaged(shelf: Path, settings: Any) -> None:
    settings.PACKAGE_DIR = shelf


def test_it_keeps_the_rules_of_dcat_ap(packaged: None) -> None:
    make(ContactPoint, name="Enquiries", email="desk@example.org", web="https://example.org/")
    assert violations(read()) == ""


def test_the_rules_find_what_is_missing() -> None:
    graph = read()
    graph.remove((None, FOAF.name, None))
    graph.remove((URIRef(f"{HERE}events-csv"), DCAT.accessURL, None))
    graph.add((URIRef(f"{HERE}events"), DCTERMS.publisher, Literal("somebody")))
    found = violations(graph)
    assert found.count("Constraint Violation in") >= 4
    assert "foaf:name" in found
    assert "dcat:accessURL" in found


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's reader
def test_every_syntax_says_the_same(packaged: None) -> None:
    graphs = [read(suffix) for suffix in SYNTAXES]
    assert len(graphs[0]) > 500
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def test_every_list_the_package_and_the_statistics_are_in_it(packaged: None) -> None:
    graph = read()
    found = {str(one).removeprefix(HERE) for one in graph.subjects(RDF.type, DCAT.Dataset)}
    assert found == {*DATASETS, "package", "sdmx"}
    assert set(graph.objects(URIRef(f"{HERE}catalogue"), DCAT.dataset)) == {
        URIRef(HERE + key) for key in found
    }
    for one in graph.subjects(RDF.type, DCAT.Dataset):
        for term in (DCTERMS.title, DCTERMS.description):
            texts: list[Any] = list(graph.objects(one, term))
            languages = {text.language for text in texts}
            assert languages == {"en", "zh-Hans"}, (one, term)
        assert (one, DCTERMS.publisher, URIRef(f"{HERE}publisher")) in graph
        assert set(graph.objects(one, DCAT.theme)) <= set(map(URIRef, vocabulary.THEMES))


def test_every_file_is_there_and_is_what_it_claims_to_be(packaged: None) -> None:
    graph = read()
    files = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(files) == len(DATASETS) * 5 + 6 + 2
    for file in files:
        address = str(graph.value(file, DCAT.downloadURL)).removeprefix("http://testserver")
        response = get(address)
        assert response.status_code == 200, address
        given = bare(response["Content-Type"])
        media = str(graph.value(file, DCAT.mediaType) or "")
        assert media.removeprefix(IANA) == (given if given in REGISTERED else "")
        code = graph.value(file, DCTERMS["format"])
        labelled = code and graph.value(code, RDFS.label)
        said = str(labelled or code or "").removeprefix(f"{vocabulary.AUTHORITY}/file-type/")
        assert said == FILE_TYPES.get(given, "" if given in REGISTERED else given)
        body = response.getvalue()
        assert body
        if size := graph.value(file, DCAT.byteSize):
            assert str(size) == response["Content-Length"]
            assert str(len(body)) == str(size)


def test_checksums_are_those_of_the_files(packaged: None) -> None:
    import hashlib

    graph = read()
    sums = list(graph.subject_objects(SPDX.checksum))
    assert len(sums) == 2
    for file, one in sums:
        body = get(str(graph.value(file, DCAT.downloadURL))).getvalue()
        assert hashlib.sha256(body).hexdigest() == str(graph.value(one, SPDX.checksumValue))


def test_pages_and_interfaces_are_there(packaged: None) -> None:
    graph = read()
    services = set(graph.subjects(RDF.type, DCAT.DataService))
    assert services == {URIRef(f"{HERE}api"), URIRef(f"{HERE}sdmx-service")}
    terms = (DCAT.endpointURL, DCAT.endpointDescription, DCAT.landingPage, FOAF.page)
    addresses = {str(address) for term in terms for address in graph.objects(None, term)}
    assert len(addresses) >= len(DATASETS) + 5
    for address in addresses:
        assert Client().get(address, follow=True).status_code == 200, address


def test_without_a_package_none_is_claimed() -> None:
    assert (URIRef(f"{HERE}package"), None, None) not in read()


def test_contacts_stand_where_there_are_some() -> None:
    assert (None, DCAT.contactPoint, None) not in read()
    shown = make(ContactPoint, name="Enquiries", name_zh="咨询台", telephone="+86 23 1234 5678")
    make(ContactPoint, name="Not yet", state=State.DRAFT)
    make(ContactPoint, name="For one industry", industry=make(Industry))
    graph = read()
    contact = URIRef(f"{HERE}contact-{shown.slug}")
    assert set(graph.objects(URIRef(f"{HERE}events"), DCAT.contactPoint)) == {contact}
    assert Literal("咨询台", lang="zh-Hans") in set(graph.objects(contact, VCARD.fn))
    assert graph.value(contact, VCARD.hasTelephone) == URIRef("tel:+86-23-1234-5678")
    text = graph.serialize()
    assert "Not yet" not in text
    assert "For one industry" not in text


def test_the_place_is_that_of_the_record() -> None:
    place = Place.objects.get(slug="liangjiang-new-area")
    area = URIRef(f"http://testserver/id/place/{place.slug}")
    graph = read()
    assert (URIRef(f"{HERE}events"), DCTERMS.spatial, area) in graph
    assert Literal(place.name_zh, lang="zh-Hans") in set(graph.objects(area, SKOS.prefLabel))


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json;q=0.9, application/rdf+xml;q=0.5", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_harvesters_get_what_they_accept(accept: str, content_type: str) -> None:
    response = get("/catalogue", Accept=accept)
    assert response.status_code == 200
    assert bare(response["Content-Type"]) == content_type
    assert "Accept" in response["Vary"]


def test_people_are_led_to_the_page_of_the_data() -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    response = get("/catalogue", Accept=accept)
    assert response.status_code == 302
    assert response["Location"] == "/data/"
    assert get("/catalogue", Accept="image/png").status_code == 406


def test_under_a_reading_date_there_is_the_catalogue_of_today() -> None:
    response = get("/as-known-on/2021-12-31/catalogue.ttl")
    assert (response.status_code, response["Location"]) == (302, "/catalogue.ttl")


def test_the_interfaces_are_listed_at_the_well_known_address() -> None:
    response = get("/.well-known/api-catalog")
    assert bare(response["Content-Type"]) == "application/linkset+json"
    sets = {one["anchor"]: one for one in json.loads(response.content)["linkset"]}
    items = [one["href"] for one in sets["http://testserver/.well-known/api-catalog"]["item"]]
    assert items == ["http://testserver/api/v1/", "http://testserver/sdmx/2.1/"]
    for anchor in items:
        for relation in ("service-desc", "service-doc", "service-meta"):
            for link in sets[anchor].get(relation, []):
                answer = get(link["href"])
                assert answer.status_code == 200
                assert bare(answer["Content-Type"]) == link["type"]


@pytest.mark.parametrize("path", ["/", "/data/"])
def test_pages_lead_there(path: str) -> None:
    links = get(path)["Link"]
    assert '</catalogue.ttl>; rel="describedby"; type="text/turtle"' in links
    assert '</.well-known/api-catalog>; rel="api-catalog"' in links
    assert 'rel="service-desc"' in links


def test_robots_name_the_catalogue() -> None:
    assert "http://testserver/catalogue.ttl" in get("/robots.txt").content.decode()
