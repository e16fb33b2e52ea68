"""What the curation desk's templates need."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from investments.choices import State
from investments.desk.session import progress
from investments.details import changesets, todo
from investments.models import ChangeSet, Correction, Source

LATEST_CHANGES = 5
LATEST_ARTICLES = 10

register = template.Library()

GROUPS: dict[str | Promise, tuple[str, ...]] = {
    _("Record identities"): (
        "Source",
        "Event",
        "EventSeries",
        "SigningBatch",
        "Project",
        "Organisation",
        "Person",
        "Place",
    ),
    _("Statements"): (
        "Figure",
        "EventDate",
        "Milestone",
        "Participation",
        "Position",
        "Location",
        "Classification",
        "Placement",
        "PolicyNote",
        "Mention",
        "Contribution",
    ),
    _("Readers"): ("Correction", "ContactPoint"),
    _("Vocabulary"): ("Statistic", "Industry", "Tier", "SlugRedirect"),
}


@register.simple_tag
def grouped(app_list: Any) -> list[dict[str, Any]]:
    """The admin's list of applications with the record's models in groups, each in the order in
    which a curator meets them; first the record, then what else there is."""
    groups, others = [], []
    for app in app_list or []:
        if app["app_label"] == "investments":
            groups += list(_groups(app))
        else:
            others.append(app)
    return groups + others


def _groups(app: dict[str, Any]) -> Iterator[dict[str, Any]]:
    models = {model["object_name"]: model for model in app["models"]}
    for title, names in GROUPS.items():
        if members := [models[name] for name in names if name in models]:
            yield {**app, "name": title, "models": members}


# The desk's own pages, in the order of the work: name, label, permission (any of them).
DESK_PAGES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("admin:index", _("To do"), ()),
    ("desk", _("Reading desk"), ()),
    ("review", _("Review"), ()),
    ("change_sets", _("Changes"), ()),
    ("duplicates", _("Duplicates"), ()),
    ("transfer", _("Import and export"), ("export_record", "import_record")),
    ("desk_help", _("Help"), ()),
)


@register.simple_tag(takes_context=True)
def desk_pages(context: Any) -> list[dict[str, Any]]:
    """Those that somebody may open, and which of them the page belongs to."""
    request = context["request"]
    found = []
    for name, label, permissions in DESK_PAGES:
        allowed = [request.user.has_perm(f"investments.{each}") for each in permissions]
        if allowed and not any(allowed):
            continue
        address = reverse(name)
        exact = request.path == address
        here = exact or (name != "admin:index" and request.path.startswith(address))
        found.append({"address": address, "label": label, "here": here})
    return found


@register.inclusion_tag("admin/investments/todo.html", takes_context=True)
def desk_overview(context: Any) -> dict[str, Any]:
    """What needs doing, for whoever is signed in. Some ten queries, and those of the conflicts."""
    user = context["request"].user
    (waiting,) = todo.lines(user, [todo.IN_REVIEW]) or (None,)
    answers = user.has_perm("investments.view_correction")
    mine = ChangeSet.objects.filter(by=user.pk).select_related("by")
    return {
        "waiting": waiting.total if waiting else 0,
        "reports": Correction.objects.waiting().count() if answers else 0,
        "articles": _unfinished(),
        "lines": todo.lines(user),
        "differences": todo.differences(),
        "changes": changesets.summaries(mine[:LATEST_CHANGES]),
    }


def _unfinished() -> list[Any]:
    """The latest articles with figures or dates that nobody has dealt with."""
    kept = Source.objects.exclude(text="").exclude(state=State.WITHDRAWN)
    read = progress(list(kept.select_related("publisher").order_by("-pk")[:LATEST_ARTICLES]))
    return [one for one in read if one.open]
