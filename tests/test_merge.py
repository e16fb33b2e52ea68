"""Two records become one, and two again: the database is what it was, row by row."""

from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from simple_history.models import HistoricalChanges

from investments import models as record
from investments.actions import (
    derive,
    known,
    merge_plan,
    names,
    public,
    refresh,
    roles,
    search,
)
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
    LastChange,
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
FEW = 8  # rows that hang on one of the real record, so that the test is done soon
# Made anew from the rest: their rows count, their keys do not.
DERIVED = (EventKnown, ProjectKnown, SearchToken)
# What was done, not what is so.
TOLD = (ChangeSet, CarriedRow, LastChange)


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
    """Two records, the second with all that can hang on one."""
    survivor, loser = (
        make(model, name=name, name_zh=f"{name}号", aliases=f"{name} for short")
        for name in ("One and the same", "The same again")
    )
    if model is not Source:
        make(record.Mention, **{mention_field(model): survivor})
    return survivor, loser


def mention_field(model: Any) -> str:
    names = record.Mention.ARC
    return next(n for n in names if record.Mention._meta.get_field(n).related_model is model)


def addresses(model: Any, slug: str) -> list[str]:
    """The public pages of a record, in both languages."""
    keys = [dataset.key for dataset in DATASETS.values() if dataset.model is model]
    return [
        f"{language}/{key}/{slug}/{page}"
        for key in keys
        for language in ("", "/zh-hans")
        for page in ("", "cite.bib", "cite.json", "card.png")
    ]


@pytest.mark.parametrize("model", IDENTITIES, ids=lambda model: model._meta.model_name)
def test_merge_then_undo(client: Client, model: Any, editor: User) -> None:
    with refresh.deferred():
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
    if model in (Event, Project):
        nothing_stale()
    old, new = (addresses(model, row.slug) for row in (loser, survivor))
    for former, today in zip(old, new, strict=True):
        answer = client.get(former)
        assert (answer.status_code, answer["Location"]) == (301, today)
    assert everything() != before
    undo(change=change, user=editor, reason="they are two")
    after = everything()
    for name, rows in before.items():
        assert after[name] == rows, name
    for former in old if model in (Organisation, Statistic) else ():
        assert former.endswith("card.png") or client.get(former).status_code == 200


def pairs_on_record() -> list[Any]:
    """Of each kind two of the real record that can be merged at all."""
    found = []
    for model in IDENTITIES:
        rows = list(model.objects.order_by("slug"))
        for one, other in pairwise(rows):
            plan = merge_plan.plan(survivor=one, loser=other)
            if not plan.refusals and 0 < sum(len(h.rows) for h in plan.hanging) <= FEW:
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


def sourced_pair(model: Any, **fields: Any) -> tuple[Any, Any]:
    rows = [make(model, name=name, **fields) for name in ("Kept Works", "Gone Works")]
    return rows[0], rows[1]


def test_two_preferred_and_one_way_out(editor: User) -> None:
    for chosen, stays in (("kept", 0), ("other", 1)):
        survivor, loser = sourced_pair(Project)
        statistic = make(Statistic)
        figures = [
            make(Figure, project=row, statistic=statistic, standing="preferred", low=n, high=n)
            for n, row in enumerate((survivor, loser))
        ]
        (clash,) = merge_plan.plan(survivor=survivor, loser=loser).clashes
        assert clash.kind == "preferred"
        merge(
            survivor=survivor,
            loser=loser,
            user=editor,
            reason="one",
            choices=Choices(clashes={clash.key: chosen}),
        )
        for figure in figures:
            figure.refresh_from_db()
        assert [figure.standing == "preferred" for figure in figures] == [stays == 0, stays == 1]
        assert {figure.project_id for figure in figures} == {survivor.pk}
        normal = figures[1 - stays]
        assert "Merged with" in normal.history.first().history_change_reason


def test_the_same_placement_stands_once(editor: User) -> None:
    survivor, loser = sourced_pair(Industry)
    tier, source = make(Tier), make(Source)
    first, second = (
        make(Placement, tier=tier, source=source, industry=row) for row in (survivor, loser)
    )
    before = everything()
    change = merge(survivor=survivor, loser=loser, user=editor, reason="one")
    assert list(Placement.objects.filter(tier=tier)) == [first]
    undo(change=change, user=editor)
    assert set(Placement.objects.filter(tier=tier)) == {first, second}
    assert everything() == before


