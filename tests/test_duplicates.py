"""What is on record already is found, across spellings and scripts; another thing is not."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from investments.actions import derive, roles
from investments.actions.changesets import undo
from investments.duplicates import KINDS, Near, like, pairs
from investments.duplicates.alike import compare
from investments.duplicates.folding import forms, numbers
from investments.models import (
    ChangeSet,
    Figure,
    Milestone,
    NotDuplicate,
    Organisation,
    Place,
    Project,
    Statistic,
)
from tests.admin_forms import add_row, admin_url, complaints, opened
from tests.factories import IDENTITIES, make
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SAME = [
    (("Northwind Motors Co., Ltd.", ""), ("NORTHWIND  Automobile", "")),
    (("Gold Bay Park", ""), ("Goldbay  Park", "")),
    (("Chong'an Works", ""), ("Chongan works", "")),
    (("", "金湾机器人有限公司"), ("", "金湾机器人股份有限公司")),
    (("", "重庆金湾机器人集团"), ("", "金湾机器人")),
    (("Jinwan Robot", "金湾机器人"), ("Other Name", "金湾机器人")),
    (("Yufeng Technology", ""), ("", "渝丰科技有限公司")),
    (("Rundle Semiconductor Plant", ""), ("Rundel Semiconductor Plant", "")),
    (("Expo Centre", ""), ("Expo Center", "")),
]
OTHER = [
    (("The 5th Western Fair", ""), ("The 6th Western Fair", "")),
    (("", "第五届西部博览会"), ("", "第六届西部博览会")),
    (("Battery Plant Phase II", ""), ("Battery Plant Phase III", "")),
    (("", "中德产业园"), ("", "中意产业园")),
    (("East Gate Industrial Park", ""), ("West Gate Industrial Park", "")),
    (("Northwind", ""), ("Southwind", "")),
    (("Work Report 2021", ""), ("Work Report 2022", "")),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_one_thing_in_two_spellings(one: Any, two: Any) -> None:
    assert compare(forms(*one), forms(*two))
    assert compare(forms(*two), forms(*one))
    make(Organisation, name=one[0] or "无", name_zh=one[1])
    made = Organisation.objects.order_by("pk").last()
    assert made in [found.row for found in like(Organisation, two)]


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_two_things_are_two(one: Any, two: Any) -> None:
    assert compare(forms(*one), forms(*two)) is None


def test_editions_are_read_in_both_scripts() -> None:
    assert numbers("第十六届") == numbers("The 16th Fair") == {"16"}
    assert numbers("三期") == numbers("Phase III") == {"3"}


def test_what_the_record_has_is_found_by_each_of_its_names() -> None:
    """No name of the real record leads to nothing, and none to everything."""
    for model in (Organisation, Place, Project):
        for row in model.objects.all():
            for name in (row.name, row.name_zh, *row.alias_list):
                found = like(model, [name]) if name else []
                assert not name or row in [one.row for one in found], name
                assert len(found) <= 2


def test_a_latin_name_finds_a_chinese_one_by_its_sound() -> None:
    row = make(Organisation, name="渝丰", name_zh="渝丰")
    assert [one.row for one in like(Organisation, ["Yufeng Ltd."])] == [row]
    assert [one.row for one in like(Organisation, ["Yu Feng"])] == [row]


def test_amount_and_date_count_where_names_are_near() -> None:
    project = make(Project, name="Harbour Battery Works of Rundle")
    money = make(Statistic, role="amount", unit="CNY")
    make(Figure, project=project, statistic=money, low=7 * 10**9, high=7 * 10**9, unit="CNY")
    make(Milestone, project=project, date="2023-04-12")
    derive.refresh(model=Project, ids=[project.pk])
    near = Near(Decimal(7 * 10**9), Decimal(7 * 10**9), "CNY", datetime.date(2023, 4, 12))
    (found,) = like(Project, ["Rundle battery park"], near=near)
    assert (found.row, found.reasons) == (project, ("same amount and date",))
    assert like(Project, ["Rundle battery park"]) == []
    assert like(Project, ["Something else"], near=near) == []


def test_finding_costs_three_queries(django_assert_max_num_queries: Any) -> None:
    row = make(Organisation, name="Northwind Motors")
    with django_assert_max_num_queries(3):
        assert like(Organisation, ["Northwind Motors"], besides=row.pk) == []


# --- Pairs ----------------------------------------------------------------------------------------


def test_pairs_of_each_kind_are_found_once() -> None:
    assert set(KINDS) == set(IDENTITIES)
    for model in KINDS:
        one, two = (make(model, name=name) for name in ("Rundle Gate Hall", "RUNDLE  Gate Hall"))
        found = [(pair.low, pair.high) for pair in pairs(model)]
        assert found.count((one.pk, two.pk)) == 1
        assert len(found) <= 3, "the real record has hardly any"


def test_a_settled_pair_is_asked_about_no_more_until_somebody_wants_to(client: Client) -> None:
    user = person(roles.CURATOR)
    client.force_login(user)
    one, two = (make(Place, name=name) for name in ("Rundle Gate Hall", "RUNDLE  Gate Hall"))
    page = client.get("/admin/duplicates/?kind=place")
    assert [(pair["low"], pair["high"]) for pair in page.context["pairs"]] == [(one.pk, two.pk)]
    assert not page.context["merges"], "a curator merges nothing"
    data = {"kind": "place", "low": two.pk, "high": one.pk, "reason": "two halls"}
    client.post("/admin/duplicates/settle/", data)
    kept = NotDuplicate.objects.get()
    assert (kept.low, kept.high, kept.by, kept.reason) == (one.pk, two.pk, user, "two halls")
    page = client.get("/admin/duplicates/?kind=place")
    assert page.context["pairs"] == []
    assert "two halls" in page.content.decode()
    assert like(Place, ["Rundle Gate Hall"], besides=one.pk) == []
    client.post("/admin/duplicates/settle/", {**data, "again": "1"})
    assert len(pairs(Place)) == 1
    undo(change=ChangeSet.objects.latest("pk"), user=user)
    assert NotDuplicate.objects.get().reason == "two halls"


def test_settling_takes_two_records_that_are_there(client: Client) -> None:
    client.force_login(person(roles.VIEWER))
    row = make(Place)
    data = {"kind": "place", "low": row.pk, "high": row.pk + 1}
    assert client.post("/admin/duplicates/settle/", data).status_code == 404
    client.force_login(person(roles.EDITOR))
    for wrong in ({}, {"kind": "user"}, {"low": "x"}, {"low": "9" * 30}):
        answer = client.post("/admin/duplicates/settle/", {**data, **wrong})
        assert answer.status_code == 404
    assert not NotDuplicate.objects.exists()


# --- While entering -------------------------------------------------------------------------------


def test_the_first_save_names_it_and_the_second_is_a_decision(client: Client) -> None:
    client.force_login(person(roles.EDITOR))
    known = make(Organisation, name="Northwind Motors Co., Ltd.")
    url = admin_url(Organisation, "add")
    data = {
        **opened(client, url),
        "name": "Northwind Automobile",
        "slug": "north",
        "kind": "company",
    }
    refused = client.post(url, data)
    assert "may be already on record" in str(complaints(refused))
    assert admin_url(Organisation, "change", known.pk) in refused.content.decode()
    form = refused.context["adminform"].form
    assert form["looked_at"].value() == str(known.pk)
    saved = client.post(url, {**data, "looked_at": form["looked_at"].value()})
    assert saved.status_code == 302
    row = Organisation.objects.get(slug="north")
    url = admin_url(Organisation, "change", row.pk)
    assert client.post(url, opened(client, url)).status_code == 302, "an old name is no news"


def test_the_script_asks_for_what_is_alike(client: Client) -> None:
    known = make(Organisation, name="Northwind Motors Co., Ltd.")
    ask = "/admin/duplicates/like/organisation/"
    client.force_login(person(roles.VIEWER))
    answer = client.post(ask, {"name": "Northwind Automobile"}).content.decode()
    assert f'data-key="{known.pk}"' in answer
    assert client.post(ask, {"name": "Entirely new"}).content.decode().strip() == ""
    data = {"name": "Northwind Motors", "besides": str(known.pk)}
    assert client.post(ask, data).content.decode().strip() == ""
    assert client.post("/admin/duplicates/like/figure/", {"name": "x"}).status_code == 404
    client.force_login(person(""))
    assert client.post(ask, {"name": "Northwind Motors"}).status_code == 404


def test_the_same_number_from_the_same_source_is_named(client: Client) -> None:
    client.force_login(person(roles.EDITOR))
    project = make(Project, name="Rundle Works", state="draft")
    figure = make(Figure, project=project, low=5, high=5, period="2023", state="draft")
    url = admin_url(Figure, "add")
    data = {
        **opened(client, url),
        "project": project.pk,
        "statistic": figure.statistic_id,
        "source": figure.source_id,
        "low": "5",
        "period": "2023",
    }
    refused = client.post(url, data)
    assert "already on record" in str(complaints(refused))
    assert client.post(url, {**data, "low": "6"}).status_code == 302
    seen = refused.context["adminform"].form["looked_at"].value()
    assert client.post(url, {**data, "looked_at": seen}).status_code == 302


def test_a_row_in_the_form_of_its_subject_is_compared_too(client: Client) -> None:
    client.force_login(person(roles.EDITOR))
    project = make(Project, name="Rundle Works", state="draft")
    figure = make(Figure, project=project, low=5, high=5, state="draft")
    url = admin_url(Project, "change", project.pk)
    data = opened(client, url)
    row = {"statistic": figure.statistic_id, "source": figure.source_id, "qualifier": "exact"}
    number = add_row(data, "figures", **row, low="5", status="actual", standing="normal")
    data[f"figures-{number}-state"] = "draft"
    assert "already on record" in str(complaints(client.post(url, data)))
    data[f"figures-{number}-looked_at"] = str(figure.pk)
    assert client.post(url, data).status_code == 302
