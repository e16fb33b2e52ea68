"""The search index, what it finds, and in which order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from investments.actions import search as index
from investments.choices import State
from investments.models import (
    Event,
    Figure,
    Milestone,
    Organisation,
    Person,
    PolicyNote,
    Project,
    SearchToken,
    Source,
)
from investments.reading import as_known_on
from investments.record_check import rows
from investments.searching import KINDS, Query, Search
from tests.factories import IDENTITIES, STATEMENTS, make, make_project, make_source

pytestmark = pytest.mark.django_db
QUERIES = 7


def searched(text: str, kind: str = "", page: int = 1) -> Search:
    return Search(Query.read(text), KINDS.get(kind), page)


def found(text: str, kind: str = "") -> list[str]:
    """The addresses of the records found, the best group first; of one kind, where it is named."""
    groups = searched(text, kind).groups
    return [hit.record.slug for group in groups for hit in group.hits]


def first(text: str) -> tuple[str, str]:
    group = searched(text).groups[0]
    return group.kind.key, group.hits[0].record.slug


# --- The record ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "slug"),
    [
        ("长安", "organisation", "changan-auto"),
        ("两江", "place", "liangjiang-new-area"),
        ("两江新区", "place", "liangjiang-new-area"),
        ("liangjiang new area", "place", "liangjiang-new-area"),
        ("Chang'an", "organisation", "changan-auto"),
        ("Chang’an", "organisation", "changan-auto"),
        ("Changan", "organisation", "changan-auto"),
        ("chang", "organisation", "changan-auto"),
        ("changan industrial park", "project", "changan-new-energy-industrial-park"),
        ("长安新能源产业园", "project", "changan-new-energy-industrial-park"),
        ("西洽会", "series", "wcifit"),
        ("WCIFIT", "series", "wcifit"),
        ("2024西洽会", "event", "wcifit-2024"),
        ("2024 wcifit", "event", "wcifit-2024"),
        ("Magna", "organisation", "magna"),
        ("Sylvain Laurent", "person", "sylvain-laurent"),
        ("罗熙文", "person", "sylvain-laurent"),
        ("guo shuyu", "person", "guo-shuyu"),
        ("GDP", "statistic", "gdp"),
    ],
)
def test_the_obvious_record_is_first(text: str, kind: str, slug: str) -> None:
    assert first(text) == (kind, slug)


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("over 30 billion", 30_000_000_000),
        ("“30 billion”", 30_000_000_000),
        ("超过300亿元", 30_000_000_000),
        ("689", 6_890_000_000),
        ("6.89 billion", 6_890_000_000),
        ("68.9亿", 6_890_000_000),
        ("6890000000", 6_890_000_000),
    ],
)
def test_a_number_leads_to_its_figure(text: str, low: int) -> None:
    (group,) = searched(text).groups
    assert group.kind.key == "figure"
    assert low in {hit.record.low for hit in group.hits}
    assert all(hit.reasons[0].by == "printed" for hit in group.hits)


def test_spellings_of_one_name_find_the_same() -> None:
    results = [found(text) for text in ("Chang'an", "Chang’an", "CHANGAN", "changan")]
    assert results[0]
    assert all(other == results[0] for other in results)


def test_every_public_record_is_found_by_its_names() -> None:
    for kind in KINDS.values():
        if kind.model is Figure:
            continue
        for row in kind.model.objects.published():
            for name in filter(None, (row.name, row.name_zh)):
                if len(name) <= 100 and not (query := Query.read(name)).complaint:
                    group = Search(query, kind).groups[0]
                    assert row.slug in [hit.record.slug for hit in group.hits], name


# --- Order and words -------------------------------------------------------------------------


def test_names_come_before_aliases_summaries_and_printed_words() -> None:
    printed = make_project(name="A")
    make(Milestone, project=printed, as_printed="a zyxword was signed")
    make_project(name="B", slug="in-summary", summary="It has the zyxword.")
    make_project(name="C", slug="in-alias", aliases="Old\nNew zyxword")
    make_project(name="The zyxword plant", slug="contains")
    make_project(name="Zyxword plant", slug="begins")
    make_project(name="D", slug="is-alias", aliases="zyxword")
    make_project(name="ZYXWORD", slug="exact")
    order = ["exact", "is-alias", "begins", "contains", "in-alias", "in-summary", printed.slug]
    assert found("zyxword", "project") == order


def test_the_shorter_name_comes_first_and_ties_keep_their_order() -> None:
    long = make_project(name="Zyxword plant of the second phase")
    twins = [make_project(name="Zyxword plant") for _ in range(2)]
    assert found("zyxword", "project") == [twins[0].slug, twins[1].slug, long.slug]


def test_the_kind_of_the_best_record_leads() -> None:
    make(Organisation, name="Something zyxword")
    make(Person, name="Zyxword")
    assert [group.kind.key for group in searched("zyxword").groups] == ["person", "organisation"]


def test_the_words_may_stand_in_different_fields_and_statements() -> None:
    project = make_project(name="Zyxword plant", summary="In wvuplace.")
    make(PolicyNote, place=None, project=project, text="Said of the tsrgoal.", as_printed="")
    result = searched("zyxword wvuplace tsrgoal")
    assert result.complete
    (hit,) = result.groups[0].hits
    assert hit.record.slug == project.slug
    assert [reason.by for reason in hit.reasons] == ["summary", "note"]


def test_where_nothing_has_all_words_some_will_do_and_it_is_said() -> None:
    both = make_project(name="Zyxword wvuplace")
    make_project(name="Zyxword alone")
    result = searched("zyxword wvuplace tsrgoal")
    assert [hit.record.slug for group in result.groups for hit in group.hits] == [both.slug]
    assert not result.complete
    assert [(word.text, number) for word, number, _url in result.tried] == [
        ("zyxword", 2),
        ("wvuplace", 1),
        ("tsrgoal", 0),
    ]


def test_a_chinese_word_counts_only_whole() -> None:
    make_project(name="A", name_zh="龘靐产业园")
    assert found("龘靐齉") == []
    assert found("龘靐") != []
    assert found("龘") != []
    make_project(name="B", slug="ends", name_zh="园龘")
    assert "ends" in found("龘")


def test_something_similar_is_suggested() -> None:
    text, url = searched("liangjaing").suggestion or ("", "")
    assert text == "liangjiang"
    assert url == "/search/?q=liangjiang"
    assert searched("zzzzzzz").suggestion is None
    assert searched("magna liangjaing").suggestion == (
        "magna liangjiang",
        "/search/?q=magna+liangjiang",
    )


@pytest.mark.parametrize("text", ["%", "_", "\\", "100%", "a_b", "x\\'; --", "%%%s", "changan%"])
def test_signs_of_the_database_are_no_wildcards(text: str) -> None:
    make_project(name="Zyxword")
    assert "test" not in str(found(text))


def test_pages_of_a_kind_have_every_row_that_was_counted() -> None:
    made = {make_project(name=f"Zyxword {number}").slug for number in range(60)}
    group = searched("zyxword").groups[0]
    assert (group.total, len(group.hits), group.more) == (60, 6, True)
    pages = [searched("zyxword", "project", page).groups[0] for page in (1, 2, 3)]
    slugs = [hit.record.slug for page in pages for hit in page.hits]
    assert len(slugs) == 60
    assert set(slugs) == made
    assert {page.total for page in pages} == {60}
    assert slugs[:6] == [hit.record.slug for hit in group.hits]
    assert searched("zyxword", "project", 4).groups == []


# --- Who may see it --------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN])
def test_what_is_not_published_is_not_found_counted_or_suggested(state: str) -> None:
    for number, model in enumerate(IDENTITIES):
        make(model, name=f"Zyxword {number}", aliases="zyxalias", state=state)
    for kind in STATEMENTS:
        make(kind, as_printed="a zyxword", note="zyxword", state=state)
        make(kind, as_printed="a zyxword", source=make_source(state=state))
    assert SearchToken.objects.filter(token="zyxword").count() > len(IDENTITIES)
    for text in ("zyxword", "zyxw", "zyxalias", "zyxword magna"):
        result = searched(text)
        assert all(
            "yx" not in str(hit.record.name) for group in result.groups for hit in group.hits
        )
        assert {number for word, number, _url in result.tried if "yx" in word.text} == {0}
    assert searched("zyxwerd").suggestion is None


def test_a_public_record_is_not_found_by_words_of_a_draft_about_it() -> None:
    project = make_project(name="Plain")
    draft = make(Milestone, project=project, as_printed="a zyxword", state=State.DRAFT)
    assert found("zyxword") == []
    draft.state = State.PUBLISHED
    draft.save()
    assert found("zyxword") == [project.slug]
    draft.source.state = State.WITHDRAWN
    draft.source.save()
    assert found("zyxword") == []


def test_the_day_as_of_which_the_record_is_read_holds_for_search() -> None:
    early, late = (make_source(published=day) for day in ("2020-01-01", "2024-01-01"))
    project = make_project(name="Zyxword plant")
    make(Milestone, project=project, source=early, as_printed="wvuplace")
    make(Milestone, project=project, source=late, as_printed="tsrgoal")
    for day, expected in ((date(2019, 1, 1), (0, 0, 0)), (date(2021, 1, 1), (1, 1, 0))):
        with as_known_on(day):
            texts = ("zyxword", "zyxword wvuplace", "tsrgoal")
            assert tuple(searched(text).total for text in texts) == expected
    assert found("zyxword tsrgoal") == [project.slug]


# --- Keeping the index -----------------------------------------------------------------------


def tokens_of(row: Any) -> set[str]:
    held = SearchToken.objects.filter(holder=row._meta.model_name, holder_id=row.pk)
    return set(held.values_list("token", flat=True))


def test_the_index_of_the_record_is_right() -> None:
    assert SearchToken.objects.count() > 5000
    assert list(index.all_stale()) == []


def test_the_index_follows_a_record_that_is_changed_and_deleted() -> None:
    row = make(Organisation, name="Zyxword")
    assert tokens_of(row) == {"zyxword", "=zyxword"}
    row.name, row.aliases = "Wvuplace", "龘靐"
    row.save()
    assert tokens_of(row) == {"wvuplace", "=wvuplace", "龘靐", "靐", "=龘靐"}
    assert found("zyxword") == []
    pk = row.pk
    row.delete()
    assert not SearchToken.objects.filter(holder="organisation", holder_id=pk).exists()


def test_words_of_a_statement_follow_it_to_another_record_and_go_with_it() -> None:
    first_one, second = make_project(name="A"), make_project(name="B")
    milestone = make(Milestone, project=first_one, as_printed="zyxword")
    assert found("zyxword") == [first_one.slug]
    milestone.project = second
    milestone.save()
    assert found("zyxword") == [second.slug]
    second.delete()  # with its milestones
    assert not SearchToken.objects.filter(token="zyxword").exists()


def test_what_bypassed_the_signals_is_found_and_put_right() -> None:
    changed, gone = make_project(summary="Zyxword"), make(Person, name="Wvuplace")
    Project.objects.filter(pk=changed.pk).update(summary="Tsrgoal")
    gone_pk = gone.pk
    Person.objects.filter(pk=gone_pk)._raw_delete("default")
    assert sorted(index.all_stale()) == [("person", gone_pk), ("project", changed.pk)]
    assert {problem.message for problem in rows.stale()} == {"the search index is out of date"}
    assert index.refresh_all() == 1
    assert list(index.all_stale()) == []
    assert found("tsrgoal") == [changed.slug]


def test_the_text_of_a_source_is_not_in_the_index() -> None:
    source = make_source(name="A", text="zyxword")
    assert "zyxword" not in tokens_of(source)


def test_a_load_leaves_the_index_right(tmp_path: Any) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(
        "- model: investments.source\n  fields: {slug: zyx, name: Zyxword, state: published}\n"
    )
    call_command("loaddata", str(file), verbosity=0)
    assert found("zyxword") == ["zyx"]
    assert list(index.all_stale()) == []


def test_every_kind_of_record_and_statement_is_indexed() -> None:
    assert set(index.holders().values()) == {*IDENTITIES, *STATEMENTS}
    for model in STATEMENTS:
        row = make(model, as_printed="zyxword", note_zh="龘靐")
        assert {"zyxword", "龘靐"} <= tokens_of(row), model
        assert index.targets(row), model


# --- Costs -----------------------------------------------------------------------------------


def queries(text: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        result = searched(text)  # and all that a page may ask of it
        _all = (result.groups, result.tried, result.suggestion)
    return len(captured)


@pytest.mark.parametrize(
    "text", ["两江", "liangjiang", "a", "长", "2024", "magna liangjaing 30 zzz", "nothing zzzz"]
)
def test_a_search_takes_few_queries(text: str) -> None:
    assert queries(text) <= QUERIES


def test_queries_do_not_grow_with_the_rows() -> None:
    def more() -> None:
        for statement in STATEMENTS:
            make(statement, as_printed="a zyxword")
        for identity in IDENTITIES:
            make(identity, name="Zyxword")

    more()
    few = queries("zyxword")
    more()
    more()
    assert queries("zyxword") == few <= QUERIES


@pytest.mark.parametrize("lookup", ["begins", "exact"])
def test_a_token_is_looked_up_in_the_index(lookup: str) -> None:
    if connection.vendor == "postgresql":  # which reads a table of few pages from end to end
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = SearchToken.objects.filter(**{f"token__{lookup}": "chang"}).explain()
    assert "searchtoken_token" in plan
    assert "token>?" in plan or "token=?" in plan or "Index Cond" in plan


def test_an_event_of_the_record_says_why_it_was_found() -> None:
    hits = {hit.record.slug: hit for hit in searched("长安", "event").groups[0].hits}
    (hit,) = hits.values()
    assert isinstance(hit.record, Event)
    assert hit.reasons[0].by == "summary"
    assert isinstance(searched("yuelai", "place").groups[0].hits[0].record.pk, int)
    printed = searched("wcifit", "project").groups[0].hits[0].reasons[0]
    assert printed.by == "printed"
    assert isinstance(printed.source, Source)
    assert printed.paragraph
