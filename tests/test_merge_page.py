"""The page on which two records are merged, who may, and what the public sees of it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from investments import models as record
from investments.actions import roles
from investments.actions.changesets import undo
from investments.actions.merge import CannotMergeError, merge
from investments.choices import ChangeKind
from investments.models import ChangeSet, Event, EventSeries, Place
from tests.factories import make
from tests.test_merge import sourced_pair
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def editor() -> User:
    return person(roles.EDITOR)


@pytest.mark.parametrize("role", ["", roles.VIEWER, roles.CURATOR])
def test_only_who_may_merge_merges(client: Client, role: str) -> None:
    user = person(role)
    client.force_login(user)
    survivor, loser = sourced_pair(Place, state="draft")
    with pytest.raises(CannotMergeError, match="role"):
        merge(survivor=survivor, loser=loser, user=user, reason="one")
    page = f"/admin/merge/place/{survivor.slug}/{loser.slug}/"
    assert client.get(page).status_code == 404
    assert client.post(page, {"step": "merge", "reason": "one"}).status_code == 404
    assert Place.objects.filter(pk=loser.pk).exists()


def test_the_page_asks_shows_and_merges(client: Client, editor: User) -> None:
    client.force_login(editor)
    survivor, loser = sourced_pair(Place)
    make(record.Mention, place=loser)
    page = f"/admin/merge/place/{survivor.slug}/{loser.slug}/"
    assert client.get(page).context["moves"] == [{"label": "Mentions", "count": 1}]
    shown = client.post(page, {"step": "preview", "reason": ""})
    assert shown.context["missing"]
    shown = client.post(page, {"step": "preview", "reason": "one", "column-name": "other"})
    assert shown.context["previewing"]
    assert {item["after"] for item in shown.context["outcome"]} == {"Gone Works", "Kept Works"}
    seen = shown.context["plan"].seen
    make(record.Mention, place=loser)
    stale = client.post(page, {"step": "merge", "reason": "one", "seen": seen})
    assert "changed since you looked" in stale.content.decode()
    seen = client.get(page).context["plan"].seen
    done = client.post(
        page, {"step": "merge", "reason": "one", "seen": seen, "column-name": "kept"}
    )
    assert done.status_code == 302
    assert not Place.objects.filter(pk=loser.pk).exists()
    change = ChangeSet.objects.get(kind=ChangeKind.MERGE)
    assert change.reason == "Merged with “Gone Works”: one"
    public_page = client.get(f"/places/{survivor.slug}/").content.decode()
    assert "Merged with “Gone Works”: one" in public_page
    assert client.get(page).status_code == 404


def test_two_ticked_in_a_list_are_taken_to_the_page(client: Client, editor: User) -> None:
    client.force_login(editor)
    rows = sourced_pair(Place)
    data = {"action": "merge_selected", "_selected_action": [row.pk for row in rows]}
    answer = client.post("/admin/investments/place/", data)
    assert answer["Location"] == f"/admin/merge/place/{rows[0].slug}/{rows[1].slug}/"
    data["_selected_action"] = [rows[0].pk]
    assert client.post("/admin/investments/place/", data)["Location"] == "/admin/investments/place/"


def test_a_list_asked_for_by_an_old_slug_is_that_of_the_one_that_stays(
    client: Client, editor: User
) -> None:
    """The address of a series, a reported total and a tier is a list; files are lists, too."""
    survivor, loser = sourced_pair(EventSeries)
    event = make(Event, series=loser)
    make(record.Mention, series=survivor)
    change = merge(survivor=survivor, loser=loser, user=editor, reason="one")
    for slug in (loser.slug, survivor.slug):
        answer = client.get(f"/events.csv?series={slug}")
        lines = b"".join(answer).decode().splitlines()
        assert event.slug in lines[1], slug
        assert len(lines) == 2
    undo(change=change, user=editor)
    assert client.get(f"/events.csv?series={survivor.slug}").status_code == 200


def test_a_merge_that_changes_no_word_is_told_too(client: Client, editor: User) -> None:
    survivor, loser = (make(Place, name="Rundle Gate") for _ in range(2))
    make(record.Mention, place=survivor)
    merge(survivor=survivor, loser=loser, user=editor, reason="entered twice")
    page = client.get(f"/places/{survivor.slug}/").content.decode()
    assert "Merged with “Rundle Gate”: entered twice" in page
