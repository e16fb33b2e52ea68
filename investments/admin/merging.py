"""Likely duplicates side by side, and two of them on their way to being one."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from investments.actions import merge as merging
from investments.actions import merge_plan
from investments.actions.changesets import change_set
from investments.actions.merge import CannotMergeError, Choices
from investments.actions.permits import Act, may, may_merge
from investments.admin.columns import NOTHING
from investments.admin.likely import identity
from investments.choices import ChangeKind
from investments.duplicates import KINDS, Pair, pairs
from investments.models import Identity, NotDuplicate, Sourced
from investments.models.change_set import REASON_LENGTH

PER_PAGE = 25
SETTLED = 50  # shown of the pairs that somebody found not to be the same
PREVIEW, MERGE = "preview", "merge"


# --- Likely duplicates --------------------------------------------------------------------------


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of one kind; without a kind of the first that has any."""
    offered = [model for model in KINDS if may(request.user, Act.VIEW, model)]
    if not offered:
        raise Http404
    found = {model: pairs(model) for model in offered}
    wanted = request.GET.get("kind", "")
    chosen = next((model for model in offered if model._meta.model_name == wanted), None)
    chosen = chosen or next((model for model in offered if found[model]), offered[0])
    page = Paginator(found[chosen], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Likely duplicates"),
        "kinds": [
            {
                "name": model._meta.model_name,
                "label": capfirst(str(model._meta.verbose_name_plural)),
                "count": len(found[model]),
                "chosen": model is chosen,
            }
            for model in offered
        ],
        "kind": chosen._meta.model_name,
        "page": page,
        "pairs": list(_side_by_side(chosen, list(page.object_list))),
        "settled": list(_settled(chosen)),
        "merges": may_merge(request.user, chosen),
        "settles": may(request.user, Act.ADD, NotDuplicate),
        "reason_length": REASON_LENGTH,
    }
    return TemplateResponse(request, "admin/investments/duplicates.html", context)


def _side_by_side(model: type[Identity], found: list[Pair]) -> Iterator[dict[str, Any]]:
    """One query for the records, one for each kind of statement that is counted."""
    keys = {key for pair in found for key in (pair.low, pair.high)}
    rows = model._default_manager.in_bulk(list(keys))
    counts = _statements(model, keys)
    for pair in found:
        if pair.low in rows and pair.high in rows:
            both = [rows[pair.low], rows[pair.high]]
            yield {
                "reasons": pair.reasons,
                "rows": [
                    {"row": row, "url": _form_of(row), "statements": counts.get(row.pk, 0)}
                    for row in both
                ],
                "low": pair.low,
                "high": pair.high,
                "merge_url": _merge_url(*sorted(both, key=lambda row: -counts.get(row.pk, 0))),
            }


def _statements(model: type[Identity], keys: set[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for other, fields in merge_plan.links(model).items():
        if issubclass(other, Sourced) and keys:
            for foreign in fields:
                rows = other._default_manager.filter(**{f"{foreign.name}__in": keys}).order_by()
                for pk, number in rows.values_list(foreign.attname).annotate(Count("pk")):
                    counts[pk] = counts.get(pk, 0) + number
    return counts


def _settled(model: type[Identity]) -> Iterator[dict[str, Any]]:
    known = NotDuplicate.objects.filter(kind=model._meta.model_name).select_related("by")
    listed = list(known[:SETTLED])
    rows = model._default_manager.in_bulk([pk for one in listed for pk in (one.low, one.high)])
    for one in listed:
        if one.low in rows and one.high in rows:
            yield {"settled": one, "low": rows[one.low], "high": rows[one.high]}


@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """That two are not the same; or, with `again`, that they are to be asked about again."""
    model = identity(request.POST.get("kind", ""))
    numbers = [request.POST.get(name, "") for name in ("low", "high")]
    if not all(text.isdecimal() and len(text) < 19 for text in numbers):
        raise Http404
    low, high = sorted(int(text) for text in numbers)
    kind = str(model._meta.model_name)
    act = Act.DELETE if request.POST.get("again") else Act.ADD
    if not may(request.user, act, NotDuplicate):
        raise Http404
    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH]
    with change_set(kind=ChangeKind.EDIT, user=request.user, reason=reason) as current:
        known = NotDuplicate.objects.filter(kind=kind, low=low, high=high).first()
        if act == Act.DELETE and known:
            known.delete()
            messages.success(request, _("They are proposed again where they are alike."))
        elif act == Act.ADD and not known:
            if model._default_manager.filter(Q(pk=low) | Q(pk=high)).count() != 2:
                raise Http404
            NotDuplicate.objects.create(
                kind=kind, low=low, high=high, by_id=request.user.pk, reason=reason
            )
            messages.success(request, _said(_("Kept: they are not the same."), current.stored.pk))
    return redirect(f"{reverse('duplicates')}?kind={kind}")


# --- Merging ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, kind: str, stays: str, goes: str) -> HttpResponse:
    """What a merge asks, then what it will do, then the merge."""
    model = identity(kind)
    if not may_merge(request.user, model):
        raise Http404
    rows = {row.slug: row for row in model._default_manager.filter(slug__in=[stays, goes])}
    if not {stays, goes} <= set(rows):
        raise Http404
    plan = merge_plan.plan(survivor=rows[stays], loser=rows[goes])
    choices = _choices(request) if request.method == "POST" else Choices()
    step = request.POST.get("step", "")
    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH]
    stopped = [
        *merging.refusals(survivor=plan.survivor, loser=plan.loser, user=request.user),
        *plan.refusals,
    ]
    if step == MERGE and reason and not stopped:
        try:
            change = merging.merge(
                survivor=plan.survivor,
                loser=plan.loser,
                user=request.user,
                reason=reason,
                choices=choices,
                seen=request.POST.get("seen", ""),
            )
        except CannotMergeError as error:
            stopped = error.reasons
        else:
            said = _("“%(goes)s” is now part of “%(stays)s”.") % {
                "goes": plan.loser,
                "stays": plan.survivor,
            }
            messages.success(request, _said(said, change.pk))
            return redirect(_form_of(plan.survivor))
    context = {
        **admin.site.each_context(request),
        "title": _("Merge two records"),
        "plan": plan,
        "opts": model._meta,
        "stopped": stopped,
        "failed": step == MERGE and bool(stopped),
        "columns": [_column(plan, column, choices) for column in plan.columns],
        "names": [
            {"name": name, "kept": choices.names is None or name in choices.names}
            for name in plan.names
        ],
        "clashes": [_clash(clash, choices) for clash in plan.clashes],
        "moves": [_moved(hanging) for hanging in plan.hanging if hanging.counted],
        "urls": {
            "survivor": _form_of(plan.survivor),
            "loser": _form_of(plan.loser),
            "swap": _merge_url(plan.loser, plan.survivor),
        },
        "reason": reason,
        "reason_length": REASON_LENGTH,
        "missing": step in (PREVIEW, MERGE) and not reason,
        "previewing": step in (PREVIEW, MERGE) and bool(reason) and not stopped,
        "outcome": list(_outcome(plan, choices)),
        "sent": _sent(request),
    }
    return TemplateResponse(request, "admin/investments/merge.html", context)


