"""The public page of a draft, before anybody publishes it."""

from decimal import Decimal

import pytest
from django.test import Client

from investments.choices import State
from investments.models import Contribution, Event, Figure, Project, Source, Tier
from tests.admin_forms import admin_url
from tests.factories import make
from tests.test_changesets import contents
from tests.test_roles import person

pytestmark = pytest.mark.django_db
DRAFT = {"state": State.DRAFT}


def draft_project() -> Project:
    project = make(Project, name="Dam of tests", name_zh="测试坝", **DRAFT)
    source = make(Source, name="A new report", **DRAFT)
    amount = {"low": Decimal(7_100_000), "high": Decimal(7_100_000), "unit": "CNY"}
    make(Figure, place=None, project=project, source=source, **amount, **DRAFT)
    unsourced = {"source": None, "paragraph": None, "note": "kept back"}
    make(Figure, place=None, project=project, **unsourced, **DRAFT)
    return project


@pytest.mark.parametrize(("way", "amount"), [("", "¥7.1 million"), ("/zh-hans", "710万元")])
def test_the_page_is_the_public_one_and_nothing_is_published(
    client: Client, way: str, amount: str
) -> None:
    project = draft_project()
    client.force_login(person("Curator"))
    before = contents()
    response = client.get(f"{way}/admin/preview/project/{project.pk}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert amount in text.replace("\N{NO-BREAK SPACE}", " "), text[9000:]
    assert "Dam of tests" in text
    assert "A new report" in text
    assert "kept back" not in text, "what has no source cannot be published"
    assert ("nothing of this is published" in text) == (way == "")
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert contents() == before
    assert client.get(f"{way}/projects/{project.slug}/").status_code == 404


def test_a_statement_is_seen_where_it_will_stand(client: Client) -> None:
    event = make(Event)
    figure = make(Figure, place=None, event=event, as_printed="eleven piers", **DRAFT)
    client.force_login(person("Viewer"))
    form = client.get(admin_url(Figure, "change", figure.pk)).content.decode()
    address = f"/admin/preview/figure/{figure.pk}/"
    assert f'href="{address}"' in form
    assert "eleven piers" in client.get(address).content.decode()


def test_what_has_only_a_part_of_a_page_is_shown_there(client: Client) -> None:
    client.force_login(person("Viewer"))
    tier = make(Tier, name="Tier of tests", **DRAFT)
    assert "Tier of tests" in client.get(f"/admin/preview/tier/{tier.pk}/").content.decode()


def test_what_cannot_be_shown_says_why(client: Client) -> None:
    client.force_login(person("Viewer"))
    withdrawn = make(Source, state=State.WITHDRAWN)
    row = make(Contribution, source=withdrawn, **DRAFT)
    said = client.get(f"/admin/preview/contribution/{row.pk}/").content.decode()
    assert "withdrawn" in said


@pytest.mark.parametrize("path", ["figure/0", f"figure/{2**63}", "changeset/1", "nothing/1"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    client.force_login(person("Viewer"))
    assert client.get(f"/admin/preview/{path}/").status_code == 404


def test_strangers_see_no_preview(client: Client) -> None:
    project = draft_project()
    assert client.get(f"/admin/preview/project/{project.pk}/").status_code == 302
    client.force_login(person(""))
    assert client.get(f"/admin/preview/project/{project.pk}/").status_code == 403
