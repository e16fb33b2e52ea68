"""The drafts of the reading desk: what each kind of candidate becomes, and what is refused."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from investments.desk.suggest import suggest, what
from investments.models import (
    Classification,
    Event,
    EventDate,
    Figure,
    Location,
    Mention,
    Organisation,
    Participation,
    Place,
    Project,
    SigningBatch,
    Statistic,
)
from tests.factories import make
from tests.reading import article, item, page, reading, send
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NEW_PLANT = "new:project:manufacturing:Jade Bay Battery Plant"


@pytest.fixture
def curator(client: Client) -> User:
    user = person("Curator")
    client.force_login(user)
    return user


def test_a_total_comes_with_its_event(client: Client, curator: User) -> None:
    source = article("Officials signed 26 projects at the Quay Signing Ceremony.")
    shown = client.get(page(source))
    assert shown.context["form"]["subject"].value() is None, "nobody chooses a new one by mistake"
    total = shown.context["offer"].suggestions[0].value
    assert total.startswith("new:signingbatch:project:")
    (event, _label) = shown.context["offer"].events[0]
    saved = send(client, source, "26 projects", subject=total, new_event=event)
    assert saved.status_code == 302, saved.context["form"].errors
    batch = SigningBatch.objects.get(figures__source=source)
    made = Event.objects.get(name="Quay Signing Ceremony")
    assert batch.event == made
    assert made.is_sourced()


def test_what_a_draft_lacks_is_said(client: Client, curator: User) -> None:
    source = article()
    empty = {"statistic": "statistic:contracted-investment", "subject": ""}
    form = send(client, source, "over 4.2 billion yuan", **empty).context["form"]
    assert "subject" in form.errors
    form = send(client, source, "over 4.2 billion yuan", **(empty | {"subject": "new"})).context[
        "form"
    ]
    assert "new_what" in form.errors
    industry = "industry:automobile-industry"
    known_industry = client.get("/admin/desk/find/", {"for": "subject", "subject_q": "automobile"})
    value = next(o.value for o in known_industry.context["options"] if o.model == "industry")
    form = send(
        client, source, "over 4.2 billion yuan", **(empty | {"subject": value, "area": ""})
    ).context["form"]
    assert "area" in form.errors, industry
    make(Project, name="Jade Bay Battery Plant")
    form = send(
        client, source, "over 4.2 billion yuan", **(empty | {"subject": NEW_PLANT})
    ).context["form"]
    assert "There is a project of this name already" in str(form.errors["subject"])
    assert not Figure.objects.filter(source=source).exists()


def test_a_statistic_that_the_record_lacks_is_made_in_place(client: Client, curator: User) -> None:
    place, source = make(Place), article("The quay has 4,500 companies and a 12 percent share.")
    chosen = {"subject": f"place:{place.slug}", "statistic": "new", "new_statistic_kind": "stock"}
    form = send(client, source, "4,500 companies", **chosen).context["form"]
    assert "new_statistic" in form.errors
    share = {**chosen, "new_statistic": "Share of quays", "new_statistic_kind": "share"}
    assert "whole" in send(client, source, "12 percent", **share).context["form"].errors
    assert "new_statistic_kind" in (
        send(client, source, "4,500 companies", **share).context["form"].errors
    )
    saved = send(client, source, "12 percent", **share, whole="All quays")
    assert saved.status_code == 302, saved.context["form"].errors
    statistic = Figure.objects.get(source=source).statistic
    assert (statistic.name, statistic.whole, statistic.unit) == (
        *("Share of quays", "All quays", "percent"),
    )
    assert statistic.state == "draft"


def test_the_sources_own_conversion_hangs_on_what_it_converts(
    client: Client, curator: User
) -> None:
    source, place = article("It cost 7 billion yuan (about $966 million) last year."), make(Place)
    chosen = {"subject": f"place:{place.slug}", "statistic": "statistic:contracted-investment"}
    send(client, source, "7 billion yuan", **chosen)
    shown = client.get(page(source)).content.decode()
    assert "The source's own conversion of ¥7 billion" in shown
    original = Figure.objects.get(source=source)
    words = next(one for one in reading(source).items if one.is_open).candidate.printed
    saved = send(client, source, words, **chosen, conversion=original.slug)
    assert saved.status_code == 302, saved.context["form"].errors
    assert original.conversions.get().unit == "USD"


def test_without_the_script_one_searches_as_well(client: Client, curator: User) -> None:
    source, pier = article(), make(Project, name="Pier Nine Terminal")
    shown = send(client, source, "over 4.2 billion yuan", do="search", subject_q="pier nine")
    found = shown.context["offer"].subjects[0]
    assert found.value == f"project:{pier.slug}"
    assert f'value="{found.value}"' in shown.content.decode()
    assert not Figure.objects.filter(source=source).exists()
    hits = client.get("/admin/desk/find/", {"for": "subject", "subject_q": "PIER", "form": "date"})
    assert [one.pk for one in hits.context["options"]] == [pier.pk]
    none = client.get("/admin/desk/find/", {"for": "area", "area_q": "pier nine"})
    assert "Nothing of this name" in none.content.decode()


def test_a_hedge_chosen_by_hand_opens_its_bound(client: Client, curator: User) -> None:
    source = article("The harbour handled 4,500 companies in 2025.")
    place, statistic = make(Place), make(Statistic, unit="company", kind="stock")
    chosen = {"subject": f"place:{place.slug}", "statistic": f"statistic:{statistic.slug}"}
    words = next(one for one in reading(source).items if one.kind == "figure").candidate.printed
    saved = send(client, source, words, **chosen, qualifier="over")
    assert saved.status_code == 302, saved.context["form"].errors
    row = Figure.objects.get(source=source)
    assert (row.low, row.high, row.qualifier) == (4500, None, "over")


@pytest.mark.parametrize(
    ("named", "says", "subject", "model"),
    [
        (Organisation, "participation", Project, Participation),
        (Place, "location", Project, Location),
        (Organisation, "mention", None, Mention),
        (Event, "mention", None, Mention),
    ],
    ids=["takes part", "place", "mention", "event"],
)
def test_a_name_becomes_what_it_is(
    client: Client, curator: User, named: Any, says: str, subject: Any, model: Any
) -> None:
    row = make(named, name="Zephyr Quay Works")
    source = article("On Tuesday Zephyr Quay Works was opened.")
    chosen = {"says": says, "subject": ""}
    if subject:
        about = make(subject)
        chosen["subject"] = f"{subject._meta.model_name}:{about.slug}"
    saved = send(client, source, "Zephyr Quay Works", **chosen)
    assert saved.status_code == 302, saved.context["form"].errors
    made = model.objects.get(source=source)
    assert row in {made.place if model is Location else None, *made.stands_on}
    assert made.as_printed == "Zephyr Quay Works"


def test_an_industry_is_classified_and_nothing_else(client: Client, curator: User) -> None:
    source = article("New materials are made at the quay.")
    project = make(Project)
    words = next(one for one in reading(source).items if one.kind == "name").candidate.printed
    subject = f"project:{project.slug}"
    wrong = send(client, source, words, says="participation", subject=subject)
    assert "says" in wrong.context["form"].errors
    send(client, source, words, says="classification", subject=subject)
    assert Classification.objects.get(source=source).project == project


def test_a_date_of_an_event_and_of_a_stage(client: Client, curator: User) -> None:
    event, project, source = make(Event), make(Project), article()
    lacking = send(client, source, "Oct 13, 2026", subject=f"project:{project.slug}", stage="")
    assert "stage" in lacking.context["form"].errors
    send(client, source, "Oct 13, 2026", subject=f"event:{event.slug}")
    assert EventDate.objects.get(source=source).date == "2026-10-13"


def test_words_that_the_finder_missed_are_taken(client: Client, curator: User) -> None:
    source = article("The quay cost a pretty sum.")
    place = make(Place)
    shown = client.get(page(source), {"paragraph": "1", "words": "a pretty sum"})
    assert shown.context["item"].key == "1-14-26"
    data = {"at": "1-14-26", "do": "save", "form": "figure", "low": "12亿", "qualifier": "exact"}
    data |= {"subject": f"place:{place.slug}", "statistic": "statistic:contracted-investment"}
    saved = client.post(page(source), {**data, "unit": "CNY", "status": "actual"})
    assert saved.status_code == 302, saved.context["form"].errors
    assert Figure.objects.get(source=source).low == 1_200_000_000
    assert item(source, "a pretty sum").standing == "taken"
    nowhere = client.get(page(source), {"paragraph": "1", "words": "not in it"})
    assert "These words do not stand in this paragraph." in nowhere.content.decode()


def test_names_that_the_record_lacks_are_suggested() -> None:
    text = "On Tuesday, Northlight Group signed for the Jade Bay Battery Plant of Chongqing."
    found = {one.name: (one.model, one.kind) for one in suggest(text, [])}
    assert found == {
        "Northlight Group": ("organisation", "company"),
        "Jade Bay Battery Plant": ("project", "manufacturing"),
    }
    at = text.index("Jade")
    assert [one.name for one in suggest(text, [(at, at + 22)])] == ["Northlight Group"]
    chinese = "其中，云岭石墨烯生产基地由晨曦新材料集团投资建设，“秋季签约活动”同日举行。"
    assert [one.name for one in suggest(chinese, [])] == [
        *("云岭石墨烯生产基地", "晨曦新材料集团", "秋季签约活动"),
    ]
    assert suggest("当日共签约项目18个，重点企业到会。", []) == []
    assert what("Harbour Forum") == ("event", "conference")
    assert what("Nothing of the kind") == ("", "")
