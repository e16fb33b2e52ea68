"""The public addresses: one list, one file and one page for each dataset."""

from django.urls import path

from investments.datasets import DATASETS
from investments.views import (
    charts,
    citing,
    conflicts,
    corrections,
    home,
    lists,
    records,
    search,
)

app_name = "investments"

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("search/", search.show, name="search"),
    path("conflicts/", conflicts.show, name="conflicts"),
    path("conflicts.csv", conflicts.download, name="conflicts_csv"),
    path("card.png", citing.site_card, name="card"),
    path("reports/<slug:reference>/", corrections.state, name="correction"),
    path("charts/", charts.index, name="chart_list"),
    path("charts/<slug:of>/<slug:slug>/<slug:part>/", charts.page, name="chart"),
    path("charts/<slug:of>/<slug:slug>/<slug:part>/embed/", charts.embed, name="chart_embed"),
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
        path(f"{key}/card.png", citing.list_card, kwargs, name=f"{dataset.singular}_list_card"),
        path(f"{key}/<slug:slug>/", records.show, kwargs, name=dataset.singular),
        path(
            f"{key}/<slug:slug>/cite.bib",
            citing.file,
            {**kwargs, "kind": "bib"},
            name=f"{dataset.singular}_bib",
        ),
        path(
            f"{key}/<slug:slug>/cite.json",
            citing.file,
            {**kwargs, "kind": "json"},
            name=f"{dataset.singular}_json",
        ),
        path(
            f"{key}/<slug:slug>/card.png",
            citing.record_card,
            kwargs,
            name=f"{dataset.singular}_card",
        ),
        path(
            f"{key}/<slug:slug>/report/",
            corrections.report,
            kwargs,
            name=f"{dataset.singular}_report",
        ),
    ]
