"""Saving in the admin: with rows of statements, in plain words, and never over a colleague's."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client

from investments import models as record
from investments.actions import edit
from investments.models import Event, EventDate, Figure, Organisation
from tests.admin_forms import add_row, admin_url, complaints, opened
from tests.factories import fields_for, make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def figure_row(**fields: Any) -> dict[str, Any]:
    statistic = make(record.Statistic, role="amount")
    source = make(record.Source)
    return {
        "statistic": statistic.pk,
        "entry": "over 30 billion yuan",
        "status": "actual",
        "qualifier": "exact",
        "standing": "normal",
        "source": source.pk,
        "paragraph": 3,
        "as_printed": "over 30 billion yuan",
        "state": "published",
        **fields,
    }


def date_row(**fields: Any) -> dict[str, Any]:
    source = make(record.Source)
    return {
        "date": "2024-05-26",
        "standing": "normal",
        "source": source.pk,
        "state": "published",
        **fields,
    }


def event_form(client: Client, event: Event | None = None) -> tuple[str, dict[str, Any]]:
    url = admin_url(Event, "change", event.pk) if event else admin_url(Event, "add")
    data = opened(client, url)
    if event is None:
        data |= {"name": "Autumn fair", "slug": "autumn-fair", "kind": "fair", "state": "draft"}
    return url, data


# --- With its rows -----------------------------------------------------------------------------


def test_an_event_is_entered_with_its_statements(admin_client: Client, admin_user: User) -> None:
    url, data = event_form(admin_client)
    add_row(data, "dates", **date_row())
    add_row(data, "figures", **figure_row())
    add_row(data, "locations", **_located())
    add_row(data, "batches", name="All", slug="autumn-all", counted="contract", state="draft")
    response = admin_client.post(url, data)
    assert response.status_code == 302, complaints(response)
    event = Event.objects.get(slug="autumn-fair")
    figure = event.figures.get()
    assert figure.low == 30_000_000_000
    assert (figure.high, figure.qualifier, figure.unit) == (None, "over", "CNY")
    assert event.batches.get().name == "All"
    assert figure.history.get().history_user == admin_user
    assert event.locations.get().history.get().history_user == admin_user


def _located() -> dict[str, Any]:
    place, source = make(record.Place), make(record.Source)
    return {"place": place.pk, "role": "main", "source": source.pk, "state": "published"}


def test_derived_columns_follow_what_was_entered_in_rows(admin_client: Client) -> None:
    event = make(Event)
    url, data = event_form(admin_client, event)
    add_row(data, "dates", **date_row())
    add_row(data, "figures", **figure_row())
    assert admin_client.post(url, data).status_code == 302
    event.refresh_from_db()
    assert event.date == "2024-05-26"
    assert (event.amount_low, event.amount_qualifier) == (30_000_000_000, "over")
    page = admin_client.get(url).content.decode()
    assert "26 May 2024" in page
    assert "over ¥30 billion" in page
    data = opened(admin_client, url)
    data["figures-0-DELETE"] = "on"
    assert admin_client.post(url, data).status_code == 302
    event.refresh_from_db()
    assert event.amount_low is None


def test_a_published_record_keeps_a_source(admin_client: Client) -> None:
    event = make(Event)
    date = make(EventDate, event=event)
    url, data = event_form(admin_client, event)
    data["dates-0-DELETE"] = "on"
    assert "without a source" in str(complaints(admin_client.post(url, data)))
    assert EventDate.objects.filter(pk=date.pk).exists()


def test_a_new_record_cannot_be_published_before_it_has_a_source(admin_client: Client) -> None:
    url, data = event_form(admin_client)
    data["state"] = "published"
    assert "without a source" in complaints(admin_client.post(url, data))["state"][0]


def test_rows_that_contradict_each_other_are_refused_in_words(admin_client: Client) -> None:
    """Neither is in the database yet, so that validation sees no clash; the database does."""
    event = make(Event)
    make(EventDate, event=event)
    url, data = event_form(admin_client, event)
    for day in ("2024-05-01", "2024-05-02"):
        add_row(data, "dates", **date_row(date=day, standing="preferred"))
    found = complaints(admin_client.post(url, data))
    assert found["__all__"] == ["The event has a preferred date already."]
    assert event.dates.count() == 1


# --- Plain words -------------------------------------------------------------------------------

# Model, fields that break it, field that complains, words of the complaint.
BROKEN: list[tuple[Any, dict[str, Any], str, str]] = [
    (Figure, {"source": None, "paragraph": None}, "source", "without a source"),
    (Figure, {"source": None, "state": "draft"}, "paragraph", "Name the source"),
    (Figure, {"standing": "deprecated"}, "standing_reason", "Say why"),
    (Figure, {"project": record.Project, "place": record.Place}, "__all__", "exactly one"),
    (Figure, {"place": None}, "__all__", "exactly one"),
    (Figure, {"low": 5, "high": 3, "qualifier": "range"}, "low", "above the upper"),
    (Figure, {"low": 1, "high": 3, "qualifier": "over"}, "qualifier", "no upper one"),
    (Figure, {"low": 1, "high": 3, "qualifier": "under"}, "qualifier", "no lower one"),
    (Figure, {"low": 1, "high": None, "qualifier": "range"}, "qualifier", "two bounds"),
    (Figure, {"low": 1, "high": 3, "qualifier": "exact"}, "qualifier", "same number"),
    (Figure, {"low": None, "high": None}, "qualifier", "same number"),
    (Figure, {"place": record.Place, "area": record.Place}, "area", "names its area"),
    (Figure, {"place": None, "industry": record.Industry, "area": None}, "area", "its area"),
    (Figure, {"unit": "percent"}, "unit", "measured in yuan"),
    (Figure, {"period": "May 2024"}, "period", "Write a year (2018)"),
    (EventDate, {"date": "26/05/2024"}, "date", "Write a year (2018)"),
    (EventDate, {"date": "2024-02-30"}, "date", "no date that can be read"),
    (EventDate, {"event": None}, "event", "required"),
    (Event, {"edition": 6}, "series", "Choose the series"),
    (Event, {"edition": 0}, "edition", "greater than or equal to 1"),
    (record.Milestone, {"stage": "in_talks", "batch": record.SigningBatch}, "batch", "signing"),
    (record.Location, {"event": None}, "__all__", "one of them"),
    (record.Classification, {"project": None}, "__all__", "Choose one subject"),
    (record.Participation, {"person": record.Person}, "__all__", "a person or an organisation"),
    (record.Participation, {"event": None}, "__all__", "an event, a reported total or a project"),
    (record.Participation, {"position": record.Position}, "position", "Only a person"),
    (record.PolicyNote, {"kind": "opinion"}, "speaker_person", "Whose opinion"),
    (record.Mention, {"place": None}, "__all__", "exactly one"),
    (record.Contribution, {"person": None}, "__all__", "one of them"),
    (record.Statistic, {"kind": "share", "unit": "percent"}, "whole", "A share of what"),
    (record.Statistic, {"kind": "rank"}, "unit", "unit of a rank"),
    (record.Statistic, {"kind": "growth"}, "unit", "in percent"),
    (record.Source, {"url": "ftp://example.com/x"}, "url", "valid URL"),
    (record.Source, {"published": "yesterday"}, "published", "Write a year (2018)"),
    (Organisation, {"country": "China"}, "country", "2 characters"),
    (Organisation, {"name": "A\x07B"}, "name", "control characters"),
]


@pytest.mark.parametrize(
    ("model", "wrong", "field", "words"),
    BROKEN,
    ids=[f"{model._meta.model_name}-{field}-{n}" for n, (model, _, field, _) in enumerate(BROKEN)],
)
def test_what_contradicts_is_refused_by_field_in_words(
    admin_client: Client, model: Any, wrong: dict[str, Any], field: str, words: str
) -> None:
    url = admin_url(model, "add")
    data = opened(admin_client, url) | _posted(model, **wrong)
    before = model.objects.count()
    found = complaints(admin_client.post(url, data))
    assert words in " ".join(found.get(field, [])), found
    assert model.objects.count() == before


def _posted(model: Any, **fields: Any) -> dict[str, Any]:
    """A valid row as form data, but for these fields; without a source yet an identity is a
    draft."""
    values = fields_for(model, **fields)
    if issubclass(model, record.Identity):
        values["state"] = "draft"
    return {
        name: getattr(value, "pk", value)
        for name, value in values.items()
        if value is not None and fields.get(name, "") is not None
    }


@pytest.mark.parametrize(
    ("original", "unit", "field", "words"),
    [("CNY", "CNY", "unit", "another currency"), ("project", "USD", "conversion_of", "Only an")],
)
def test_a_conversion_changes_the_currency(
    admin_client: Client, original: str, unit: str, field: str, words: str
) -> None:
    first = make(Figure, unit=original, statistic=make(record.Statistic, unit=original))
    url = admin_url(Figure, "add")
    money = make(record.Statistic)
    data = opened(admin_client, url) | _posted(
        Figure, place=first.place, unit=unit, conversion_of=first, statistic=money
    )
    found = complaints(admin_client.post(url, data))
    assert words in " ".join(found.get(field, [])), found


def test_two_preferred_figures_are_refused_at_the_standing(admin_client: Client) -> None:
    first = make(Figure, standing="preferred", period="2023")
    url = admin_url(Figure, "add")
    data = opened(admin_client, url) | _posted(
        Figure, place=first.place, statistic=first.statistic, standing="preferred", period="2023"
    )
    found = complaints(admin_client.post(url, data))
    assert "only one can be" in found["standing"][0]


def test_an_address_is_taken_once(admin_client: Client) -> None:
    taken = make(Organisation)
    url = admin_url(Organisation, "add")
    data = opened(admin_client, url) | _posted(Organisation, slug=taken.slug)
    assert "already exists" in complaints(admin_client.post(url, data))["slug"][0]


def test_a_place_is_not_part_of_its_own_part(admin_client: Client) -> None:
    whole = make(record.Place)
    make(record.Mention, place=whole)
    part = make(record.Place, parent=whole)
    url = admin_url(record.Place, "change", whole.pk)
    for parent in (whole, part):
        data = opened(admin_client, url) | {"parent": parent.pk}
        assert complaints(admin_client.post(url, data))


def test_what_only_the_database_sees_is_said_in_words(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make(Event)
    make(EventDate, event=event)
    url, data = event_form(admin_client, event)

    def refuse(**kwargs: Any) -> None:
        raise IntegrityError("something new")

    monkeypatch.setattr(edit, "save", refuse)
    found = complaints(admin_client.post(url, data | {"summary": "New"}))
    assert "Nothing was saved" in found["__all__"][0]


def test_a_changed_address_redirects(admin_client: Client) -> None:
    organisation = make(Organisation)
    old = organisation.slug
    make(record.Mention, organisation=organisation)
    url = admin_url(Organisation, "change", organisation.pk)
    data = opened(admin_client, url) | {"slug": "new-address"}
    assert admin_client.post(url, data).status_code == 302
    assert record.SlugRedirect.objects.get(kind="organisation", old=old).new == "new-address"


def test_an_address_on_the_web_may_come_without_its_scheme(admin_client: Client) -> None:
    url = admin_url(record.Source, "add")
    data = opened(admin_client, url) | _posted(record.Source, slug="a-page", url="example.com/a")
    assert admin_client.post(url, data).status_code == 302
    assert record.Source.objects.get(slug="a-page").url == "https://example.com/a"
