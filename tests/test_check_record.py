"""The record is proved against its documents, and every kind of failure is seen."""

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from investments.documents import Document, UnreadableDocumentError, paragraphs, read, read_folder
from investments.models import Event, EventDate, Figure, Mention, Milestone, Source
from investments.record_check import coverage, rows, statements
from investments.record_check.coverage import Explanations, ExplanationsError, read_explanations
from investments.record_check.report import Found
from tests.factories import make, make_figure, make_source, make_statistic

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TEXT = """The new park: a test document

The town signed 12 contracts worth over 49.5 billion yuan ($7 billion) on March 3.
Output grew from 158 to 238 vehicles, about 15% of the county's total and 20% of the city's.
It ranks third; “5G” came in 2019. Three firms took part, and later three more firms.
"""
DOCUMENT = Document("park.txt", "0" * 64, paragraphs(TEXT))


def figure(paragraph: int | None, words: str, low: Any, high: Any = None, **fields: Any) -> Figure:
    """A figure as the record would have it; exact where no qualifier is given."""
    if "qualifier" not in fields:
        high = low
    unit = fields.pop("unit", "CNY")
    return make_figure(
        paragraph=paragraph,
        as_printed=words,
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        unit=unit,
        statistic=make_statistic(unit=unit),
        **fields,
    )


def codes(statement: Any) -> list[str]:
    return [problem.code for problem in statements.problems(statement, DOCUMENT)]


def run(*args: str) -> tuple[int, str]:
    """Exit status and output of the command."""
    output = io.StringIO()
    try:
        call_command("check_record", *args, stdout=output)
    except SystemExit as end:
        return int(end.code or 0), output.getvalue()
    return 0, output.getvalue()


# --- The real record ----------------------------------------------------------------------------


@pytest.mark.needs_documents
def test_the_record_is_proved_by_its_documents(documents: Path) -> None:
    status, output = run("--documents", str(documents), "--format", "json")
    report = json.loads(output)
    assert report["problems"] == []
    assert [one for one in report["numbers"] if one["found"] == Found.UNCOVERED] == []
    assert report["documents"] == {"checked": 5, "known": 5}
    assert report["not_checked"] == []
    assert report["statements"] > 300
    assert report["figures"] > 80
    assert (status, report["ok"]) == (0, True)


@pytest.mark.needs_documents
def test_every_number_of_the_record_is_held_by_its_document(documents: Path) -> None:
    """A figure changed by one unit in its last place fails, whichever it is."""
    by_digest = {document.sha256: document for document in read_folder(documents)}
    checked = 0
    for one in Figure.objects.select_related("source"):
        assert one.source
        document = by_digest[one.source.sha256]
        assert statements.problems(one, document) == []
        one.low = None if one.low is None else one.low + 1
        one.high = None if one.high is None else one.high + 1
        assert [problem.code for problem in statements.problems(one, document)] == ["number"]
        checked += 1
    assert checked > 80


def test_without_documents_the_rows_are_checked_and_the_rest_is_named() -> None:
    status, output = run()
    assert status == 0
    for slug in Source.objects.values_list("slug", flat=True):
        assert f"source {slug}: no file has its SHA-256" in output
    assert output.strip().endswith("0 uncovered; 0 of 5 documents")


# --- One statement ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "words", "low", "fields"),
    [
        (2, "signed 12 contracts", 12, {"unit": "contract"}),
        (2, "worth over  49.5 billion yuan", 49_500_000_000, {"qualifier": "over"}),
        (2, "over 49.5 billion yuan ($7 billion)", 7 * 10**9, {"qualifier": "over", "unit": "USD"}),
        (2, "($7 billion)", 7 * 10**9, {"unit": "USD"}),
        (3, "from 158", 158, {"unit": "vehicle"}),
        (3, "20% of the city’s", 20, {"unit": "percent"}),
        (4, "ranks third; \"5G\"", 3, {"unit": "rank"}),
    ],
)  # fmt: skip
def test_a_figure_that_its_words_print(
    paragraph: int, words: str, low: int, fields: dict[str, Any]
) -> None:
    assert codes(figure(paragraph, words, low, **fields)) == []


