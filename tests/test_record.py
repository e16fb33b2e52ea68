"""A few facts of the record that must never be lost, whatever else is edited in the fixtures."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from investments.choices import Qualifier, Standing, Status
from investments.models import Event, Figure, Placement, Project, Reviewed, Source, Sourced, Tier
from tests.factories import SERVICES

pytestmark = pytest.mark.django_db

FIXTURES = sorted(str(path) for path in Path(settings.BASE_DIR, "fixtures").glob("*.yaml"))


def reviewed_models() -> list[type[Reviewed]]:
    models = apps.get_app_config("investments").get_models()
    return [model for model in models if issubclass(model, Reviewed)]


def statement_models() -> list[type[Sourced]]:
    return [model for model in reviewed_models() if issubclass(model, Sourced)]


def values() -> dict[str, list[dict[str, object]]]:
    return {
        model.__name__: [dict(row) for row in model.objects.order_by("pk").values()]
        for model in reviewed_models()
    }


def test_the_text_of_the_fair_stands_before_its_rounded_title() -> None:
    figures = Figure.objects.published().filter(batch__slug="wcifit-2024-contracts", unit="CNY")
    amounts = {figure.low: figure.standing for figure in figures}
    assert amounts == {
        Decimal(6_890_000_000): Standing.PREFERRED,
        Decimal(7_000_000_000): Standing.NORMAL,
    }
    fair = Event.objects.published().get(slug="wcifit-2024")
    assert fair.amount_sort == 6_890_000_000
    assert (fair.edition, fair.date) == (6, "/2024-05-26")


def test_a_conversion_hangs_on_the_amount_it_converts() -> None:
    dollars = Figure.objects.published().get(slug="campaign-2023-projects-value-usd")
    assert dollars.conversion_of == Figure.objects.get(slug="campaign-2023-projects-value")
    assert dollars.low == 4_400_000_000
    assert dollars.high is None
    assert dollars.qualifier == Qualifier.OVER


def test_changan_is_followed_from_signing_to_delivery() -> None:
    park = Project.objects.published().get(slug="changan-new-energy-industrial-park")
    assert (park.signed, park.stage) == ("2018", "in_operation")
    assert park.amount_low == 10_200_000_000
    delivered = park.figures.get(statistic__slug="nev-produced-and-sold")
    assert delivered.low == 133_000
    assert delivered.status == Status.CUMULATIVE


def test_goals_and_expectations_are_not_results() -> None:
    open_ones = Figure.objects.exclude(status__in=[Status.ACTUAL, Status.CUMULATIVE])
    goals = open_ones.filter(status=Status.TARGET)
    assert goals.filter(statistic__kind="growth", period="2024").count() == 4
    assert goals.filter(statistic__slug="industry-size", qualifier=Qualifier.LEVEL).count() == 8
    capacity = open_ones.get(status=Status.FORECAST)
    assert (capacity.low, capacity.high) == (Decimal(6), Decimal(7))
    assert capacity.unit == "GWh"


def test_competing_shares_stand_side_by_side() -> None:
    shares = Figure.objects.published().filter(
        statistic__slug="share-of-chongqing-fortune-global-500"
    )
    assert list(shares.order_by("low").values_list("low", flat=True)) == [50, 50, 60]


def test_an_open_tier_declares_more_than_it_names() -> None:
    tier = Tier.objects.published().get(slug="rising-star-clusters-2024")
    assert tier.figures.get(statistic__slug="industries-in-tier").low == 11
    assert Placement.objects.published().filter(tier=tier).count() == 2


def test_every_row_is_public_and_every_statement_says_where_it_stands() -> None:
    sources = Source.objects.filter(sha256__regex=r"^[0-9a-f]{64}$")
    assert sources.count() == 5
    for model in set(reviewed_models()) - set(SERVICES):  # ours, and none is set up
        rows = model.objects.all()
        assert rows.exists(), model
        assert not rows.exclude(pk__in=model.objects.published()).exists(), model
    for statements in statement_models():
        said = statements.objects.all()
        assert not said.filter(paragraph=None).exists(), statements
        assert not said.filter(as_printed="").exists(), statements
        assert not said.exclude(note="").filter(note_zh="").exists(), statements


def test_loading_again_changes_nothing() -> None:
    before = values()
    call_command("loaddata", *FIXTURES, verbosity=0)
    assert values() == before
