"""The desk's pages that belong to no one model; under /admin/, before the models' own."""

from django.contrib import admin
from django.urls import path

from investments.admin import changes, review, sign_ins, two_step
from investments.views import sign_in

urlpatterns = [
    path("changes/", admin.site.admin_view(changes.index), name="change_sets"),
    path("changes/<int:pk>/", admin.site.admin_view(changes.show), name="change_set"),
    path("review/", admin.site.admin_view(review.queue), name="review"),
    path("sign-in/code/", sign_in.CodeView.as_view(), name="sign_in_code"),
    path("signed-in/", sign_in.signed_in, name="signed_in"),
    path("sign-ins/", admin.site.admin_view(sign_ins.page), name="sign_ins"),
    path("two-step/", admin.site.admin_view(two_step.page), name="two_step"),
]
