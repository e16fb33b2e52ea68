"""How long a session of the desk lasts, and what a form asks before it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from investments.actions import roles
from tests.test_roles import person
from tests.test_two_factor import set_up

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SIGNED_IN = "/admin/signed-in/"


@pytest.fixture
def curator(client: Client) -> User:
    user = person(roles.CURATOR, "cui")
    client.force_login(user)
    return user


def age(client: Client, minutes: int) -> None:
    """As if the last page had been opened so long ago."""
    session = client.session
    session["seen"] = session.get("seen", 0) - minutes * 60
    session.save()
    ends = timezone.now() + timedelta(seconds=site.SESSION_COOKIE_AGE) - timedelta(minutes=minutes)
    Session.objects.filter(session_key=session.session_key).update(expire_date=ends)


def left(client: Client) -> timedelta:
    row = Session.objects.get(session_key=client.session.session_key)
    return row.expire_date - timezone.now()


def test_a_page_of_the_desk_makes_the_session_last(client: Client, curator: User) -> None:
    whole = timedelta(seconds=site.SESSION_COOKIE_AGE)
    assert whole == timedelta(hours=4)
    client.get("/admin/")
    age(client, minutes=120)
    response = client.get("/admin/")
    assert left(client) > whole - timedelta(minutes=1)
    assert response.cookies[site.SESSION_COOKIE_NAME]["max-age"] == site.SESSION_COOKIE_AGE
    age(client, minutes=241)
    assert client.get("/admin/").status_code == 302


def test_asking_and_reading_the_site_do_not(client: Client, curator: User) -> None:
    client.get("/admin/")
    age(client, minutes=120)
    for address in (SIGNED_IN, "/about/"):
        client.get(address)
        assert left(client) < timedelta(hours=2, minutes=1), address


def test_pages_one_after_the_other_save_the_session_once(client: Client, curator: User) -> None:
    client.get("/admin/help/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/help/")
    assert not [query for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))]


def test_a_form_learns_whether_it_would_be_taken(client: Client, curator: User) -> None:
    answer = client.get(SIGNED_IN)
    assert answer.json()["name"] == "cui"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    set_up(curator)
    assert client.get(SIGNED_IN).json()["name"] == "", "a step is missing"
    assert Client().get(SIGNED_IN).json() == {"name": "", "token": ""}


def test_a_form_opened_before_signing_in_anew_is_taken(settings: Any) -> None:
    """With the token that it asked for; with its own it is not."""
    settings.ZEAL_ALLOWLIST = [{"model": "auth.User"}]
    client = Client(enforce_csrf_checks=True)
    user = person(roles.OWNER)
    client.force_login(user)
    client.get("/admin/sign-ins/")
    old = client.cookies["csrftoken"].value
    client.cookies.clear()
    client.force_login(user)
    token = client.get(SIGNED_IN).json()["token"]
    sent = {"two_steps": "nobody", "act": "rule"}
    late = client.post("/admin/sign-ins/", {**sent, "csrfmiddlewaretoken": old})
    assert late.status_code == 403
    fresh = client.post("/admin/sign-ins/", {**sent, "csrfmiddlewaretoken": token})
    assert fresh.status_code == 302
