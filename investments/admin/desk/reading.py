"""One article on the reading desk: its text, the draft of one candidate, and what becomes of it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from investments.actions.changesets import CannotUndoError, undo
from investments.actions.desk import AlreadyTakenError, changes_of, reopen, set_aside, take
from investments.admin.desk import drafts
from investments.admin.desk.articles import entered, looks, works
from investments.choices import ChangeKind
from investments.desk import known, session
from investments.desk.offer import offer
from investments.desk.record import Option, beside, by_value, search, stated
from investments.desk.session import DATE, FIGURE, NAME, Item, Session
from investments.forms.desk import DraftForm
from investments.forms.invariants import explain
from investments.languages import bracketed
from investments.models import Source
from investments.quantities.format import format_quantity
from investments.quantities.units import UNITS

KINDS = (FIGURE, DATE, NAME)
REASON_LENGTH = 100


def article_of(request: HttpRequest, slug: str) -> Source:
    looks(request.user)
    articles = Source.objects.select_related("publisher").exclude(text="")
    return get_object_or_404(articles, slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    source = article_of(request, slug)
    if request.method == "POST" and not works(request.user):
        raise PermissionDenied
    names, usage = known.load()
    act = ACTS.get(request.POST.get("do", ""))
    opened = (session.glance if act is _save else session.open_article)(source, names, usage)
    if request.method != "POST":
        if request.GET.get("words") and _chosen(opened, request.GET) is None:
            messages.warning(request, _("These words do not stand in this paragraph."))
        item = _after(opened, request.GET) or _chosen(opened, request.GET)
        item = item or (None if opened.finished else opened.first_open())
        return _page(request, opened, item, request.GET.get("as", ""))
    item = _chosen(opened, request.POST)
    if act is None or (item is None and act in (_save, _aside, _reopen, _search)):
        messages.error(request, _("These words are no longer in the text."))
        return _to(source, item)
    return act(request, opened, item)


def _chosen(opened: Session, data: QueryDict) -> Item | None:
    """The candidate of a key, or the words of a paragraph that somebody points to."""
    parts = data.get("at", "").split("-")
    if len(parts) == 3 and all(part.isdecimal() and len(part) < 8 for part in parts):
        return opened.at(int(parts[0]), int(parts[1]), int(parts[2]))
    paragraph, start = data.get("paragraph", ""), data.get("start", "")
    if paragraph.isdecimal() and len(paragraph) < 6:
        place = int(start) if start.isdecimal() and len(start) < 8 else None
        return opened.missed(int(paragraph), data.get("words", ""), place)
    return None


def _after(opened: Session, data: QueryDict) -> Item | None:
    """What comes next; asked for when it is shown, as one draft may settle other candidates."""
    if not data.get("after"):
        return None
    dealt = _chosen(opened, QueryDict(urlencode({"at": str(data["after"])})))
    return opened.next_open(dealt) if dealt else None


def _to(source: Source, item: Item | None, how: str = "at") -> HttpResponse:
    address = reverse("desk_article", args=[source.slug])
    if item is None:
        return redirect(address)
    return redirect(f"{address}?{urlencode({how: item.key})}")


# --- What a reader does -------------------------------------------------------------------------


def _save(request: HttpRequest, opened: Session, item: Item) -> HttpResponse:
    """Save the draft and go on; a draft that is not complete comes back with what it lacks."""
    kind = request.POST.get("form", "")
    kind = kind if kind in KINDS else item.kind
    form = drafts.form_of(kind, request.POST, _start(item, kind))
    if not form.is_valid():
        return _refused(request, opened, item, kind, form)
    try:
        row = take(
            source=opened.source,
            spot=item.spot,
            statement=form.made,
            new=form.new,
            user=request.user,
        )
    except AlreadyTakenError:
        messages.warning(request, _("“%(words)s” is taken already.") % {"words": item.spot.printed})
        return _to(opened.source, item, "after")
    except IntegrityError as error:
        form.add_error(None, explain(error, [type(form.made), *map(type, form.new)]))
        return _refused(request, opened, item, kind, form)
    told = drafts.told(row)
    said = f"{row}{bracketed(told)}" if told else row
    messages.success(request, _("Draft saved: %(row)s") % {"row": said})
    return _to(opened.source, item, "after")


def _refused(
    request: HttpRequest, opened: Session, item: Item, kind: str, form: DraftForm
) -> HttpResponse:
    """The page with what is wrong, and what was decided of the other candidates."""
    whole = session.open_article(opened.source, *known.load())
    return _page(request, whole, whole.item(item.key) or item, kind, form)


def _start(item: Item, kind: str) -> dict[str, Any]:
    """What the form started with, as far as it tells what was changed in it."""
    one = item.candidate
    if kind != FIGURE:
        return {}
    return {"low": one.low, "high": one.high, "unit": one.unit, "status": one.status} | {
        "qualifier": one.qualifier or "exact",
        "period": one.period,
    }


def _aside(request: HttpRequest, opened: Session, item: Item) -> HttpResponse:
    reason = entered(request.POST.get("reason", ""), REASON_LENGTH)
    if item.statement is None:
        set_aside(source=opened.source, spots=[item.spot], user=request.user, reason=reason)
    return _to(opened.source, item, "after")


def _reopen(request: HttpRequest, opened: Session, item: Item) -> HttpResponse:
    reopen(source=opened.source, spot=item.spot)
    return _to(opened.source, item)


def _aside_all(request: HttpRequest, opened: Session, item: Item | None) -> HttpResponse:
    """Set aside every open candidate of one kind."""
    kind = request.POST.get("kind", "")
    left = opened.open_of(kind) if kind in KINDS else []
    count = set_aside(source=opened.source, spots=[each.spot for each in left], user=request.user)
    text = ngettext("%(count)d set aside.", "%(count)d set aside.", count)
    messages.success(request, text % {"count": count})
    return _to(opened.source, None)


def _search(request: HttpRequest, opened: Session, item: Item) -> HttpResponse:
    """Without the script: the page again, as it was filled in, with what the searches found."""
    kind = request.POST.get("form", "")
    kind = kind if kind in KINDS else item.kind
    found = {
        name: search(request.POST.get(f"{name}_q", ""), _models(name, kind))
        for name in ("subject", "statistic", "area")
    }
    form = drafts.form_of(kind, None, request.POST.dict())
    return _page(request, opened, item, kind, form, found)


def _undo(request: HttpRequest, opened: Session, item: Item | None) -> HttpResponse:
    """Take back the latest change of this article, if one's own."""
    latest = changes_of(opened.source, 1)
    if not latest or latest[0].by_id != request.user.pk or latest[0].kind != ChangeKind.DESK:
        messages.info(request, _("Your last step here is no draft that could be taken back."))
        return _to(opened.source, item)
    if "source" in latest[0].counts:
        messages.info(request, _("The article itself is deleted among the sources."))
        return _to(opened.source, item)
    try:
        undo(change=latest[0], user=request.user, reason=_("Taken back on the reading desk"))
    except CannotUndoError as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, _("The last draft is taken back."))
        return _to(opened.source, _taken_back(opened) or item)
    return _to(opened.source, item)


