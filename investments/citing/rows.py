"""From records to references."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Literal

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from investments.choices import ContributionRole, OrganisationKind
from investments.citing.reference import Citation, Reference
from investments.datasets import Dataset
from investments.languages import chinese
from investments.models import Contribution, Figure, Organisation, Source
from investments.reading import reading_date
from investments.summaries import claim, titled

DATASETS = ("statistic", "figure")
AUTHORS: tuple[str, ...] = (ContributionRole.AUTHOR, ContributionRole.ORIGINAL_AUTHOR)


def base_of(request: HttpRequest) -> str:
    """The site's address as the reader asked for it, without a slash at its end."""
    return request.build_absolute_uri("/").removesuffix("/")


def identifier_of(base: str, kind: str, slug: str) -> str:
    """The permanent identifier of a record or statement: the same in every language and as of every
    day. `kind` is the model's name."""
    return f"{base}/id/{kind}/{slug}"


def with_last_change(rows: Any) -> Any:
    """Rows with `changed`, when each was last saved: null for what came with a load. In the same
    query, by the history's index."""
    past = rows.model.history.model.objects.filter(id=OuterRef("pk"))
    latest = past.order_by("-history_date", "-history_id").values("history_date")[:1]
    return rows.annotate(changed=Subquery(latest))


def citation_of(
    dataset: Dataset, row: Any, base: str, context: dict[str, Any] | None = None
) -> Citation:
    """`row` comes from `with_last_change`, `base` is the site's address, `context` what its page
    has read. No query; without a context two for a source, with one two for a figure."""
    context = context or {}
    path = reverse(dataset.url_name, args=[row.slug])
    address = f"{base}{path}"
    if isinstance(row, Source):
        references = [of_source(row, contributions=context.get("contributions"))]
    elif isinstance(row, Figure):
        figure = context.get("figure") or Figure.objects.for_list().get(pk=row.pk)
        references = [of_record(dataset, row, address, claim(figure))]
        if figure.source:
            references.append(of_source(figure.source, figure.paragraph))
    else:
        references = [of_record(dataset, row, address)]
    return Citation(address, path, references)


def citation_of_list(dataset: Dataset, selection: str, address: str) -> str:
    """How to cite rows that were downloaded, in words: `selection` says which."""
    from investments.citing.text import text

    site = _("Liangjiang Investment Record")
    return text(
        Reference(
            key=f"liangjiang-{dataset.key}",
            form="dataset",
            kind=_("data set"),
            title=selection,
            language="zh-Hans" if chinese() else "en",
            authors=[site],
            publisher=site,
            url=address,
            accessed=datetime.datetime.now(datetime.UTC).date(),
            known_on=reading_date(),
        )
    )


def of_record(dataset: Dataset, row: Any, address: str, title: str = "") -> Reference:
    site = _("Liangjiang Investment Record")
    changed: datetime.datetime | None = getattr(row, "changed", None)
    return Reference(
        key=f"liangjiang-{dataset.singular}-{row.slug}",
        form="dataset" if dataset.singular in DATASETS else "page",
        kind=str(row._meta.verbose_name),
        title=title or titled(row),
        language="zh-Hans" if chinese() else "en",
        authors=[site],
        publisher=site,
        url=address,
        version=row.version,
        issued=changed.astimezone(datetime.UTC).date().isoformat() if changed else "",
        accessed=datetime.datetime.now(datetime.UTC).date(),
        known_on=reading_date(),
    )


def of_source(
    row: Source,
    paragraph: int | None = None,
    contributions: Iterable[Contribution] | None = None,
) -> Reference:
    """A document as it names itself, in its own language. When a reader opened its address, only
    the reader knows."""
    if contributions is None:
        contributions = (
            Contribution.objects.published()
            .filter(source=row, role__in=AUTHORS)
            .select_related("person", "organisation")
        )
    publisher = row.publisher if row.publisher and row.publisher.is_public else None
    return Reference(
        key=f"liangjiang-source-{row.slug}",
        form=_form(row, publisher),
        title=_own(row, row),
        language=row.language,
        authors=_names(row, contributions),
        publisher=_own(publisher, row) if publisher else "",
        container=row.site,
        issued=row.published,
        url=row.url,
        paragraph=paragraph,
    )


def _form(row: Source, publisher: Organisation | None) -> Literal["news", "web", "document"]:
    if publisher and publisher.kind == OrganisationKind.MEDIA:
        return "news"
    return "web" if row.url or row.site else "document"


def _own(row: Any, source: Source) -> str:
    """A name in the language of the document, or the one that there is."""
    first, second = row.name, row.name_zh
    if source.language.startswith("zh"):
        first, second = second, first
    return str(first or second)


def _names(source: Source, contributions: Iterable[Contribution]) -> list[str]:
    """Authors before those whom they draw on, each once."""
    wrote = [item for item in contributions if item.role in AUTHORS]
    ordered = sorted(wrote, key=lambda item: (AUTHORS.index(item.role), item.slug))
    return list(dict.fromkeys(_own(item.subject, source) for item in ordered))
