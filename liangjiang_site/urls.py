"""The site's addresses: English at the root, Chinese under /zh-hans/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path

from investments.views.health import health


def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this by themselves where a page names no icon, as in the admin."""
    return redirect(static("investments/favicon.svg"))


urlpatterns = [
    path("favicon.ico", icon),
    path("healthz", health, name="health"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("investments.urls")),
        prefix_default_language=False,
    ),
]
