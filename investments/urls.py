"""The public addresses: one list, one file and one page for each dataset."""

from django.urls import include, path

from investments.datasets import DATASETS
from investments.exports import FORMATS, feeds_of
from investments.views import (
    catalogue,
    charts,
    citing,
    conflicts,
    corrections,
    data,
    feeds,
    home,
    identifiers,
    lists,
    package,
    records,
    search,
)

app_name = "investments"

urlpatterns = [
    path("", catalogue.signposted(home.home), name="home"),
    path("about/", home.about, name="about"),
    path("search/", search.show, name="search"),
    path("conflicts/", conflicts.show, name="conflicts"),
    path("conflicts.csv", conflicts.download, name="conflicts_csv"),
    path("data/", catalogue.signposted(data.show), name="data"),
    path("data/dictionary/", data.dictionary, name="dictionary"),
    path("data/dictionary.csv", data.dictionary_csv, name="dictionary_csv"),
    path("data/tables/<slug:name>.csv", package.latest_table, name="package_table"),
    path(
        "data/versions/<slug:version>/tables/<slug:name>.csv",
        package.table_of_version,
        name="package_version_table",
    ),
    path(
        "data/versions/<slug:version>/<str:name>",
        package.of_version,
        name="package_version_file",
    ),
    path("data/<str:name>", package.latest, name="package_file"),
    path("changes.atom", feeds.changes, name="changes"),
    path("card.png", citing.site_card, name="card"),
    path("reports/<slug:reference>/", corrections.state, name="correction"),
    path("id/<slug:kind>/<slug:slug>", identifiers.lead, name="identifier"),
    path("id/<slug:kind>/<slug:slug>.<slug:suffix>", identifiers.document, name="identifier_file"),
    path("api/v1/", include("investments.api.urls")),
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
        *(
            path(
                f"{key}.{name}",
                lists.show,
                {**kwargs, "file_format": name},
                name=f"{dataset.singular}_list_{name}",
            )
            for name in [*FORMATS, *feeds_of(key)]
            if name != "csv"
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
