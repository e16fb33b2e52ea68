"""Who may do what: every model, every act, every role."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from investments.actions import permits, roles
from investments.actions.permits import Act
from investments.actions.publish import RefusedError, publish, send_back, submit, withdraw
from investments.choices import State
from investments.models import Event, Figure, Mention, Place, Reviewed
from tests.admin_forms import admin_url, complaints, opened
from tests.factories import IDENTITIES, SERVICES, STATEMENTS, make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MODELS = [*IDENTITIES, *STATEMENTS, *SERVICES]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)

# What a role may do with somebody else's row in each state; whatever is not named is refused.
NOTHING: dict[State, set[Act]] = {state: set() for state in State}
LOOKING = {state: {Act.VIEW} for state in State}
CURATING = {
    State.DRAFT: {Act.VIEW, Act.CHANGE, Act.DELETE, Act.SUBMIT},
    State.IN_REVIEW: {Act.VIEW, Act.CHANGE},
    State.PUBLISHED: {Act.VIEW},
    State.WITHDRAWN: {Act.VIEW, Act.CHANGE, Act.SUBMIT},
}
ALWAYS = {Act.VIEW, Act.CHANGE, Act.DELETE}
EDITING = {
    State.DRAFT: {*ALWAYS, Act.SUBMIT, Act.PUBLISH, Act.WITHDRAW},
    State.IN_REVIEW: {*ALWAYS, Act.SEND_BACK, Act.PUBLISH, Act.WITHDRAW},
    State.PUBLISHED: {*ALWAYS, Act.WITHDRAW},
    State.WITHDRAWN: {*ALWAYS, Act.SUBMIT, Act.PUBLISH},
}
MATRIX = {
    "": NOTHING,
    roles.VIEWER: LOOKING,
    roles.CURATOR: CURATING,
    roles.EDITOR: EDITING,
    roles.OWNER: EDITING,
}
every_role = pytest.mark.parametrize("role", MATRIX, ids=lambda role: role or "no role")


def person(role: str, name: str = "") -> User:
    user = User.objects.create_user(name or role or "nobody", is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@every_role
@every_model
def test_the_matrix(model: type[Reviewed], role: str) -> None:
    user = person(role)
    wrong = []
    for state in State:
        row = make(model, state=state) if state != State.PUBLISHED else make(model)
        for act in set(Act) - {Act.ADD}:
            allowed = not permits.refusal(user, act, row)
            if allowed != (act in MATRIX[role][state]):
                wrong.append((state, act, allowed))
    adds = permits.may(user, Act.ADD, model)
    assert adds == (role in (roles.CURATOR, roles.EDITOR, roles.OWNER))
    assert wrong == []


@every_role
@pytest.mark.parametrize("model", [Figure, Event], ids=["statement", "identity"])
def test_the_desk_keeps_to_the_matrix(client: Client, model: type[Reviewed], role: str) -> None:
    """The pages and actions themselves, for each state a row can be in."""
    client.force_login(person(role))
    acts: dict[Act, tuple[str, Callable]] = {
        Act.SUBMIT: ("submit_selected", submit),
        Act.PUBLISH: ("publish_selected", publish),
        Act.SEND_BACK: ("send_back_selected", send_back),
        Act.WITHDRAW: ("withdraw_selected", withdraw),
    }
    reached = {Act.SUBMIT: "in_review", Act.PUBLISH: "published"}
    reached |= {Act.SEND_BACK: "draft", Act.WITHDRAW: "withdrawn"}
    assert (client.get(admin_url(model, "add")).status_code == 200) == (
        role in (roles.CURATOR, roles.EDITOR, roles.OWNER)
    )
    for state in State:
        allowed = MATRIX[role][state]
        row = made_in(model, state)
        page = client.get(admin_url(model, "change", row.pk))
        assert (page.status_code == 200) == (Act.VIEW in allowed)
        if page.status_code == 200:
            assert page.context["has_change_permission"] == (Act.CHANGE in allowed)
        changed = client.post(admin_url(model, "change", row.pk), {})
        assert (changed.status_code == 403) == (Act.CHANGE not in allowed)
        deleted = client.get(admin_url(model, "delete", row.pk))
        assert (deleted.status_code == 200) == (Act.DELETE in allowed)
        for act, (action, _function) in acts.items():
            row = made_in(model, state)
            data = {"action": action, "_selected_action": [row.pk]}
            url = admin_url(model, "changelist")
            client.post(url, {**data, "confirmed": "1", "comment": "because"})
            row.refresh_from_db()
            moved = row.state == reached[act] and row.state != state
            assert moved == (act in allowed), (state, act)


@every_model
def test_a_curator_reads_what_is_public_and_edits_drafts(
    client: Client, model: type[Reviewed]
) -> None:
    """Every model's forms and actions ask; the whole matrix is above, on two of them."""
    client.force_login(person(roles.CURATOR))
    for state, may_edit in ((State.PUBLISHED, False), (State.DRAFT, True)):
        row = made_in(model, state)
        page = client.get(admin_url(model, "change", row.pk))
        assert page.context["has_change_permission"] == may_edit
        data = {"action": "publish_selected", "_selected_action": [row.pk], "confirmed": "1"}
        client.post(admin_url(model, "changelist"), data)
        row.refresh_from_db()
        assert row.state == state


