"""An article as a whole: handed to review, published, taken back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from investments.actions.desk import (
    changes_of,
    on_the_way,
    publish_article,
    submit_article,
)
from investments.actions.permits import Act, may
from investments.actions.publish import Refusal, RefusedError
from investments.admin.desk import drafts
from investments.admin.desk.articles import lacks, works
from investments.admin.desk.reading import article_of
from investments.desk import session
from investments.details.changesets import summaries
from investments.languages import list_comma
from investments.models import Reviewed, Source

SHOWN_CHANGES = 10


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, slug: str) -> HttpResponse:
    """What the article has brought, what is open, and the next step for who may take it."""
    source = article_of(request, slug)
    refusals: list[Refusal] = []
    if request.method == "POST":
        publishes = request.POST.get("do") == "publish"
        if not (may(request.user, Act.PUBLISH, Source) if publishes else works(request.user)):
            raise PermissionDenied
        try:
            if publishes:
                count = publish_article(source=source, user=request.user)
                text = ngettext("%(count)d published.", "%(count)d published.", count)
            else:
                count = submit_article(source=source, user=request.user)
                text = ngettext(
                    "%(count)d submitted for review.", "%(count)d submitted for review.", count
                )
        except RefusedError as refused:
            refusals = refused.refusals
            source.refresh_from_db()
        else:
            messages.success(request, text % {"count": count})
            return redirect("desk_finish", source.slug)
    way = on_the_way(source, request.user)
    known = {(type(row), row.pk): row for row in way.rows}
    (progress,) = session.progress([source])
    context = {
        **admin.site.each_context(request),
        "title": str(source),
        "source": source,
        "progress": progress,
        "rows": [_shown(row) for row in way.rows],
        "way": way,
        "missing": list_comma().join(lacks(source).values()),
        "refusals": [
            {"of": _shown(known.get((type(one.row), one.row.pk), one.row)), "reasons": one.reasons}
            for one in refusals
        ],
        "works": works(request.user),
        "publishes": may(request.user, Act.PUBLISH, Source),
        "changes": summaries(changes_of(source, SHOWN_CHANGES)),
    }
    return TemplateResponse(request, "admin/desk/finish.html", context)


def _shown(row: Reviewed) -> dict[str, Any]:
    options = row._meta
    url = reverse(f"admin:investments_{options.model_name}_change", args=[row.pk])
    told = drafts.told(row)
    return {"row": row, "kind": options.verbose_name, "url": url, "told": told}
