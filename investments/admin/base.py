"""What the admin of every record shares: history, safe saving, publishing, plain words."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from investments.actions.changesets import change_set
from investments.actions.edit import StaleEditError
from investments.actions.permits import Act, may, may_merge, refusal
from investments.admin import columns
from investments.admin.actions import (
    merge_selected,
    publish_selected,
    send_back_selected,
    submit_selected,
    withdraw_selected,
)
from investments.admin.likely import IdentityForm
from investments.admin.related import related
from investments.admin.todo import TodoFilter
from investments.admin.transfer import export_csv, export_xlsx, may_export
from investments.admin.widgets import RecordSelect
from investments.choices import ChangeKind, State
from investments.details.whereabouts import public_page
from investments.forms import records
from investments.forms.fields import RecordChoiceField
from investments.forms.help import help_text
from investments.forms.invariants import explain
from investments.forms.permitted import CHANGE_REASON
from investments.forms.records import RecordForm
from investments.models import Identity, Reviewed

LONG_TEXT_ROWS = 3
Columns = tuple[Any, ...]

OF_A_SOURCE: tuple[str, ...] = ("source", "paragraph", "as_printed")
STANDING = (
    gettext_lazy("Standing and note"),
    {
        "fields": (
            ("standing", "standing_reason", "standing_reason_zh"),
            ("note", "note_zh"),
        )
    },
)
PUBLICATION = (gettext_lazy("Publication"), {"fields": (("state", "visibility", "slug"),)})


class UnsourcedError(Exception):
    """A save would leave a published record without a source."""


class RecordFields:
    """Form fields of a record, in its own form and as a row in another's."""

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField:
        """Every relation is searched while one types; none loads a list of all there are."""
        widget = RecordSelect(db_field, self.admin_site, using=kwargs.get("using"))  # type: ignore[attr-defined]
        kwargs.setdefault("widget", widget)
        kwargs.setdefault("form_class", RecordChoiceField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        fields = self.model._meta.get_fields()  # type: ignore[attr-defined]
        return [field.name for field in fields if field.many_to_one and field.editable]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(db_field, models.TextField) and field:
            field.widget.attrs["rows"] = LONG_TEXT_ROWS
        if field and not field.help_text:
            field.help_text = help_text(db_field)
        if isinstance(db_field, models.ForeignKey) and field:
            # Adding and changing what a field points to belong here; deleting it does not.
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The declared ones, and what the form carries along unseen."""
        (name, options), *rest = super().get_fieldsets(request, obj)  # type: ignore[misc]
        fields = (*options["fields"], *self.form.HIDDEN)  # type: ignore[attr-defined]
        return [(name, {**options, "fields": fields}), *rest]

    def form_of(self, form: Any, request: HttpRequest) -> Any:
        """The form knows who fills it in."""
        form.user = request.user
        return form


class RecordAdmin(RecordFields, SimpleHistoryAdmin):
    """Any record. A save that the database or a faster colleague refuses is shown as an error of
    the form, with nothing written and the entries still in it."""

    form = RecordForm
    actions = [
        submit_selected,
        publish_selected,
        send_back_selected,
        withdraw_selected,
        export_csv,
        export_xlsx,
    ]
    save_on_top = True
    list_per_page = 50
    list_filter: Columns = ("state",)
    change_list_template = "admin/investments/record_list.html"
    object_history_list_template = "admin/investments/history_list.html"
    # What a row's own text needs, so that a list costs one query.
    joins: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request).select_related(*self.joins)
        if "source" in self.joins:
            rows = rows.defer("source__text")
        return rows

    def view_on_site(self, obj: Reviewed) -> str | None:
        """The public page of the record, or of what a statement is about; none while hidden."""
        if not obj.is_public:
            return None
        page = public_page(obj)
        return page.get_absolute_url() if page else None

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_filter(request), TodoFilter]

    @admin.display(description=gettext_lazy("public"))
    def visibility(self, obj: Reviewed) -> str:
        return columns.visibility_and_preview(obj)

    # --- Who may -------------------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and allows(request, Act.CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and allows(request, Act.DELETE, obj)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.SUBMIT, self.model)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may_export(request, self.model)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.PUBLISH, self.model)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return may_merge(request.user, self.model)

    # --- Saving --------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.refusals = getattr(request, "refusals", [])
        return self.form_of(form, request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The last one asks why, once there is something to change."""
        *before, (name, options) = super().get_fieldsets(request, obj)
        if obj is None:
            return [*before, (name, options)]
        state, *rest = options["fields"]
        return [*before, (name, {**options, "fields": (state, CHANGE_REASON, *rest)})]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer_refusals(super().changeform_view, request, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with change_set(kind=ChangeKind.DELETE, user=request.user):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with change_set(kind=ChangeKind.DELETE, user=request.user):
            super().delete_queryset(request, queryset)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        _check_id(object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        _check_id(object_id, version_id)
        view = super().history_form_view
        return self._answer_refusals(view, request, object_id, version_id, extra_context)

    def _answer_refusals(
        self, view: Any, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form once more, with what came of the save that was rolled back."""
        if request.method != "POST":
            return view(request, *args, **kwargs)
        reason = request.POST.get(CHANGE_REASON, "").strip()
        try:
            with change_set(kind=ChangeKind.EDIT, user=request.user, reason=reason):
                return view(request, *args, **kwargs)
        except IntegrityError as error:
            models_here = [self.model, *(inline.model for inline in self.inlines)]
            request.refusals = [explain(error, models_here)]  # type: ignore[attr-defined]
        except UnsourcedError:
            request.refusals = [  # type: ignore[attr-defined]
                _("This would leave a published record without a source. Withdraw it first.")
            ]
        except StaleEditError:
            # Read again, the form itself sees the newer version and sets the two side by side.
            request.refusals = [_("Somebody saved a moment before you.")]  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._history_user = request.user
        records.save(form)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        row = form.instance
        if isinstance(row, Identity) and row.state == State.PUBLISHED and not row.is_sourced():
            raise UnsourcedError


class IdentityAdmin(RecordAdmin):
    """A name, a slug and what hangs on it."""

    form = IdentityForm
    actions = [*RecordAdmin.actions, merge_selected]
    search_fields: Columns = ("name", "name_zh", "aliases", "slug")
    list_display: Columns = ("name", "name_zh", "state")
    readonly_fields: Columns = ("visibility", "related")
    prepopulated_fields = {"slug": ("name",)}
    names = (None, {"fields": (("name", "name_zh", "slug"), "aliases")})
    closing = (gettext_lazy("Publication"), {"fields": (("state", "visibility"), "related")})

    @admin.display(description=gettext_lazy("on record about it"))
    def related(self, obj: Identity) -> Any:
        return related(obj)


class StatementAdmin(RecordAdmin):
    """A statement: searched by its words and by the names of what it is about."""

    list_filter: Columns = ("state", "standing", ("source", admin.RelatedOnlyFieldListFilter))
    readonly_fields: Columns = ("visibility", "slug")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        about = [name for name in self.joins if "__" not in name and name != "conversion_of"]
        names = [f"{name}__{field}" for name in about for field in ("name", "name_zh")]
        return ["slug", "as_printed", "note", "note_zh", *self.search_fields, *names]


def allows(request: HttpRequest, act: Act, obj: Any) -> bool:
    return obj is None or not refusal(request.user, act, obj)


def _check_id(*ids: str) -> None:
    """Addresses that no link leads to end in a page not found, not in an error."""
    if not all(text.isdecimal() and len(text) < 19 for text in ids):
        raise Http404
