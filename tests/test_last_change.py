"""The database keeps when the public last got to see something else, and answers say so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from investments.actions import last_change
from investments.choices import State
from investments.models import Figure, LastChange, Organisation, Project, Reviewed, Source, Sourced
from tests.factories import IDENTITIES, SERVICES, STATEMENTS, make, make_figure

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
DATA = (
    "/api/v1/",
    "/api/v1/projects/?stage=signed",
    "/api/v1/sources/wcifit-2024/",
    "/api/v1/schema/",
    "/projects.csv",
    "/zh-hans/figures/?format=xlsx",
    "/as-known-on/2021-12-31/projects.ndjson",
    "/conflicts.csv",
    "/sdmx/2.1/dataflow",
    "/sdmx/2.1/data/FIGURES",
)


def moved(action: Callable[[], Any]) -> bool:
    """Whether the moment moves with what is done."""
    end_of_transaction()
    LastChange.objects.update(at=LONG_AGO, transaction=None)
    action()
    end_of_transaction()
    return LastChange.objects.get().at != LONG_AGO


def end_of_transaction() -> None:
    """PostgreSQL's triggers wait for it, and a test's never comes."""
    connection.check_constraints()


def set_back(**by: int) -> None:
    LastChange.objects.update(at=timezone.now().replace(microsecond=0) - timedelta(**by))


# --- What moves it ------------------------------------------------------------------------------


def test_every_model_of_which_rows_are_published_is_watched() -> None:
    tables = list(last_change.standing().values())
    reviewed = [model for model in apps.get_models() if issubclass(model, Reviewed)]
    assert {model._meta.db_table: 3 for model in reviewed} == {
        table: tables.count(table) for table in tables
    }
    assert last_change.missing() == []


@pytest.mark.parametrize(
    "model", [*IDENTITIES, *STATEMENTS, *SERVICES], ids=lambda model: model._meta.model_name
)
def test_what_is_public_moves_it_and_drafts_do_not(model: Any) -> None:
    shown, draft = make(model), make(model, state=State.DRAFT)
    rows = model._default_manager
    assert (shown.is_public, draft.is_public) == (True, False)

    def rewritten(row: Any) -> Any:
        return lambda: rows.filter(pk=row.pk).update(slug=f"{row.slug}-2")

    def saved_again() -> None:
        rows.filter(pk=shown.pk).update(version=7, slug=f"{shown.slug}-2")

    def deleted(row: Any) -> Any:
        if isinstance(row, Sourced):
            # Past the signals: what it was about is out of date by now and would be refreshed.
            return lambda: rows.filter(pk=row.pk)._raw_delete("default")
        return rows.filter(pk=row.pk).delete

    assert moved(rewritten(shown))
    assert not moved(saved_again)
    assert not moved(rewritten(draft))
    assert moved(lambda: rows.filter(pk=shown.pk).update(is_public=False, state=State.WITHDRAWN))
    assert not moved(deleted(shown))
    assert moved(lambda: rows.filter(pk=draft.pk).update(is_public=True, state=State.PUBLISHED))
    assert moved(deleted(draft))


def test_what_staff_do_moves_it_where_the_public_sees_it() -> None:
    figure = make_figure(low=100, high=100)
    source: Any = figure.source

    def told(words: str) -> Callable[[], Any]:
        def save() -> None:
            source.text = words
            source.save()

        return save

    def withdrawn() -> None:
        source.state = State.WITHDRAWN
        source.save()

    project = make(Project)
    known = {"source": source, "statistic": figure.statistic, "project": project}
    assert not moved(lambda: make_figure(**known, state=State.DRAFT))
    assert moved(lambda: make_figure(**known))
    assert not moved(told("What staff alone read."))
    assert moved(withdrawn)
    assert not Figure.objects.published().filter(pk=figure.pk).exists()


def test_a_load_moves_it(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    said = {"slug": "test-mention", "source": ["wcifit-2024"], "paragraph": 1, "as_printed": "park"}

    def load(state: State) -> Callable[[], Any]:
        park = {"name": "Test park", "slug": f"park-{state}", "kind": "zone", "state": state}
        mention = {**said, "slug": f"mention-{state}", "place": [park["slug"]], "state": state}
        rows = [
            {"model": "investments.place", "fields": park},
            {"model": "investments.mention", "fields": mention},
        ]
        file.write_text(json.dumps(rows), "utf-8")
        return lambda: call_command("loaddata", str(file), verbosity=0)

    assert not moved(load(State.DRAFT))
    assert moved(load(State.PUBLISHED))


@pytest.mark.django_db(transaction=True)
def test_two_changes_have_two_moments_or_none_is_told() -> None:
    """Within a second: PostgreSQL counts on, and on SQLite nothing is told until it is over."""
    place: Any = make_figure().place
    moments = []
    for name in ("One", "Two", "Three"):
        with transaction.atomic():
            type(place).objects.filter(pk=place.pk).update(name=name)
            type(place).objects.filter(pk=place.pk).update(name_zh=name)
        moments.append(LastChange.objects.get().at)
        assert last_change.moment() is None
    assert sorted(moments) == moments
    if connection.vendor == "postgresql":
        assert len(set(moments)) == 3
    set_back(seconds=10)
    assert last_change.moment() == LastChange.objects.get().at


def test_nothing_is_told_while_nobody_watches() -> None:
    set_back(days=1)
    before = last_change.standing()
    assert last_change.moment()
    last_change.forget()
    assert (last_change.standing(), last_change.moment()) == ({}, None)
    last_change.watch()
    assert last_change.standing() == before
    first = LastChange.objects.get().at
    set_back(days=1)
    last_change.watch()
    assert LastChange.objects.get().at < first, "where it is watched already, nothing changed"


def test_a_trigger_of_another_release_is_replaced() -> None:
    wanted = last_change.standing()
    name, table = next((name, table) for name, table in wanted.items() if "_update_" in name)
    last_change._drop("default", {name: table})
    assert last_change.missing() == [name]
    last_change.watch()
    assert last_change.standing() == wanted


# --- What is told -------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("address", DATA)
def test_who_has_it_gets_304(address: str, client: Client) -> None:
    set_back(hours=1)
    told = client.get(address)
    since = told["Last-Modified"]
    assert told.status_code == 200
    assert parse_http_date(since) == LastChange.objects.get().at.timestamp()
    assert told["Cache-Control"] == "no-cache"
    for method in (client.get, client.head):
        again = method(address, headers={"if-modified-since": since})
        assert (again.status_code, again.content) == (304, b"")
        assert again["Last-Modified"] == since
        assert again["Access-Control-Allow-Origin"] == "*"
    later = http_date(parse_http_date(since) + 1)
    other = client.get(address, headers={"if-modified-since": later})
    assert other.status_code == 200, "that of another clock says nothing"
    set_back(minutes=1)
    assert client.get(address, headers={"if-modified-since": since}).status_code == 200
    late = client.get(address, headers={"if-unmodified-since": since})
    assert (late.status_code, late["Content-Type"]) == (412, "application/problem+json")


@pytest.mark.one_database
def test_a_publication_ends_what_was_told(client: Client) -> None:
    set_back(hours=1)
    since = {"if-modified-since": client.get("/projects.csv")["Last-Modified"]}
    make(Project, state=State.DRAFT)
    Source.objects.filter(slug="wcifit-2024").update(text="For staff")
    assert client.get("/projects.csv", headers=since).status_code == 304
    make(Project)
    end_of_transaction()
    fresh = client.get("/projects.csv", headers=since)
    assert fresh.status_code == 200
    assert "Last-Modified" not in fresh, "not before the second is over"


@pytest.mark.one_database
def test_another_release_counts_as_a_change(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_back(days=1)
    before = LastChange.objects.get().at
    last_change.announce()
    assert LastChange.objects.get().at == before, "the same as before"
    monkeypatch.setattr(last_change, "release", lambda: "another")
    assert "Last-Modified" not in client.get("/api/v1/"), "not the one that is announced"
    last_change.announce()
    assert LastChange.objects.get().at > before
    set_back(hours=1)
    assert "Last-Modified" in client.get("/api/v1/")


def test_long_work_changes_what_it_changes_at_its_end() -> None:
    """SQLite's readers see it no earlier; PostgreSQL's triggers wait by themselves."""
    organisation = make(Organisation)
    rows = Organisation.objects.filter(pk=organisation.pk)
    end_of_transaction()
    for name, moves in (("Another", True), ("", False)):
        LastChange.objects.update(at=LONG_AGO, transaction=None)
        with last_change.ending():
            if name:
                rows.update(name=name)
                end_of_transaction()
                if connection.vendor == "sqlite":
                    # As where the work goes on for longer than a second.
                    LastChange.objects.update(at=LONG_AGO)
        assert (LastChange.objects.get().at != LONG_AGO) == moves


@pytest.mark.one_database
def test_a_tag_says_more_than_a_moment(client: Client) -> None:
    set_back(hours=1)
    first = client.get("/api/v1/")
    since = {"if-modified-since": first["Last-Modified"]}
    other = client.get("/api/v1/", headers={**since, "if-none-match": '"another"'})
    assert other.status_code == 200
    LastChange.objects.update(at=timezone.now())
    for header, time in (("if-modified-since", 2100), ("if-unmodified-since", 2000)):
        date = http_date(datetime(time, 1, 1, tzinfo=UTC).timestamp())
        assert client.get("/api/v1/", headers={header: date}).status_code == 200, "unsettled"
    tag = {"if-none-match": first["ETag"]}
    assert client.get("/api/v1/", headers=tag).status_code == 304


@pytest.mark.one_database
def test_an_error_stays_an_error(client: Client) -> None:
    set_back(hours=1)
    since = {"if-modified-since": http_date(timezone.now().timestamp())}
    wrong = {
        "/api/v1/projects/?stage=nonsense": 400,
        "/projects.csv?year_from=x": 400,
        "/api/v1/projects/there-is-none/": 404,
        "/sdmx/2.1/data/NONE": 404,
        "/id/project/there-is-none": 404,
    }
    for address, status in wrong.items():
        answer = client.get(address, headers=since)
        assert (answer.status_code, answer.get("Last-Modified")) == (status, None), address


@pytest.mark.one_database
def test_what_hangs_on_more_than_the_record_tells_no_moment(client: Client) -> None:
    set_back(hours=1)
    pages = ("/", "/projects/", "/data/", "/projects.atom", "/events/?format=ics")
    for address in (*pages, "/events/wcifit-2024/cite.bib", "/catalogue", "/catalogue.ttl"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Last-Modified" not in answer, address
    tag = {"if-none-match": client.get("/catalogue.ttl")["ETag"]}
    assert client.get("/catalogue.ttl", headers=tag).status_code == 304


@pytest.mark.one_database
def test_an_unmodified_answer_still_counts(client: Client, settings: Any) -> None:
    settings.API_RATE = (5, 60)
    set_back(hours=1)
    first = client.get("/api/v1/")
    again = client.get("/api/v1/", headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 304
    assert again["RateLimit-Policy"] == first["RateLimit-Policy"]
    assert again["RateLimit"] != first["RateLimit"]
