"""Former addresses, to look at: they are kept when a slug changes."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from investments.models import SlugRedirect


@admin.register(SlugRedirect)
class SlugRedirectAdmin(admin.ModelAdmin):
    list_display = ("kind", "old", "new")
    list_filter = ("kind",)
    search_fields = ("old", "new")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
