"""The reading desk: an article comes in, its candidates become drafts, all of it can go back."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

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
from investments.desk import known, session
from investments.desk.suggest import suggest, what
from investments.models import (
    ChangeSet,
    Classification,
    Event,
    EventDate,
    Figure,
    Location,
    Mention,
    Milestone,
    Organisation,
    Participation,
    Place,
    Project,
    ReadingMark,
    SigningBatch,
    Source,
    Statistic,
)
from tests.factories import make
from tests.test_changesets import contents
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TEXT = """Harbour news
The Jade Bay Battery Plant of Northlight Group costs over 4.2 billion yuan.
It was signed on Oct 13, 2026 and is to make 8 to 10 GWh a year.
<script>alert(1)</script> is no markup here."""
PAGE = f"""<html><head><title>Harbour news</title>
<meta property="og:site_name" content="Quay Daily">
<meta property="article:published_time" content="2026-10-14">
<link rel="canonical" href="https://quay.example/news/1"></head>
<body><article>{"".join(f"<p>{line}</p>" for line in TEXT.splitlines()[:3])}</article></body></html>
"""


def article(text: str = TEXT, **fields: Any) -> Source:
    return make(Source, text=text, published="2026-10-14", **({"state": "draft"} | fields))


def page(source: Source, name: str = "desk_article") -> str:
    return reverse(name, args=[source.slug])


def reading(source: Source) -> session.Session:
    source.refresh_from_db()
    return session.open_article(source, *known.load())


def item(source: Source, words: str) -> session.Item:
    return next(one for one in reading(source).items if one.candidate.printed == words)


def send(client: Client, source: Source, words: str, **entries: Any) -> Any:
    """Send the form of a candidate as the page gives it, but for these entries."""
    at = item(source, words).key
    shown = client.get(page(source), {"at": at, "as": entries.get("form", "")})
    form = shown.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None}
    data |= {"at": at, "do": "save", "form": shown.context["kind"], **entries}
    return client.post(page(source), data)


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
    client.post(
        "/admin/desk/add/",
        {name: details[name].value() or "" for name in details.fields},
    )
    source = Source.objects.get(name="Harbour news")
    again = client.post("/admin/desk/add/", {"pasted": text})
    assert again["Location"] == page(source)
    other = make(Source, url="https://quay.example/news/1", state="draft", text="Other words.")
    assert client.post("/admin/desk/add/", {"pasted": PAGE})["Location"] == page(other)


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


@pytest.mark.parametrize("at", ["9-0-4", "1-90-99", "0-0-1", "x", "1-5-2", "1-99999999-1"])
def test_an_address_that_leads_nowhere_shows_the_article(
    client: Client, curator: User, at: str
) -> None:
    source = article()
    assert client.get(page(source), {"at": at}).status_code == 200
    assert client.post(page(source), {"at": at, "do": "save"}).status_code == 302
    assert client.post(page(source), {"at": at, "do": "nothing"}).status_code == 302
    assert not Figure.objects.filter(source=source).exists()


def test_what_is_on_record_stands_beside(client: Client, curator: User) -> None:
    source = article("Pier Nine Terminal cost 4.2 billion yuan.")
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
    assert len(many) == len(one)


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
    assert what("Harbour Forum") == ("event", "conference")
    assert what("Nothing of the kind") == ("", "")
