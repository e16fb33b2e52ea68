"""The review queue, from a curator's draft to the public and back."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from investments.actions import edit
from investments.actions.publish import publish, send_back, submit
from investments.models import Figure, Source
from tests.admin_forms import admin_url, complaints, opened
from tests.factories import make
from tests.test_roles import drafted_by, person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def page(user: User, way: str = "") -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"{way}/admin/review/").content.decode()


def test_what_was_submitted_is_found_and_decided(client: Client) -> None:
    curator, editor = person("Curator"), person("Editor")
    row = drafted_by(curator, as_printed="twelve ships", note="")
    assert "twelve ships" in page(curator), "among one's own drafts"
    assert "twelve ships" not in page(editor), "a draft of somebody else"
    submit(rows=[row], user=curator)
    shown = page(editor)
    assert "twelve ships" in shown
    assert "Curator" in shown
    assert "New: the public has not read it yet." in shown
    assert 'value="publish_selected"' in shown
    assert 'value="publish_selected"' not in page(curator)
    client.force_login(editor)
    data = {"action": "publish_selected", "_selected_action": [row.pk], "select_across": "0"}
    asked = client.post("/admin/investments/figure/", data)
    assert "Publish this record?" in asked.content.decode()
    client.post("/admin/investments/figure/", {**data, "confirmed": "1"})
    row.refresh_from_db()
    assert row.state == "published"
    assert "twelve ships" not in page(editor)


def test_what_was_sent_back_comes_with_what_is_to_be_done() -> None:
    curator, editor = person("Curator"), person("Editor")
    row = drafted_by(curator)
    submit(rows=[row], user=curator)
    row = Figure.objects.for_list().get(pk=row.pk)
    send_back(rows=[row], user=editor, comment="name the period")
    assert "name the period" in page(curator)


def test_the_queue_says_what_is_new_in_what_was_public() -> None:
    editor = person("Editor")
    row = make(Figure, low=Decimal(300), high=Decimal(300), unit="CNY")
    row.state = "withdrawn"
    edit.save(row=row, read=1)
    row.low = row.high = Decimal(500)
    row.state = "in_review"
    edit.save(row=row, read=2)
    assert "<del>¥300</del> → <ins>¥500</ins>" in page(editor)


def test_an_empty_queue_says_so_in_both_languages() -> None:
    editor = person("Editor")
    assert "Nothing waits for review." in page(editor)
    assert "没有待审核的条目" in page(editor, "/zh-hans")


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert client.get("/admin/review/").status_code == 302


def test_the_queue_costs_the_same_whatever_waits(django_assert_max_num_queries: Any) -> None:
    editor = person("Editor")
    client = Client()
    client.force_login(editor)
    for _ in range(5):
        make(Figure, state="in_review")
    client.get("/admin/review/")
    with django_assert_max_num_queries(10):
        client.get("/admin/review/")


def test_who_sent_it_back_publishes_it_when_it_is_mended() -> None:
    curator, editor = person("Curator"), person("Editor")
    row = drafted_by(curator)
    submit(rows=[row], user=curator)
    send_back(rows=[row], user=editor, comment="name the period")
    row.note = "of the year before"
    row._history_user = curator  # type: ignore[attr-defined]
    edit.save(row=row, read=row.version)
    submit(rows=[row], user=curator)
    assert publish(rows=[row], user=editor) == 1


def test_what_is_written_in_a_form_is_not_published_with_it(client: Client) -> None:
    person("Editor", "another")
    editor = person("Editor")
    row = drafted_by(person("Curator"))
    client.force_login(editor)
    url = admin_url(Figure, "change", row.pk)
    said = complaints(client.post(url, {**opened(client, url), "note": "!", "state": "published"}))
    assert said["state"] == ["You wrote this draft: somebody else publishes it."]


def test_what_waits_stands_under_its_document(client: Client) -> None:
    curator, editor = person("Curator"), person("Editor")
    source = make(Source, name="Harbour report", text="Some words.")
    row = drafted_by(curator, source=source, status="target", period="2030")
    submit(rows=[row], user=curator)
    client.force_login(editor)
    shown = client.get("/admin/review/").content.decode()
    assert "Harbour report" in shown
    assert f"/admin/desk/article/{source.slug}/finish/" in shown
    assert "Target" in shown
    assert "2030" in shown
    data = {"action": "send_back_selected", "_selected_action": [row.pk], "back": "review"}
    done = {**data, "confirmed": "1", "comment": "which year?"}
    answer: Any = client.post("/admin/investments/figure/", done)
    assert answer.url == "/admin/review/"
    form = client.get(admin_url(Figure, "change", row.pk)).content.decode()
    assert "Sent back by Editor: “which year?”." in form


def test_a_figure_that_its_own_words_contradict_is_told(client: Client) -> None:
    client.force_login(person("Editor"))
    row = make(Figure, low=Decimal(9), high=Decimal(9), unit="CNY", as_printed="9 yuan")
    url = admin_url(Figure, "change", row.pk)
    same = client.post(url, {**opened(client, url), "note": "so it is"}, follow=True)
    assert "give another number" not in same.content.decode()
    other = client.post(url, {**opened(client, url), "low": "8", "high": "8"}, follow=True)
    assert "“9 yuan”, give another number" in other.content.decode()
