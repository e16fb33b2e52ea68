"""The public lists, one declaration each: addresses, pages, downloads and tests follow from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investments import details, filters, tables
from investments.columns import Column, read_rows
from investments.models import (
    Event,
    Figure,
    Industry,
    Organisation,
    Person,
    Place,
    Project,
    Source,
    Statistic,
)
from investments.reading import reading_date

Text = str | Promise
THREE_LEVELS = ("parent__parent__parent",)


@dataclass(frozen=True)
class Dataset:
    """`key` is the list's path and file name, `singular` the URL name of its records' pages;
    `sort` the order where none is asked for; `detail` reads what a record's page shows besides
    the record, and `loaded` what comes with it (without a `detail` the page shows the
    columns and all statements). `leading` puts columns of a download first."""

    key: str
    singular: str
    model: Any
    label: Text
    lead: Text
    filterset: type[filters.RecordFilterSet]
    declared: Sequence[Column]
    sort: str
    detail: Callable[[Any], dict[str, Any]] | None = None
    loaded: Sequence[str] = ()
    leading: Sequence[str] = ()

    @property
    def url_name(self) -> str:
        return f"investments:{self.singular}"

    @property
    def list_url_name(self) -> str:
        return f"investments:{self.singular}_list"

    @property
    def detail_template(self) -> str:
        return f"investments/{self.singular}.html" if self.detail else "dataset/detail.html"

    @property
    def kind(self) -> str:
        """What SlugRedirect calls the model."""
        return str(self.model._meta.model_name)

    @property
    def columns(self) -> Sequence[Column]:
        """As declared, and read as of the reading date where there is one."""
        if reading_date() is None:
            return self.declared
        return [column.at_reading_date(self.model) for column in self.declared]

    @cached_property
    def table(self) -> type[tables.RecordTable]:
        return tables.table_class(self.declared)

    @property
    def sortable(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns if column.sortable}

    def rows(self) -> Any:
        """All rows for the public, in no order."""
        return self.model.objects.published().order_by()

    def ordered(self, queryset: Any, sort: Sequence[str]) -> Any:
        """Sorted by column names, `-` before one for descending; ties by address."""
        order: list[Any] = []
        for name in sort:
            order += self.sortable[name.removeprefix("-")].order(name.startswith("-"))
        return queryset.order_by(*order, F("slug").asc())

    def context(self, record: Any) -> dict[str, Any]:
        """What the page of a record shows."""
        if self.detail:
            return self.detail(record)
        (row,) = read_rows(self.rows().filter(pk=record.pk), self.columns)
        cells = [column.cell(row) for column in self.columns if column.shown]
        return {"cells": cells, **details.anything(record)}

    def list_url(self) -> str:
        return reverse(self.list_url_name)


DATASETS: dict[str, Dataset] = {
    dataset.key: dataset
    for dataset in (
        Dataset(
            key="events",
            singular="event",
            model=Event,
            label=pgettext_lazy("list", "Events"),
            lead=_("Fairs, expos, conferences and signing ceremonies, and what was signed there."),
            filterset=filters.EventFilterSet,
            declared=tables.EVENT_COLUMNS,
            sort="-date",
            detail=details.event,
            loaded=("series", "parent"),
        ),
        Dataset(
            key="projects",
            singular="project",
            model=Project,
            label=pgettext_lazy("list", "Projects"),
            lead=_("Who promised what, where, and how far it has come."),
            filterset=filters.ProjectFilterSet,
            declared=tables.PROJECT_COLUMNS,
            sort="-signed",
            detail=details.project,
            loaded=("signing_event", "place"),
        ),
        Dataset(
            key="statistics",
            singular="statistic",
            model=Statistic,
            label=pgettext_lazy("list", "Statistics"),
            lead=_("What is measured, and how it is defined."),
            filterset=filters.StatisticFilterSet,
            declared=tables.STATISTIC_COLUMNS,
            sort="name",
            detail=details.statistic,
        ),
        Dataset(
            key="industries",
            singular="industry",
            model=Industry,
            label=pgettext_lazy("list", "Industries"),
            lead=_("Branches of the economy as sources name them, and the tiers they are put in."),
            filterset=filters.IndustryFilterSet,
            declared=tables.INDUSTRY_COLUMNS,
            sort="name",
            detail=details.industry,
            loaded=THREE_LEVELS,
        ),
        Dataset(
            key="organisations",
            singular="organisation",
            model=Organisation,
            label=pgettext_lazy("list", "Organisations"),
            lead=_("Companies, authorities, associations and institutes that sources name."),
            filterset=filters.OrganisationFilterSet,
            declared=tables.ORGANISATION_COLUMNS,
            sort="name",
            detail=details.organisation,
        ),
        Dataset(
            key="people",
            singular="person",
            model=Person,
            label=pgettext_lazy("list", "People"),
            lead=_("People in the positions that sources give them."),
            filterset=filters.PersonFilterSet,
            declared=tables.PERSON_COLUMNS,
            sort="name",
            detail=details.person,
        ),
        Dataset(
            key="places",
            singular="place",
            model=Place,
            label=pgettext_lazy("list", "Places"),
            lead=_("From countries down to parks and buildings."),
            filterset=filters.PlaceFilterSet,
            declared=tables.PLACE_COLUMNS,
            sort="name",
            detail=details.place,
            loaded=THREE_LEVELS,
        ),
        Dataset(
            key="sources",
            singular="source",
            model=Source,
            label=pgettext_lazy("list", "Sources"),
            lead=_("The documents that this record is taken from."),
            filterset=filters.SourceFilterSet,
            declared=tables.SOURCE_COLUMNS,
            sort="-published",
            detail=details.source,
            loaded=("publisher",),
        ),
        Dataset(
            key="figures",
            singular="figure",
            model=Figure,
            label=pgettext_lazy("list", "Figures"),
            lead=_("The ledger: every number of the record, with the paragraph that prints it."),
            filterset=filters.FigureFilterSet,
            declared=tables.FIGURE_COLUMNS,
            sort="statistic,-period",
            detail=details.figure,
            leading=tables.LEDGER,
        ),
    )
}


def dataset_of(model: Any) -> Dataset | None:
    """The list of a model's rows, where there is one."""
    return next((one for one in DATASETS.values() if one.model is model), None)