def _taken_back(opened: Session) -> Item | None:
    """The candidate whose draft is gone since the article was opened. One query."""
    there = {(row.model, row.slug) for row in stated([opened.source])[opened.source.pk]}
    gone = (
        item
        for item in opened.items
        if item.statement and (item.statement.model, item.statement.slug) not in there
    )
    return next(gone, None)


ACTS: dict[str, Any] = {
    "save": _save,
    "aside": _aside,
    "reopen": _reopen,
    "aside_all": _aside_all,
    "undo": _undo,
    "search": _search,
}


# --- What a reader sees -------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    opened: Session,
    item: Item | None,
    kind: str = "",
    form: DraftForm | None = None,
    found: dict[str, list[Option]] | None = None,
) -> HttpResponse:
    source = opened.source
    context = {
        **admin.site.each_context(request),
        "is_nav_sidebar_enabled": False,  # the text needs the room
        "title": str(source),
        "source": source,
        "session": opened,
        "item": item,
        "works": works(request.user),
        "numbers": _count(opened, FIGURE, DATE),
        "named": _count(opened, NAME),
        "dates": _count(opened, DATE),
        "aside": (NAME, DATE),
    }
    if item is not None:
        context |= _panel(request, opened, item, kind, form, found or {})
    return TemplateResponse(request, "admin/desk/desk.html", context)


