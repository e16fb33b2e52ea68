"""The API: who may read it, when it has changed, how often, and how it says no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from investments.api import statements
from investments.api.cursor import Cursor
from investments.api.listing import ApiListing
from investments.choices import State
from investments.datasets import DATASETS
from investments.models import Figure, Project, Source
from tests.factories import make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PROJECTS = "/api/v1/projects/"


def test_the_index_counts_the_lists(client: Client) -> None:
    answer = client.get("/api/v1/").json()
    assert {one["key"]: one["count"] for one in answer["lists"]} == {
        key: dataset.rows().count() for key, dataset in DATASETS.items()
    }
    for one in answer["lists"]:
        for address in one["links"].values():
            assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_a_browser_gets_it_spread_over_lines(client: Client) -> None:
    spread = client.get(PROJECTS, headers={"accept": "text/html,*/*;q=0.8"})
    assert spread["Content-Type"] == "application/json"
    assert len(spread.content.splitlines()) > 50
    plain = client.get(PROJECTS)
    assert len(plain.content.splitlines()) == 1
    assert spread.json() == plain.json()


def test_links_stand_in_a_header_too(client: Client) -> None:
    answer = client.get(f"{PROJECTS}?per_page=25&page=1")
    assert '<http://testserver/projects/?per_page=25&page=1>; rel="alternate"' in answer["Link"]
    assert 'rel="license"' in answer["Link"]


def test_what_depends_on_what_is_accepted_says_so(client: Client) -> None:
    for address in ("/api/v1/", PROJECTS, f"{PROJECTS}?sort=nonsense", "/api/v1/schema/"):
        first = client.get(address)
        assert "Accept" in first["Vary"].split(", "), address
        if first.status_code == 200:
            same = client.get(address, headers={"if-none-match": first["ETag"]})
            assert same.status_code == 304
            assert "Accept" in same["Vary"].split(", "), address


# --- When it has changed ------------------------------------------------------------------------


def again(address: str, tag: str) -> int:
    response = Client().get(address, headers={"if-none-match": tag})
    assert response.status_code == 200 or response.content == b""
    assert response["ETag"]
    return response.status_code


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    for address in ("/api/v1/", PROJECTS, "/api/v1/sources/wcifit-2024/", "/api/v1/schema/"):
        first = client.get(address)
        assert again(address, first["ETag"]) == 304
        assert again(address, f'"another", {first["ETag"]}') == 304
        assert again(address, '"another"') == 200
        assert client.get(address, headers={"if-match": '"another"'}).status_code == 412
        assert client.head(address)["ETag"] == first["ETag"]
        assert client.head(address).content == b""


def test_the_tag_changes_with_whatever_changes_the_answer(client: Client) -> None:
    project, source = make(Project), make(Source)
    figure = make(Figure, project=project, source=source)
    record = f"{PROJECTS}{project.slug}/"
    listed = f"/api/v1/figures/?project={project.slug}"
    addresses = (record, f"{PROJECTS}?q={project.name}&expand=figures", listed)

    def changed(by: Any) -> None:
        tags = {address: client.get(address)["ETag"] for address in addresses}
        by()
        assert [again(address, tag) for address, tag in tags.items()] == [200, 200, 200], by

    def edited() -> None:
        figure.low = figure.high = 77
        figure.save()

    def withdrawn() -> None:
        source.state = State.WITHDRAWN
        source.save()

    def past_the_history() -> None:
        Figure.objects.filter(pk=figure.pk).update(as_printed="other words")

    for one in (edited, past_the_history, withdrawn):
        changed(one)


# --- How often ----------------------------------------------------------------------------------


@pytest.fixture
def five_a_minute(settings: Any) -> Iterator[None]:
    settings.API_RATE = (5, 60)
    cache.clear()
    yield
    cache.clear()


@pytest.mark.usefixtures("five_a_minute")
def test_beyond_the_limit_it_says_when_to_ask_again(client: Client) -> None:
    for left in (4, 3, 2, 1, 0):
        answer = client.get("/api/v1/")
        assert answer.status_code == 200
        assert answer["RateLimit-Policy"] == '"address";q=5;w=60'
        assert answer["RateLimit"].startswith(f'"address";r={left};t=')
    answer = client.get("/api/v1/")
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert 1 <= int(answer["Retry-After"]) <= 61
    assert answer.json()["status"] == 429
    assert client.get("/api/v1/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/projects/").status_code == 200


@pytest.mark.usefixtures("five_a_minute")
def test_what_has_not_changed_counts_as_well(client: Client) -> None:
    tag = client.get("/api/v1/")["ETag"]
    for left in (3, 2, 1, 0):
        answer = client.get("/api/v1/", headers={"if-none-match": tag})
        assert answer.status_code == 304
        assert answer["RateLimit"].startswith(f'"address";r={left};t=')
    assert client.get("/api/v1/", headers={"if-none-match": tag}).status_code == 429


# --- Who may read -------------------------------------------------------------------------------


def test_scripts_of_any_site_may_read(client: Client) -> None:
    opened = ["/api/v1/", "/api/v1/nothing/", "/projects.csv", "/projects/?format=json"]
    opened += ("/zh-hans/api/v1/projects/", "/as-known-on/2020-01-01/api/v1/", "/data/")
    for address in opened:
        answer = client.get(address, headers={"origin": "https://example.org"})
        assert answer["Access-Control-Allow-Origin"] == "*", address
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "RateLimit" in answer["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer
    for address in ("/", "/projects/", "/admin/login/", "/admin/?format=json", "/healthz"):
        answer = client.get(address, headers={"origin": "https://example.org"})
        assert "Access-Control-Allow-Origin" not in answer, address
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_browser_may_ask_beforehand(client: Client) -> None:
    headers = {"origin": "https://example.org", "access-control-request-method": "GET"}
    answer = client.options(PROJECTS, headers=headers)
    assert answer.status_code == 204
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    plain = client.options(PROJECTS)
    assert plain.status_code == 204
    assert plain["Allow"] == "GET, HEAD, OPTIONS"


def test_a_password_in_the_request_is_not_looked_at(client: Client) -> None:
    """Trying passwords here locks nobody out of the desk."""
    for _number in range(8):
        answer = client.get(PROJECTS, headers={"authorization": "Basic b3duZXI6d3Jvbmc="})
        assert answer.status_code == 200


# --- How it says no -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("post", PROJECTS, {}, 405),
        ("delete", f"{PROJECTS}x/", {}, 405),
        ("put", "/api/v1/", {}, 405),
        ("get", PROJECTS, {"accept": "text/csv"}, 406),
        ("get", f"{PROJECTS}no-such-project/", {}, 404),
        ("get", "/api/v1/nothing/", {}, 404),
        ("get", "/api/", {}, 404),
        ("get", "/api/v2/projects/", {}, 404),
        ("get", "/zh-hans/api/v1/nothing/", {}, 404),
        ("get", "/api/v1/?a=1", {}, 400),
        ("get", "/api/v1/schema/?format=xml", {}, 400),
        ("get", "/api/v1/?known_on=tomorrow", {}, 400),
        ("get", "/as-known-on/2021-02-30/api/v1/", {}, 400),
        ("get", "/as-known-on/2021/projects.csv", {}, 400),
        ("get", "/figures.ndjson?known_on=tomorrow", {}, 400),
        ("get", "/data/tables/figures.csv?status=actual", {}, 400),
        ("get", "/data/dictionary.csv?table=figures", {}, 400),
        ("get", "/id/event/wcifit-2024.csv?columns=name", {}, 400),
        ("get", "/catalogue.ttl?q=gdp", {}, 400),
        ("get", "/changes.atom?q=gdp", {}, 400),
        ("get", "/project.csv", {}, 404),
        ("get", "/zh-hans/projects/no-such-project/cite.bib", {}, 404),
    ],
)
def test_errors_are_problem_details(
    method: str, address: str, headers: dict[str, str], status: int
) -> None:
    answer: Any = getattr(Client(), method)(address, headers=headers)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    if status == 400:
        assert body["errors"]
    if status == 405:
        assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_an_error_of_ours_is_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("not for the public")

    monkeypatch.setattr("investments.api.views.numbers", broken)
    answer = Client(raise_request_exception=False).get("/api/v1/")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "not for the public" not in answer.content.decode()


def test_other_addresses_keep_their_pages(client: Client) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for address, headers in (("/nothing/", {}), ("/project.csv", browser)):
        answer = client.get(address, headers=headers)
        assert answer.status_code == 404
        assert answer["Content-Type"].startswith("text/html")


# --- Pages by cursor ----------------------------------------------------------------------------


def test_a_cursor_holds_when_the_record_changes(client: Client) -> None:
    """Rows published before the page at hand move nothing; one withdrawn leaves no gap."""
    rows = [make(Project, name=f"Zz {number:02}") for number in range(52)]
    address = f"{PROJECTS}?q=Zz&sort=name&per_page=25"
    first = client.get(address).json()
    make(Project, name="Zz 00 a")
    rows[24].state = State.WITHDRAWN
    rows[24].save()
    second = client.get(first["links"]["next"]).json()
    assert [one["name"] for one in second["results"]] == [f"Zz {n:02}" for n in range(25, 50)]
    back = client.get(second["links"]["previous"]).json()
    assert [one["name"] for one in back["results"]][-1] == "Zz 23"


def test_a_cursor_is_good_for_its_list_alone(client: Client) -> None:
    for number in range(17):
        make(Project, name=f"Zz {number}")
    following = client.get(f"{PROJECTS}?per_page=25").json()["links"]["next"]
    assert client.get(following).status_code == 200
    for wrong in (
        f"{following}&sort=-name",
        f"{following}&kind=research",
        f"{following}&q=ab",
        following.replace("/projects/", "/events/"),
        following.replace("/api/", "/zh-hans/api/"),
        following[:-1] + ("a" if following[-1] != "a" else "b"),
        following.replace("cursor=", "cursor=a"),
        f"{following}&page=1",
    ):
        answer = client.get(wrong)
        assert answer.status_code == 400, wrong
        assert [one["parameter"] for one in answer.json()["errors"]] == ["cursor"]


@pytest.mark.parametrize("values", [(), ("Zz",), ("Zz", 1, 2, 3, 4, 5)], ids=len)
def test_a_cursor_of_another_order_is_refused(client: Client, values: tuple[Any, ...]) -> None:
    """Signed by us, and from before the list was sorted by more or by less."""
    scope = ApiListing(DATASETS["projects"], QueryDict("sort=name")).scope
    for back in (False, True):
        asked = {"sort": "name", "cursor": Cursor(values, back).write(scope)}
        answer = client.get(PROJECTS, asked)
        assert answer.status_code == 400
        assert [one["parameter"] for one in answer.json()["errors"]] == ["cursor"]


def test_statements_beyond_the_bound_are_said_to_be_left_out(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "ON_A_RECORD", 2)
    project = make(Project)
    made = [make(Figure, project=project) for _number in range(3)]
    for answer in (
        client.get(f"{PROJECTS}{project.slug}/").json(),
        client.get(f"{PROJECTS}?q={project.name}&expand=figures").json()["results"][0],
    ):
        told = [one["id"] for one in answer["statements"]["figures"]]
        assert told == sorted(row.slug for row in made)[:2]
        assert answer["incomplete"] == ["figures"]


def test_the_page_of_the_documentation_is_a_page(client: Client) -> None:
    answer = client.get(reverse("investments:api_docs"))
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "img-src 'self' data:" in policy
    assert "unsafe" not in policy
    assert "://" not in policy
