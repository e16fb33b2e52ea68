"""The site's addresses: English at the root, Chinese under /zh-hans/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path

from investments.views.crawlers import SITEMAPS, robots
from investments.views.health import health

handler400 = "investments.views.errors.bad_request"
handler404 = "investments.views.errors.not_found"
handler500 = "investments.views.errors.server_error"


def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this by themselves where a page names no icon, as in the admin."""
    return redirect(static("investments/favicon.svg"))


urlpatterns = [
    path("favicon.ico", icon),
    path("healthz", health, name="health"),
    path("robots.txt", robots, name="robots"),
    path(
        "sitemap.xml",
        sitemaps.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemap_index",
    ),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        {"sitemaps": SITEMAPS},
        name="sitemap",
    ),
    path("sdmx/2.1/", include("investments.views.sdmx")),
    path("", include("investments.views.catalogue")),
    *i18n_patterns(
        path("admin/", include("investments.admin.pages")),
        path("admin/", admin.site.urls),
        path("", include("investments.urls")),
        prefix_default_language=False,
    ),
]
