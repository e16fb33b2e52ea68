"""Signing in with two steps: set up by oneself, required by an owner, lost and reset."""

import base64
import re
from io import StringIO
from time import time
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from investments.actions import roles, two_steps
from investments.models import SignInRule
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PASSWORD = "correct horse battery staple"
LOGIN, CODE, PAGE = "/admin/login/", "/admin/sign-in/code/", "/admin/two-step/"


@pytest.fixture
def curator() -> User:
    user = person(roles.CURATOR, "cui")
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(key: str, ahead: int = 0) -> str:
    """What the app shows, `ahead` steps of half a minute from now."""
    app = TOTP(bytes.fromhex(key))
    app.time = time() + 30 * ahead
    return f"{app.token():06d}"


def set_up(user: User) -> tuple[str, list[str]]:
    key = two_steps.new_key()
    _device, codes = two_steps.switch_on(user=user, key=key, code=code_of(key))
    return key, codes


def give_password(client: Client, name: str = "cui", after: str = "/admin/") -> Any:
    return client.post(LOGIN, {"username": name, "password": PASSWORD, "next": after})


def inside(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_somebody_sets_it_up_and_signs_in_with_a_code(client: Client, curator: User) -> None:
    client.force_login(curator)
    page = client.get(PAGE)
    key = page.context["key"].replace(" ", "")
    assert 'class="qr"' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    key = bytes_of(key)
    before = client.session.session_key
    sent = {"act": "set_up", "key": page.context["signed_key"]}
    wrong = client.post(PAGE, {**sent, "code": "000000"})
    assert "code" in wrong.context["form"].errors
    assert not TOTPDevice.objects.exists()
    shown = client.post(PAGE, {**sent, "code": code_of(key)})
    codes = shown.context["codes"]
    assert len(codes) == two_steps.CODES
    assert client.session.session_key != before
    assert inside(client), "this session has taken the second step"
    assert "codes" not in client.get(PAGE).context, "shown once"
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert not stored & {code.replace("-", "") for code in codes}

    client = Client()
    answer = give_password(client, after="/admin/investments/event/?q=a")
    assert answer.headers["Location"] == f"{CODE}?next=%2Fadmin%2Finvestments%2Fevent%2F%3Fq%3Da"
    assert not inside(client)
    half = client.session.session_key
    again = client.post(CODE, {"code": code_of(key), "next": "/"})
    assert "code" in again.context["form"].errors, "a code holds once"
    TOTPDevice.objects.update(throttling_failure_count=0)
    right = {"code": code_of(key, 1), "next": "/admin/investments/event/?q=a"}
    assert client.post(CODE, right).headers["Location"] == "/admin/investments/event/?q=a"
    assert inside(client)
    assert client.session.session_key != half
    assert "half_signed_in" not in client.session


def bytes_of(letters: str) -> str:
    return base64.b32decode(letters).hex()


def test_a_recovery_code_signs_in_once(client: Client, curator: User) -> None:
    _key, codes = set_up(curator)
    give_password(client)
    answer = client.post(CODE, {"code": codes[0].upper().replace("-", " ")}, follow=True)
    assert answer.status_code == 200
    assert "9" in str(next(iter(answer.context["messages"])))
    other = Client()
    give_password(other)
    assert other.post(CODE, {"code": codes[0]}).status_code == 200
    assert not inside(other)
    assert LogEntry.objects.filter(change_message__contains="recovery code").exists()


def test_where_one_is_led_afterwards_is_on_this_site(client: Client, curator: User) -> None:
    _key, codes = set_up(curator)
    for at, evil in enumerate(("https://evil.example/", "//evil.example/", "javascript:alert(1)")):
        assert "evil" not in give_password(client, after=evil).headers["Location"]
        answer = client.post(f"{CODE}?next={evil}", {"code": codes[at], "next": evil})
        assert answer.headers["Location"] == "/admin/"
        client.logout()
    client.force_login(person(roles.VIEWER))
    assert client.get(f"{PAGE}?next=//evil.example/").context["after"] == "/admin/"


def test_half_a_sign_in_is_worth_nothing(client: Client, curator: User) -> None:
    key, _codes = set_up(curator)
    assert client.get(CODE).headers["Location"] == LOGIN, "no password was given"
    give_password(client)
    for address in ("/admin/", PAGE, "/admin/review/", "/admin/sign-ins/"):
        assert client.get(address).status_code == 302, address
    assert client.get("/admin/signed-in/").json() == {"name": "", "token": ""}
    curator.set_password("another long password")
    curator.save()
    assert client.post(CODE, {"code": code_of(key, 1)}).headers["Location"] == LOGIN
    session = client.session
    session["half_signed_in"] = {**session["half_signed_in"], "until": time() - 1}
    session.save()
    assert client.get(CODE).headers["Location"] == LOGIN


def test_wrong_codes_wait_and_another_persons_do_not_count(client: Client, curator: User) -> None:
    key, _codes = set_up(curator)
    other_key, _others = set_up(person(roles.EDITOR))
    give_password(client)
    errors = client.post(CODE, {"code": code_of(other_key, 1)}).context["form"].errors
    assert "not right" in errors["code"][0]
    errors = client.post(CODE, {"code": code_of(key, 1)}).context["form"].errors
    assert "Wrong codes were tried" in errors["code"][0]
    assert not inside(client)


def test_who_must_is_led_there_and_reaches_nothing_else(client: Client, curator: User) -> None:
    client.force_login(curator)
    assert inside(client)
    two_steps.set_rule(two_steps="publishers", by=curator)
    assert inside(client), "a curator does not publish"
    two_steps.set_rule(two_steps="everybody", by=curator)
    for address in ("/admin/", "/admin/review/", "/admin/investments/event/add/"):
        assert client.get(address).headers["Location"].startswith(f"{PAGE}?next="), address
    assert client.post("/admin/investments/event/add/", {"name": "x"}).headers["Location"] == PAGE
    page = client.get(f"{PAGE}?next=/admin/review/")
    sent = {"act": "set_up", "key": page.context["signed_key"], "next": page.context["after"]}
    key = bytes_of(page.context["key"].replace(" ", ""))
    shown = client.post(PAGE, {**sent, "code": code_of(key)})
    assert shown.context["after"] == "/admin/review/"
    assert client.get("/admin/review/").status_code == 200
    off = {"act": "switch_off", "off-password": PASSWORD, "off-code": code_of(key, 1)}
    client.post(PAGE, off)
    assert two_steps.standing(curator).on, "who must cannot switch it off"


def test_it_can_be_required_by_role_and_by_the_operator(settings: Any) -> None:
    editor, viewer = person(roles.EDITOR), person(roles.VIEWER)
    SignInRule.objects.create(pk=1, two_steps="publishers")
    assert [two_steps.standing(user).required for user in (editor, viewer)] == [True, False]
    SignInRule.objects.all().delete()
    assert not two_steps.standing(editor).required
    settings.TWO_STEPS_REQUIRED = True
    assert two_steps.standing(viewer).required


def test_another_session_takes_the_second_step_too(client: Client, curator: User) -> None:
    """One that was open when it was set up elsewhere."""
    client.force_login(curator)
    key, _codes = set_up(curator)
    assert client.get("/admin/").headers["Location"].startswith(CODE)
    assert client.get(PAGE).headers["Location"].startswith(CODE)
    before = client.session.session_key
    assert client.post(CODE, {"code": code_of(key, 1)}).status_code == 302
    assert inside(client)
    assert client.session.session_key != before


def test_switching_off_takes_password_and_code(client: Client, curator: User) -> None:
    _key, codes = set_up(curator)
    give_password(client)
    client.post(CODE, {"code": codes[0]})
    wrong = {"act": "switch_off", "off-password": "not this one", "off-code": codes[1]}
    assert set(client.post(PAGE, wrong).context["off_form"].errors) == {"password"}
    wrong = {"act": "switch_off", "off-password": PASSWORD, "off-code": "222222"}
    assert set(client.post(PAGE, wrong).context["off_form"].errors) == {"code"}
    assert two_steps.standing(curator).on
    new = client.post(PAGE, {"act": "new_codes", "new-code": codes[1]}).context["codes"]
    assert len(new) == two_steps.CODES
    off = {"act": "switch_off", "off-password": PASSWORD}
    assert client.post(PAGE, {**off, "off-code": codes[2]}).status_code == 200, "replaced"
    assert two_steps.standing(curator).on
    client.post(PAGE, {**off, "off-code": new[0]})
    assert two_steps.standing(curator).on, "after a wrong code the next waits"
    two_steps.StaticDevice.objects.update(throttling_failure_count=0)
    client.post(PAGE, {**off, "off-code": new[0]})
    assert not two_steps.standing(curator).on
    assert inside(client)


def test_a_key_is_good_only_for_whom_it_was_shown(client: Client, curator: User) -> None:
    other = Client()
    other.force_login(person(roles.EDITOR))
    page = other.get(PAGE)
    key = bytes_of(page.context["key"].replace(" ", ""))
    client.force_login(curator)
    for signed in (page.context["signed_key"], "x", ""):
        client.post(PAGE, {"act": "set_up", "key": signed, "code": code_of(key)})
        assert not two_steps.standing(curator).on


def test_an_owner_resets_a_lost_telephone(client: Client, curator: User, settings: Any) -> None:
    settings.ZEAL_ALLOWLIST = [{"model": "auth.User"}]
    key, codes = set_up(curator)
    url = reverse("admin:auth_user_reset_two_steps", args=[curator.pk])
    client.force_login(person(roles.EDITOR))
    assert client.post(url).status_code == 403
    boss = User.objects.create_superuser("boss")
    set_up(boss)
    client.force_login(person(roles.OWNER))
    of_boss = reverse("admin:auth_user_reset_two_steps", args=[boss.pk])
    assert client.post(of_boss).status_code == 403
    change = client.get(f"/admin/auth/user/{curator.pk}/change/").content.decode()
    assert url in change
    assert key not in change
    assert client.get(url).status_code == 200
    assert two_steps.standing(curator).on, "asked back first"
    assert client.post(url).status_code == 302
    assert not two_steps.standing(curator).on
    assert two_steps.standing(boss).on
    entry = LogEntry.objects.get(object_id=str(curator.pk), change_message__contains="reset")
    assert entry.user.username == roles.OWNER
    assert "yes" in client.get("/admin/auth/user/").content.decode()
    assert give_password(Client()).headers["Location"] == "/admin/"
    assert codes


def test_an_operator_resets_the_last_owners(curator: User) -> None:
    set_up(curator)
    call_command("reset_two_steps", "cui", stdout=StringIO())
    assert not two_steps.standing(curator).on
    with pytest.raises(CommandError):
        call_command("reset_two_steps", "nobody", stdout=StringIO())


def test_only_owners_set_the_rule(client: Client) -> None:
    client.force_login(person(roles.EDITOR))
    assert client.post("/admin/sign-ins/", {"two_steps": "everybody"}).status_code == 403
    client.force_login(person(roles.OWNER))
    assert client.get("/admin/sign-ins/").status_code == 200
    assert client.post("/admin/sign-ins/", {"two_steps": "robots"}).status_code == 200
    assert not SignInRule.objects.exists()
    assert client.post("/admin/sign-ins/", {"two_steps": "publishers"}).status_code == 302
    assert SignInRule.objects.get().two_steps == "publishers"


def test_keys_and_codes_are_in_no_list_of_the_admin(admin_client: Client) -> None:
    page = admin_client.get("/admin/").content.decode()
    assert not re.search(r"/admin/(otp_|axes)", page)
    assert admin_client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert admin_client.get("/admin/axes/accessattempt/").status_code == 404


def test_public_pages_ask_for_no_session_and_a_desk_page_for_one_row_more(
    client: Client, admin_client: Client
) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/about/")
    asked = [query["sql"] for query in queries if re.search("otp_|session|axes|sign", query["sql"])]
    assert asked == []
    admin_client.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        admin_client.get("/admin/two-step/")
    assert len([query for query in queries if "otp_totp" in query["sql"]]) <= 2
