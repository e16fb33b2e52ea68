"""The reading desk: an article comes in, its candidates become drafts, all of it can go back."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from investments.actions.changesets import undo
from investments.actions.desk import (
    AlreadyTakenError,
    Spot,
    publish_article,
    set_aside,
    submit_article,
    take,
)
from investments.actions.publish import RefusedError, withdraw
from investments.desk import session
from investments.models import (
    ChangeSet,
    Figure,
    Mention,
    Milestone,
    Place,
    Project,
    ReadingMark,
    Source,
    Statistic,
)
from tests.factories import make
from tests.reading import PAGE, TEXT, article, item, page, reading, send
from tests.test_changesets import contents
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def curator(client: Client) -> User:
    user = person("Curator")
    client.force_login(user)
    return user


NEW_PLANT = "new:project:manufacturing:Jade Bay Battery Plant"


def of_record() -> dict[str, Any]:
    found = contents()
    del found["ReadingMark"]  # no part of the record
    return found


def test_from_a_page_to_the_public_and_back_to_what_was(client: Client, curator: User) -> None:
    editor = person("Editor")
    before = of_record()
    last = ChangeSet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    asked = client.post("/admin/desk/add/", {"pasted": PAGE})
    details = asked.context["details"]
    data = {name: details[name].value() or "" for name in details.fields}
    assert data["name"] == "Harbour news"
    assert data["published"] == "2026-10-14"
    assert data["url"] == "https://quay.example/news/1"
    assert data["publisher_name"] == "Quay Daily"
    client.post("/admin/desk/add/", data)
    source = Source.objects.get(name="Harbour news")
    assert source.state == "draft"
    assert str(source.publisher) == "Quay Daily"
    assert len(source.sha256) == 64

    amount = Statistic.objects.get(role="amount")
    chosen = {"subject": NEW_PLANT, "statistic": f"statistic:{amount.slug}"}
    saved = send(client, source, "over 4.2 billion yuan", **chosen)
    assert saved.status_code == 302, saved.context["form"].errors
    figure = Figure.objects.get(source=source)
    assert (figure.low, figure.high, figure.qualifier, figure.unit) == (
        *(4_200_000_000, None, "over", "CNY"),
    )
    assert (figure.paragraph, figure.as_printed) == (2, "over 4.2 billion yuan")
    project = Project.objects.get(name="Jade Bay Battery Plant")
    assert figure.project == project
    assert {figure.state, project.state} == {"draft"}
    send(client, source, "Oct 13, 2026", subject=f"project:{project.slug}", stage="signed")
    assert Milestone.objects.get(source=source).date == "2026-10-13"

    with_drafts = of_record()
    assert submit_article(source=source, user=curator) == 6  # with publisher and its mention
    in_review = of_record()
    publish_article(source=Source.objects.get(pk=source.pk), user=editor)
    public = client.get(f"/projects/{project.slug}/").content.decode()
    assert "over ¥4.2 billion" in public
    assert "Jade Bay Battery Plant of Northlight" not in public, "its sentences stay with staff"

    changes = list(ChangeSet.objects.filter(pk__gt=last).order_by("-pk"))
    undo(change=changes[0], user=editor, reason="too early")
    assert of_record() == in_review
    undo(change=changes[1], user=editor, reason="more to enter")
    assert of_record() == with_drafts
    for change in changes[2:]:
        undo(change=change, user=editor, reason="another article")
    assert of_record() == before
    assert not ReadingMark.objects.filter(source=source.pk).exists()


def test_an_article_that_is_there_leads_to_itself(client: Client, curator: User) -> None:
    text = "\n".join(TEXT.splitlines())
    asked = client.post("/admin/desk/add/", {"pasted": text})
    details = asked.context["details"]
    data = {name: details[name].value() or "" for name in details.fields}
    asked = client.post("/admin/desk/add/", data)
    assert list(asked.context["missing"]) == ["publisher", "published"]
    assert "Nobody has named" in asked.content.decode()
    assert not Source.objects.filter(name="Harbour news").exists()
    client.post("/admin/desk/add/", data | {"without": ["publisher", "published"]})
    source = Source.objects.get(name="Harbour news")
    shown = client.get(page(source, "desk_finish")).content.decode()
    assert "Nobody has named the publisher, the date of this article." in shown
    again = client.post("/admin/desk/add/", {"pasted": text})
    assert again["Location"] == page(source)
    other = make(Source, url="https://quay.example/news/1", state="draft", text="Other words.")
    assert client.post("/admin/desk/add/", {"pasted": PAGE})["Location"] == page(other)


def test_a_file_is_read_as_what_was_pasted(client: Client, curator: User) -> None:
    upload = SimpleUploadedFile("news.html", PAGE.encode(), "text/html")
    details = client.post("/admin/desk/add/", {"upload": upload}).context["details"]
    assert details["name"].value() == "Harbour news"
    assert details["text"].value().splitlines()[-1] == TEXT.splitlines()[2]
    for broken in (b"%PDF-1.7 no more than this", b""):
        upload = SimpleUploadedFile("news.pdf", broken, "application/pdf")
        pasted = client.post("/admin/desk/add/", {"upload": upload}).context["pasted"]
        assert pasted.errors
    assert client.post("/admin/desk/add/", {"pasted": " "}).context["pasted"].errors


def test_what_is_read_is_marked_and_escaped(client: Client, curator: User) -> None:
    source = article()
    shown = client.get(page(source)).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    assert "cand-figure" in shown
    assert "8 to 10 GWh" in shown


def test_a_draft_settles_its_candidate_until_it_is_undone(client: Client, curator: User) -> None:
    source = article()
    chosen = {"subject": NEW_PLANT, "statistic": "statistic:contracted-investment"}
    send(client, source, "over 4.2 billion yuan", **chosen)
    assert item(source, "over 4.2 billion yuan").standing == "taken"
    assert item(source, "8 to 10 GWh").standing == "open"
    answer = client.post(page(source), {"do": "undo"}, follow=True)
    assert "The last draft is taken back." in answer.content.decode()
    assert answer.context["item"].candidate.printed == "over 4.2 billion yuan"
    assert item(source, "over 4.2 billion yuan").standing == "open"
    assert not Project.objects.filter(name="Jade Bay Battery Plant").exists()


def test_nobody_takes_back_what_somebody_else_did(client: Client, curator: User) -> None:
    source = article()
    chosen = {"subject": NEW_PLANT, "statistic": "statistic:contracted-investment"}
    send(client, source, "over 4.2 billion yuan", **chosen)
    client.force_login(person("Editor"))
    client.post(page(source), {"do": "undo"})
    assert Figure.objects.filter(source=source).exists()


def test_what_is_set_aside_is_kept_and_can_be_opened_again(client: Client, curator: User) -> None:
    source = article()
    at = item(source, "8 to 10 GWh").key
    client.post(page(source), {"do": "aside", "at": at, "reason": "said before"})
    found = item(source, "8 to 10 GWh")
    assert (found.standing, found.mark and found.mark.reason) == ("set_aside", "said before")
    (progress,) = session.progress([source])
    assert (progress.dealt, progress.total) == (1, 3)
    client.post(page(source), {"do": "reopen", "at": at})
    assert item(source, "8 to 10 GWh").is_open
    client.post(page(source), {"do": "aside_all", "kind": "date"})
    assert item(source, "Oct 13, 2026").standing == "set_aside"
    assert item(source, "8 to 10 GWh").is_open


def test_a_statement_entered_otherwise_counts(client: Client, curator: User) -> None:
    source = article()
    values = {"low": 8, "high": 10, "qualifier": "range", "unit": "GWh"}
    statistic = make(Statistic, unit="GWh", kind="stock")
    where = {"paragraph": 3, "as_printed": "make 8 to 10 GWh"}
    row = make(Figure, source=source, statistic=statistic, **values, **where)
    assert item(source, "8 to 10 GWh").standing == "taken"
    row.delete()
    assert item(source, "8 to 10 GWh").is_open


def test_two_curators_take_a_candidate_once() -> None:
    source, user = article(), person("Curator")
    spot = Spot(2, 52, 73, "over 4.2 billion yuan")

    def mention() -> Mention:
        return Mention(project=make(Project))

    take(source=source, spot=spot, statement=mention(), user=user)
    with pytest.raises(AlreadyTakenError):
        take(source=source, spot=spot, statement=mention(), user=user)
    assert Mention.objects.filter(source=source).count() == 1


@pytest.mark.parametrize("at", ["9-0-4", "1-90-99", "0-0-1", "x", "1-5-2", "1-99999999-1"])
def test_an_address_that_leads_nowhere_shows_the_article(
    client: Client, curator: User, at: str
) -> None:
    source = article()
    assert client.get(page(source), {"at": at}).status_code == 200
    assert client.post(page(source), {"at": at, "do": "save"}).status_code == 302
    assert client.post(page(source), {"at": at, "do": "nothing"}).status_code == 302
    assert not Figure.objects.filter(source=source).exists()


def test_control_characters_are_no_error(client: Client, curator: User) -> None:
    source = article()
    hits = client.get("/admin/desk/find/", {"for": "subject", "subject_q": "Lian\x00gjiang"})
    assert "liangjiang-new-area" in hits.content.decode()
    values = {"subject": "place:\x00x", "statistic": "statistic:x"}
    assert client.get(page(source, "desk_compare"), values).status_code == 200
    assert client.get("/admin/desk/", {"q": "\x00"}).status_code == 200
    at = item(source, "8 to 10 GWh").key
    client.post(page(source), {"do": "aside", "at": at, "reason": "no\x00t now"})
    assert ReadingMark.objects.get(source=source).reason == "not now"


def test_what_is_on_record_stands_beside(client: Client, curator: User) -> None:
    source = article("Pier Nine Terminal drew an investment of 4.2 billion yuan.")
    project = make(Project, name="Pier Nine Terminal")
    statistic = Statistic.objects.get(role="amount")
    both = {"project": project, "statistic": statistic, "unit": "CNY"}
    make(Figure, low=4_200_000_000, high=4_200_000_000, **both)
    other = make(Figure, low=7_000_000_000, high=7_000_000_000, **both)
    shown = client.get(page(source)).content.decode()
    assert "This number is on record already" in shown
    assert "Contradiction" in shown
    withdraw(rows=[other], user=person("Editor"), comment="wrong")
    values = {"subject": f"project:{project.slug}", "statistic": f"statistic:{statistic.slug}"}
    values |= {"low": "7 billion", "high": "7 billion", "qualifier": "exact", "unit": "CNY"}
    beside = client.get(page(source, "desk_compare"), {**values, "status": "actual"})
    assert "¥4.2 billion" in beside.content.decode()
    assert client.get(page(source, "desk_compare"), {"low": "x"}).status_code == 200


def test_roles(client: Client) -> None:
    source = article()
    addresses = ["/admin/desk/", page(source), page(source, "desk_finish")]
    client.force_login(person(""))
    assert {client.get(address).status_code for address in addresses} == {403}
    client.force_login(person("Viewer"))
    assert {client.get(address).status_code for address in addresses} == {200}
    assert "Save draft" not in client.get(page(source)).content.decode()
    for address in (page(source), page(source, "desk_finish"), "/admin/desk/add/"):
        assert client.post(address, {"do": "aside_all", "kind": "date"}).status_code == 403
    client.force_login(person("Curator"))
    asked = client.post(page(source, "desk_finish"), {"do": "publish"})
    assert asked.status_code == 403
    client.logout()
    assert client.get(page(source)).status_code == 302


def test_nobody_publishes_an_article_of_their_own(client: Client) -> None:
    editor = person("Editor")
    person("Owner", "another")
    client.force_login(editor)
    source = article()
    chosen = {"subject": NEW_PLANT, "statistic": "statistic:contracted-investment"}
    send(client, source, "over 4.2 billion yuan", **chosen)
    with pytest.raises(RefusedError):
        publish_article(source=source, user=editor)
    shown = client.post(page(source, "desk_finish"), {"do": "publish"}).content.decode()
    assert "somebody else publishes it" in shown
    assert not Figure.objects.filter(source=source, state="published").exists()


LONG = "\n".join(
    f"In 20{n:02} the Liangjiang New Area signed {n} projects worth over {n}.5 billion yuan, "
    f"up {n} percent, and the automobile industry of Chongqing grew to {n}0 billion yuan."
    for n in range(10, 70)
)


def test_the_desk_costs_few_queries(client: Client, curator: User) -> None:
    source = article(LONG)
    client.get(page(source))
    with CaptureQueriesContext(connection) as found:
        shown = client.get(page(source))
    assert len(shown.context["session"].items) > 300
    assert len(found) <= 15
    place = Place.objects.get(slug="liangjiang-new-area")
    words = "over 10.5 billion yuan"
    at = item(source, words).key
    chosen = {"subject": f"place:{place.slug}", "statistic": "statistic:contracted-investment"}
    values = {"low": "10500000000", "qualifier": "over", "unit": "CNY", "status": "actual"}
    data = {"at": at, "do": "save", "form": "figure", **chosen, **values}
    with CaptureQueriesContext(connection) as found:
        assert client.post(page(source), data).status_code == 302
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    assert sum(not query["sql"].startswith(marks) for query in found) <= 30
    set_aside(source=source, spots=[one.spot for one in reading(source).open_of()], user=curator)
    assert reading(source).open_of() == []


def test_many_articles_cost_no_more_than_one(client: Client, curator: User) -> None:
    article("Nine projects worth 9 billion yuan.")
    client.get("/admin/desk/")
    with CaptureQueriesContext(connection) as one:
        client.get("/admin/desk/")
    for n in range(12):
        article(f"The quay signed {n + 2} projects.")
    with CaptureQueriesContext(connection) as many:
        client.get("/admin/desk/")
    assert len(many) <= len(one) + 1  # the names, for those that nobody has opened
