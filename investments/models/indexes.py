"""Indexes that give a public list its rows in its order, without sorting them all first."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q


class PublicOrder(models.Index):
    """The order of a list over its public rows alone. SQLite puts the unknown last where an index
    descends and takes no word about it; PostgreSQL has to be told."""

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        statement = super().create_sql(model, schema_editor, using=using, **kwargs)
        if schema_editor.connection.vendor == "sqlite":
            return str(statement).replace(" NULLS LAST", "")
        return statement


class GroupOrder(models.Index):
    """The order of groups in a list that begins with their name. Its rows are public and so are
    their groups, which nobody asks. With the slug no two are alike: SQLite has to be told, to
    sort nothing within them."""

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        statement = super().create_sql(model, schema_editor, using=using, **kwargs)
        statement.template = statement.template.replace("CREATE INDEX", "CREATE UNIQUE INDEX")
        return statement


NAMES = ("name", "name_zh_sort")


def by_name(model: str) -> list[models.Index]:
    """For lists that are sorted by name, in either language."""
    return [
        PublicOrder(
            name=f"{model}_by_{column}", fields=[column, "slug"], condition=Q(is_public=True)
        )
        for column in NAMES
    ]


def grouped_by_name(model: str) -> list[models.Index]:
    """For lists of other rows that are sorted by the name of this one."""
    return [GroupOrder(name=f"{model}_by_{column}", fields=[column, "slug"]) for column in NAMES]


def latest_first(
    model: str, columns: Iterable[str], first: Iterable[str] = ()
) -> list[models.Index]:
    """For lists that begin with the latest dates, within each value of `first`; the unknown comes
    last."""
    order = [F(column).asc() for column in first]
    order += [F(column).desc(nulls_last=True) for column in columns]
    return [
        PublicOrder(*order, F("slug").asc(), name=f"{model}_by_date", condition=Q(is_public=True))
    ]
