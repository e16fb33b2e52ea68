"""Two people on one record: the second to save sees both versions, and nothing is lost."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from investments import models as record
from investments.actions import edit
from investments.models import Event, EventDate
from tests.admin_forms import admin_url, complaints, opened
from tests.factories import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    event = make(Event, name="Spring fair", summary="As it was")
    make(EventDate, event=event, date="2024-05-01")
    return event


@pytest.fixture
def colleague() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ana"))
    return client


def test_each_save_counts_and_is_kept(admin_client: Client, event: Event) -> None:
    url = admin_url(Event, "change", event.pk)
    for name in ("Summer fair", "Autumn fair"):
        assert admin_client.post(url, opened(admin_client, url) | {"name": name}).status_code == 302
    event.refresh_from_db()
    assert (event.name, event.version) == ("Autumn fair", 3)
    assert [row.name for row in event.history.all()] == [
        "Autumn fair",
        "Summer fair",
        "Spring fair",
    ]


def test_a_stale_save_is_refused_with_both_versions(
    admin_client: Client, colleague: Client, event: Event
) -> None:
    url = admin_url(Event, "change", event.pk)
    mine = opened(admin_client, url) | {"name": "Mine", "kind": "expo"}
    theirs = opened(colleague, url) | {"name": "Theirs"}
    assert colleague.post(url, theirs).status_code == 302

    response = admin_client.post(url, mine)
    errors = complaints(response)["__all__"]
    assert "ana saved this" in errors[0]
    assert "Name: the record says “Theirs”; the form says “Mine”." in errors
    assert "Kind: the record says “Fair”; the form says “Expo”." in errors
    assert len(errors) == 3
    page = response.content.decode()
    assert "You wrote" in page, "as a table"
    assert "; the form says" not in page, "and not as lines beside it"
    event.refresh_from_db()
    assert (event.name, event.kind, event.version) == ("Theirs", "fair", 2)
    # The entries still stand in the form; saving them again is now a decision.
    form = response.context["adminform"].form
    assert (form["name"].value(), form["kind"].value()) == ("Mine", "expo")
    again = mine | {"read_version": form["read_version"].value()}
    assert admin_client.post(url, again).status_code == 302
    event.refresh_from_db()
    assert (event.name, event.version) == ("Mine", 3)


def test_a_form_without_its_version_is_stale(admin_client: Client, event: Event) -> None:
    url = admin_url(Event, "change", event.pk)
    data = opened(admin_client, url) | {"name": "Mine"}
    del data["read_version"]
    assert complaints(admin_client.post(url, data))
    event.refresh_from_db()
    assert event.name == "Spring fair"


def test_a_row_changed_meanwhile_is_refused_too(
    admin_client: Client, colleague: Client, event: Event
) -> None:
    date = event.dates.get()
    url = admin_url(Event, "change", event.pk)
    mine = opened(admin_client, url) | {"name": "Mine", "dates-0-date": "2024-05-03"}
    own_form = admin_url(EventDate, "change", date.pk)
    theirs = opened(colleague, own_form) | {"date": "2024-05-02"}
    assert colleague.post(own_form, theirs).status_code == 302

    errors = complaints(admin_client.post(url, mine))["dates-0-__all__"]
    assert "Date: the record says “2024-05-02”; the form says “2024-05-03”." in errors
    event.refresh_from_db()
    date.refresh_from_db()
    assert (event.name, date.date) == ("Spring fair", "2024-05-02")


def test_a_row_changed_meanwhile_is_not_deleted(
    admin_client: Client, colleague: Client, event: Event
) -> None:
    make(record.Mention, event=event)
    url = admin_url(Event, "change", event.pk)
    mine = opened(admin_client, url) | {"dates-0-DELETE": "on"}
    theirs = opened(colleague, url) | {"dates-0-date": "2024-05-02"}
    assert colleague.post(url, theirs).status_code == 302
    assert "marked for deletion" in str(complaints(admin_client.post(url, mine))["dates"])
    assert event.dates.get().date == "2024-05-02"


def test_a_row_deleted_meanwhile_is_said(
    admin_client: Client, colleague: Client, event: Event
) -> None:
    make(record.Mention, event=event)
    url = admin_url(Event, "change", event.pk)
    mine = opened(admin_client, url) | {"dates-0-date": "2024-05-03"}
    event.dates.all().delete()
    response = admin_client.post(url, mine)
    assert response.status_code == 200
    assert not event.dates.exists()


def test_somebody_faster_between_check_and_save(
    admin_client: Client, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The version is checked in the UPDATE itself: as if another process had saved just then."""
    url = admin_url(Event, "change", event.pk)
    data = opened(admin_client, url) | {"name": "Mine"}
    save, calls = edit.save, []

    def overtaken(**kwargs: object) -> None:
        calls.append(kwargs)
        kwargs["read"] = 0
        save(**kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(edit, "save", overtaken)
    found = complaints(admin_client.post(url, data))
    assert calls
    assert "a moment before you" in found["__all__"][0]
    event.refresh_from_db()
    assert (event.name, event.version) == ("Spring fair", 1)


def test_an_old_version_comes_back(admin_client: Client, event: Event) -> None:
    url = admin_url(Event, "change", event.pk)
    first = event.history.get().pk
    assert admin_client.post(url, opened(admin_client, url) | {"name": "Wrong"}).status_code == 302
    revert = admin_url(Event, "simple_history", event.pk, first)
    assert admin_client.post(revert, opened(admin_client, revert)).status_code == 302
    event.refresh_from_db()
    assert (event.name, event.version) == ("Spring fair", 3)


def test_going_back_does_not_undo_what_came_meanwhile(
    admin_client: Client, colleague: Client, event: Event
) -> None:
    url = admin_url(Event, "change", event.pk)
    revert = admin_url(Event, "simple_history", event.pk, event.history.get().pk)
    mine = opened(admin_client, revert)
    assert colleague.post(url, opened(colleague, url) | {"name": "Theirs"}).status_code == 302
    response = admin_client.post(revert, mine)
    assert response.status_code == 200
    assert "ana saved this" in response.content.decode()
    event.refresh_from_db()
    assert event.name == "Theirs"


def test_a_deleted_record_comes_back(admin_client: Client) -> None:
    mention = make(record.Mention)
    version = mention.history.get().pk
    pk, slug = mention.pk, mention.slug
    url = admin_url(record.Mention, "delete", pk)
    assert admin_client.post(url, {"post": "yes"}).status_code == 302
    assert not record.Mention.objects.filter(pk=pk).exists()
    revert = admin_url(record.Mention, "simple_history", pk, version)
    assert admin_client.post(revert, opened(admin_client, revert)).status_code == 302
    assert record.Mention.objects.get(pk=pk).slug == slug
