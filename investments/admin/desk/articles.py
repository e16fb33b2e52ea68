"""The articles that are being read, and the way a new one comes in."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from investments.actions.desk import add_article
from investments.actions.permits import Act, may
from investments.choices import State
from investments.desk import article as reader
from investments.desk import session
from investments.desk.article import Article, UnreadableArticleError
from investments.desk.dateline import dateline
from investments.desk.record import Option, search
from investments.documents import digest
from investments.forms.article import ArticleForm, PasteForm
from investments.forms.invariants import explain
from investments.languages import list_comma
from investments.models import Figure, Source
from investments.models.base import CONTROL

PER_PAGE = 20


def looks(user: Any) -> None:
    """The texts of sources are for staff who may see drafts."""
    if not may(user, Act.VIEW, Source):
        raise PermissionDenied


def entered(text: str, most: int) -> str:
    """What somebody typed into a field that no form checks."""
    return CONTROL.sub("", text).strip()[:most]


def works(user: Any) -> bool:
    """Whether somebody may take anything from an article."""
    return may(user, Act.ADD, Figure) and may(user, Act.ADD, Source)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The articles whose text is kept: those not published yet first, the latest first."""
    looks(request.user)
    words = entered(request.GET.get("q", ""), 100)
    articles = Source.objects.exclude(text="").select_related("publisher")
    if words:
        articles = articles.filter(name__icontains=words) | articles.filter(
            name_zh__icontains=words
        )
    waiting = articles.exclude(state=State.PUBLISHED).order_by("-pk")
    done = articles.filter(state=State.PUBLISHED).order_by("-pk")
    shown = done if request.GET.get("published") == "1" else waiting
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    read = session.progress(list(page.object_list))
    context = {
        **admin.site.each_context(request),
        "title": _("Reading desk"),
        "page": page,
        "articles": sorted(read, key=lambda one: not one.open),
        "waiting": waiting.count(),
        "done": done.count(),
        "of_published": shown is done,
        "words": words,
        "works": works(request.user),
    }
    return TemplateResponse(request, "admin/desk/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """First the text, then what is known of it, read from the file where it says so."""
    if not works(request.user):
        raise PermissionDenied
    details = "text" in request.POST
    if details:
        return _keep(request)
    pasted = PasteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and pasted.is_valid():
        try:
            article = _read(pasted.cleaned_data)
        except UnreadableArticleError as error:
            pasted.add_error(None, str(error))
        else:
            if known := _known(article.sha256, article.url):
                return _lead_to(request, known)
            return _page(request, details=_details(article))
    return _page(request, pasted=pasted)


def _read(brought: dict[str, Any]) -> Article:
    upload = brought.get("upload")
    if upload is not None:
        return reader.from_upload(upload.read(), upload.name)
    text = brought["pasted"]
    if text.lstrip()[:1] == "<":
        return reader.from_upload(text.encode(), "pasted.html")
    return reader.from_text(text)


def _known(sha256: str, url: str) -> Source | None:
    """The article that has this text or this address already. A query or two."""
    same = Source.objects.exclude(sha256="").filter(sha256=sha256).first()
    if same is None and url:
        same = Source.objects.filter(url=url).first()
    return same


def _lead_to(request: HttpRequest, known: Source) -> HttpResponse:
    if known.text:
        messages.info(request, _("This article is there already."))
        return redirect("desk_article", known.slug)
    message = _("This article is on record already, as a source whose text is not kept.")
    messages.info(request, message)
    return redirect("admin:investments_source_change", known.pk)


def _details(article: Article) -> ArticleForm:
    lines = reader.paragraphs(article.text)
    number, date, paper = dateline(lines)
    if number == 1 and len(lines) > 1:
        lines = lines[1:]
    title = article.title or next(iter(lines), "")
    publisher = search(article.site, ["organisation"])[:1] if article.site else []
    if paper and not article.site:
        publisher = [one for one in search(paper, ["organisation"]) if _is_called(one, paper)][:1]
    basis = _("Stated in the file of the article.") if article.published else ""
    if date and not article.published:
        basis = _("Printed at the head of the article.")
    return ArticleForm(
        initial={
            "name": title[:200],
            "site": article.site,
            "published": article.published or date,
            "published_basis": basis,
            "url": article.url,
            "language": article.language,
            "text": article.text,
            "publisher": publisher[0].value if publisher else "",
            "publisher_name": "" if publisher else article.site,
        }
    )


def _is_called(one: Option, words: str) -> bool:
    return words.casefold() in (one.name.casefold(), one.name_zh.casefold())


def lacks(source: Source, publisher: object = None) -> dict[str, str]:
    """What readers cannot be told of an article, each with its name."""
    found = {} if source.publisher_id or publisher else {"publisher": _("the publisher")}
    return found if source.published else found | {"published": _("the date")}


def _keep(request: HttpRequest) -> HttpResponse:
    form = ArticleForm(request.POST)
    if not form.is_valid():
        return _page(request, details=form)
    source = form.instance
    missing = lacks(source, form.new_publisher)
    if set(missing) - set(request.POST.getlist("without")):
        return _page(request, details=form, missing=missing)
    source.text = "\n".join(reader.paragraphs(source.text))
    source.sha256 = digest(source.text.encode())
    if known := _known(source.sha256, source.url):
        return _lead_to(request, known)
    try:
        add_article(source=source, user=request.user, publisher=form.new_publisher)
    except IntegrityError as error:
        form.add_error(None, explain(error, [Source]))
        return _page(request, details=form)
    messages.success(request, _("Kept as a draft. Every figure, date and name of it is marked."))
    return redirect("desk_article", source.slug)


def _page(
    request: HttpRequest,
    pasted: PasteForm | None = None,
    details: ArticleForm | None = None,
    missing: Mapping[str, str] | None = None,
) -> HttpResponse:
    chosen = details["publisher"].value() if details else ""
    words = str(chosen).partition(":")[2]
    context = {
        **admin.site.each_context(request),
        "title": _("Add an article"),
        "pasted": pasted,
        "details": details,
        "missing": missing,
        "missing_words": list_comma().join((missing or {}).values()),
        "publishers": search(words, ["organisation"])[:1] if words else [],
    }
    return TemplateResponse(request, "admin/desk/add.html", context)
