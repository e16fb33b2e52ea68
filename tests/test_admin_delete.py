"""Deleting what was ticked in a list: asked back with counts, and each row by its own permit."""

from typing import Any

import pytest
from django.test import Client

from investments.actions import roles
from investments.models import Mention, Place
from tests.admin_forms import admin_url
from tests.factories import make
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def ticked(client: Client, rows: list[Any], **more: str) -> Any:
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], **more}
    return client.post(admin_url(type(rows[0]), "changelist"), data)


def test_deleting_many_asks_back_and_says_how_many(client: Client) -> None:
    client.force_login(person(roles.CURATOR))
    rows = [make(Mention, state="draft") for _ in range(3)]
    page = ticked(client, rows)
    assert dict(page.context["model_count"]) == {"mentions": 3}
    assert Mention.objects.filter(pk__in=[row.pk for row in rows]).count() == 3
    done = ticked(client, rows, post="yes")
    assert done.status_code == 302
    assert not Mention.objects.filter(pk__in=[row.pk for row in rows]).exists()
    kept = Mention.history.filter(id__in=[row.pk for row in rows], history_type="-")
    assert kept.count() == 3


def test_one_row_that_may_not_be_deleted_keeps_them_all(client: Client) -> None:
    client.force_login(person(roles.CURATOR))
    rows = [make(Mention, state="draft"), make(Mention)]
    page = ticked(client, rows)
    assert page.context["perms_lacking"]
    assert ticked(client, rows, post="yes").status_code == 403
    assert Mention.objects.filter(pk__in=[row.pk for row in rows]).count() == 2


def test_a_viewer_is_not_offered_to_delete(client: Client) -> None:
    client.force_login(person(roles.VIEWER))
    row = make(Place, state="draft")
    ticked(client, [row], post="yes")
    assert Place.objects.filter(pk=row.pk).exists()
