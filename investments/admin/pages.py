"""The desk's pages that belong to no one model; under /admin/, before the models' own."""

from django.contrib import admin
from django.urls import path

from investments.admin import review

urlpatterns = [
    path("review/", admin.site.admin_view(review.queue), name="review"),
]
