"""Pages in the words of schema.org: the record's facts, only exact ones, only public ones."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from investments import models
from investments.datasets import DATASETS
from investments.exports import FORMATS
from investments.linked_data.values import exact, number, period
from tests.contracts.pages import get
from tests.factories import make, make_event, make_figure, make_place, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HOST = "http://testserver"
# The types that a page's own node may have, and what each of them must say.
NEEDS = {
    "events": ({"Event", "ExhibitionEvent", "BusinessEvent"}, {"name", "url", "@id"}),
    "projects": ({"Project"}, {"name", "url", "@id"}),
    "statistics": (
        {"Dataset"},
        {"name", "description", "url", "license", "creator", "distribution", "variableMeasured"},
    ),
    "industries": ({"DefinedTerm"}, {"name", "url", "termCode", "inDefinedTermSet"}),
    "organisations": (
        {
            "Organization",
            "GovernmentOrganization",
            "EducationalOrganization",
            "Hospital",
            "NewsMediaOrganization",
        },
        {"name", "url", "@id"},
    ),
    "people": ({"Person"}, {"name", "url", "@id"}),
    "places": ({"Place", "Country", "City", "AdministrativeArea"}, {"name", "url", "@id"}),
    "sources": ({"Article", "NewsArticle"}, {"name", "headline", "inLanguage", "url"}),
    "figures": (
        {"Observation"},
        {"name", "observationAbout", "variableMeasured", "unitText", "subjectOf"},
    ),
}


def data(address: str) -> list[dict[str, Any]]:
    text = get(address).content.decode()
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return list(json.loads(found)["@graph"])


def main(row: Any) -> dict[str, Any]:
    return data(row.get_absolute_url())[0]


@pytest.mark.parametrize("way", ["", "/zh-hans"], ids=["english", "chinese"])
@pytest.mark.parametrize("key", DATASETS)
def test_every_record_has_a_node_that_says_enough(key: str, way: str) -> None:
    kinds, needed = NEEDS[key]
    for slug in DATASETS[key].rows().order_by("slug").values_list("slug", flat=True)[:25]:
        address = f"{way}/{key}/{slug}/"
        node = data(address)[0]
        assert node["@type"] in kinds
        assert needed <= set(node), slug
        assert node["@id"] == HOST + address
        assert None not in node.values()
        assert "" not in node.values()


@pytest.mark.parametrize("key", DATASETS)
def test_every_list_is_a_data_set_with_its_files(key: str) -> None:
    node = data(f"/{key}/")[0]
    assert node["@type"] == "Dataset"
    assert node["name"] == str(DATASETS[key].label)
    assert len(node["description"]) >= 50
    assert node["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert node["distribution"] == [
        {
            "@type": "DataDownload",
            "encodingFormat": found.content_type.partition(";")[0],
            "contentUrl": f"{HOST}/{key}.{name}",
        }
        for name, found in FORMATS.items()
    ]
    assert node["includedInDataCatalog"]["url"] == f"{HOST}/data/"


def test_the_start_page_tells_where_to_search() -> None:
    [site] = data("/")
    assert site["@type"] == "WebSite"
    template = site["potentialAction"]["target"]["urlTemplate"]
    assert template == f"{HOST}/search/?q={{search_term_string}}"
    address = template.removeprefix(HOST).replace("{search_term_string}", "Changan")
    assert get(address).status_code == 200
    [chinese] = data("/zh-hans/")
    assert chinese["inLanguage"] == "zh-Hans"
    assert "/zh-hans/search/" in chinese["potentialAction"]["target"]["urlTemplate"]


def test_an_event_has_its_exact_dates_its_places_hosts_and_whole() -> None:
    whole = make_event(name="The whole")
    series = make(models.EventSeries, name="The series")
    event = make_event(parent=whole, series=series)
    host = make(models.Organisation, name="The host")
    guest = make(models.Organisation, name="The guest")
    make(models.Participation, event=event, organisation=host, role="host")
    make(models.Participation, event=event, organisation=guest, role="attendee")
    hall, online = make_place(name="The hall"), make_place(name="The web", kind="online")
    make(models.Location, event=event, place=hall, role="main")
    make(models.Location, event=event, place=online, role="online")
    statement = make(models.EventDate, event=event, date="2024-05-23/2024-05-26")
    event.date = statement.date
    models.Event.objects.filter(pk=event.pk).update(date=statement.date)
    node = main(event)
    assert (node["startDate"], node["endDate"]) == ("2024-05-23", "2024-05-26")
    assert [place["name"] for place in node["location"]] == ["The hall"]
    assert [party["name"] for party in node["organizer"]] == ["The host"]
    assert [above["name"] for above in node["superEvent"]] == ["The whole", "The series"]
    assert node["superEvent"][0]["url"] == f"{HOST}{whole.get_absolute_url()}"
    assert "url" not in node["superEvent"][1]  # a series has no page of its own


@pytest.mark.parametrize(
    ("text", "ends", "span"),
    [
        ("2018", ("2018", "2018"), "2018"),
        ("2021-08", ("2021-08", "2021-08"), "2021-08"),
        ("2018/2021-08", ("2018", "2021-08"), "2018/2021-08"),
        ("/2024-05-26", ("", "2024-05-26"), ""),
        ("2020?-05-14", ("", ""), ""),
        ("2010~", ("", ""), ""),
        ("", ("", ""), ""),
        ("no date", ("", ""), ""),
    ],
)
def test_only_exact_dates_are_told(text: str, ends: tuple[str, str], span: str) -> None:
    assert exact(text) == ends
    assert period(text) == span


def test_an_open_bound_is_no_value() -> None:
    over = main(make_figure(low=30_000_000_000, high=None, qualifier="over", status="target"))
    assert over["minValue"] == 30_000_000_000
    assert "value" not in over
    assert "maxValue" not in over
    assert [word["name"] for word in over["measurementQualifier"]] == ["Target", "over"]
    between = main(make_figure(low=6, high=7, qualifier="range"))
    assert (between["minValue"], between["maxValue"]) == (6, 7)
    assert "value" not in between
    exactly = main(make_figure(low=Decimal("6.5"), high=Decimal("6.5")))
    assert exactly["value"] == 6.5
    assert "minValue" not in exactly
    assert number(None) is None


def test_a_figure_tells_its_source_and_paragraph() -> None:
    source = make_source(name="The article", language="en", published="2024-05-28")
    figure = make_figure(source=source, paragraph=4, period="2023")
    node = main(figure)
    [printed] = node["subjectOf"]
    assert printed["name"] == "The article"
    assert printed["datePublished"] == "2024-05-28"
    assert printed["pagination"] == "paragraph 4"
    assert printed["url"] == f"{HOST}{source.get_absolute_url()}"
    assert node["observationDate"] == "2023"


def test_a_statistic_covers_the_years_of_its_figures() -> None:
    statistic = make(models.Statistic, name="Output", definition="What is put out.")
    place = make_place()
    for year in ("2017", "2019", "2023?"):
        make_figure(statistic=statistic, place=place, period=year)
    node = main(statistic)
    assert node["temporalCoverage"] == "2017/2019"
    assert node["variableMeasured"]["description"] == "What is put out."
    assert len(node["isBasedOn"]) == 3
    assert node["distribution"][0]["contentUrl"] == f"{HOST}/figures.csv?statistic={statistic.slug}"


def test_a_person_has_present_positions_only() -> None:
    person = make(models.Person)
    make(models.Position, person=person, title="Director", organisation=make(models.Organisation))
    former = make(models.Organisation)
    make(models.Position, person=person, title="Clerk", organisation=former, former=True)
    [role] = main(person)["affiliation"]
    assert role["roleName"] == "Director"


def test_nothing_hidden_is_said() -> None:
    def hidden(model: Any, **fields: Any) -> Any:
        return make(model, name="Hidden", state="draft", **fields)

    event = make_event(parent=hidden(models.Event), series=hidden(models.EventSeries))
    hidden(models.Event, parent=event)
    make(models.Participation, event=event, organisation=hidden(models.Organisation), role="host")
    make(models.Location, event=event, place=hidden(models.Place))
    source = make_source(publisher=hidden(models.Organisation))
    make(models.Contribution, source=source, person=hidden(models.Person))
    person = make(models.Person)
    make(models.Position, person=person, organisation=hidden(models.Organisation))
    place = make_place(parent=hidden(models.Place))
    hidden(models.Place, parent=place)
    figure = make_figure(industry=make(models.Industry), area=hidden(models.Place))
    statistic = make(models.Statistic)
    make_figure(statistic=statistic, source=hidden(models.Source))
    for row in (event, source, person, place, figure, statistic):
        address = row.get_absolute_url()
        text = get(address).content.decode()
        assert "Hidden" not in text
        if row is not figure or "ld+json" in text:
            assert data(address)[0]["@type"]
