"""The desk's pages that belong to no one model; under /admin/, before the models' own."""

from django.contrib import admin
from django.urls import path

from investments.admin import (
    changes,
    guide,
    likely,
    merging,
    preview,
    review,
    sign_ins,
    transfer,
    two_step,
)
from investments.admin.desk import articles, finish, reading
from investments.views import sign_in

urlpatterns = [
    path("changes/", admin.site.admin_view(changes.index), name="change_sets"),
    path("changes/<int:pk>/", admin.site.admin_view(changes.show), name="change_set"),
    path("desk/", admin.site.admin_view(articles.index), name="desk"),
    path("desk/add/", admin.site.admin_view(articles.add), name="desk_add"),
    path("desk/find/", admin.site.admin_view(reading.find), name="desk_find"),
    path("desk/article/<slug:slug>/", admin.site.admin_view(reading.desk), name="desk_article"),
    path(
        "desk/article/<slug:slug>/compare/",
        admin.site.admin_view(reading.compare),
        name="desk_compare",
    ),
    path(
        "desk/article/<slug:slug>/finish/",
        admin.site.admin_view(finish.finish),
        name="desk_finish",
    ),
    path(
        "export/<slug:kind>.<slug:file_format>",
        admin.site.admin_view(transfer.export),
        name="export",
    ),
    path("help/", admin.site.admin_view(guide.page), name="desk_help"),
    path("import/", admin.site.admin_view(transfer.index), name="transfer"),
    path("import/<int:pk>/", admin.site.admin_view(transfer.show), name="import_run"),
    path(
        "import/template/<slug:kind>.xlsx",
        admin.site.admin_view(transfer.template),
        name="import_template",
    ),
    path("preview/<slug:name>/<int:pk>/", admin.site.admin_view(preview.show), name="preview"),
    path("duplicates/", admin.site.admin_view(merging.duplicates), name="duplicates"),
    path("duplicates/settle/", admin.site.admin_view(merging.settle), name="duplicates_settle"),
    path("duplicates/like/<slug:kind>/", admin.site.admin_view(likely.likely), name="likely"),
    path(
        "merge/<slug:kind>/<slug:stays>/<slug:goes>/",
        admin.site.admin_view(merging.merge),
        name="merge",
    ),
    path("review/", admin.site.admin_view(review.queue), name="review"),
    path("sign-in/code/", sign_in.CodeView.as_view(), name="sign_in_code"),
    path("signed-in/", sign_in.signed_in, name="signed_in"),
    path("sign-ins/", admin.site.admin_view(sign_ins.page), name="sign_ins"),
    path("two-step/", admin.site.admin_view(two_step.page), name="two_step"),
]
