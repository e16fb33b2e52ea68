"""The reading desk, from the head of an article to its end: who printed it when, what a figure
settles, what waits and what stays a draft."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from investments.actions.desk import on_the_way, publish_article, submit_article
from investments.actions.publish import send_back
from investments.desk import session
from investments.desk.dateline import dateline
from investments.models import Figure, Organisation, Place, Project, Source
from tests.factories import make
from tests.reading import article, page, reading, send
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def curator(client: Client) -> User:
    user = person("Curator")
    client.force_login(user)
    return user


def test_what_was_sent_back_stays_a_draft(client: Client, curator: User) -> None:
    editor, source = person("Editor"), article()
    place = make(Place)
    chosen = {"subject": f"place:{place.slug}", "statistic": "statistic:contracted-investment"}
    send(client, source, "over 4.2 billion yuan", **chosen)
    send(client, source, "8 to 10 GWh", **chosen | {"unit": "CNY"})
    assert submit_article(source=source, user=curator) == 3
    wrong = Figure.objects.get(source=source, low=8)
    send_back(rows=[wrong], user=editor, comment="another unit")
    client.force_login(editor)
    way = client.get(page(source, "desk_finish")).context["way"]
    assert (len(way.to_publish), way.stay, way.to_submit) == (2, 1, [])
    shown = client.get(page(source, "desk_finish")).content.decode()
    assert "Publish the 2 records that wait" in shown
    assert "1 record stays a draft" in shown
    client.force_login(curator)
    assert len(client.get(page(source, "desk_finish")).context["way"].to_submit) == 1
    source = Source.objects.get(pk=source.pk)
    assert publish_article(source=source, user=editor) == 2
    wrong.refresh_from_db()
    assert wrong.state == "draft"
    assert on_the_way(Source.objects.get(pk=source.pk), editor).to_publish == []


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("Construction will begin in June 2025, with 9 billion yuan invested by then.", True),
        ("In June 2025, the quay had 9 billion yuan of output.", False),
        ("The quay had 9 billion yuan of output in June 2025.", False),
        ("2025年6月，码头产值达9亿元。", False),
        ("码头2025年6月开工，总投资9亿元。", True),
    ],
)
def test_only_the_period_of_its_clause_is_settled_with_a_figure(
    client: Client, curator: User, text: str, is_open: bool
) -> None:
    source, place = article(text), make(Place)
    words = next(one.candidate.printed for one in reading(source).items if one.kind == "figure")
    chosen = {"subject": f"place:{place.slug}", "statistic": "statistic:contracted-investment"}
    saved = send(client, source, words, **chosen, period="2025-06")
    assert saved.status_code == 302, saved.context["form"].errors
    (date,) = [one for one in reading(source).items if one.kind == "date"]
    assert date.is_open is is_open
    opened = reading(source)
    (progress,) = session.progress([source])
    assert progress.open == len(opened.open_of("figure", "date"))
    assert progress.total == len([one for one in opened.items if one.kind != "name"])


def test_a_number_in_a_name_counts_nowhere(client: Client, curator: User) -> None:
    make(Project, name="Pier 7 Billion Yuan Tower")
    source = article("The Pier 7 Billion Yuan Tower cost 9 billion yuan.", sha256="7" * 64)
    (unopened,) = session.progress([source])
    assert unopened.total == len(reading(source).open_of("figure", "date")) == 1


def test_what_is_not_plain_of_a_figure_is_told(client: Client, curator: User) -> None:
    source, place = article("The quay plans 9 billion yuan of output by 2030."), make(Place)
    chosen = {"subject": f"place:{place.slug}", "statistic": "statistic:contracted-investment"}
    data = {"low": "9 billion", "high": "9 billion", "unit": "CNY", "qualifier": "exact"}
    words = next(one.candidate.printed for one in reading(source).items if one.kind == "figure")
    saved = send(client, source, words, **chosen, **data, status="target", period="2030")
    assert "(Target, 2030)" in client.get(saved["Location"]).content.decode()
    finish = client.get(page(source, "desk_finish"))
    assert "figure, Target, 2030, Draft" in finish.content.decode()
    (change,) = finish.context["changes"]
    assert (change.subject, change.rows) == (Figure.objects.get(source=source), 1)


def test_a_published_article_with_nothing_open_is_finished(client: Client, curator: User) -> None:
    make(Project, name="Pier Nine Terminal")
    source = article("Pier Nine Terminal cost 9 billion yuan.", state="published")
    assert client.get(page(source)).context["item"] is not None
    at = next(one for one in reading(source).items if one.kind == "figure")
    client.post(page(source), {"do": "aside", "at": at.key})
    shown = client.get(page(source))
    assert shown.context["item"] is None
    assert "Finished and published" in shown.content.decode()


@pytest.mark.parametrize(
    ("line", "date", "paper"),
    [
        ("Gazette, 14 March 2025", "2025-03-14", "Gazette"),
        ("重庆日报 2025年4月22日", "2025-04-22", "重庆日报"),
        ("来源：重庆日报 发布时间：2025-04-22 10:30", "2025-04-22", "重庆日报"),
        ("Updated: Oct 13, 2026 09:30 (GMT+8)", "2026-10-13", ""),
        ("Gazette, 31 February 2025", "", ""),
        ("The area signed 28 projects on 14 March 2025", "", ""),
        ("Construction began on 14 March 2025.", "", ""),
        ("本报讯 9月8日", "", ""),
    ],
)
def test_a_dateline_is_a_line_of_its_own(line: str, date: str, paper: str) -> None:
    assert dateline(["Harbour news", line])[1:] == (date, paper)


def test_a_dateline_fills_in_date_and_known_publisher(client: Client, curator: User) -> None:
    paper = make(Organisation, name="Quay Gazette")
    text = "Quay Gazette, 14 March 2025\n两江新区新闻\n码头投资9亿元。"
    details = client.post("/admin/desk/add/", {"pasted": text}).context["details"]
    assert details["published"].value() == "2025-03-14"
    assert details["publisher"].value() == f"organisation:{paper.slug}"
    data = {name: details[name].value() or "" for name in details.fields}
    client.post("/admin/desk/add/", data)
    source = Source.objects.get(published="2025-03-14", publisher=paper)
    assert (source.name, source.name_zh) == ("两江新区新闻", "两江新区新闻")