@pytest.mark.parametrize(
    ("paragraph", "words", "low", "high", "fields", "code"),
    [
        # the number
        (2, "signed 12 contracts", 13, None, {"unit": "contract"}, "number"),
        (2, "over 49.5 billion yuan", 49_500_000, None, {"qualifier": "over"}, "number"),
        (2, "were signed in March", 12, None, {}, "words"),
        (2, "contracts worth", 12, None, {"unit": "contract"}, "number"),
        # the hedge: another, left out of the record, left out of the words
        (2, "over 49.5 billion yuan", None, 49_500_000_000, {"qualifier": "under"}, "qualifier"),
        (2, "over 49.5 billion yuan", 49_500_000_000, None, {}, "qualifier"),
        (2, "49.5 billion yuan", 49_500_000_000, None, {"qualifier": "over"}, "qualifier"),
        (2, "49.5 billion yuan", 49_500_000_000, None, {}, "cut_short"),
        (3, "15% of the county", 15, None, {"unit": "percent"}, "cut_short"),
        # the unit
        (2, "over 49.5 billion yuan", 49_500_000_000, None,
         {"qualifier": "over", "unit": "USD"}, "unit"),
        (2, "signed 12 contracts", 12, None, {"unit": "project"}, "unit"),
        # the place
        (3, "signed 12 contracts", 12, None, {"unit": "contract"}, "words"),
        (9, "signed 12 contracts", 12, None, {"unit": "contract"}, "paragraph"),
        (None, "signed 12 contracts", 12, None, {"unit": "contract"}, "paragraph"),
        # the words
        (2, "", 12, None, {"unit": "contract"}, "no_words"),
        (2, "signed 12 Contracts", 12, None, {"unit": "contract"}, "words"),
        (2, "5 billion yuan", 5_000_000_000, None, {}, "words"),
        (2, "over 49", 49, None, {"qualifier": "over"}, "words"),
    ],
)  # fmt: skip
def test_a_figure_that_its_words_do_not_print(
    paragraph: int | None, words: str, low: Any, high: Any, fields: dict[str, Any], code: str
) -> None:
    assert codes(figure(paragraph, words, low, high, **fields)) == [code]


def test_words_in_another_paragraph_are_pointed_to() -> None:
    (problem,) = statements.problems(figure(3, "12 contracts", 12, unit="contract"), DOCUMENT)
    assert "paragraph 2" in problem.message
    assert problem.is_statement


def test_other_statements_need_their_words_and_date() -> None:
    assert codes(make(Mention, paragraph=1, as_printed="new park")) == []
    assert codes(make(Mention, paragraph=1, as_printed="")) == []
    assert codes(make(Mention, paragraph=1, as_printed="new pa")) == ["words"]
    assert codes(make(EventDate, paragraph=2, as_printed="on March 3", date="2024?-03-03")) == []
    assert codes(make(EventDate, paragraph=2, as_printed="on March 3", date="/2024?-03-03")) == []
    assert codes(make(EventDate, paragraph=2, as_printed="on March 3", date="2024-03-04")) == [
        "date"
    ]
    assert codes(make(Milestone, paragraph=4, as_printed="in 2019", date="2018")) == ["date"]
    assert codes(make(Milestone, paragraph=4, as_printed="in 2019", date="")) == []


# --- Coverage -----------------------------------------------------------------------------------


def found(stated: list[Any], explanations: Explanations | None = None) -> dict[str, list[str]]:
    """The numbers of the document by what became of them, with the codes of problems."""
    source = Source(slug="park")
    numbers, problems = coverage.cover(source, DOCUMENT, stated, explanations or Explanations())
    result = {
        str(state): [f"{n.paragraph}: {n.printed}" for n in numbers if n.found == state]
        for state in Found
    }
    return result | {"problems": [problem.message for problem in problems]}


def test_a_number_is_covered_by_the_figure_of_it() -> None:
    nothing = found([])
    assert nothing["uncovered"] == [
        "2: 12 contracts", "2: over 49.5 billion yuan", "2: $7 billion", "2: March 3",
        "3: 158", "3: 238 vehicles", "3: about 15%", "3: 20%",
        "4: third", "4: 5G", "4: 2019", "4: Three firms", "4: three",
    ]  # fmt: skip
    words = "signed 12 contracts worth over 49.5 billion yuan ($7 billion) on March 3"
    some = found([figure(2, words, 12, unit="contract")])
    assert some["covered"] == ["2: 12 contracts", "2: March 3"], "the words hold more numbers"
    other = found([make(Mention, paragraph=4, as_printed="ranks third; “5G” came in 2019. Three")])
    assert other["covered"] == ["4: third", "4: 5G", "4: 2019"], "a count needs a figure"


