"""What search engines and harvesters ask for: every public address, in both languages."""

from collections.abc import Iterable

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from investments.datasets import DATASETS, Dataset


class BothLanguages(Sitemap):
    """Each address once a language, naming its twin; English is the default."""

    i18n = True
    alternates = True
    x_default = True


class PagesSitemap(BothLanguages):
    """The start page, the reading guide, the charts, the conflicts, the data and the lists."""

    def items(self) -> list[str]:
        names = ("home", "about", "chart_list", "conflicts", "data", "dictionary")
        pages = [f"investments:{name}" for name in names]
        return pages + [dataset.list_url_name for dataset in DATASETS.values()]

    def location(self, item: str) -> str:
        return reverse(item)


class RecordsSitemap(BothLanguages):
    """The public records of a list; one query a list."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def items(self) -> Iterable[str]:
        rows = self.dataset.rows().order_by("slug")
        return list(rows.values_list("slug", flat=True))

    def location(self, item: str) -> str:
        return reverse(self.dataset.url_name, args=[item])


SITEMAPS: dict[str, Sitemap] = {
    "pages": PagesSitemap(),
    **{key: RecordsSitemap(dataset) for key, dataset in DATASETS.items()},
}


def robots(request: HttpRequest) -> HttpResponse:
    """All may read all but the desk; filtered lists are left to people, who can ask for any. Such
    a page says so itself as well, to those who came to it without asking here. Files that the
    catalogue names by a query are no lists."""
    sitemap = request.build_absolute_uri(reverse("sitemap_index"))
    catalogue = request.build_absolute_uri("/catalogue.ttl")
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /zh-hans/admin/", "Disallow: /*?"]
    lines += ["Allow: /sdmx/", f"# DCAT-AP: {catalogue}", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")
