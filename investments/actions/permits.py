"""Who may do what with a row: asked by forms, bulk actions and pages alike, answered here alone."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Model, Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from investments.choices import State
from investments.models import Reviewed

PUBLISH_PERMISSION = "investments.publish_record"
MERGE_PERMISSION = "investments.merge_record"


class Act(TextChoices):
    VIEW = "view", gettext_lazy("look at")
    ADD = "add", gettext_lazy("add")
    CHANGE = "change", gettext_lazy("change")
    DELETE = "delete", gettext_lazy("delete")
    SUBMIT = "submit", gettext_lazy("submit for review")
    SEND_BACK = "send_back", gettext_lazy("send back")
    PUBLISH = "publish", gettext_lazy("publish")
    WITHDRAW = "withdraw", gettext_lazy("withdraw")


OWN = gettext_lazy("You wrote this draft: somebody else publishes it.")
# What a change of state is called, whatever state it starts from.
REACHES = {
    State.DRAFT: Act.SEND_BACK,
    State.IN_REVIEW: Act.SUBMIT,
    State.PUBLISHED: Act.PUBLISH,
    State.WITHDRAWN: Act.WITHDRAW,
}
FROM = {
    Act.SUBMIT: (State.DRAFT, State.WITHDRAWN),
    Act.SEND_BACK: (State.IN_REVIEW,),
    Act.PUBLISH: (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN),
    Act.WITHDRAW: (State.DRAFT, State.IN_REVIEW, State.PUBLISHED),
}
# Whoever may change a record may submit it; what the public sees is for those who publish.
DEMANDS = {Act.SUBMIT: Act.CHANGE, Act.SEND_BACK: Act.PUBLISH, Act.WITHDRAW: Act.PUBLISH}


def may(user: Any, act: Act, model: type[Model]) -> bool:
    """Whether somebody may do this with rows of the model at all."""
    act = DEMANDS.get(act, act)
    if act == Act.PUBLISH:
        return user.has_perm(PUBLISH_PERMISSION) and may(user, Act.CHANGE, model)
    return user.has_perm(f"{model._meta.app_label}.{act.value}_{model._meta.model_name}")


def may_merge(user: Any, model: type[Model]) -> bool:
    """Whether somebody may make one record of two of this model; the one that goes is deleted."""
    both = may(user, Act.CHANGE, model) and may(user, Act.DELETE, model)
    return bool(both and user.has_perm(MERGE_PERMISSION))


def refusal(user: Any, act: Act, row: Reviewed) -> str:
    """Why somebody may not do this with this row, in a sentence; '' if they may. One query where
    the row's authors count."""
    return refusals(user, act, [row]).get(row.pk, "")


def refusals(user: Any, act: Act, rows: Iterable[Reviewed]) -> dict[int, str]:
    """The rows of one model that somebody may not do this with, and why. One query."""
    listed = list(rows)
    found = {row.pk: reason for row in listed if (reason := _by_state(user, act, row))}
    if act == Act.PUBLISH:
        left = [row for row in listed if row.pk not in found]
        for pk in own(user, left) if left and second_person(user) else ():
            found[pk] = str(OWN)
    return found


def _by_state(user: Any, act: Act, row: Reviewed) -> str:
    stored = State(row.state)
    if not may(user, act, type(row)):
        return _("Your role does not let you %(act)s this.") % {"act": act.label}
    if act in FROM and stored not in FROM[act]:
        return _("It cannot be done with what is “%(state)s”.") % {"state": stored.label}
    if may(user, Act.PUBLISH, type(row)):
        return ""
    if act in (Act.CHANGE, Act.DELETE) and stored == State.PUBLISHED:
        return _("The public reads this: only somebody who may publish can change it.")
    if act == Act.DELETE and stored != State.DRAFT:
        return _("Only a draft can be deleted. Ask somebody who may publish.")
    return ""


def own(user: Any, rows: Iterable[Reviewed]) -> set[int]:
    """Which of these rows somebody wrote, or changed since they were last public. Moving a row
    through the review writes nothing. One query a model."""
    by_model: dict[type[Reviewed], set[int]] = defaultdict(set)
    for row in rows:
        by_model[type(row)].add(row.pk)
    mine: set[int] = set()
    for model, keys in by_model.items():
        words = [field.attname for field in model._meta.concrete_fields if _is_entered(field)]
        history = model.history.filter(id__in=keys).order_by("history_date", "history_id")
        last: dict[int, tuple[Any, ...]] = {}
        for pk, state, author, *said in history.values_list("id", "state", "history_user", *words):
            if state == State.PUBLISHED:
                mine.discard(pk)
            elif author == user.pk and last.get(pk) != tuple(said):
                mine.add(pk)
            last[pk] = tuple(said)
    return mine


def _is_entered(field: Any) -> bool:
    return bool(field.editable and not field.primary_key and field.name != "state")


def second_person(user: Any) -> bool:
    """Whether somebody else could publish, and is asked to. One query."""
    if not settings.REVIEW_BY_ANOTHER:
        return False
    app, name = PUBLISH_PERMISSION.split(".")
    granted = {"codename": name, "content_type__app_label": app}
    by_group = {f"groups__permissions__{key}": value for key, value in granted.items()}
    by_self = {f"user_permissions__{key}": value for key, value in granted.items()}
    staff = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    able = Q(is_superuser=True) | Q(**by_group) | Q(**by_self)
    return staff.filter(able).exclude(pk=user.pk).exists()


def states_for(user: Any, row: Reviewed, stored: str) -> list[State]:
    """The states that somebody may give a row in its form, the one that it has first."""
    now = State(stored) if stored else State.DRAFT
    reachable = []
    for state, act in REACHES.items():
        if state == now:
            continue
        possible = now in FROM[act]
        if possible and may(user, act, type(row)):
            reachable.append(state)
    return [now, *reachable]