def test_words_that_stand_twice_cover_one_place() -> None:
    twice = Document("twice.txt", "", ("3 firms came, then 3 firms went.",))
    one = figure(1, "3 firms", 3, unit="company")
    numbers, _ = coverage.cover(Source(slug="twice"), twice, [one], Explanations())
    assert [number.found for number in numbers] == ["covered", "uncovered"]
    numbers, _ = coverage.cover(Source(slug="twice"), twice, [one, one], Explanations())
    assert [number.found for number in numbers] == ["covered", "covered"]


def test_explanations_explain_and_furniture_is_left_out() -> None:
    explanations = Explanations({"park": {3}}, {"park": {4: {"later three": "the same firms"}}})
    result = found([], explanations)
    assert result["explained"] == ["4: three"]
    assert not [number for number in result["uncovered"] if number.startswith("3")]
    assert result["problems"] == []


def test_an_explanation_of_nothing_is_a_problem() -> None:
    stated = [figure(2, "12 contracts", 12, unit="contract")]
    reasons = {2: {"12 contracts": "covered", "13 contracts": "not there"}, 9: {"1": "no such"}}
    assert found(stated, Explanations({}, {"park": reasons}))["problems"] == [
        "is no fact paragraph of the document",
        "“12 contracts” need no explanation",
        "“13 contracts” need no explanation",
    ]
    assert found(stated, Explanations({"park": {2}}, {}))["problems"] == [
        "is furniture, but has a figure"
    ]
    assert [one.slug for one in coverage.strays(Explanations({"x": {1}}, {}), {"park"})] == ["x"]


@pytest.mark.parametrize(
    "text",
    ["- a list", "park: 3", "park: {furniture: 3}", "park: {furniture: [x]}", "park: {x: {}}",
     "park: {1: {'2': ''}}", "park: {1: text}", "park: [", "park: {1: {'2': 3}}"],
)  # fmt: skip
def test_explanations_that_cannot_be_read_say_where(tmp_path: Path, text: str) -> None:
    path = tmp_path / "uncovered.yaml"
    path.write_text(text)
    with pytest.raises(ExplanationsError, match=r"uncovered\.yaml"):
        read_explanations(path)


# --- Rows ---------------------------------------------------------------------------------------


def test_rows_that_break_the_rules_are_named() -> None:
    lonely = make(Event, slug="lonely")
    assert ("unsourced", "lonely") in {(one.code, one.slug) for one in rows.unsourced()}
    Event.objects.filter(pk=lonely.pk).update(amount_low=5, kind="party")
    lonely.refresh_from_db()
    assert ("stale", "lonely") in {(one.code, one.slug) for one in rows.stale()}
    assert any(one.message.startswith("kind:") for one in rows.unclean(lonely))


def test_every_kind_of_statement_is_walked() -> None:
    names = {model.__name__ for model in rows.statement_models()}
    assert {"Figure", "EventDate", "Mention", "Placement", "Contribution"} <= names
    assert not {name for name in names if name.startswith("Historical")}
    assert Event in rows.other_models()


# --- Documents and the command ------------------------------------------------------------------


def test_paragraphs_are_lines_that_are_not_empty() -> None:
    assert paragraphs("one\r\n\r\n  two \n\u3000\n\nthree\x0bstill three\n") == (
        "one",
        "two",
        "three\x0bstill three",
    )
    assert DOCUMENT.paragraph(1) == "The new park: a test document"
    assert DOCUMENT.paragraph(0) is DOCUMENT.paragraph(5) is None


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableDocumentError, match=r"a\.txt"):
        read(tmp_path / "a.txt")
    with pytest.raises(CommandError, match=r"a\.txt"):
        run("--documents", str(tmp_path))
    with pytest.raises(CommandError, match="no folder"):
        run("--documents", str(tmp_path / "none"))
    with pytest.raises(CommandError, match="explanations"):
        run("--explanations", str(tmp_path / "none.yaml"))


def test_the_command_fails_for_a_wrong_statement_and_an_uncovered_number(tmp_path: Path) -> None:
    path = tmp_path / "park.txt"
    path.write_text(TEXT)
    (tmp_path / "stray.txt").write_text("nobody's")
    (tmp_path / "none.yaml").write_text("")
    arguments = ("--documents", str(tmp_path), "--explanations", str(tmp_path / "none.yaml"))
    source = make_source(slug="park", sha256=read(path).sha256)
    wrong = figure(2, "12 contracts", 13, unit="contract", source=source)
    status, output = run(*arguments)
    assert status == 1
    assert f"figure {wrong.slug} (park, paragraph 2): “12 contracts”" in output
    assert "park, paragraph 3: “238 vehicles”" in output
    assert "file stray.txt: no source has its SHA-256" in output
    assert ", 1 failed;" in output.splitlines()[-1]
