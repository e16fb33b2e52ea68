"""What was done together is undone together, and exactly."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from investments.actions import edit
from investments.actions.changesets import CannotUndoError, change_set, obstacles, undo, versioned
from investments.actions.known import all_stale as known_stale
from investments.actions.publish import publish, submit, withdraw
from investments.actions.roles import KEPT
from investments.choices import ChangeKind
from investments.models import ChangeSet, Event, Figure, LastChange, Place, Project, SlugRedirect
from tests.admin_forms import REASON, admin_url, opened
from tests.contracts.pages import attach
from tests.factories import make
from tests.test_roles import drafted_by, person

pytestmark = pytest.mark.django_db


def contents() -> dict[str, Any]:
    """Every row of every table of the record but its history; `version` counts saves, and goes on
    counting."""
    found = {}
    for model in apps.get_app_config("investments").get_models():
        if model in (ChangeSet, LastChange) or model.__name__.startswith("Historical"):
            continue
        columns = [f.attname for f in model._meta.concrete_fields if f.name != "version"]
        if model in KEPT:
            columns.remove("id")  # made anew by every refresh
        found[model.__name__] = sorted(model._base_manager.values_list(*columns), key=str)
    return found


def last() -> ChangeSet:
    return ChangeSet.objects.latest("id")


def sourced(**fields: Any) -> Place:
    place = make(Place, **fields)
    make(Figure, place=place)
    return place


def save(client: Client, row: Any, **entries: Any) -> ChangeSet:
    url = admin_url(type(row), "change", row.pk)
    response = client.post(url, {**opened(client, url), **entries})
    assert response.status_code == 302, response.context["adminform"].form.errors
    return last()


@pytest.fixture
def editor(client: Client) -> Any:
    user = person("Editor")
    client.force_login(user)
    return user


def test_an_edit_with_its_rows_comes_back_whole(client: Client, editor: Any) -> None:
    event = make(Event)
    attach(event, 1)
    before = contents()
    change = save(
        client,
        event,
        **{"name": "Renamed fair", "slug": "renamed-fair", "dates-0-date": "2019-05-01"},
    )
    assert change.kind == "edit"
    assert change.reason == REASON
    assert change.counts == {"event": 1, "eventdate": 1, "slugredirect": 1}
    assert contents() != before
    done = undo(change=change, user=editor, reason="was right before")
    assert contents() == before
    assert done is not None
    assert done.undoes == change
    assert not list(known_stale())
    redone = undo(change=done, user=editor)
    assert redone is not None
    event.refresh_from_db()
    assert event.name == "Renamed fair"
    assert SlugRedirect.objects.filter(new="renamed-fair").exists()


def test_a_deletion_comes_back_with_what_went_with_it(editor: Any) -> None:
    project = make(Project)
    figure = make(Figure, place=None, project=project)
    before = contents()
    with change_set(kind=ChangeKind.DELETE, user=editor) as current:
        figure.delete()
        project.delete()
    change = current.row()
    assert change is not None
    assert contents() != before
    undo(change=change, user=editor)
    assert contents() == before


def test_what_was_added_goes_again_unless_something_stands_on_it(editor: Any) -> None:
    before = contents()
    with change_set(kind=ChangeKind.EDIT, user=editor) as current:
        place = make(Place)
    change = current.row()
    assert change is not None
    figure = make(Figure, place=place)
    with pytest.raises(CannotUndoError) as refused:
        undo(change=change, user=editor)
    assert str(figure) in str(refused.value)
    for row in (figure, figure.source, figure.statistic):
        row.delete()
    undo(change=change, user=editor)
    assert contents() == before


def test_what_was_changed_later_is_undone_first(client: Client, editor: Any) -> None:
    place = sourced(name="First")
    first = save(client, place, name="Second")
    second = save(client, place, name="Third")
    assert obstacles(first, editor) == ["“Second” was changed again later: undo that first."]
    with pytest.raises(CannotUndoError):
        undo(change=first, user=editor)
    assert Place.objects.get(pk=place.pk).name == "Third"
    undo(change=second, user=editor)
    # A change and its undoing leave the place as it was: the way back is open, step by step.
    assert obstacles(first, editor) == []
    undo(change=first, user=editor)
    assert Place.objects.get(pk=place.pk).name == "First"


def test_publishing_is_undone_as_well(editor: Any) -> None:
    place = make(Place)
    figure = make(Figure, place=place)
    before = contents()
    withdraw(rows=[figure], user=editor, comment="misread")
    assert contents() != before
    undo(change=last(), user=editor)
    assert contents() == before


def test_one_undoes_what_one_could_have_done(client: Client, editor: Any) -> None:
    curator = person("Curator")
    place = sourced(name="As it was")
    change = save(client, place, name="As it is")
    assert obstacles(change, curator)
    with pytest.raises(CannotUndoError):
        undo(change=change, user=curator)
    draft = make(Figure, state="draft")
    client.force_login(curator)
    change = save(client, draft, note="a note")
    assert obstacles(change, curator) == []
    publish(rows=[Figure.objects.get(pk=draft.pk)], user=editor)
    assert obstacles(last(), curator)
    with change_set(kind=ChangeKind.MERGE, user=editor):
        row = Place.objects.get(pk=place.pk)
        edit.save(row=row, read=row.version)
    assert obstacles(last(), curator) == ["Your role does not let you undo this."]


def test_a_change_that_changed_nothing_leaves_no_trace(client: Client, editor: Any) -> None:
    place = sourced()
    count = ChangeSet.objects.count()
    url = admin_url(Place, "change", place.pk)
    client.post(url, opened(client, url))
    client.post(url, {**opened(client, url), "name": ""})
    assert ChangeSet.objects.count() == count


def test_every_version_can_belong_to_a_change() -> None:
    assert Place in versioned()
    assert SlugRedirect in versioned()
    for model in versioned():
        field = model.history.model._meta.get_field("change_set")
        assert isinstance(field, models.ForeignKey)


def test_the_page_of_a_change_says_what_it_was_and_undoes_it(client: Client, editor: Any) -> None:
    place = sourced(name="Old name")
    change = save(client, place, name="New name")
    listed = client.get("/admin/changes/?mine=1&kind=edit").content.decode()
    assert f'href="/admin/changes/{change.pk}/"' in listed
    assert "New name" in listed
    assert "New name" not in client.get("/admin/changes/?kind=merge").content.decode()
    address = f"/admin/changes/{change.pk}/"
    shown = client.get(address).content.decode()
    assert "<del>Old name</del> → <ins>New name</ins>" in shown
    assert REASON in shown
    assert "Say it in a few words" in client.post(address, {"reason": " "}).content.decode()
    response = client.post(address, {"reason": "not so"}, follow=True)
    assert response.redirect_chain[0][0] == f"/admin/changes/{last().pk}/"
    assert "Undone." in response.content.decode()
    place.refresh_from_db()
    assert place.name == "Old name"
    again = client.post(address, {"reason": "once more"}).content.decode()
    assert "Nothing was undone" in again
    assert "was changed again later" in again
    assert "undone" in client.get("/admin/changes/").content.decode()


@pytest.mark.parametrize("address", ["/admin/changes/0/", f"/admin/changes/{2**63}/"])
def test_a_change_that_is_none_is_not_found(client: Client, editor: Any, address: str) -> None:
    assert client.get(address).status_code == 404


def test_changes_are_for_staff(client: Client) -> None:
    assert client.get("/admin/changes/").status_code == 302
    client.force_login(person("Viewer"))
    assert client.get("/admin/changes/").status_code == 200


def test_only_who_may_look_at_drafts_reads_of_changes(client: Client, editor: Any) -> None:
    change = save(client, sourced(), name="New name")
    client.force_login(person(""))
    assert client.get("/admin/changes/").status_code == 403
    assert client.get(f"/admin/changes/{change.pk}/").status_code == 403
    assert client.post(f"/admin/changes/{change.pk}/", {"reason": "so"}).status_code == 403


def test_what_has_no_state_is_undone_by_who_may_change_it(editor: Any) -> None:
    with change_set(kind=ChangeKind.EDIT, user=editor) as current:
        SlugRedirect.objects.create(kind="event", old="old", new="new")
    change = current.row()
    assert change is not None
    assert obstacles(change, person("Viewer"))
    assert obstacles(change, editor) == []


def test_a_submission_of_somebody_else_is_not_taken_back(editor: Any) -> None:
    one, other = person("Curator", "one"), person("Curator", "other")
    row = drafted_by(one)
    submit(rows=[row], user=one)
    assert obstacles(last(), other)
    assert obstacles(last(), one) == []
    assert obstacles(last(), editor) == []


def test_undoing_what_was_redone_asks_as_much_as_undoing(editor: Any) -> None:
    with change_set(kind=ChangeKind.IMPORT, user=editor) as current:
        make(Figure, state="draft")
    change = current.row()
    for _ in range(2):
        assert change is not None
        change = undo(change=change, user=editor)
    assert change is not None
    assert obstacles(change, person("Curator")) == ["Your role does not let you undo this."]


def test_a_history_cut_short_is_shown_all_the_same(client: Client, editor: Any) -> None:
    place = sourced()
    Place.history.filter(id=place.pk).delete()
    change = save(client, place, name="After the cut")
    page = client.get(f"/admin/changes/{change.pk}/").content.decode()
    assert "No earlier version of “After the cut” is kept." in page
