"""What the reading desk guesses of a figure, and how good the finder is on the documents."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from investments.desk.benchmark import measure_all
from investments.desk.candidates import Kind, find_candidates
from investments.desk.guesses import Usage, statistics, subjects
from investments.desk.names import Names
from investments.documents import read_folder
from investments.models import (
    Event,
    Figure,
    Industry,
    Organisation,
    Participation,
    Person,
    Project,
    SigningBatch,
    Statistic,
)
from investments.record_check.coverage import read_explanations
from tests.factories import make
from tests.reading import article, page
from tests.test_roles import person

ROOT = Path(__file__).parent.parent


# --- Guesses ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.one_database
def test_guesses_come_from_names_words_and_use() -> None:
    egret = make(Event, name="Egret Fair")
    batch = make(SigningBatch, name="Contracts of the Egret Fair", event=egret, counted="contract")
    firm, project = make(Organisation, name="Osprey Glass"), make(Project, name="Osprey furnace")
    make(Participation, organisation=firm, project=project, role="investor")
    glass = make(Statistic, name="Glass output", unit="CNY")
    wool = make(Statistic, name="Wool output", unit="CNY")
    make(Person, name="Ann Egret")
    make(Industry, name="Glass industry of herons")
    make(Figure, statistic=glass, project=project, place=None)
    text = [
        "At the Egret Fair, 14 contracts worth 3 billion yuan were signed.",
        "Osprey Glass said its glass output reached 2 billion yuan, up 4 percent.",
    ]
    candidates = find_candidates(text, names=Names.load())
    contracts, amount, output, growth = (one for one in candidates if one.is_figure)
    usage = Usage.load()

    assert subjects(contracts, candidates, text, usage)[0] == ("signingbatch", batch.pk)
    role = Statistic.objects.get(pk=statistics(contracts, candidates, text, usage)[0])
    assert (role.role, role.unit) == ("count", "contract")
    assert subjects(amount, candidates, text, usage)[0] == ("signingbatch", batch.pk)
    role = Statistic.objects.get(pk=statistics(amount, candidates, text, usage)[0])
    assert role.role == "amount"

    guessed = statistics(output, candidates, text, usage)
    assert guessed[0] == glass.pk
    assert guessed.index(glass.pk) < guessed.index(wool.pk)
    assert ("project", project.pk) in subjects(output, candidates, text, usage)[:3]
    kinds = Statistic.objects.in_bulk(statistics(growth, candidates, text, usage))
    assert {one.unit for one in kinds.values()} == {"percent"}, "the unit fits"
    assert kinds[statistics(growth, candidates, text, usage)[0]].kind == "growth"

    name = next(one for one in candidates if one.kind == Kind.NAME)
    assert subjects(name, candidates, text, usage) == []
    assert statistics(name, candidates, text, usage) == []


def first_guess(sentence: str, words: str) -> tuple[str, str, bool]:
    """The statistic guessed first for the figure with these words, its kind, whether it is said."""
    candidates = find_candidates([sentence], names=Names.load(), published="2022-09-15")
    (one,) = [each for each in candidates if each.is_figure and each.printed == words]
    ranked = statistics(one, candidates, [sentence], Usage.load())
    first = Statistic.objects.get(pk=ranked[0])
    return first.name, first.kind, ranked.supported


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize(
    ("sentence", "words", "name"),
    [
        ("The yard will invest 3 billion yuan.", "3 billion yuan", "Contracted investment"),
        ("Officials signed 12 projects there.", "12 projects", "Projects signed"),
        ("云雀码头总投资12亿元。", "12亿元", "Contracted investment"),
        ("GDP reached 5 billion yuan, up 5 percent.", "5 percent",
         "Growth of gross domestic product"),
        ("规模以上工业增加值同比增长9.6%。", "9.6%",
         "Growth of above-scale industrial added value"),
        ("It accounts for 12 percent of the city's imports and exports.", "12 percent",
         "Share of Chongqing's imports and exports"),
        ("地区生产总值占全市的15%。", "15%", "Share of Chongqing's GDP"),
        ("年末常住人口120万人。", "120万人", "Resident population"),
        ("The number of high-tech enterprises reached 900.", "900", "High-tech enterprises"),
    ],
)  # fmt: skip
def test_a_statistic_that_is_said_is_supported(sentence: str, words: str, name: str) -> None:
    guessed, _, supported = first_guess(sentence, words)
    assert (guessed, supported) == (name, True)


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize(
    ("sentence", "words", "kinds"),
    [
        ("High-tech manufacturing grew 7.3 percent.", "7.3 percent", ("growth",)),
        ("高技术制造业增加值同比增长9.6%。", "9.6%", ("growth",)),
        ("Its shops were up 5 percent.", "5 percent", ("growth",)),
        ("Robots accounted for 30 percent of what grew there.", "30 percent", ("share",)),
        ("The park has 40 companies.", "40 companies", ("stock", "level")),
        ("The yard employs 30 people.", "30 people", ("stock", "level")),
        ("项目年产值将达8亿元以上。", "8亿元以上", ("level", "stock")),
        ("进出口总额不足90亿元。", "不足90亿元", ("level", "stock")),
        ("项目占地约350亩。", "约350亩", ("stock", "level")),
        ("Its fees grew 7 percent, and fixed asset investment rose 9 percent.", "7 percent",
         ("growth",)),
    ],
)  # fmt: skip
def test_a_statistic_that_nothing_says_is_not(
    sentence: str, words: str, kinds: tuple[str, ...]
) -> None:
    _, kind, supported = first_guess(sentence, words)
    assert not supported
    assert kind in kinds


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_subject_is_supported_where_the_text_names_it() -> None:
    make(Event, name="Egret Fair")
    named, nameless = ["At the Egret Fair, 14 deals were signed."], ["Some 14 deals were signed."]
    names, usage = Names.load(), Usage.load()
    for text, supported in ((named, True), (nameless, False)):
        candidates = find_candidates(text, names=names)
        figure = next(one for one in candidates if one.is_figure)
        ranked = subjects(figure, candidates, text, usage)
        assert ranked, "offered all the same"
        assert ranked.supported is supported


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "statistic"),
    [("Heron Yard will invest 3 billion yuan.", True), ("Heron Yard has 40 companies.", False)],
)
def test_a_form_starts_with_what_the_text_bears_out_alone(
    client: Client, text: str, *, statistic: bool
) -> None:
    client.force_login(person("Curator"))
    yard = make(Project, name="Heron Yard")
    shown = client.get(page(article(text)))
    form = shown.context["form"]
    assert form["subject"].value() == f"project:{yard.slug}"
    assert bool(form["statistic"].value()) is statistic
    assert shown.context["offer"].statistics, "offered all the same"


# --- Measured on the documents ------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.needs_documents
def test_the_finder_reaches_its_bars(documents: Path) -> None:
    explanations = read_explanations(ROOT / "docs" / "uncovered.yaml")
    measured = measure_all(read_folder(documents), explanations)
    assert measured.figures > 90
    assert measured.recall >= 0.95, measured.misses
    assert measured.precision >= 0.85, measured.alarms
    assert measured.among(measured.statistics, 3) >= 0.9
    assert measured.among(measured.subjects, 3) >= 0.85


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.needs_documents
def test_a_wrong_record_is_measured_as_such(
    documents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The measure sees a miss and a false alarm: a figure that is not as it is printed."""
    figure = Figure.objects.get(slug="wcifit-2024-contracts-value")
    Figure.objects.filter(pk=figure.pk).update(low=1, high=1)
    call_command("measure_finder", documents=documents)
    printed = capsys.readouterr().out
    assert "Missed: 1\n" in printed
    assert "False alarms: 1\n" in printed
    assert figure.as_printed in printed