def _choices(request: HttpRequest) -> Choices:
    def chosen(prefix: str) -> dict[str, str]:
        sent = request.POST.items()
        return {key.removeprefix(prefix): str(v) for key, v in sent if key.startswith(prefix)}

    names = request.POST.getlist("other_name") if "names" in request.POST else None
    return Choices(columns=chosen("column-"), names=names, clashes=chosen("clash-"))


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What was chosen, to be carried through the page that shows the outcome."""
    carried = ("column-", "clash-", "other_name", "names", "reason")
    return [
        (key, value)
        for key, values in request.POST.lists()
        if key.startswith(carried)
        for value in values
    ]


def _column(plan: Any, column: merge_plan.Column, choices: Choices) -> dict[str, Any]:
    values = [(merge_plan.KEPT, _shown(plan.survivor, column.name, column.kept))]
    values.append((merge_plan.OTHER, _shown(plan.loser, column.name, column.other)))
    if column.joins:
        values.append((merge_plan.BOTH, _("both, one after the other")))
    chosen = choices.column(column)
    return {"column": column, "values": values, "chosen": chosen}


def _shown(row: Any, name: str, value: Any) -> str:
    if value in (None, ""):
        return NOTHING
    field = row._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)


WAYS_OUT = {
    "preferred": lambda: {
        merge_plan.KEPT: _("The first stays preferred, the second becomes normal"),
        merge_plan.OTHER: _("The second stays preferred, the first becomes normal"),
    },
    "once": lambda: {
        merge_plan.KEPT: _("The first stays, the second is deleted"),
        merge_plan.OTHER: _("The second stays, the first is deleted"),
    },
    "same": lambda: {
        merge_plan.BOTH: _("Both stay"),
        merge_plan.KEPT: _("One of them is deleted"),
    },
}


def _clash(clash: merge_plan.Clash, choices: Choices) -> dict[str, Any]:
    texts = WAYS_OUT[clash.kind]()
    return {
        "clash": clash,
        "kind": clash.kept._meta.verbose_name,
        "rows": [(row, _form_of(row), _printed(row)) for row in (clash.kept, clash.other)],
        "options": [(option, texts[option]) for option in clash.options],
        "chosen": choices.clash(clash),
    }


def _printed(row: Any) -> str:
    return f"{row.source or ''} ¶ {row.paragraph}" if getattr(row, "paragraph", None) else ""


def _moved(hanging: merge_plan.Hanging) -> dict[str, Any]:
    return {"label": hanging.label, "count": len(hanging.rows)}


def _outcome(plan: Any, choices: Choices) -> Iterator[dict[str, Any]]:
    after = merging.outcome(plan, choices)
    for name, value in after.items():
        field = plan.survivor._meta.get_field(name)
        before = getattr(plan.survivor, name)
        yield {
            "label": capfirst(str(field.verbose_name)),
            "before": _shown(plan.survivor, name, before),
            "after": _shown(plan.survivor, name, value),
        }


def _said(text: str, change: int) -> Any:
    return format_html(
        '{} <a href="{}">{}</a>', text, reverse("change_set", args=[change]), _("Look or undo")
    )


def _form_of(row: Any) -> str:
    return reverse(f"admin:investments_{row._meta.model_name}_change", args=[row.pk])


def _merge_url(stays: Any, goes: Any) -> str:
    return reverse("merge", args=[stays._meta.model_name, stays.slug, goes.slug])
