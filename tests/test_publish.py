"""Publishing and withdrawing from a list: asked back first, then all or nothing."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from investments import models as record
from investments.actions.publish import RefusedError, publish, withdraw
from investments.models import Figure
from tests.admin_forms import admin_url
from tests.factories import make

pytestmark = pytest.mark.django_db


def drafts(count: int, **fields: Any) -> list[Figure]:
    made = [make(Figure, state="draft", **fields) for _ in range(count)]
    return list(Figure.objects.filter(pk__in=[row.pk for row in made]).for_list())


def test_published_rows_have_a_new_version_and_history(admin_user: User) -> None:
    rows = drafts(2)
    assert publish(rows=rows, user=admin_user) == 2
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.version) == ("published", 2)
        assert row.history.first().history_user == admin_user
        assert row.history.first().state == "published"
    assert publish(rows=rows, user=admin_user) == 0
    assert withdraw(rows=rows, user=admin_user) == 2
    assert not Figure.objects.published().filter(pk__in=[row.pk for row in rows]).exists()


def test_one_row_without_a_source_keeps_all_from_being_published(admin_user: User) -> None:
    good = drafts(2)
    bad = drafts(1, source=None, paragraph=None)
    with pytest.raises(RefusedError) as refused:
        publish(rows=[good[0], *bad, good[1]], user=admin_user)
    assert [refusal.row for refusal in refused.value.refusals] == bad
    assert "without a source" in refused.value.refusals[0].reasons[0]
    for row in [*good, *bad]:
        row.refresh_from_db()
        assert (row.state, row.version) == ("draft", 1)
        assert row.history.count() == 1


def test_a_row_changed_meanwhile_is_not_published(admin_user: User) -> None:
    rows = drafts(1)
    Figure.objects.filter(pk=rows[0].pk).update(version=7)
    with pytest.raises(RefusedError, match="1 rows"):
        publish(rows=rows, user=admin_user)
    rows[0].refresh_from_db()
    assert rows[0].state == "draft"


def test_an_identity_is_published_once_something_sources_it(admin_user: User) -> None:
    place = make(record.Place, state="draft")
    with pytest.raises(RefusedError):
        publish(rows=[place], user=admin_user)
    make(record.Mention, place=place)
    assert publish(rows=[record.Place.objects.get(pk=place.pk)], user=admin_user) == 1


def test_derived_columns_follow(admin_user: User) -> None:
    project = make(record.Project)
    amount = make(record.Statistic, role="amount")
    rows = drafts(1, project=project, statistic=amount)
    publish(rows=rows, user=admin_user)
    project.refresh_from_db()
    assert project.amount_low == 100
    withdraw(rows=rows, user=admin_user)
    project.refresh_from_db()
    assert project.amount_low is None


# --- In the list -------------------------------------------------------------------------------


def act(client: Client, action: str, rows: list[Any], **more: Any) -> Any:
    selected = [row.pk for row in rows]
    url = admin_url(type(rows[0]), "changelist")
    return client.post(url, {"action": action, "_selected_action": selected, **more})


def test_the_list_asks_back_and_then_publishes(admin_client: Client) -> None:
    rows = drafts(2)
    asked = act(admin_client, "publish_selected", rows, index="0")
    page = asked.content.decode()
    assert "Publish these 2 records?" in page
    assert Figure.objects.filter(pk__in=[row.pk for row in rows], state="draft").count() == 2
    done = act(admin_client, "publish_selected", rows, confirmed="2")
    assert done.status_code == 302
    assert Figure.objects.published().filter(pk__in=[row.pk for row in rows]).count() == 2
    page = admin_client.get(admin_url(Figure, "changelist")).content.decode()
    assert "2 published." in page


def test_the_list_names_the_rows_that_fail_and_why(admin_client: Client) -> None:
    good, bad = drafts(1), drafts(1, source=None, paragraph=None)
    response = act(admin_client, "publish_selected", [*good, *bad], confirmed="2")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Nothing was changed" in page
    assert admin_url(Figure, "change", bad[0].pk) in page
    assert "Nothing is published without a source" in page
    assert admin_url(Figure, "change", good[0].pk) not in page
    assert Figure.objects.filter(pk__in=[good[0].pk, bad[0].pk], state="draft").count() == 2


def test_what_was_not_counted_is_not_done(admin_client: Client) -> None:
    """A list that grew between question and answer is asked about again."""
    rows = drafts(2)
    response = act(admin_client, "withdraw_selected", rows, confirmed="1")
    assert "Withdraw these 2 records?" in response.content.decode()
    assert not Figure.objects.filter(pk__in=[row.pk for row in rows], state="withdrawn").exists()


@pytest.mark.parametrize("model", [record.Event, record.Milestone, record.Source, record.Person])
def test_withdrawing_other_records(admin_client: Client, model: Any) -> None:
    row = make(model)
    again = act(admin_client, "withdraw_selected", [row], confirmed="1")
    assert "Say it in a few words" in again.content.decode(), "the reason is asked for"
    done = act(admin_client, "withdraw_selected", [row], confirmed="1", comment="misread")
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert row.history.first().history_change_reason == "misread"
