"""Readers report errors; staff take them up and answer; nothing personal stays or is shown."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from investments.actions import corrections, roles
from investments.actions.corrections import Move, move_on
from investments.datasets import DATASETS
from investments.forms import correction as form
from investments.models import Correction, Figure, Place
from tests.factories import make
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SAID = {
    "fault": "number",
    "should_be": "zzreader 7.1 billion",
    "evidence": "zzreader: the yearbook",
    "evidence_url": "https://example.org/zzreader",
    "email": "zzreader@example.org",
}


@pytest.fixture(autouse=True)
def no_limits_left_over() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def stamp(about: str, seconds: int = 60) -> str:
    """As a form has it that was opened so long ago."""
    signer = signing.TimestampSigner(salt=form.SALT)
    signer.timestamp = lambda: signing.b62_encode(  # type: ignore[method-assign]
        int(timezone.now().timestamp()) - seconds
    )
    return signer.sign(about)


def about(row: Any) -> str:
    return f"{row._meta.model_name}:{row.slug}"


def send(row: Any, client: Client | None = None, **fields: Any) -> Any:
    data = {**SAID, "stamp": stamp(about(row)), **fields}
    return (client or Client()).post(f"{row.get_absolute_url()}report/", data)


def reported(row: Any, **fields: Any) -> Correction:
    response = send(row, **fields)
    assert response.status_code == 302, response.context["form"].errors
    return Correction.objects.get(reference=response["Location"].strip("/").split("/")[-1])


def report_of(**fields: Any) -> Correction:
    values = {"kind": "place", "slug": "x", "title": "X", "language": "en", **fields}
    if values.get("state") in ("fixed", "declined"):
        values.setdefault("answer", "Thank you.")
    return Correction.objects.create(**values)


def errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    assert not Correction.objects.exists()
    return dict(response.context["form"].errors)


# --- Readers -----------------------------------------------------------------------------------


def test_a_reader_reports_a_figure_and_reads_the_answer() -> None:
    figure = make(Figure, low=5, high=5)
    page = Client().get(figure.get_absolute_url()).content.decode()
    address = f"{figure.get_absolute_url()}report/"
    assert f'href="{address}"' in page
    shown = Client().get(address)
    for words in (figure.text(), figure.as_printed, str(figure.source)):
        assert words in shown.content.decode()
    report = reported(figure)
    assert (report.kind, report.slug, report.state) == ("figure", figure.slug, "new")
    assert {name: getattr(report, name) for name in SAID} == SAID
    assert figure.text() in report.shown
    state = Client().get(report.get_absolute_url())
    assert report.reference in state.content.decode()
    move_on(report=report, move=Move.FIX, user=person(roles.EDITOR), answer="Corrected: thanks.")
    assert "Corrected: thanks." in Client().get(report.get_absolute_url()).content.decode()


@pytest.mark.parametrize("key", DATASETS)
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_kind_of_record_can_be_reported(key: str, prefix: str) -> None:
    row = DATASETS[key].rows().order_by("slug").first()
    address = f"{prefix}/{key}/{row.slug}/report/"
    assert f'href="{address}"' in Client().get(f"{prefix}/{key}/{row.slug}/").content.decode()
    page = Client().get(address)
    assert page["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())
    assert token
    data = {**SAID, "stamp": stamp(about(row)), "csrfmiddlewaretoken": token[1]}
    assert Client(enforce_csrf_checks=True).post(address, data).status_code == 403
    sent = client.post(address, data)
    assert sent["Location"].startswith(f"{prefix}/reports/")
    assert "sessionid" not in client.cookies, "no session is begun for a reader"


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_only_what_is_public_can_be_reported(state: str) -> None:
    hidden = make(Place, state=state)
    assert Client().get(f"{hidden.get_absolute_url()}report/").status_code == 404
    assert send(hidden).status_code == 404
    assert not Correction.objects.exists()


def test_under_a_reading_date_the_link_leads_to_today() -> None:
    (row,) = DATASETS["events"].rows().filter(slug="wcifit-2024")
    past = f"/as-known-on/2025-01-01{row.get_absolute_url()}"
    page = Client().get(past).content.decode()
    assert f'href="{row.get_absolute_url()}report/"' in page
    assert Client().get(f"{past}report/")["Location"] == f"{row.get_absolute_url()}report/"


def test_a_moved_record_is_reported_where_it_is_now() -> None:
    place = make(Place)
    old = place.get_absolute_url()
    place.slug = "moved-on"
    place.save()
    assert Client().get(f"{old}report/")["Location"] == "/places/moved-on/report/"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"homepage": "https://spam.example"}, "__all__"),
        ({"stamp": ""}, "__all__"),
        ({"stamp": "place:x:1:forged"}, "__all__"),
        ({"evidence": "", "evidence_url": ""}, "evidence"),
        ({"evidence_url": "javascript:alert(1)"}, "evidence_url"),
        ({"evidence_url": "ftp://example.org/"}, "evidence_url"),
        ({"email": "nobody"}, "email"),
        ({"fault": "everything"}, "fault"),
        ({"should_be": ""}, "should_be"),
        ({"should_be": "x" * 501}, "should_be"),
        ({"should_be": "\x00\x1b"}, "should_be"),
    ],
)
def test_what_is_no_report_is_sent_back(fields: dict[str, Any], field: str) -> None:
    response = send(make(Place), **fields)
    assert field in errors(response)
    if "should_be" not in fields:
        assert SAID["should_be"] in response.content.decode(), "the entries stay"


def test_the_stamp_is_of_this_form_neither_new_nor_old() -> None:
    place, other = make(Place), make(Place)
    for bad in (
        stamp(about(other)),
        stamp(about(place), seconds=0),
        stamp(about(place), seconds=form.MOST_SECONDS + 60),
    ):
        assert "__all__" in errors(send(place, stamp=bad))
    fresh = send(place, stamp="").context["form"]["stamp"].value()
    assert signing.TimestampSigner(salt=form.SALT).unsign(fresh) == about(place)
    assert send(place).status_code == 302


def test_the_same_report_twice_is_one() -> None:
    place = make(Place)
    first = reported(place)
    assert reported(place, should_be="zzreader  7.1 billion ") == first
    assert reported(place, should_be="another") != first
    move_on(report=first, move=Move.DECLINE, user=person(roles.EDITOR), answer="It is right.")
    assert first.digest == ""
    assert reported(place) != first, "closed, it may be reported again"


def test_an_address_sends_so_many_in_an_hour() -> None:
    place = make(Place)
    for number in range(corrections.PER_ADDRESS):
        reported(place, should_be=str(number))
    refused = send(place, should_be="one more")
    assert refused.status_code == 429
    assert "one more" in refused.content.decode()
    assert Correction.objects.count() == corrections.PER_ADDRESS
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert send(place, elsewhere, should_be="one more").status_code == 302


def test_all_together_send_so_many_in_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "FROM_ALL", 2)
    place = make(Place)
    for number, status in ((1, 302), (2, 302), (3, 429)):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        assert send(place, client, should_be=str(number)).status_code == status


def test_the_limit_is_of_a_network_and_its_address_is_not_kept(settings: Any) -> None:
    def network(**meta: str) -> str:
        return corrections.network_of(RequestFactory().get("/", **meta))  # type: ignore[arg-type]

    assert network(REMOTE_ADDR="198.51.100.7") == "198.51.100.7"
    same = [network(REMOTE_ADDR=f"2001:db8:1:2::{end}") for end in ("1", "ffff")]
    assert same == ["2001:db8:1:2::/64"] * 2
    handed = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.9.9.9, 198.51.100.7"}
    assert network(**handed) == "127.0.0.1", "anybody can write the header"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert network(**handed) == "198.51.100.7", "the last is the proxy's own"
    assert network(REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="rubbish") == ""
    send(make(Place), Client(REMOTE_ADDR="198.51.100.7"))
    kept = json.dumps(list(Correction.objects.values()), default=str)
    assert "198.51.100.7" not in kept + str(list(cache._cache))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"x" * 20_001, "application/x-www-form-urlencoded", 413),
        (b"%ff%fe&&==&stamp=%00", "application/x-www-form-urlencoded", 200),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 200),
        (b"{", "application/json", 200),
        (b"a=b", "application/x-www-form-urlencoded; charset=none", 200),
    ],
)
def test_garbage_is_no_error_of_ours(body: bytes, kind: str, status: int) -> None:
    address = f"{make(Place).get_absolute_url()}report/"
    response = Client().generic("POST", address, body, content_type=kind)
    assert response.status_code in (status, 400)
    assert not Correction.objects.exists()
    assert Client().put(address).status_code == 405


def test_a_state_page_is_for_who_has_its_reference() -> None:
    assert Client().get("/reports/nothing/").status_code == 404
    assert Client().get(f"/reports/{'x' * 500}/").status_code == 404
    spam = report_of(state="spam")
    assert Client().get(spam.get_absolute_url()).status_code == 404
    secret = make(Place, name="zzsecret", state="draft")
    of_hidden = report_of(slug=secret.slug, title="zzsecret")
    page = Client().get(of_hidden.get_absolute_url())
    assert page["X-Robots-Tag"] == "noindex"
    assert "zzsecret" not in page.content.decode()
    assert len({corrections.Correction().reference for _ in range(50)}) == 50


# --- What the public sees ----------------------------------------------------------------------


def test_the_public_sees_that_a_value_is_under_review_and_nothing_of_the_reader() -> None:
    figure = make(Figure, low=5, high=5)
    page, subject = figure.get_absolute_url(), figure.place.get_absolute_url()
    report = reported(figure)
    assert "Under review" not in Client().get(page).content.decode(), "not before it is taken up"
    move_on(report=report, move=Move.TAKE_UP, user=person(roles.CURATOR))
    day = timezone.localtime(report.reported_at)
    on_page = Client().get(page).content.decode()
    assert f"A reader questioned this value on {day.day} {day:%B %Y}" in " ".join(on_page.split())
    assert "badge-questioned" in Client().get(subject).content.decode()
    assert "questioned this entry" not in Client().get(subject).content.decode()
    everywhere = [page, subject, f"/zh-hans{page}", report.get_absolute_url(), f"{page}report/"]
    for address in (*everywhere, "/figures.csv", "/figures/"):
        answer = Client().get(address)
        assert "zzreader" not in b"".join(answer).decode(), address
    move_on(report=report, move=Move.DECLINE, user=person(roles.EDITOR), answer="It is right.")
    assert "badge-questioned" not in Client().get(page).content.decode()


def test_a_report_follows_its_record_to_a_new_address_and_back() -> None:
    place = make(Place)
    report = report_of(slug=place.slug, state="under_review")
    first, asked = place.slug, "questioned this entry"
    for slug in ("a-second-slug", first):
        place.slug = slug
        place.save()
        assert report.subject() == place
        assert asked in Client().get(place.get_absolute_url()).content.decode()
    place.delete()
    assert report.subject() is None
    assert Client().get(report.get_absolute_url()).status_code == 200


def test_the_mark_costs_no_query() -> None:
    place = make(Place)
    figures = [make(Figure, place=place) for _ in range(3)]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            Client().get(place.get_absolute_url())
        return len(captured)

    queries()
    before = queries()
    for row in (place, *figures):
        report_of(kind=row._meta.model_name, slug=row.slug, state="under_review")
    assert queries() == before
    assert Client().get(place.get_absolute_url()).content.decode().count("badge-questioned") == 4
