"""The addresses under /api/v1/: one list and one record for each dataset."""

from django.urls import path

from investments.api import documentation, views
from investments.datasets import DATASETS

urlpatterns = [
    path("", views.Index.as_view(), name="api"),
    path("schema/", documentation.Schema.as_view(), name="api_schema"),
    path("docs/", documentation.page, name="api_docs"),
]
for key, dataset in DATASETS.items():
    urlpatterns += [
        path(
            f"{key}/",
            views.List.as_view(dataset=dataset),
            name=f"api_{dataset.singular}_list",
        ),
        path(
            f"{key}/<slug:slug>/",
            views.Detail.as_view(dataset=dataset),
            name=f"api_{dataset.singular}",
        ),
    ]