def made_in(model: type[Reviewed], state: State) -> Any:
    row = make(model, state=state)
    if model in IDENTITIES and model.__name__ != "Source":
        field = next(
            name for name in Mention.ARC if Mention._meta.get_field(name).related_model is model
        )
        make(Mention, **{field: row})
    return row


def test_roles_are_groups_that_every_migration_keeps_up() -> None:
    curator = Group.objects.get(name=roles.CURATOR)
    curator.permissions.clear()
    someone = person(roles.CURATOR)
    roles.refresh()
    assert someone.has_perm("investments.add_figure")
    assert not someone.has_perm("investments.publish_record")
    assert {group.name for group in Group.objects.all()} >= set(roles.ROLES)
    call_command("migrate", verbosity=0)


def test_every_model_of_the_desk_is_in_every_role() -> None:
    registered = {model for model in admin.site._registry if model._meta.app_label == "investments"}
    assert registered <= set(roles.record_models())
    viewer = Group.objects.get(name=roles.VIEWER)
    names = set(viewer.permissions.values_list("codename", flat=True))
    assert {f"view_{model._meta.model_name}" for model in registered} <= names


def drafted_by(user: User, **fields: Any) -> Figure:
    row = make(Figure, state="draft", **fields)
    row.history.update(history_user=user)
    return Figure.objects.for_list().get(pk=row.pk)


def test_nobody_publishes_a_draft_of_their_own_where_another_can(settings: Any) -> None:
    author, editor = person(roles.EDITOR, "author"), person(roles.EDITOR, "editor")
    row = drafted_by(author)
    with pytest.raises(RefusedError) as refused:
        publish(rows=[row], user=author)
    assert "somebody else" in refused.value.refusals[0].reasons[0]
    row.refresh_from_db()
    assert row.state == "draft"
    assert publish(rows=[row], user=editor) == 1
    assert withdraw(rows=[row], user=author, comment="misread") == 1
    row.refresh_from_db()
    assert publish(rows=[row], user=author) == 1, "its words were read by another"
    row = drafted_by(author)
    settings.REVIEW_BY_ANOTHER = False
    assert publish(rows=[row], user=author) == 1


def test_whoever_is_alone_publishes_alone() -> None:
    author = person(roles.EDITOR)
    person(roles.CURATOR)
    User.objects.create_user("gone", is_superuser=True, is_staff=True, is_active=False)
    assert publish(rows=[drafted_by(author)], user=author) == 1


def test_a_new_record_is_not_published_by_who_enters_it(client: Client) -> None:
    person(roles.EDITOR, "other")
    client.force_login(person(roles.EDITOR))
    url = admin_url(Place, "add")
    data = {**opened(client, url), "name": "A new place", "slug": "a-new-place", "kind": "park"}
    response = client.post(url, {**data, "state": "published"})
    assert "state" in complaints(response)
    assert client.post(url, {**data, "state": "in_review"}).status_code == 302
    assert Place.objects.get(slug="a-new-place").state == "in_review"


def test_a_curator_is_offered_what_a_curator_may_do(client: Client) -> None:
    client.force_login(person(roles.CURATOR))
    row = make(Place, state="draft")
    form = client.get(admin_url(Place, "change", row.pk)).context["adminform"].form
    assert [value for value, _label in form.fields["state"].choices] == ["draft", "in_review"]
    data = opened(client, admin_url(Place, "change", row.pk))
    response = client.post(admin_url(Place, "change", row.pk), {**data, "state": "published"})
    assert "state" in complaints(response)


