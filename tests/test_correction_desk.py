"""What staff make of readers' reports: who takes up and who closes, and what is forgotten."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from investments.actions import corrections, roles
from investments.actions.corrections import Move, RefusedError, move_on, refusal
from investments.choices import ReportState
from investments.models import Correction, Figure, Place
from tests.admin_forms import admin_url
from tests.factories import make
from tests.test_corrections import SAID, no_limits_left_over, report_of, reported
from tests.test_roles import MATRIX, person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
]
__all__ = ["no_limits_left_over"]  # runs around each test

TAKES_UP = {ReportState.NEW: {Move.TAKE_UP}}
CLOSING = {Move.FIX, Move.DECLINE, Move.SPAM}
CLOSES = {
    ReportState.NEW: {Move.TAKE_UP, *CLOSING},
    ReportState.UNDER_REVIEW: CLOSING,
    ReportState.FIXED: {Move.REOPEN},
    ReportState.DECLINED: {Move.REOPEN},
    ReportState.SPAM: {Move.REOPEN},
}
ALLOWED: dict[str, dict[Any, set[Move]]] = {
    "": {},
    roles.VIEWER: {},
    roles.CURATOR: TAKES_UP,
    roles.EDITOR: CLOSES,
    roles.OWNER: CLOSES,
}


@pytest.mark.parametrize("role", MATRIX, ids=lambda role: role or "no role")
def test_who_may_do_what_with_a_report(client: Client, role: str) -> None:
    user = person(role)
    client.force_login(user)
    for state in ReportState:
        for move in Move:
            report = report_of(state=state)
            allowed = move in ALLOWED[role].get(state, set())
            assert (refusal(user, move, report) == "") == allowed, (state, move)
            url = admin_url(Correction, "change", report.pk)
            page = client.post(url, {"move": move, "read_state": state, "answer": "Because."})
            report.refresh_from_db()
            assert (report.state != state) == allowed, (state, move)
            assert page.status_code == (302 if allowed else 200 if role else 403)


def test_the_desk_shows_the_report_beside_the_record(client: Client) -> None:
    figure = make(Figure, low=5, high=5)
    report = reported(figure)
    client.force_login(person(roles.CURATOR))
    listed = client.get(admin_url(Correction, "changelist"))
    assert listed.context["cl"].result_count == 1
    text = client.get(admin_url(Correction, "change", report.pk)).content.decode()
    for words in (*SAID.values(), figure.text(), figure.as_printed, str(figure.source)):
        assert words in text or words == "number"
    assert admin_url(Figure, "change", figure.pk) in text
    assert admin_url(Figure, "history", figure.pk) in text
    assert client.get(admin_url(Correction, "add")).status_code == 403
    assert client.get(admin_url(Correction, "delete", report.pk)).status_code == 403
    assert client.get(admin_url(Correction, "change", 10**30)).status_code == 404
    client.force_login(person(roles.VIEWER))
    seen = client.get(admin_url(Correction, "change", report.pk)).content.decode()
    assert SAID["email"] not in seen, "only who may write the answer"


def test_the_queue_hides_spam_until_it_is_asked_for(client: Client) -> None:
    for state in ReportState:
        report_of(state=state)
    client.force_login(person(roles.EDITOR))
    url = admin_url(Correction, "changelist")
    for asked, count in (("", 2), ("all", 4), ("spam", 1), ("fixed", 1)):
        page = client.get(url, {"state": asked} if asked else {})
        assert page.context["cl"].result_count == count, asked
    rows = [*Correction.objects.filter(state="new").values_list("pk", flat=True)]
    data = {"action": "spam_selected", "_selected_action": rows}
    asked_back = client.post(url, data)
    assert asked_back.context["rows"] == list(Correction.objects.filter(pk__in=rows))
    client.post(url, {**data, "confirmed": "7"})
    assert Correction.objects.filter(state="spam").count() == 1, "another number was confirmed"
    client.post(url, {**data, "confirmed": "1"})
    assert Correction.objects.filter(state="spam").count() == 2
    client.force_login(person(roles.CURATOR))
    client.post(url, {**data, "confirmed": "1", "_selected_action": [report_of().pk]})
    assert Correction.objects.filter(state="new").count() == 1


def test_closing_needs_an_answer_and_only_one_closes() -> None:
    editor, report = person(roles.EDITOR), report_of()
    for move in (Move.FIX, Move.DECLINE):
        with pytest.raises(RefusedError, match="Answer the reader"):
            move_on(report=report, move=move, user=editor, answer="  ")
    other = Correction.objects.get(pk=report.pk)
    move_on(report=other, move=Move.FIX, user=editor, answer="Done.")
    with pytest.raises(RefusedError, match="a moment ago"):
        move_on(report=report, move=Move.DECLINE, user=editor, answer="No.")
    report.refresh_from_db()
    assert (report.state, report.answer, report.handled_by) == ("fixed", "Done.", editor)
    move_on(report=report, move=Move.REOPEN, user=editor, answer="Done?")
    assert (report.state, report.closed_at) == ("under_review", None)


def test_addresses_are_forgotten() -> None:
    editor = person(roles.EDITOR)
    spam = report_of(email="a@example.org")
    move_on(report=spam, move=Move.SPAM, user=editor)
    assert spam.email == ""
    closed = report_of(email="b@example.org")
    move_on(report=closed, move=Move.FIX, user=editor, answer="Done.")
    assert closed.email == "b@example.org", "the answer can still be sent"
    waiting = report_of(email="c@example.org")
    long_ago = timezone.now() - datetime.timedelta(days=corrections.KEPT_DAYS, minutes=1)
    Correction.objects.update(reported_at=long_ago)
    Correction.objects.filter(pk=closed.pk).update(closed_at=long_ago)
    move_on(report=report_of(), move=Move.SPAM, user=editor)
    assert set(Correction.objects.exclude(email="")) == {waiting}
    Correction.objects.filter(pk=closed.pk).update(email="b@example.org")
    call_command("forget_addresses", verbosity=0)
    assert set(Correction.objects.exclude(email="")) == {waiting}


def test_no_history_keeps_what_a_reader_wrote() -> None:
    assert not hasattr(Correction, "history")
    report = reported(make(Place))
    move_on(report=report, move=Move.FIX, user=person(roles.EDITOR), answer="Done.")
    assert "zzreader" not in str(report)
