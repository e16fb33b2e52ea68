"""Permanent identifiers: what they lead to, and what is said where a record is no more."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.http import parse_header_parameters

from investments.actions import roles
from investments.actions.merge import merge
from investments.actions.publish import publish, withdraw
from investments.choices import State
from investments.columns import plain
from investments.datasets import DATASETS, Dataset, dataset_of
from investments.exports.text import defused
from investments.models import (
    Classification,
    Event,
    Figure,
    Location,
    Mention,
    Milestone,
    Organisation,
    Place,
    PolicyNote,
    Project,
    SigningBatch,
    SlugRedirect,
    Source,
)
from investments.package.tables import public_models, tables
from tests.contracts.pages import ALL, NAMES
from tests.factories import make
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
each_list = pytest.mark.parametrize("dataset", ALL, ids=NAMES)
SITE = "http://testserver"


def sourced(**fields: Any) -> Any:
    """A project that something is said of, as publishing demands."""
    row = make(Project, **fields)
    make(Mention, project=row, place=None)
    return row


@pytest.fixture
def editor() -> User:
    return person(roles.EDITOR)


def ask(address: str, accept: str = "") -> Any:
    return Client().get(address, headers={"accept": accept} if accept else {})


def ways(response: Any) -> dict[tuple[str, str], str]:
    """The Link header: relation and type → address."""
    found = {}
    for part in response["Link"].split(", "):
        address, parameters = parse_header_parameters(part)
        found[parameters["rel"], parameters.get("type", "")] = address.strip("<>")
    return found


def documents(dataset: Dataset, slug: str, prefix: str = "") -> dict[str, str]:
    own = f"{prefix}/id/{dataset.kind}/{slug}"
    return {
        "text/html": f"{prefix}/{dataset.key}/{slug}/",
        "application/json": f"{prefix}/api/v1/{dataset.key}/{slug}/",
        "application/ld+json": f"{own}.jsonld",
        "text/csv": f"{own}.csv",
    }


@each_list
def test_an_identifier_leads_to_what_is_asked_for(dataset: Dataset) -> None:
    slug = dataset.rows().order_by("slug").first().slug
    for prefix in ("", "/zh-hans", "/as-known-on/2026-01-01"):
        own = f"{prefix}/id/{dataset.kind}/{slug}"
        for accept, there in documents(dataset, slug, prefix).items():
            response = ask(own, accept)
            assert (response.status_code, response["Location"]) == (303, there)
            assert "Accept" in response["Vary"].split(", ")
            assert ways(response)["cite-as", ""] == f"{SITE}/id/{dataset.kind}/{slug}"
            found = Client().get(there)
            assert found.status_code == 200
            assert found["Content-Type"].partition(";")[0] == accept
        assert ask(f"{own}.html")["Location"] == f"{prefix}/{dataset.key}/{slug}/"
        assert ask(f"{own}.json")["Location"] == f"{prefix}/api/v1/{dataset.key}/{slug}/"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("application/ld+json, application/json;q=0.9", "application/ld+json"),
        ("application/*", "application/json"),
        ("image/png, */*;q=0.1", "text/html"),
    ],
)
def test_the_type_that_is_preferred_wins(accept: str, wanted: str) -> None:
    dataset = DATASETS["events"]
    slug = dataset.rows().first().slug
    there = documents(dataset, slug)[wanted]
    if wanted == "application/json" and "*" in accept:
        there = f"/events/{slug}/"  # application/xhtml+xml is one of them
    assert ask(f"/id/event/{slug}", accept)["Location"] == there


def test_what_cannot_be_had_is_told() -> None:
    slug = DATASETS["events"].rows().first().slug
    for accept in ("image/png", "q=x,,;;", "text/html;q=0"):
        response = ask(f"/id/event/{slug}", accept)
        assert response.status_code == 406
        assert response["Content-Type"] == "application/problem+json"
        assert "text/csv" in json.loads(response.content)["detail"]
        assert ways(response)["alternate", "text/csv"] == f"{SITE}/id/event/{slug}.csv"
    for address in (f"/id/event/{slug}.xlsx", f"/id/nothing/{slug}.csv", "/id/event/nothing.json"):
        response = ask(address)
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
    assert ask(f"/id/nothing/{slug}").status_code == ask("/id/event/nothing").status_code == 404


@each_list
def test_a_document_says_what_the_list_and_the_page_say(dataset: Dataset) -> None:
    response: Any = Client().get(f"/{dataset.key}.csv")
    whole = b"".join(response.streaming_content)
    lines = list(csv.reader(io.StringIO(whole.decode("utf-8-sig"), newline="")))
    slug = dataset.rows().order_by("slug").first().slug
    found = Client().get(f"/id/{dataset.kind}/{slug}.csv").content.decode("utf-8-sig")
    head, line = csv.reader(io.StringIO(found, newline=""))
    assert head == lines[0]
    assert line in lines
    assert dict(zip(head, line, strict=True))["id"] == slug
    data = json.loads(Client().get(f"/id/{dataset.kind}/{slug}.jsonld").content)
    assert data["@context"] == "https://schema.org"
    assert data["identifier"] == f"{SITE}/id/{dataset.kind}/{slug}"
    page = Client().get(f"/{dataset.key}/{slug}/")
    _before, _tag, rest = page.content.decode().partition('<script type="application/ld+json">')
    node = json.loads(rest.partition("</script>")[0])["@graph"][0]
    assert {"@context": "https://schema.org", **node} == data
    shown = page.content.decode()
    for address in (f"{SITE}/id/{dataset.kind}/{slug}", f"/id/{dataset.kind}/{slug}.csv"):
        assert f'href="{address}"' in shown
    assert ways(page)["alternate", "text/csv"] == f"{SITE}/id/{dataset.kind}/{slug}.csv"


# --- What is no more ----------------------------------------------------------------------------


def everywhere(row: Any, key: str) -> list[tuple[str, bool]]:
    """The addresses of a record, and whether machines ask there."""
    own, page = f"/id/{row._meta.model_name}/{row.slug}", f"/{key}/{row.slug}/"
    files = [(f"{own}.{suffix}", True) for suffix in ("json", "jsonld", "csv")]
    return [(own, False), *files, (page, False), (f"{page}cite.bib", True)]


def test_withdrawn_is_gone_with_its_reason_until_it_comes_back(editor: User) -> None:
    row = make(Figure)
    withdraw(rows=[row], user=editor, comment="A misprint & no more")
    for address, machines in everywhere(row, "figures"):
        response = Client().get(address)
        assert response.status_code == 410, address
        assert response["Cache-Control"] == "no-cache"
        if machines:
            problem = json.loads(response.content)
            assert problem["reason"] == "A misprint & no more"
            assert problem["status"] == 410
        else:
            assert "A misprint &amp; no more" in response.content.decode()
    assert ask(f"/id/figure/{row.slug}", "text/csv")["Content-Type"] == "application/problem+json"
    assert "已从本实录撤回" in Client().get(f"/zh-hans/figures/{row.slug}/").content.decode()
    row.refresh_from_db()
    publish(rows=[row], user=person(roles.OWNER))
    assert Client().get(f"/figures/{row.slug}/").status_code == 200


def test_deleted_is_gone() -> None:
    row = make(Project)
    row._change_reason = "There was no such project"
    row.delete()
    for address, machines in everywhere(row, "projects"):
        response = Client().get(address)
        assert response.status_code == 410, address
        assert "There was no such project" in response.content.decode()
        assert machines == (response["Content-Type"] == "application/problem+json")


def test_merged_and_renamed_lead_on_with_the_reason(editor: User) -> None:
    survivor, loser = sourced(name="Kept Works"), make(Project, name="Gone Works")
    merge(survivor=survivor, loser=loser, user=editor, reason="one and the same")
    own = f"/id/project/{loser.slug}"
    for address, there in (
        (own, f"/id/project/{survivor.slug}"),
        (f"{own}.csv", f"/id/project/{survivor.slug}.csv"),
        (f"{own}.json", f"/id/project/{survivor.slug}.json"),
        (f"/projects/{loser.slug}/", f"/projects/{survivor.slug}/"),
    ):
        response = Client().get(address)
        assert (response.status_code, response["Location"]) == (301, there)
        assert "Merged with “Gone Works”: one and the same" in response.content.decode()
    survivor.refresh_from_db()
    survivor.slug = "kept-works-limited"
    survivor._change_reason = "Its full name"
    survivor.save()
    for old in (loser.slug, f"{survivor.slug}"):
        response = Client().get(f"/id/project/{old}", follow=True)
        assert response.redirect_chain[-1][0] == "/projects/kept-works-limited/"
    survivor.refresh_from_db()
    withdraw(rows=[survivor], user=editor, comment="Not in the zone")
    for old in (loser.slug, "kept-works-limited"):
        response = Client().get(f"/id/project/{old}")
        assert response.status_code == 410
        assert "Not in the zone" in response.content.decode()


def test_what_never_was_public_is_as_if_it_had_never_been(editor: User) -> None:
    draft, deleted, withdrawn = (make(Project, state=State.DRAFT) for _number in range(3))
    deleted.delete()
    withdraw(rows=[withdrawn], user=editor, comment="secret")
    unsourced = make(Figure, source=make(Source, state=State.DRAFT))
    withdraw(rows=[unsourced], user=editor, comment="secret")
    unsourced.source.state = State.PUBLISHED
    unsourced.source.save()
    lost = make(Project, state=State.DRAFT)
    merge(survivor=sourced(), loser=lost, user=editor, reason="secret")
    rows = [(row, "projects") for row in (draft, deleted, withdrawn, lost)]
    for row, key in [*rows, (unsourced, "figures")]:
        for address, _machines in everywhere(row, key):
            response = Client().get(address)
            nothing = Client().get(address.replace(row.slug, "never-was"))
            assert response.status_code == nothing.status_code == 404, address
            said, other = response.content.decode(), nothing.content.decode()
            assert said.replace(row.slug, "never-was") == other


def test_what_stands_on_something_withdrawn_is_gone_without_its_reason(editor: User) -> None:
    source = make(Source)
    row = make(Figure, source=source)
    withdraw(rows=[source], user=editor, comment="the source's own reason")
    response = Client().get(f"/figures/{row.slug}/")
    assert response.status_code == 410
    assert "own reason" not in response.content.decode()
    assert Client().get(f"/sources/{source.slug}/").status_code == 410
    problem = json.loads(Client().get(f"/id/figure/{row.slug}.csv").content)
    assert "reason" not in problem
    # It became public with its source, which no version of its own says.
    late = make(Figure, source=make(Source, state=State.DRAFT))
    late.source.state = State.PUBLISHED
    late.source.save()
    late.refresh_from_db()
    withdraw(rows=[late], user=editor, comment="A misprint")
    assert Client().get(f"/figures/{late.slug}/").status_code == 410


def test_as_of_an_earlier_day_there_is_only_what_was_known(editor: User) -> None:
    row = make(Figure, source=make(Source, published="2020-05-14"))
    withdraw(rows=[row], user=editor, comment="A misprint")
    for address in (f"/figures/{row.slug}/", f"/id/figure/{row.slug}"):
        assert Client().get(f"/as-known-on/2019-12-31{address}").status_code == 404
        # A citation as of that day has to lead to what became of it.
        assert Client().get(f"/as-known-on/2021-12-31{address}").status_code == 410


def test_an_address_that_moved_says_why_it_moved_and_nothing_else(editor: User) -> None:
    row = make(Organisation, slug="before")
    make(Mention, organisation=row)
    withdraw(rows=[row], user=editor, comment="a suspicion that was none")
    row.refresh_from_db()
    row.slug, row._change_reason = "after", "its new name"
    row.save()
    assert SlugRedirect.objects.filter(old="before", new="after").exists()
    publish(rows=[row], user=editor)
    moved = Client().get("/id/organisation/before.csv")
    assert moved.status_code == 301
    said = moved.content.decode()
    assert "its new name" in said
    assert "suspicion" not in said


# --- What has no list ---------------------------------------------------------------------------

UNLISTED = [model for model in public_models() if dataset_of(model) is None]


@pytest.mark.parametrize("model", UNLISTED, ids=lambda model: model._meta.model_name)
def test_every_public_row_has_an_identifier(model: Any, editor: User) -> None:
    """It leads to the page on which the row stands, and to the row as the package has it."""
    row, kind = make(model), model._meta.model_name
    own = f"/id/{kind}/{row.slug}"
    to_page = ask(own)
    assert to_page.status_code == 303
    page = to_page["Location"].partition("#")[0]
    assert Client().get(page).status_code == 200
    assert ways(to_page)["cite-as", ""] == f"{SITE}{own}"
    assert ask(own, "application/json")["Location"] == f"{own}.json"
    response = ask(f"{own}.json")
    assert response["Content-Type"] == "application/json"
    told = response.json()
    assert told["identifier"] == f"{SITE}{own}"
    assert told["page"] == f"{SITE}{to_page['Location']}"
    table = next(one for one in tables() if one.model is model)
    (line,) = (one for block in table.blocks() for one in block if one[0] == row.slug)
    for field, value in zip(table.fields, line, strict=True):
        stands = told[field.name]
        assert stands == (value if isinstance(value, int | None) else plain(value)), field.name
        if field.target:
            named = told[f"{field.name}_identifier"]
            assert (named is None) == (value is None)
            if named:
                assert ask(named.removeprefix(SITE)).status_code == 303
    head, cells = csv.reader(io.StringIO(ask(f"{own}.csv").content.decode("utf-8-sig")))
    in_cells = {key: defused(plain(one)) for key, one in told.items()}
    assert dict(zip(head, cells, strict=True)) == in_cells
    assert ask(own, "application/ld+json").status_code == 406
    assert ask(f"{own}.jsonld").status_code == 404
    withdraw(rows=[row], user=editor, comment="A misprint")
    for address in (own, f"{own}.json", f"{own}.csv"):
        gone = ask(address)
        assert gone.status_code == 410
        assert "A misprint" in gone.content.decode()


def test_a_statement_leads_to_what_it_is_about() -> None:
    project, place, event = make(Project), make(Place), make(Event)
    total = make(SigningBatch, event=event, slug="t")
    make(Figure, batch=total, place=None)
    for row, page in (
        (make(Milestone, project=project), f"/projects/{project.slug}/"),
        (make(Classification, project=project), f"/projects/{project.slug}/"),
        (make(Location, project=project, event=None), f"/projects/{project.slug}/"),
        (make(PolicyNote, place=place), f"/places/{place.slug}/"),
        (total, f"/events/{event.slug}/#total-t"),
    ):
        for prefix in ("", "/zh-hans", "/as-known-on/2026-01-01"):
            own = f"{prefix}/id/{row._meta.model_name}/{row.slug}"
            assert ask(own)["Location"] == f"{prefix}{page}"


def test_the_api_names_the_identifier_of_each_statement() -> None:
    row = make(Milestone)
    record = ask(f"/api/v1/projects/{row.project.slug}/").json()
    (told,) = record["statements"]["milestones"]
    links = {name: one.removeprefix(SITE) for name, one in told["links"].items()}
    assert links["identifier"] == f"/id/milestone/{row.slug}"
    assert ask(links["self"]).json()["identifier"] == told["links"]["identifier"]
    assert ask(links["page"])["Location"] == f"/projects/{row.project.slug}/"


def test_a_draft_statement_has_none() -> None:
    row = make(Milestone, state=State.DRAFT)
    for suffix in ("", ".json", ".csv"):
        assert ask(f"/id/milestone/{row.slug}{suffix}").status_code == 404
