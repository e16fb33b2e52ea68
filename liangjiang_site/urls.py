"""The site's addresses: English at the root, Chinese under /zh-hans/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from investments.views.health import health

urlpatterns = [
    path("healthz", health, name="health"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("", include("investments.urls")),
        prefix_default_language=False,
    ),
]
