"""What else the record says about an identity: counts with links, beneath its form."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from investments.models import Identity, Reviewed


@admin.display(description=gettext_lazy("on record about it"))
def related(row: Identity) -> SafeString | str:
    """Every kind of row that refers to this one, with its count; one query."""
    if not row.pk:
        return "–"
    relations = list(_relations(row))
    counts = (
        type(row)
        ._default_manager.filter(pk=row.pk)
        .values_list(*[_count(relation) for relation in relations])
        .first()
    ) or [0] * len(relations)
    lines = (
        _line(relation, count or 0, row) for relation, count in zip(relations, counts, strict=True)
    )
    return format_html(
        '<ul class="related">{}</ul>',
        format_html_join("", "<li>{}</li>", ((line,) for line in lines)),
    )


def _relations(row: Identity) -> Iterator[ForeignObjectRel]:
    for relation in row._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and issubclass(model, Reviewed) and relation.field.editable:
            yield relation


def _count(relation: ForeignObjectRel) -> Subquery:
    name = relation.field.name
    rows = relation.related_model._default_manager.filter(**{name: OuterRef("pk")})
    return Subquery(rows.order_by().values(name).annotate(count=Count("pk")).values("count"))


def _line(relation: Any, count: int, row: Identity) -> SafeString:
    meta, name = relation.related_model._meta, relation.field.name
    label = capfirst(meta.verbose_name_plural)
    if name not in (row._meta.model_name, "batch", "series"):
        label = f"{label} ({relation.field.verbose_name})"
    return format_html(
        '<a href="{}?{}__id__exact={}">{}: {}</a> <a class="addlink" href="{}?{}={}">{}</a>',
        reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
        name,
        row.pk,
        label,
        count,
        reverse(f"admin:{meta.app_label}_{meta.model_name}_add"),
        name,
        row.pk,
        gettext_lazy("Add"),
    )
