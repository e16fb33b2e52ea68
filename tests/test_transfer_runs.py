"""An import does what its check said, whole or not at all, and no more than its author may."""

from typing import Any

import pytest

from investments.actions import edit
from investments.actions.changesets import undo
from investments.actions.slugs import move
from investments.models import (
    Figure,
    ImportRun,
    Mention,
    Organisation,
    Person,
    Place,
    Source,
)
from investments.transfer import runs
from tests.factories import make
from tests.test_roles import person
from tests.transfers import checked, counts, imported, said, table

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HEADER = ["slug", "name", "name_zh"]
ORGANISATION = [*HEADER, "kind"]


def people(count: int) -> list[list[str]]:
    return [[f"import-{number}", f"Person {number}", "张三"] for number in range(count)]


def finish(run: ImportRun, user: Any = None, reason: str = "") -> str:
    list(runs.write(run=run, user=user, reason=reason))
    run.refresh_from_db()
    return run.state


# --- All or nothing ------------------------------------------------------------------------------


def test_one_bad_row_of_many_is_named_and_nothing_is_imported() -> None:
    rows = people(10_000)
    rows[1233] = ["import-1233", "n" * 201, ""]
    before = Person.objects.count()
    run = checked(table(HEADER, *rows), "person")
    assert run.state == "refused"
    assert counts(run) == {"new": 9999, "refused": 1}
    ((row, column, wrong),) = said(run)
    assert (row, column) == (1235, "name")
    assert "at most 200 characters" in wrong
    with pytest.raises(runs.NotReadyError):
        list(runs.write(run=run, user=None))
    assert Person.objects.count() == before
    assert Person.history.filter(slug="import-1").count() == 0


def test_good_rows_are_one_change_that_can_be_undone() -> None:
    user = person("Editor")
    run = imported(table(HEADER, *people(3)), "person", user, "from a list")
    assert run.state == "done"
    assert bytes(run.upload) == b""
    assert run.change_set is not None
    assert run.change_set.kind == "import"
    assert run.change_set.counts == {"person": 3}
    row = Person.objects.get(slug="import-2")
    assert (row.state, row.name_zh) == ("draft", "张三")
    assert row.history.get().history_user == user
    undo(change=run.change_set, user=user, reason="not ours")
    assert not Person.objects.filter(slug__startswith="import-").exists()


def test_an_import_that_breaks_off_has_done_nothing() -> None:
    run = checked(table(HEADER, *people(500)), "person")
    steps = runs.write(run=run, user=None)
    assert next(steps) == 200
    assert Person.objects.filter(slug="import-0").exists()
    steps.close()  # type: ignore[attr-defined]
    run.refresh_from_db()
    assert run.state == "failed"
    assert not Person.objects.filter(slug="import-0").exists()
    list(runs.check(run=run, user=None))
    assert finish(run) == "done"


def test_what_changes_is_shown_as_it_was_and_as_it_will_be() -> None:
    row = make(Organisation, slug="works", name="Old works", kind="company")
    make(Mention, organisation=row)
    run = checked(table(ORGANISATION, ["works", "New works", "", "Media"]), "organisation")
    assert counts(run) == {"changed": 1}
    (shown,) = run.report["rows"]
    assert shown["changes"] == [["name", "Old works", "New works"], ["kind", "company", "media"]]
    assert Organisation.objects.get(slug="works").name == "Old works", "a check changes nothing"


def test_a_column_that_is_missing_is_left_alone_and_an_empty_cell_empties() -> None:
    make(Organisation, slug="works", name="Works", name_zh="工厂", country="CN", state="draft")
    imported(table(["slug", "name_zh"], ["works", ""]), "organisation")
    row = Organisation.objects.get(slug="works")
    assert (row.name, row.name_zh, row.country, row.version) == ("Works", "", "CN", 2)


def test_rows_of_one_file_refer_to_each_other() -> None:
    rows = [["up", "Up", "", "park", ""], ["down", "Down", "", "park", "up"]]
    header = [*HEADER, "kind", "parent"]
    imported(table(header, *rows), "place")
    assert Place.objects.get(slug="down").parent.slug == "up"
    rows = [["low", "L", "", "park", "high"], ["high", "H", "", "park", ""]]
    run = checked(table(header, *rows), "place")
    ((row, column, wrong),) = said(run)
    assert (row, column) == (2, "parent")
    assert "put its row above" in wrong
    rows = [["bad", "B", "", "nonsense", ""], ["child", "C", "", "park", "bad"]]
    assert said(checked(table(header, *rows), "place"))[1][2].startswith("Row 2, to which")


# --- What is in the way --------------------------------------------------------------------------


def test_what_cannot_be_found_is_named_with_what_is_near() -> None:
    make(Organisation, slug="changan-automobile", name="Changan Works")
    header = ["slug", "name", "publisher"]
    rows = [["a", "A", "changan-automobil"], ["b", "B", "Changan Works"], ["c", "C", "zzzzz"]]
    wrong = [text for _row, _column, text in said(checked(table(header, *rows), "source"))]
    assert wrong[0].endswith("Is it “changan-automobile”?")
    assert wrong[1].endswith("Is it “changan-automobile”?")
    assert "Is it" not in wrong[2]


def test_keys_are_there_once_and_today_s() -> None:
    make(Person, slug="now")
    move(kind="person", old="then", new="now")
    rows = [["twice", "A", ""], ["twice", "B", ""], ["", "C", ""], ["then", "D", ""]]
    run = checked(table(HEADER, *rows, ["e", "E", "", "over"]), "person")
    assert [(row, text) for row, _column, text in said(run)] == [
        (3, "Row 2 has the same address."),
        (4, "Every row needs its address: it says which record is meant."),
        (5, "This address is now “now”. Write that."),
        (6, "The row has more cells than the header has names."),
    ]
    source = ["source", "place", "paragraph"]
    run = checked(table(source, ["", make(Place).slug, ""], ["", "", ""]), "mention")
    assert counts(run) == {"new": 1}, "a statement gets its address; an empty row is none"


