"""Whom to contact: shown where it is set, the nearest first, and absent where it is not."""

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from investments.actions import roles
from investments.details.contacts import contacts
from investments.models import Classification, ContactPoint, Industry, Organisation, Project
from tests.admin_forms import admin_url, complaints, opened
from tests.factories import fields_for, make
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECTION = 'id="contact"'


def page(row: Any, prefix: str = "") -> str:
    with override("en"):
        address = row if isinstance(row, str) else row.get_absolute_url()
    response = Client().get(f"{prefix}{address}")
    assert response.status_code == 200
    return str(response.content.decode())


def named(*industries: Industry) -> list[str]:
    rows = Industry.objects.select_related("parent__parent__parent")
    return [row.name for row in contacts(rows.filter(pk__in=[one.pk for one in industries]))]


def test_nothing_is_shown_where_nothing_is_set() -> None:
    industry = make(Industry)
    project = make(Classification, industry=industry).project
    for address in (industry, project, "/about/"):
        assert SECTION not in page(address)
    assert 'href="#contact"' not in page("/about/")


def test_a_general_contact_is_on_every_page_without_its_own() -> None:
    make(
        ContactPoint,
        name="A desk",
        name_zh="招商服务窗口",
        telephone="+86 23 1234 5678",
        email="desk@example.org",
        web="https://example.org/desk",
        postal="1 Example Road",
        hours_zh="周一至周五",
        organisation=make(Organisation, name="The office"),
    )
    project = make(Classification, industry=make(Industry)).project
    for address in (make(Industry), project, make(Project), "/about/"):
        text = page(address)
        for words in (
            SECTION,
            "A desk",
            'href="tel:+862312345678"',
            'href="mailto:desk@example.org"',
            'href="https://example.org/desk"',
            "1 Example Road",
            '<dd lang="zh-Hans">',
            "The office",
        ):
            assert words in text, words
        assert "招商服务窗口" in page(address, "/zh-hans")


def test_machines_read_the_general_contact_on_the_guide() -> None:
    assert "ContactPoint" not in page("/about/")
    make(ContactPoint, name="A desk", telephone="+86 23 1234 5678", purpose="Enquiries")
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page("/about/"))
    [keeper] = [one for one in json.loads(text)["@graph"] if one["@type"] == "Organization"]
    [point] = keeper["contactPoint"]
    assert (point["telephone"], point["contactType"]) == ("+86 23 1234 5678", "Enquiries")


def test_an_industry_has_its_own_or_the_nearest_above() -> None:
    top = make(Industry)
    middle = make(Industry, parent=top)
    low = make(Industry, parent=middle)
    make(ContactPoint, name="general")
    assert named(low) == ["general"]
    make(ContactPoint, name="of the top", industry=top)
    assert named(low) == named(middle) == named(top) == ["of the top"]
    make(ContactPoint, name="second", industry=middle, order=2)
    make(ContactPoint, name="first", industry=middle, order=1)
    assert named(low) == ["first", "second"]
    assert named(top) == ["of the top"]
    assert named(low, top) == ["first", "of the top", "second"]
    assert named() == ["general"]
    assert "first" in page(low)
    project = make(Classification, industry=low).project
    text = page(project)
    assert "second" in text
    assert "of the top" not in text


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_only_what_is_published_is_shown_and_only_today(state: str) -> None:
    make(ContactPoint, name="zzdesk", state=state)
    assert "zzdesk" not in page("/about/")
    hidden = make(Organisation, state=state)
    make(ContactPoint, name="zzdesk", organisation=hidden)
    assert "zzdesk" not in page("/about/")
    make(ContactPoint, name="A desk")
    assert "A desk" in page("/about/")
    assert "A desk" not in page("/as-known-on/2025-01-01/about/")


@pytest.mark.parametrize("number", ["023 1234 5678", "+86", "+86 23 1234 5678x", "+86<b>1234567"])
def test_a_telephone_number_can_be_dialled_from_anywhere(number: str) -> None:
    fields = fields_for(ContactPoint, telephone=number)
    with pytest.raises(ValidationError, match="code of the country"):
        ContactPoint(**fields).full_clean()


def test_an_editor_enters_and_publishes_one_without_a_source(client: Client) -> None:
    client.force_login(person(roles.EDITOR))
    url = admin_url(ContactPoint, "add")
    data = {**opened(client, url), "name": "A desk", "state": "published"}
    assert "at least one way" in str(complaints(client.post(url, data)))
    assert client.post(url, {**data, "email": "desk@example.org"}).status_code == 302
    row = ContactPoint.objects.get()
    assert row.slug
    assert "desk@example.org" in page("/about/")
    change = admin_url(ContactPoint, "change", row.pk)
    data = {**opened(client, change), "name": "Another desk"}
    assert client.post(change, data).status_code == 302
    assert row.history.count() == 2