def test_the_same_statement_twice_stays_unless_somebody_says_so(editor: User) -> None:
    survivor, loser = sourced_pair(Place)
    said = {"statistic": make(Statistic), "source": make(Source), "paragraph": 3}
    kept, twin = (make(Figure, place=row, **said) for row in (survivor, loser))
    dollars = make(Figure, place=loser, conversion_of=twin, unit="USD", **said)
    (clash,) = merge_plan.plan(survivor=survivor, loser=loser).clashes
    assert (clash.kind, clash.options[0]) == ("same", "both")
    before = everything()
    change = merge(survivor=survivor, loser=loser, user=editor, reason="one")
    assert Figure.objects.filter(place=survivor).count() == 3
    undo(change=change, user=editor)
    for row in (survivor, loser):
        row.refresh_from_db()
    change = merge(
        survivor=survivor,
        loser=loser,
        user=editor,
        reason="one",
        choices=Choices(clashes={clash.key: "kept"}),
    )
    dollars.refresh_from_db()
    assert dollars.conversion_of_id == kept.pk
    assert SlugRedirect.objects.get(kind="figure", old=twin.slug).new == kept.slug
    undo(change=change, user=editor)
    assert everything() == before


def test_events_of_one_edition_are_merged_before_their_series(editor: User) -> None:
    survivor, loser = sourced_pair(EventSeries)
    for row in (survivor, loser):
        make(Event, series=row, edition=6)
    with pytest.raises(CannotMergeError, match="merge those two first"):
        merge(survivor=survivor, loser=loser, user=editor, reason="one")
    assert Event.objects.filter(series=loser).exists()


def test_a_part_is_not_merged_with_its_whole(editor: User) -> None:
    whole = make(Place, name="Whole")
    middle = make(Place, parent=whole)
    part = make(Place, parent=middle)
    for one, other in ((whole, part), (part, whole), (whole, whole)):
        with pytest.raises(CannotMergeError):
            merge(survivor=one, loser=other, user=editor, reason="no")
    assert Place.objects.filter(pk__in=[whole.pk, part.pk]).count() == 2


def test_other_measures_are_other_statistics(editor: User) -> None:
    euros, yuan, cars = (make(Statistic, unit=unit) for unit in ("EUR", "CNY", "vehicle"))
    make(record.Mention, statistic=yuan)
    with pytest.raises(CannotMergeError, match="units"):
        merge(survivor=yuan, loser=cars, user=editor, reason="no")
    assert merge(survivor=yuan, loser=euros, user=editor, reason="an amount of money")


def test_values_are_chosen_field_by_field(editor: User) -> None:
    survivor = make(Organisation, name="Kept", name_zh="", country="", aliases="K")
    loser = make(Organisation, name="Gone", name_zh="去", country="DE", aliases="G\nK")
    make(record.Mention, organisation=loser)
    plan = merge_plan.plan(survivor=survivor, loser=loser)
    assert {c.name: c.default for c in plan.columns} == {
        "name": "kept",
        "name_zh": "other",
        "country": "other",
    }
    choices = Choices(columns={"name": "other", "country": "kept"}, names=["Kept", "K"])
    merge(survivor=survivor, loser=loser, user=editor, reason="one", choices=choices)
    survivor.refresh_from_db()
    assert (survivor.name, survivor.name_zh, survivor.country) == ("Gone", "去", "")
    assert survivor.alias_list == ["Kept", "K"]


def test_a_draft_does_not_become_public_unseen(editor: User) -> None:
    person(roles.EDITOR, "another")
    loser = make(Place, name="Public")
    make(record.Mention, place=loser)
    survivor = make(Place, name="Draft", state="draft")
    survivor.history.update(history_user=editor)
    with pytest.raises(CannotMergeError, match="somebody else publishes it"):
        merge(survivor=survivor, loser=loser, user=editor, reason="one")
    choices = Choices(columns={"state": "kept"})
    merge(survivor=survivor, loser=loser, user=editor, reason="one", choices=choices)
    survivor.refresh_from_db()
    assert survivor.state == "draft"
