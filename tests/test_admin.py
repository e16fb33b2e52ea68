"""Every model can be listed, added, changed, searched, looked back at, by those who may."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from investments import models as record
from investments.models import Reviewed
from tests.admin_forms import admin_url, opened
from tests.factories import IDENTITIES, SERVICES, STATEMENTS, make

MODELS = [model for model in admin.site._registry if model._meta.app_label == "investments"]
RECORDS = [model for model in MODELS if issubclass(model, Reviewed)]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def every(models: list[Any]) -> Any:
    return pytest.mark.parametrize("model", models, ids=lambda model: model._meta.model_name)


def test_every_model_of_the_record_is_registered() -> None:
    assert set(RECORDS) == {*IDENTITIES, *STATEMENTS, *SERVICES}


@every(MODELS)
def test_list_and_search(admin_client: Client, model: Any) -> None:
    if model in RECORDS:
        row = make(model)
    url = admin_url(model, "changelist")
    assert admin_client.get(url).status_code == 200
    found = admin_client.get(url, {"q": "no such thing 没有"})
    assert found.status_code == 200
    assert found.context["cl"].result_count == 0
    if model in RECORDS:
        found = admin_client.get(url, {"q": row.slug})
        assert found.context["cl"].result_count == 1


@every(RECORDS)
def test_add_form(admin_client: Client, model: Any) -> None:
    assert admin_client.get(admin_url(model, "add")).status_code == 200


@every(RECORDS)
def test_change_form_saves_untouched_without_a_version(admin_client: Client, model: Any) -> None:
    row = make(model)
    if issubclass(model, record.Identity):
        make(record.Mention, **{_mention_field(model): row}) if model is not record.Source else None
    url = admin_url(model, "change", row.pk)
    response = admin_client.post(url, opened(admin_client, url))
    assert response.status_code == 302, response.context["errors"]
    row.refresh_from_db()
    assert row.version == 1
    assert row.history.count() == 1


def _mention_field(model: Any) -> str:
    names = (name for name in record.Mention.ARC)
    return next(n for n in names if record.Mention._meta.get_field(n).related_model is model)


@every(RECORDS)
def test_history_and_an_old_version(admin_client: Client, model: Any) -> None:
    row = make(model)
    history = admin_client.get(admin_url(model, "history", row.pk))
    assert history.status_code == 200
    version = row.history.first().pk
    url = admin_url(model, "simple_history", row.pk, version)
    assert url in history.content.decode()
    assert admin_client.get(url).status_code == 200
    assert admin_client.get(admin_url(model, "history", "x")).status_code == 404
    assert admin_client.get(admin_url(model, "simple_history", row.pk, "9" * 30)).status_code == 404


@every(RECORDS)
def test_list_costs_the_same_whatever_it_shows(admin_client: Client, model: Any) -> None:
    url = admin_url(model, "changelist")
    make(model)
    admin_client.get(url)  # the first page of a session writes it
    few = _queries(admin_client, url)
    for _ in range(5):
        make(model)
    assert _queries(admin_client, url) == few
    assert few <= 20


@every(RECORDS)
def test_deletion_asks_back(admin_client: Client, model: Any) -> None:
    row = make(model)
    if issubclass(model, record.Identity) and model is not record.Source:
        for _ in range(3):
            make(record.Mention, **{_mention_field(model): row})
    url = admin_url(model, "delete", row.pk)
    assert admin_client.get(url).status_code == 200
    data = {"action": "delete_selected", "_selected_action": [row.pk]}
    assert admin_client.post(admin_url(model, "changelist"), data).status_code == 200
    assert model.objects.filter(pk=row.pk).exists()


def test_deletion_names_all_that_stands_against_it(admin_client: Client, settings: Any) -> None:
    # Django's own page asks for each row's name anew.
    settings.ZEAL_ALLOWLIST = [{"model": "investments.*"}]
    project = make(record.Project)
    figures = [make(record.Figure, project=project, as_printed="x") for _ in range(3)]
    page = admin_client.get(admin_url(record.Project, "delete", project.pk)).content.decode()
    for figure in record.Figure.objects.filter(pk__in=[row.pk for row in figures]):
        assert str(figure) in page


def test_a_protected_record_is_not_deleted_and_the_page_says_why(admin_client: Client) -> None:
    figure = record.Figure.objects.get(pk=make(record.Figure).pk)
    url = admin_url(record.Place, "delete", figure.place_id)
    assert "protected" in admin_client.get(url).content.decode()
    response = admin_client.post(url, {"post": "yes"})
    assert response.status_code == 200
    assert str(figure) in response.content.decode()
    assert record.Figure.objects.filter(pk=figure.pk).exists()


@every([record.Event, record.Project])
def test_change_form_costs_the_same_whatever_its_rows(admin_client: Client, model: Any) -> None:
    """A search field for each relation of each row, and not a query for any."""
    field = model._meta.model_name
    row = make(model)
    url = admin_url(model, "change", row.pk)

    def add_rows() -> None:
        make(record.Figure, **{field: row})
        make(record.Location, **{field: row})
        make(record.Classification, **{field: row})
        person = make(record.Person)
        make(
            record.Participation,
            organisation=None,
            person=person,
            position=make(record.Position, person=person),
            **{field: row},
        )

    add_rows()
    admin_client.get(url)  # content types are read once in the life of a process
    few = _queries(admin_client, url)
    for _ in range(4):
        add_rows()
    assert _queries(admin_client, url) == few
    assert few <= 25


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_index_groups_the_models(admin_client: Client) -> None:
    page = admin_client.get("/admin/").content.decode()
    places = [page.index(title) for title in ("Record identities", "Statements", "Vocabulary")]
    assert places == sorted(places)
    for model in MODELS:
        assert admin_url(model, "changelist") in page


@pytest.mark.parametrize("where", ["changelist", "add"])
@every(MODELS)
def test_strangers_are_sent_to_sign_in(client: Client, model: Any, where: str) -> None:
    response = client.get(admin_url(model, where))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")


@every(MODELS)
def test_staff_without_permission_see_nothing(client: Client, model: Any) -> None:
    client.force_login(User.objects.create_user("new", is_staff=True))
    assert client.get(admin_url(model, "changelist")).status_code == 403
    assert client.get(admin_url(model, "add")).status_code == 403
    if model in RECORDS:
        row = make(model)
        assert client.get(admin_url(model, "change", row.pk)).status_code == 403
        assert client.post(admin_url(model, "change", row.pk), {}).status_code == 403
        assert client.get(admin_url(model, "history", row.pk)).status_code == 403


@every(RECORDS)
def test_staff_who_may_look_may_not_write(client: Client, model: Any) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    name = f"view_{model._meta.model_name}"
    viewer.user_permissions.add(Permission.objects.get(codename=name))
    client.force_login(viewer)
    row = make(model)
    assert client.get(admin_url(model, "change", row.pk)).status_code == 200
    assert client.post(admin_url(model, "change", row.pk), {"name": "x"}).status_code == 403
    data = {"action": "withdraw_selected", "_selected_action": [row.pk], "confirmed": "1"}
    client.post(admin_url(model, "changelist"), data)
    row.refresh_from_db()
    assert row.state == "published"


def test_signing_out_leads_to_the_site(admin_client: Client, settings: Any) -> None:
    page = admin_client.get("/admin/").content.decode()
    assert '<input type="hidden" name="next" value="/">' in page
    # Django itself reads the session twice when it ends one.
    settings.ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]
    response = admin_client.post("/admin/logout/", {"next": "/"})
    assert response.headers["Location"] == "/"
