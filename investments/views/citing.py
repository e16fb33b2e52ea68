"""A record's citation as a file, and the picture that a link to it is shown with."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from investments.charts import card, of_projects
from investments.citing import base_of, bibtex, citation_of, csl_json
from investments.datasets import DATASETS
from investments.languages import colon, comma
from investments.summaries import summary
from investments.views import home
from investments.views.addresses import for_programs
from investments.views.records import elsewhere, read

WRITERS = {
    "bib": (bibtex, "application/x-bibtex"),
    "json": (csl_json, "application/vnd.citationstyles.csl+json"),
}


@require_safe
def file(request: HttpRequest, key: str, slug: str, kind: str) -> HttpResponse:
    dataset = DATASETS[key]
    row = read(dataset, slug)
    if row is None:
        name = f"{dataset.url_name}_{kind}"
        return elsewhere(request, dataset.model, slug, name, machines=for_programs(request))
    write, mime = WRITERS[kind]
    citation = citation_of(dataset, row, base_of(request))
    response = HttpResponse(write(citation.references), content_type=f"{mime}; charset=utf-8")
    name = f"liangjiang-{dataset.singular}-{slug}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def record_card(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """What the page reads is read again, so that the picture says the same."""
    dataset = DATASETS[key]
    row = read(dataset, slug)
    if row is None:
        return elsewhere(request, dataset.model, slug, f"{dataset.url_name}_card")
    context = {"dataset": dataset, "record": row, **dataset.context(row)}
    short = summary(row, context)
    charts = context.get("charts") or []
    return _picture(
        request,
        card.Card(
            kind=short.kind,
            title=short.name,
            headline=short.headline,
            label=short.label,
            text=short.more,
            is_result=short.is_result,
            chart=charts[0] if charts else None,
        ),
    )


@require_safe
def list_card(request: HttpRequest, key: str) -> HttpResponse:
    """Of the projects, how far they have come; of other lists, how much there is."""
    dataset = DATASETS[key]
    rows = dataset.rows()
    chart = of_projects("stage", rows, dataset.list_url()) if key == "projects" else None
    shown = card.Card(
        title=str(dataset.label), headline=str(rows.count()), label=str(dataset.lead), chart=chart
    )
    return _picture(request, shown)


@require_safe
def site_card(request: HttpRequest) -> HttpResponse:
    counts = [f"{label}{colon()}{number}" for label, number, _address in home.counts()]
    shown = card.Card(
        title=_(
            "Who promised what to Liangjiang New Area, where each number comes from, and how far "
            "it has come."
        ),
        text=comma().join(counts),
    )
    return _picture(request, shown)


def _picture(request: HttpRequest, shown: card.Card) -> HttpResponse:
    """The tag is made from what the picture shows: who has it costs no drawing."""
    etag = f'"{card.key_of(shown)[:32]}"'
    fresh = get_conditional_response(request, etag=etag)
    if fresh is None:
        fresh = HttpResponse(card.png(shown), content_type="image/png")
        fresh["ETag"] = etag
    fresh["Cache-Control"] = "no-cache"
    fresh["Cross-Origin-Resource-Policy"] = "cross-origin"  # shown by whoever shows the link
    return fresh