def test_the_database_s_word_is_put_in_words() -> None:
    figure = make(Figure, standing="preferred", period="2020")
    copied = [figure.statistic.slug, figure.place.slug, figure.source.slug, "2020", "preferred"]
    header = ["statistic", "place", "source", "period", "standing", "low", "high", "unit"]
    ok = [*copied[:4], "normal", "5", "5", "CNY"]
    rows = [[*copied, "7", "7", "CNY"], ok, [*ok[:5], "9", "3", "CNY"], [*ok[:5], "5", "5", "rank"]]
    run = checked(table(header, *rows), "figure")
    found = {(row, column): text for row, column, text in said(run)}
    assert "only one can be" in found[2, "standing"]
    assert (4, "qualifier") in found
    assert "measured in" in found[5, "unit"]
    assert counts(run) == {"new": 1, "refused": 3}


def test_a_published_identity_needs_a_source_the_file_may_bring_one() -> None:
    row = [["lonely", "Lonely", "", "published"]]
    run = checked(table([*HEADER, "state"], *row), "person")
    assert said(run)[0][:2] == (2, "state")
    assert counts(run) == {"refused": 1}
    row = make(Person, slug="lonely", state="draft")
    make(Mention, person=row, place=None)
    run = checked(table([*HEADER, "state"], ["lonely", "Lonely", "", "published"]), "person")
    assert counts(run) == {"changed": 1}


# --- Who may -------------------------------------------------------------------------------------


def test_an_import_may_no_more_than_its_author() -> None:
    viewer, curator, editor = person("Viewer"), person("Curator"), person("Editor")
    public_row = make(Person, slug="known", name="Known")
    make(Mention, person=public_row, place=None)
    make(Person, slug="drafted", name="D", state="draft")
    change = table(HEADER, ["known", "Changed", ""])
    add = table(HEADER, ["added", "Added", ""])
    publish = table([*HEADER, "state"], ["drafted", "D", "", "in_review"])
    assert "only somebody who may publish" in said(checked(change, "person", curator))[0][2]
    assert "does not let you add" in said(checked(add, "person", viewer))[0][2]
    assert counts(checked(add, "person", curator)) == {"new": 1}
    assert counts(checked(publish, "person", curator)) == {"changed": 1}
    assert counts(checked(change, "person", editor)) == {"changed": 1}


def test_nobody_publishes_an_import_of_their_own_where_another_can(settings: Any) -> None:
    author, place, source = person("Editor"), make(Place), make(Source)
    data = table(["place", "source", "state"], [place.slug, source.slug, "published"])
    assert counts(checked(data, "mention", author)) == {"new": 1}, "alone"
    person("Editor", "other")
    run = checked(data, "mention", author)
    assert [text for _row, _column, text in said(run)] == [
        "You wrote this draft: somebody else publishes it."
    ]
    settings.REVIEW_BY_ANOTHER = False
    assert imported(data, "mention", author).state == "done"
    assert Mention.objects.get(place=place).is_public


def test_a_change_of_what_the_public_reads_owes_a_reason() -> None:
    editor, row = person("Editor"), make(Mention, note="as it was")
    run = checked(table(["slug", "note"], [row.slug, "as it is"]), "mention", editor)
    assert run.report["published"] == 1
    with pytest.raises(runs.NotReadyError):
        list(runs.write(run=run, user=editor))
    assert finish(run, editor, "misread") == "done"
    assert row.history.first().history_change_reason == "misread"
    assert run.change_set is not None
    assert run.change_set.reason == "misread"


# --- Somebody else, meanwhile ---------------------------------------------------------------------


@pytest.mark.parametrize("meanwhile", ["changed", "added", "deleted", "changed alike"])
def test_a_record_that_moved_after_the_check_is_not_overwritten(meanwhile: str) -> None:
    row = make(Person, slug="theirs", name="Before", state="draft")
    data = table(HEADER, ["theirs", "Ours", ""], ["fresh", "Fresh", ""])
    run = checked(data, "person")
    if meanwhile == "added":
        make(Person, slug="fresh", state="draft")
    elif meanwhile == "deleted":
        row.delete()
    else:
        row.name = "Theirs" if meanwhile == "changed" else "Ours"
        edit.save(row=row, read=1)
    assert finish(run) == "refused"
    ((number, _column, wrong),) = said(run)
    assert number == (3 if meanwhile == "added" else 2)
    assert "after the check" in wrong
    assert not Person.objects.filter(name="Fresh").exists()
    list(runs.check(run=run, user=None))
    assert finish(run) == "done"


def test_an_old_export_does_not_undo_what_was_changed_since() -> None:
    row = make(Person, slug="theirs", name="Before", state="draft")
    row.name = "Theirs"
    edit.save(row=row, read=1)
    old = table([*HEADER, "version"], ["theirs", "Before", "", "1"])
    ((_row, column, wrong),) = said(checked(old, "person"))
    assert column == "version"
    assert "has version 1, the record 2" in wrong
    same = table([*HEADER, "version"], ["theirs", "Theirs", "", "1"])
    assert counts(checked(same, "person")) == {"unchanged": 1}


def test_two_who_import_the_same_file_import_it_once() -> None:
    run = checked(table(HEADER, *people(1)), "person")
    other = ImportRun.objects.get(pk=run.pk)
    assert finish(run) == "done"
    with pytest.raises(runs.NotReadyError):
        list(runs.write(run=other, user=None))
