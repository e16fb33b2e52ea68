"""The roles of staff: which of Django's permissions each has, as groups kept up by every migration.

What a role may do with one row hangs on the row too, on its state and its authors: see `permits`.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.db.models.signals import post_migrate
from simple_history.models import HistoricalChanges

from investments.models import (
    ChangeSet,
    EventKnown,
    ImportRun,
    ProjectKnown,
    SearchToken,
    SignInRule,
)

VIEWER, CURATOR, EDITOR, OWNER = "Viewer", "Curator", "Editor", "Owner"
ROLES = (VIEWER, CURATOR, EDITOR, OWNER)
# Tables that the site keeps for itself.
KEPT = (ChangeSet, EventKnown, ImportRun, ProjectKnown, SearchToken, SignInRule)
# What each role may do besides what the one before it may: with every model of the record, with
# the desk as a whole, and with the accounts of staff.
ON_RECORDS = {VIEWER: ("view",), CURATOR: ("add", "change", "delete"), EDITOR: (), OWNER: ()}
ON_THE_DESK: dict[str, tuple[str, ...]] = {
    VIEWER: ("export_record",),
    CURATOR: (),
    EDITOR: ("publish_record", "merge_record", "import_record"),
    OWNER: (),
}
ON_ACCOUNTS = {
    OWNER: ("add_user", "change_user", "view_user", "view_group"),
}


def record_models() -> list[type[models.Model]]:
    found = apps.get_app_config("investments").get_models()
    return [
        model for model in found if not issubclass(model, HistoricalChanges) and model not in KEPT
    ]


def permissions_of(role: str) -> set[tuple[str, str]]:
    """App label and code name of each permission that a role has."""
    found: set[tuple[str, str]] = set()
    for each in ROLES[: ROLES.index(role) + 1]:
        for verb in ON_RECORDS[each]:
            found |= {("investments", f"{verb}_{m._meta.model_name}") for m in record_models()}
        found |= {("investments", name) for name in ON_THE_DESK[each]}
        found |= {("auth", name) for name in ON_ACCOUNTS.get(each, ())}
    return found


def refresh() -> None:
    """Make the groups what is declared here. Who is in them stays as it is."""
    with transaction.atomic():
        known = {
            (permission.content_type.app_label, permission.codename): permission
            for permission in Permission.objects.select_related("content_type").filter(
                content_type__app_label__in=["investments", "auth"]
            )
        }
        for role in ROLES:
            group, _made = Group.objects.get_or_create(name=role)
            group.permissions.set([known[name] for name in permissions_of(role) if name in known])


def _after_migrations(plan: Iterable[Any] = (), **kwargs: Any) -> None:
    # Without a plan where a database was emptied, too: nobody could be given a role.
    if plan or not Group.objects.filter(name__in=ROLES).exists():
        for label in ("auth", "investments"):
            create_permissions(apps.get_app_config(label), verbosity=0)
        refresh()


def connect(app: Any) -> None:
    """Listen for the end of migrations."""
    post_migrate.connect(_after_migrations, sender=app, dispatch_uid="roles")