def _count(opened: Session, *kinds: str) -> dict[str, int]:
    items = [item for item in opened.items if item.kind in kinds]
    left = sum(item.is_open for item in items)
    return {"total": len(items), "open": left, "dealt": len(items) - left}


def _panel(
    request: HttpRequest,
    opened: Session,
    item: Item,
    kind: str,
    form: DraftForm | None,
    found: dict[str, list[Option]],
) -> dict[str, Any]:
    kind = kind if kind in KINDS else item.kind
    if kind == NAME and item.candidate.entity is None:
        kind = FIGURE
    before, after = opened.beside(item)
    one = item.candidate
    panel: dict[str, Any] = {
        "before": before,
        "after": after,
        "kind": kind,
        "kinds": [FIGURE, DATE],
        "in_words": _in_words(item),
        "paragraph": opened.marked()[one.paragraph - 1],
    }
    if item.statement is not None:
        name = f"admin:investments_{item.statement.model}_change"
        panel["statement_url"] = reverse(name, args=[item.statement.pk])
    if item.statement is not None or not works(request.user):
        return panel
    offered = offer(opened, item, kind)
    text = opened.paragraphs[one.paragraph - 1]
    form = form or drafts.form_of(kind, None, drafts.initial(item, kind, offered, text))
    drafts.add_found(offered, found)
    drafts.add_chosen(offered, form)
    figure = None
    if kind == FIGURE:
        choices = [*offered.subjects, *offered.statistics, *offered.areas]
        figure = drafts.would_be(opened.source, form, choices)
    return panel | {
        "form": form,
        "offer": offered,
        "sayings": drafts.sayings(offered),
        "original": _words(offered.original) if offered.original else "",
        "beside": beside(figure) if figure else None,
    }


def _words(one: Any) -> str:
    return format_quantity(one.low, one.high, one.qualifier, one.unit)


def _in_words(item: Item) -> str:
    one = item.candidate
    if not one.is_figure or not one.unit or one.unit not in UNITS:
        return ""
    return _words(one)


# --- While a reader chooses ---------------------------------------------------------------------


def _models(name: str, kind: str) -> tuple[str, ...]:
    """Of which models a choice of the form is."""
    one = {"statistic": ("statistic",), "area": ("place",), "publisher": ("organisation",)}
    return one.get(name) or drafts.SUBJECTS_OF.get(kind, drafts.SUBJECTS_OF[FIGURE])


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Identities by a few letters, as options of one of the form's choices."""
    looks(request.user)
    name = request.GET.get("for", "")
    models = _models(name, request.GET.get("form", ""))
    words = request.GET.get(f"{name}_q", "")
    context = {"name": name, "options": search(words, models), "words": words.strip()}
    return TemplateResponse(request, "admin/desk/found.html", context)


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """What the record says on the subject and statistic that are chosen in the form."""
    source = article_of(request, slug)
    form = drafts.form_of(FIGURE, request.GET, {})
    values = [request.GET.get(name, "") for name in ("subject", "statistic", "area")]
    figure = drafts.would_be(source, form, by_value(values).values())
    context = {"beside": beside(figure) if figure else None}
    return TemplateResponse(request, "admin/desk/beside.html", context)
