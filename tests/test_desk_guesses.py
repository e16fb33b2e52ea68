"""What the reading desk guesses of a figure, and how good the finder is on the documents."""

from pathlib import Path

import pytest
from django.core.management import call_command

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
