"""What the desk's first page counts is what its lists show."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import localdate

from investments.actions.publish import withdraw
from investments.choices import State
from investments.details.todo import TASKS, lines
from investments.models import (
    Figure,
    Mention,
    Milestone,
    Organisation,
    Place,
    Project,
    Source,
    Statistic,
)
from tests.factories import make
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def counted(user: User) -> dict[str, dict[str, int]]:
    return {
        line.task.key: {name: count for name, _label, count in line.counts} for line in lines(user)
    }


def test_the_first_page_leads_to_what_it_counts(client: Client) -> None:
    make(Figure, state=State.DRAFT, source=None, paragraph=None, note="So it is.")
    make(Project, state=State.DRAFT, name_zh="测试项目")
    make(Milestone, date="2015", stage="signed")
    make(Milestone, date="2021?", stage="signed")
    make(Organisation)
    client.force_login(person("Curator"))
    page = client.get("/admin/").content.decode()
    shown = lines(User.objects.get(username="Curator"))
    assert {line.task.key for line in shown} == {task.key for task in TASKS}
    for line in shown:
        for name, label, count in line.counts:
            address = f"/admin/investments/{name}/?todo={line.task.key}"
            assert f'<a href="{address}">{label}&nbsp;{count}</a>' in page
            assert client.get(address).context["cl"].result_count == count


def test_an_article_is_named_until_all_of_it_is_dealt_with(client: Client) -> None:
    client.force_login(person("Curator"))
    source = make(Source, name="Quay report", text="The quay cost 3 million yuan and 2 lives.")
    assert "Quay report" in client.get("/admin/").content.decode()
    source.text = "The quay was not built."
    source.save()
    assert "Quay report" not in client.get("/admin/").content.decode()


def test_only_what_needs_doing_is_counted() -> None:
    curator, document = person("Curator"), Source.objects.first()
    before = counted(curator)
    make(Mention, organisation=make(Organisation, name_zh="某公司"), place=None, source=document)
    make(Place, name_zh="", state=State.WITHDRAWN)
    make(
        Figure,
        place=make(Place, name_zh="某地"),
        statistic=Statistic.objects.first(),
        source=Source.objects.first(),
        note="",
    )
    assert counted(curator) == before
    make(Mention, organisation=make(Organisation, name_zh=""), place=None, source=document)
    missing = counted(curator)["no_chinese_name"]
    assert missing["organisation"] == before["no_chinese_name"]["organisation"] + 1


def test_a_draft_with_a_sourced_statement_is_no_unsourced_one() -> None:
    curator = person("Curator")
    place = make(Place, state=State.DRAFT, name_zh="某地")
    assert counted(curator)["unsourced"] == {"place": 1}
    make(Figure, place=place, state=State.DRAFT)
    assert "unsourced" not in counted(curator)


def test_what_only_a_withdrawn_source_spoke_of_is_left() -> None:
    editor, source = person("Editor"), make(Source)
    project = make(Milestone, source=source).project
    assert "left" not in counted(editor)
    withdraw(rows=[source], user=editor, comment="It was taken back")
    assert counted(editor)["left"] == {"project": 1}
    make(Milestone, project=project)
    assert "left" not in counted(editor)


def test_a_project_is_quiet_when_its_last_word_is_old() -> None:
    curator = person("Curator")
    before = counted(curator).get("quiet", {}).get("project", 0)
    project = make(Milestone, date="2015", stage="signed").project
    assert counted(curator)["quiet"]["project"] == before + 1
    lately = localdate().replace(day=1).isoformat()
    make(Milestone, project=project, date=lately, stage="under_construction")
    assert counted(curator).get("quiet", {}).get("project", 0) == before


def test_each_sees_what_their_role_lets_them(client: Client) -> None:
    nobody = person("")
    assert lines(nobody) == []
    client.force_login(nobody)
    assert client.get("/admin/").status_code == 200
