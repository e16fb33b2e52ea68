"""Statements edited on the form of what they are about, as rows of a few lines."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from investments import models as record
from investments.admin import columns
from investments.admin.base import OF_A_SOURCE, RecordFields
from investments.admin.likely import StatementOfFigureForm
from investments.forms.records import RecordForm, RecordFormSet

Line = str | tuple[str, ...]


def lines(*own: Line) -> tuple[Any, ...]:
    """The fields of a row: the statement's own, then where it is printed, then its state. The
    rest is on the statement's own form, one click away."""
    return ((None, {"fields": (*own, (*OF_A_SOURCE, "state"))}),)


class StatementInline(RecordFields, admin.StackedInline):
    form = RecordForm
    formset = RecordFormSet
    extra = 0
    show_change_link = True
    view_on_site = False
    joins: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("source", *self.joins).defer("source__text")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        self.form_of(formset.form, request)
        return formset


class FigureInline(StatementInline):
    model = record.Figure
    form = StatementOfFigureForm
    joins = ("statistic",)
    readonly_fields = ("in_words",)
    fieldsets = lines(
        ("statistic", "entry", "in_words"),
        ("qualifier", "low", "high", "unit"),
        ("status", "period", "standing"),
    )

    @admin.display(description=gettext_lazy("in words"))
    def in_words(self, obj: record.Figure) -> str:
        return columns.in_words(obj)


class DatedInline(StatementInline):
    readonly_fields = ("date_in_words",)

    @admin.display(description=gettext_lazy("in words"))
    def date_in_words(self, obj: Any) -> str:
        return columns.date(obj)


class EventDateInline(DatedInline):
    model = record.EventDate
    fieldsets = lines(("date", "date_in_words", "standing"))


class MilestoneInline(DatedInline):
    model = record.Milestone
    joins = ("event", "batch")
    fieldsets = lines(("stage", "date", "date_in_words", "standing"), ("event", "batch"))


class LocationInline(StatementInline):
    model = record.Location
    joins = ("place",)
    fieldsets = lines(("place", "role"))


class ParticipationInline(StatementInline):
    """Who took part, on an event, a reported total or a project."""

    model = record.Participation
    joins = ("person", "organisation", "position__person")
    fieldsets = lines(("role", "organisation", "person", "position"))


class TakingPartInline(StatementInline):
    """What an organisation took part in."""

    model = record.Participation
    joins: ClassVar[tuple[str, ...]] = ("event", "batch", "project")
    fieldsets = lines(("role", "event", "batch", "project"))


class PersonTakingPartInline(TakingPartInline):
    joins = (*TakingPartInline.joins, "position__person")
    fieldsets = lines(("role", "event", "batch", "project"), "position")


class ClassificationInline(StatementInline):
    model = record.Classification
    joins = ("industry",)
    fieldsets = lines("industry")


class PositionInline(StatementInline):
    """What a person is or was, on the person."""

    model = record.Position
    joins = ("organisation",)
    fieldsets = lines(("organisation", "former"), ("title", "title_zh"))


class HolderInline(StatementInline):
    """Who holds or held a position, on the organisation."""

    model = record.Position
    joins = ("person",)
    fieldsets = lines(("person", "former"), ("title", "title_zh"))


class TierPlacementInline(StatementInline):
    model = record.Placement
    joins = ("industry",)
    fieldsets = lines("industry")


class IndustryPlacementInline(StatementInline):
    model = record.Placement
    joins = ("tier",)
    fieldsets = lines("tier")


class ContributionInline(StatementInline):
    """Who made a source; the statement's source is the document itself."""

    model = record.Contribution
    joins = ("person", "organisation")
    fieldsets = (
        (
            None,
            {"fields": (("role", "person", "organisation"), ("paragraph", "as_printed", "state"))},
        ),
    )


class MentionInline(StatementInline):
    model = record.Mention
    classes = ["collapse"]
    fieldsets = lines()


class BatchInline(RecordFields, admin.StackedInline):
    """The totals reported at an event; how many and how much are figures on the total's form."""

    model = record.SigningBatch
    form = RecordForm
    formset = RecordFormSet
    extra = 0
    show_change_link = True
    view_on_site = False
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = ((None, {"fields": (("name", "name_zh"), ("slug", "counted", "state"))}),)