def test_a_curator_cannot_change_published_rows_by_way_of_their_subject(client: Client) -> None:
    client.force_login(person(roles.CURATOR))
    event = make(Event, state="draft")
    figure = make(Figure, event=event, low=5, high=5)
    url = admin_url(Event, "change", event.pk)
    data = opened(client, url)
    assert client.post(url, data).status_code == 302, "untouched rows are no matter"
    data = opened(client, url)
    data["figures-0-low"] = "7"
    data["figures-0-high"] = "7"
    response = client.post(url, data)
    assert "The public reads this" in str(complaints(response))
    figure.refresh_from_db()
    assert figure.low == 5


def test_what_the_public_reads_changes_for_a_reason(client: Client) -> None:
    client.force_login(person(roles.EDITOR))
    figure = make(Figure, low=5, high=5)
    url = admin_url(Figure, "change", figure.pk)
    data = {**opened(client, url), "low": "7", "high": "7", "change_reason": ""}
    assert "change_reason" in complaints(client.post(url, data))
    figure.refresh_from_db()
    assert figure.low == 5
    assert client.post(url, {**data, "change_reason": "a misprint"}).status_code == 302
    assert figure.history.first().history_change_reason == "a misprint"
    draft = make(Figure, low=5, high=5, state="draft")
    url = admin_url(Figure, "change", draft.pk)
    data = {**opened(client, url), "low": "7", "high": "7", "change_reason": ""}
    assert client.post(url, data).status_code == 302, "a draft changes as one likes"


def test_rows_in_another_form_share_its_reason(client: Client) -> None:
    client.force_login(person(roles.EDITOR))
    event = make(Event)
    figure = make(Figure, event=event, low=5, high=5)
    url = admin_url(Event, "change", event.pk)
    data = {**opened(client, url), "figures-0-low": "7", "figures-0-high": "7"}
    refused = client.post(url, {**data, "change_reason": ""})
    assert "say in a few words" in str(complaints(refused))
    assert client.post(url, {**data, "change_reason": "a misprint"}).status_code == 302
    assert figure.history.first().history_change_reason == "a misprint"
    assert event.history.count() == 1, "the event itself was not changed"


def test_sending_back_says_what_is_to_be_done() -> None:
    editor = person(roles.EDITOR)
    row = make(Figure, state="in_review")
    row = Figure.objects.for_list().get(pk=row.pk)
    assert send_back(rows=[row], user=editor, comment="name the period") == 1
    row.refresh_from_db()
    assert (row.state, row.history.first().history_change_reason) == ("draft", "name the period")


def test_an_owner_gives_roles_and_nothing_above_them(client: Client, settings: Any) -> None:
    # Each page reads the account of who asks and the one that is looked at.
    settings.ZEAL_ALLOWLIST = [{"model": "auth.User"}]
    owner, boss = person(roles.OWNER), User.objects.create_superuser("boss")
    client.force_login(owner)
    url = "/admin/auth/user/add/"
    curator = Group.objects.get(name=roles.CURATOR)
    secret = "correct horse battery staple"
    data = {
        "username": "new",
        "usable_password": "true",
        "password1": secret,
        "password2": secret,
        "groups": [curator.pk],
    }
    assert client.post(url, data).status_code == 302
    new = User.objects.get(username="new")
    assert (new.is_staff, list(new.groups.all())) == (True, [curator])
    change = f"/admin/auth/user/{new.pk}/change/"
    fields = client.get(change).context["adminform"].form.fields
    assert not {"is_superuser", "user_permissions", "is_staff"} & set(fields)
    client.post(change, {"username": "new", "is_superuser": "on", "groups": [curator.pk]})
    new.refresh_from_db()
    assert not new.is_superuser
    assert client.post(f"/admin/auth/user/{boss.pk}/change/", {}).status_code == 403
    assert client.post(f"/admin/auth/user/{boss.pk}/password/", {}).status_code == 403
    assert client.post(f"/admin/auth/group/{curator.pk}/change/", {}).status_code == 403


def test_an_editor_keeps_no_accounts(client: Client) -> None:
    client.force_login(person(roles.EDITOR))
    assert client.get("/admin/auth/user/").status_code == 403
