"""The public addresses: one list, one file and one page for each dataset."""

from django.urls import path

from investments.datasets import DATASETS
from investments.views import charts, home, lists, records

app_name = "investments"

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("charts/<slug:of>/<slug:slug>/<slug:part>/", charts.page, name="chart"),
    path("charts/<slug:of>/<slug:slug>/<slug:part>/<str:name>", charts.file, name="chart_file"),
]
for key, dataset in DATASETS.items():
    kwargs = {"key": key}
    urlpatterns += [
        path(f"{key}/", lists.show, kwargs, name=f"{dataset.singular}_list"),
        path(
            f"{key}.csv",
            lists.show,
            {**kwargs, "file_format": "csv"},
            name=f"{dataset.singular}_csv",
        ),
        path(f"{key}/<slug:slug>/", records.show, kwargs, name=dataset.singular),
    ]
