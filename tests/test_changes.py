"""Why a number changed, for the public: from the history, without a name."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from investments.actions import edit
from investments.details import changes
from investments.models import Figure, Place
from tests.admin_forms import admin_url, opened
from tests.factories import make, make_place, make_source

pytestmark = pytest.mark.django_db


def saved(row: Any, reason: str = "", **fields: Any) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row._change_reason = reason
    edit.save(row=row, read=row.version)


def figure(**fields: Any) -> Figure:
    low = Decimal(300)
    return make(Figure, low=low, high=low, unit="CNY", slug="told", **fields)


def test_a_reader_sees_what_changed_when_and_why_but_not_who(
    client: Client, admin_client: Client, admin_user: User
) -> None:
    row = figure()
    url = admin_url(Figure, "change", row.pk)
    data = {**opened(admin_client, url), "low": "500", "high": "500"}
    data["change_reason"] = "the later edition corrects it"
    assert admin_client.post(url, data).status_code == 302
    page = client.get("/figures/told/").content.decode()
    assert "the later edition corrects it" in page
    assert "<del>¥300</del> → <ins>¥500</ins>" in page
    assert admin_user.username not in page
    assert "理由" not in page
    assert "数据: <del>" not in client.get("/figures/told/").content.decode()
    assert (
        "<del>300元</del> → <ins>500元</ins>"
        in client.get("/zh-hans/figures/told/").content.decode()
    )


def test_nothing_is_told_of_drafts() -> None:
    row = figure(state="draft")
    saved(row, "a slip of the pen", low=Decimal(4), high=Decimal(4))
    saved(row, "sent back: name the period", note="secret")
    saved(row, state="published")
    assert changes(row) == []
    saved(row, "misprint", low=Decimal(5), high=Decimal(5))
    (change,) = changes(row)
    assert change.reason == "misprint"
    assert [(one.old, one.new) for one in change.differences] == [("¥4", "¥5")]
    saved(row, "doubtful", state="withdrawn")
    saved(row, state="draft", note="while hidden")
    saved(row, "looked up again", state="published", low=Decimal(6), high=Decimal(6))
    latest = changes(row)[0]
    assert latest.reason == "looked up again"
    assert latest.differences[0].old == "¥5"


def test_codes_and_links_are_in_words() -> None:
    hidden = make_place(name="Hidden place", state="draft")
    row = make(Place, kind="park")
    saved(row, "it is a port", kind="port")
    saved(row, "it lies there", parent=hidden)
    told = [one for change in changes(row) for one in change.differences]
    assert [(one.label, one.old, one.new) for one in told] == [
        ("Parent", "", "a record that is not public"),
        ("Kind", "Park", "Port"),
    ]


def test_what_staff_keep_to_themselves_stays_there() -> None:
    source = make_source()
    saved(source, "the text at last", text="words of the article")
    saved(source, "a better address", slug="another-address")
    assert changes(source) == []


def test_a_record_never_touched_costs_no_query(django_assert_num_queries: Any) -> None:
    row = figure()
    with django_assert_num_queries(0):
        assert changes(row) == []
