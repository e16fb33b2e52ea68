"""What readers report: the queue, and a report beside what the record says now."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from investments.actions.corrections import KEPT_DAYS, Move, RefusedError, may, move_on, moves_for
from investments.choices import ReportState
from investments.languages import language_name
from investments.models import Correction
from investments.models.correction import ANSWER_LENGTH, OPEN

SHOWN = 100  # rows named on the page that asks back
SIBLINGS = 10  # other reports of the same record that are listed with one
LEADING = (Move.TAKE_UP, Move.FIX)  # the buttons that stand out


class QueueFilter(admin.SimpleListFilter):
    """What is open first; spam only where it is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*ReportState.choices, ("all", gettext_lazy("All but spam"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        labels = [(None, gettext_lazy("Open")), *self.lookup_choices]
        for value, label in labels:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string(
                    {self.parameter_name: value} if value else {},
                    [] if value else [self.parameter_name],
                ),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value is None:
            return queryset.filter(state__in=OPEN)
        if value == "all":
            return queryset.exclude(state=ReportState.SPAM)
        return queryset.filter(state=value)


@admin.register(Correction)
class CorrectionAdmin(admin.ModelAdmin):
    """Nothing is entered here: readers report, and each step of staff is a button."""

    list_display = ("title", "fault", "state", "reported_at")
    list_filter = (QueueFilter, "fault")
    search_fields = ("reference", "title", "slug", "should_be", "evidence")
    list_per_page = 50
    actions = ["spam_selected"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By its own buttons alone; see `actions.corrections`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_close_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Move.SPAM)

    @admin.action(description=gettext_lazy("Mark selected as spam"), permissions=["close"])
    def spam_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Those that are open, asked back first; what it hides can be opened again."""
        rows = list(queryset.filter(state__in=OPEN))
        if request.POST.get("confirmed") != str(len(rows)):
            context = {
                **self.admin_site.each_context(request),
                "title": Move.SPAM.label,
                "opts": self.opts,
                "rows": rows,
                "shown": rows[:SHOWN],
                "more": max(0, len(rows) - SHOWN),
                "checkbox_name": ACTION_CHECKBOX_NAME,
                "select_across": request.POST.get("select_across", "0"),
            }
            return TemplateResponse(request, "admin/investments/confirm_spam.html", context)
        count = 0
        for report in rows:
            try:
                move_on(report=report, move=Move.SPAM, user=request.user, answer=report.answer)
            except RefusedError:
                continue  # somebody else was faster
            count += 1
        said = ngettext(
            "%(count)d report marked as spam.", "%(count)d reports marked as spam.", count
        )
        self.message_user(request, said % {"count": count}, messages.SUCCESS)
        return None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        report = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        if report is None:
            raise Http404
        refused = ""
        if request.method == "POST":
            refused = self._move(request, report)
            if not refused:
                return HttpResponseRedirect(request.path)
        subject = report.subject()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Report %(reference)s") % {"reference": report.reference},
            "opts": self.opts,
            "report": report,
            "language": language_name(report.language.replace("-h", "-H")),
            "subject": subject,
            "links": links(subject) if subject is not None else {},
            "moves": [(move, move in LEADING) for move in moves_for(request.user, report)],
            "answer": request.POST.get("answer", report.answer)[:ANSWER_LENGTH],
            "answer_length": ANSWER_LENGTH,
            "refused": refused,
            "sees_address": may(request.user, Move.TAKE_UP),
            "kept_days": KEPT_DAYS,
            "siblings": Correction.objects.to_be_read()
            .filter(kind=report.kind, slug=report.slug)
            .exclude(pk=report.pk)[:SIBLINGS],
            "page": request.build_absolute_uri(report.get_absolute_url()),
        }
        return TemplateResponse(request, "admin/investments/correction.html", context)

    def _move(self, request: HttpRequest, report: Correction) -> str:
        """Make the step that was asked for; says why not, or '' where it was made."""
        asked = request.POST.get("move", "")
        if asked not in Move.values:
            return _("Choose what is to be done with the report.")
        answer = request.POST.get("answer", "")[:ANSWER_LENGTH]
        if request.POST.get("read_state") != report.state:
            return _("Somebody changed it a moment ago: look at it again.")
        try:
            move_on(report=report, move=Move(asked), user=request.user, answer=answer)
        except RefusedError as error:
            return error.reason
        said = _("The report is now “%(state)s”.") % {"state": report.get_state_display()}
        self.message_user(request, said, messages.SUCCESS)
        return ""


def links(subject: Any) -> dict[str, str]:
    """Where staff correct the record, see what was changed in it, and read it as the public."""
    name = f"admin:investments_{subject._meta.model_name}"
    return {
        "change": reverse(f"{name}_change", args=[subject.pk]),
        "history": reverse(f"{name}_history", args=[subject.pk]),
        "public": subject.get_absolute_url() if subject.is_public else "",
    }
