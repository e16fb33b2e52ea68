"""Two records become one, and two again: the database is what it was, row by row."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation
from simple_history.models import HistoricalChanges

from investments import models as record
from investments.actions import derive, known, merge_plan, names, public, roles, search
from investments.actions.changesets import undo
from investments.actions.merge import CannotMergeError, Choices, merge
from investments.choices import ChangeKind
from investments.datasets import DATASETS
from investments.models import (
    CarriedRow,
    ChangeSet,
    Event,
    EventKnown,
    EventSeries,
    Figure,
    Industry,
    NotDuplicate,
    Organisation,
    Place,
    Placement,
    Project,
    ProjectKnown,
    ReadingMark,
    SearchToken,
    SlugRedirect,
    Source,
    Statistic,
    Tier,
)
from tests.factories import IDENTITIES, STATEMENTS, make
from tests.test_roles import person

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# Made anew from the rest: their rows count, their keys do not.
DERIVED = (EventKnown, ProjectKnown, SearchToken)
# What was done, not what is so.
TOLD = (ChangeSet, CarriedRow)


@pytest.fixture
def editor() -> User:
    return person(roles.EDITOR)


def everything() -> dict[str, list[Any]]:
    """Every row of every table of the record, every column but the counters of saves."""
    tables = {}
    for model in apps.get_app_config("investments").get_models():
        if issubclass(model, HistoricalChanges) or model in TOLD:
            continue
        left = {"version"} | ({"id"} if model in DERIVED else set())
        columns = [c.attname for c in model._meta.concrete_fields if c.attname not in left]
        rows = model._default_manager.order_by().values_list(*columns)
        tables[model.__name__] = sorted(rows, key=repr)
    return tables


def nothing_stale() -> None:
    for module in (public, known, search, names):
        assert list(module.all_stale()) == []
    for model in (Event, Project):
        assert derive.stale(model) == {}
        assert derive.stale_spans(model) == {}


def hang_everything_on(row: Any) -> int:
    """One row by each foreign key that can point to this record; how many."""
    made = 0
    for other, fields in merge_plan.links(type(row)).items():
        if other not in (*IDENTITIES, *STATEMENTS):
            continue
        for foreign in fields:
            made += 1
            fields_too: dict[str, Any] = {}
            if other is Figure and foreign.name == "area":
                fields_too = {"industry": Industry}
            if foreign.name.startswith("speaker_"):
                fields_too = {"place": Place}
            if other is record.Milestone and foreign.name == "event":
                fields_too = {"date": "2024-05"}
            if other is record.Participation and foreign.name == "person":
                fields_too = {"organisation": None}
            if other is record.SigningBatch and foreign.name == "parent":
                fields_too = {"event": row.event}
            make(other, **{**fields_too, foreign.name: row})
    if isinstance(row, Source):
        ReadingMark.objects.create(
            source=row, paragraph=1, start=0, end=5, printed="words", decision="set_aside"
        )
        made += 1
    return made


def two(model: Any) -> tuple[Any, Any]:
    """Two records, each with all that can hang on one."""
    survivor, loser = (
        make(model, name=name, name_zh=f"{name}号", aliases=f"{name} for short")
        for name in ("One and the same", "The same again")
    )
    hang_everything_on(survivor)
    return survivor, loser


@pytest.mark.parametrize("model", IDENTITIES, ids=lambda model: model._meta.model_name)
def test_merge_then_undo(model: Any, editor: User) -> None:
    survivor, loser = two(model)
    count = hang_everything_on(loser)
    SlugRedirect.objects.create(kind=model._meta.model_name, old="long-ago", new=loser.slug)
    third = make(model)
    low, high = sorted((third.pk, loser.pk))
    NotDuplicate.objects.create(kind=model._meta.model_name, low=low, high=high)
    before = everything()
    moving = sum(len(hanging.rows) for hanging in merge_plan.on(loser))
    assert moving == count, "the test hangs one row on each key"
    change = merge(survivor=survivor, loser=loser, user=editor, reason="one thing")
    assert change.kind == ChangeKind.MERGE
    assert not model.objects.filter(pk=loser.pk).exists()
    assert list(merge_plan.on(loser)) == []
    there = sum(len(hanging.rows) for hanging in merge_plan.on(survivor))
    assert there >= count
    survivor.refresh_from_db()
    assert set(survivor.alias_list) == {
        "One and the same for short",
        "The same again",
        "The same again号",
        "The same again for short",
    }
    kind = model._meta.model_name
    leads = dict(SlugRedirect.objects.filter(kind=kind).values_list("old", "new"))
    assert leads["long-ago"] == leads[loser.slug] == survivor.slug
    nothing_stale()
    assert everything() != before
    undo(change=change, user=editor, reason="they are two")
    nothing_stale()
    after = everything()
    for name, rows in before.items():
        assert after[name] == rows, name


def pairs_on_record() -> list[Any]:
    """Of each kind two of the real record that can be merged at all."""
    found = []
    for model in IDENTITIES:
        rows = list(model.objects.order_by("slug"))
        for one, other in zip(rows, rows[1:], strict=False):
            if not merge_plan.plan(survivor=one, loser=other).refusals:
                found.append((one, other))
                break
    return found


def test_the_real_record_is_what_it_was(editor: User) -> None:
    pairs = pairs_on_record()
    assert len(pairs) >= 9
    before = everything()
    for one, other in pairs:
        change = merge(survivor=one, loser=other, user=editor, reason="try")
        assert not type(other).objects.filter(pk=other.pk).exists()
        undo(change=change, user=editor, reason="as it was")
    nothing_stale()
    after = everything()
    for name, rows in before.items():
        assert after[name] == rows, name
