"""Accounts of staff: a role each. Only a superuser hands out more than a role."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from investments.actions import two_steps

admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Whoever has a role may sign in. An owner who is no superuser neither makes one nor changes
    one, and gives no single permissions: a role is what can be checked."""

    list_display = ("username", "roles", "has_two_steps", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()
    readonly_fields = ("two_step_sign_in", "last_login", "date_joined")
    change_list_template = "admin/investments/user_list.html"
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "usable_password", "password1", "password2", "groups"),
                "description": _(
                    "Viewers look, curators draft and submit, editors review and publish, owners "
                    "keep the accounts as well."
                ),
            },
        ),
    )
    ordinary = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Role"), {"fields": ("is_active", "groups")}),
        (_("Two-step sign-in"), {"fields": ("two_step_sign_in",)}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The roles are few: ticked."""
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Any:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        people = super().get_queryset(request).prefetch_related("groups")
        return people.annotate(two_steps_on=Exists(devices))

    @admin.display(description=_("two steps"), boolean=True, ordering="two_steps_on")
    def has_two_steps(self, user: Any) -> bool:
        return user.two_steps_on

    @admin.display(description=_("second step"))
    def two_step_sign_in(self, user: Any) -> str:
        if not getattr(user, "two_steps_on", False):
            return gettext("Not set up.")
        address = reverse("admin:auth_user_reset_two_steps", args=[user.pk])
        return format_html(
            '{} <a href="{}">{}</a>',
            gettext("Set up."),
            address,
            gettext("The telephone is lost: reset"),
        )

    def get_urls(self) -> list[Any]:
        reset = path(
            "<int:pk>/reset-two-steps/",
            self.admin_site.admin_view(self.reset_two_steps),
            name="auth_user_reset_two_steps",
        )
        return [reset, *super().get_urls()]

    def reset_two_steps(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks back, then forgets somebody's app and recovery codes; nobody sees them."""
        user = self.get_object(request, str(pk))
        if user is None or not self.has_change_permission(request, user):
            raise PermissionDenied
        if user == request.user:
            # One's own is switched off with password and code, or another owner resets it.
            return redirect("two_step")
        if request.method == "POST":
            if two_steps.switch_off(user=user, by=request.user):
                said = gettext("Two-step sign-in of %(name)s was reset.") % {"name": user}
                messages.success(request, said)
            return redirect("admin:auth_user_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Reset two-step sign-in"),
            "person": user,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/investments/reset_two_steps.html", context)

    @admin.display(description=_("role"))
    def roles(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join(["superuser", *names] if user.is_superuser else names)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and not self._superuser(request):
            return self.ordinary
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj is None else [*fieldsets, self.ordinary[3]]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        above = obj is not None and obj.is_superuser and not self._superuser(request)
        return super().has_change_permission(request, obj) and not above

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is made inactive: the history of the record names it."""
        return self._superuser(request) and super().has_delete_permission(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        if user.groups.exists() and not user.is_staff:
            user.is_staff = True
            user.save(update_fields=["is_staff"])

    @staticmethod
    def _superuser(request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(admin.ModelAdmin):
    """The roles, to look at: every migration makes them what the project declares."""

    list_display = ("name",)
    fields = ("name", "permissions")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
