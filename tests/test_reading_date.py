"""The record as known on a day: what was published later leaves no trace, and nothing else goes."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from investments.actions import derive, known, public
from investments.columns import public_only
from investments.datasets import DATASETS
from investments.models import (
    Event,
    EventKnown,
    Figure,
    Milestone,
    Organisation,
    Place,
    Project,
    ProjectKnown,
    Source,
    Statistic,
)
from investments.reading import as_known_on, held, reading_date
from tests.factories import make, make_figure, make_place, make_project, make_source
from tests.test_derive import amount_statistic

pytestmark = pytest.mark.django_db

FIRST, BETWEEN, LAST = date(2020, 12, 31), date(2023, 12, 31), date(2024, 5, 28)


def forget_after(day: date) -> None:
    """Withdraw what no source had said by this day, as if nobody had ever entered it."""
    for model in public._models():
        later = model.objects.filter(Q(known_from__gt=day) | Q(known_from__isnull=True))
        later.update(state="draft", is_public=False)
    public.refresh_all()
    known.refresh_all()
    derive.refresh_all()


def read(client: Client, addresses: list[str], prefix: str = "") -> dict[str, str]:
    found = {}
    for address in addresses:
        response: Any = client.get(prefix + address)
        assert response.status_code == 200, address
        body = b"".join(response.streaming_content) if response.streaming else response.content
        found[address] = body.decode().replace(prefix, "") if prefix else body.decode()
    return found


def test_a_page_is_read_as_of_a_day_and_says_so(client: Client) -> None:
    response = client.get(f"/as-known-on/{FIRST}/sources/")
    page = response.content.decode()
    assert "As known on 31 December 2020" in page
    assert "1 of 5 sources" in page
    assert response["X-Robots-Tag"] == "noindex"
    assert f'href="/as-known-on/{FIRST}/events/"' in page
    assert 'href="/sources/"' in page, "the way back to the present"
    assert reading_date() is None


def test_a_day_after_everything_shows_the_same_as_none(client: Client) -> None:
    files = [f"/{key}.csv" for key in DATASETS]
    assert read(client, files, "/as-known-on/2099-01-01") == read(client, files)


@pytest.mark.parametrize("day", [FIRST, date(2022, 6, 30), BETWEEN, LAST])
def test_every_list_is_what_it_would_be_had_the_rest_never_come(client: Client, day: date) -> None:
    files = [f"/{prefix}{key}.csv" for key in DATASETS for prefix in ("", "zh-hans/")]
    then = read(client, files, f"/as-known-on/{day}")
    everything = read(client, files)
    forget_after(day)
    assert then == read(client, files)
    assert (then != everything) == (day != LAST)


@pytest.mark.one_database
def test_every_page_names_what_was_known_and_nothing_else(client: Client) -> None:
    day = BETWEEN
    prefix = f"/as-known-on/{day}"
    with as_known_on(day):
        pages = [
            row.get_absolute_url()
            for dataset in DATASETS.values()
            for row in dataset.rows().order_by("slug")
        ]
    later = [
        row.get_absolute_url()
        for dataset in DATASETS.values()
        for row in dataset.rows().filter(known_from__gt=day)
    ]
    assert later, "something was published after the day"
    for page in ["/", *(f"/{key}/" for key in DATASETS), *pages]:
        body = client.get(prefix + page).content.decode()
        named = [address for address in later if f'"{prefix}{address}"' in body]
        assert not named, page
    for address in later:
        response = client.get(prefix + address)
        assert response.status_code == 404
        assert f'href="{address}"' in response.content.decode(), "the way to what is known today"


def test_derived_columns_filters_and_order_are_those_of_the_day(client: Client) -> None:
    early, late = make_source(published="2019"), make_source(published="2021")
    project = make_project(slug="made")
    make(Milestone, project=project, stage="signed", date="2018", source=early)
    make(Milestone, project=project, stage="in_operation", source=late)
    amount = amount_statistic()
    make_figure(project=project, statistic=amount, low=100, high=100, source=early)
    make_figure(project=project, statistic=amount, low=900, high=900, source=late)
    then, now = "/as-known-on/2020-01-01/projects.csv", "/projects.csv"

    def found(address: str) -> bool:
        response: Any = client.get(address)
        assert response.status_code == 200
        return b"made" in b"".join(response.streaming_content)

    asked = {
        "?stage=signed": (True, False),
        "?stage=in_operation": (False, True),
        "?amount_to=100": (True, False),
        "?amount_from=800": (False, True),
        "?signed=2018": (True, True),
    }
    for query, answers in asked.items():
        assert (found(then + query), found(now + query)) == answers, query
    with as_known_on(date(2020, 1, 1)):
        row = Project.objects.published().get(slug="made")
        assert (row.stage, row.amount_low) == ("signed", 100)
        figure = Figure.objects.published().for_list().get(project=row)
        assert (figure.project.stage, figure.low) == ("signed", 100)
    assert Project.objects.published().get(slug="made").stage == "in_operation"


def test_known_from_follows_what_is_said(django_assert_max_num_queries: Callable) -> None:
    place, part = make_place(), make_place()
    assert place.known_from is None
    part.parent = place
    part.save()
    source = make_source(published="2020-05")
    figure = make_figure(place=part, source=source)
    statistic = Statistic.objects.get(pk=figure.statistic_id)

    def days() -> list[str]:
        rows = Place.objects.filter(pk__in=[place.pk, part.pk]).order_by("pk")
        return [str(day) for day in rows.values_list("known_from", flat=True)]

    assert days() == ["2020-05-31", "2020-05-31"], "and so is the place that it lies in"
    earlier = make_figure(place=part, source=make_source(published="2018"), statistic=statistic)
    assert days() == ["2018-12-31", "2018-12-31"]
    earlier.state = "withdrawn"
    earlier.save()
    assert days() == ["2020-05-31", "2020-05-31"], "what is not public says nothing"
    source.published = "2021"
    source.save()
    assert days() == ["2021-12-31", "2021-12-31"]
    figure.refresh_from_db()
    assert str(figure.known_from) == "2021-12-31"
    source.published = ""
    source.save()
    assert days() == ["None", "None"], "an undated source tells no day"
    place.refresh_from_db()
    with django_assert_max_num_queries(14):
        place.save()
    assert not list(known.all_stale())
    figure.delete()
    assert days() == ["None", "None"]


def test_a_source_withdrawn_takes_its_days_along() -> None:
    source = make_source(published="2019")
    place = make_place()
    make_figure(place=place, source=source)
    source.state = "withdrawn"
    source.save()
    place.refresh_from_db()
    assert place.known_from is None
    source.state = "published"
    source.save()
    place.refresh_from_db()
    assert str(place.known_from) == "2019-12-31"


def test_a_publisher_is_known_from_what_it_published() -> None:
    publisher = make(Organisation)
    make_source(published="2017-03-01", publisher=publisher)
    publisher.refresh_from_db()
    assert str(publisher.known_from) == "2017-03-01"


@pytest.mark.parametrize(
    ("model", "span", "own"), [(Event, EventKnown, "event"), (Project, ProjectKnown, "project")]
)
def test_the_spans_of_a_row_cover_all_time_once(model: Any, span: Any, own: str) -> None:
    for row in model.objects.all():
        spans = list(span.objects.filter(**{own: row}).order_by("since"))
        assert spans[0].since == date.min
        assert spans[-1].until == date.max
        ends = [one.until for one in spans[:-1]]
        assert ends == [one.since for one in spans[1:]]
    assert not derive.stale_spans(model)


@pytest.mark.parametrize(
    "day", ["2021", "2021-02-30", "21-01-01", "0001-01-01", "９９９９-01-01", "x%00", "%E4%B8%A4"]
)
@pytest.mark.parametrize("way", ["/as-known-on/{}/events/", "/events/?known_on={}"])
def test_what_is_no_day_is_refused_with_the_form_to_use(client: Client, day: str, way: str) -> None:
    response = client.get(way.format(day))
    assert response.status_code == 400
    assert b"2021-12-31" in response.content
    assert reading_date() is None


def test_the_parameter_leads_to_the_address(client: Client) -> None:
    asked = client.get("/zh-hans/events/?kind=fair&known_on=2021-12-31")
    assert asked["Location"] == "/as-known-on/2021-12-31/zh-hans/events/?kind=fair"
    again = client.get("/as-known-on/2021-12-31/events/?known_on=2020-12-31")
    assert again["Location"] == "/as-known-on/2020-12-31/events/"
    back = client.get("/as-known-on/2021-12-31/events/?known_on=")
    assert back["Location"] == "/events/"
    outside = client.get("/as-known-on/2021-12-31//example.org/?known_on=")
    assert outside["Location"] == "/example.org/"


def test_the_other_language_keeps_the_day(client: Client) -> None:
    page = client.get(f"/as-known-on/{FIRST}/events/?kind=fair").content.decode()
    assert f'href="/as-known-on/{FIRST}/zh-hans/events/?kind=fair"' in page
    page = client.get(f"/as-known-on/{FIRST}/zh-hans/events/").content.decode()
    assert "截至" in page
    assert f'href="/as-known-on/{FIRST}/events/"' in page


def test_staff_work_in_the_present(client: Client) -> None:
    assert client.get(f"/as-known-on/{FIRST}/admin/login/")["Location"] == "/admin/login/"


def test_nothing_is_known_before_the_first_source(client: Client) -> None:
    for key in DATASETS:
        assert client.get(f"/as-known-on/1990-01-01/{key}/").status_code == 200
    assert client.get("/as-known-on/1990-01-01/").status_code == 200


def test_a_stream_is_read_as_of_its_day_to_its_end() -> None:
    seen = []

    def blocks() -> Iterator[bytes]:
        for _n in range(2):
            seen.append(reading_date())
            yield b""

    assert list(held(blocks(), FIRST)) == [b"", b""]
    assert seen == [FIRST, FIRST]
    assert reading_date() is None


def test_a_judgement_is_todays() -> None:
    source = make_source(published="2019")
    make_figure(source=source, standing="deprecated", standing_reason="misprint", slug="judged")
    with as_known_on(date(2020, 1, 1)):
        assert Figure.objects.published().get(slug="judged").standing == "deprecated"
        assert Source.objects.published().filter(pk=source.pk).exists()


def test_a_column_declared_under_a_day_is_read_as_of_the_day_of_the_query() -> None:
    """Columns are declared once a process, maybe within a request for a day."""
    original = make_figure(source=make_source(published="2021"))
    early = make_source(published="2019")
    row = make_figure(source=early, place=original.place, unit="USD", conversion_of=original)
    with as_known_on(date(2020, 1, 1)):
        declared = public_only("conversion_of", "slug")
        assert list(Figure.objects.filter(pk=row.pk).values_list(declared, flat=True)) == [None]
    read = Figure.objects.filter(pk=row.pk).values_list(declared, flat=True)
    assert list(read) == [original.slug]
