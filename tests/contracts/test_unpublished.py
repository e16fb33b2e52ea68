"""What is not published is nowhere: not on lists, pages or home, not in choices or downloads."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.urls import reverse

from investments.choices import State
from investments.datasets import DATASETS
from investments.exports import feeds_of
from investments.models import (
    Event,
    EventSeries,
    Figure,
    Identity,
    Industry,
    Organisation,
    Place,
    Project,
    SigningBatch,
    Source,
    Sourced,
    Tier,
)
from tests.contracts.pages import ALL, NAMES, get, links_to, make_linked
from tests.factories import IDENTITIES, STATEMENTS, make

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECRET = "zzsecretzz"
SDMX = ("/sdmx/2.1/codelist", "/sdmx/2.1/data/FIGURES", "/sdmx/2.1/availableconstraint/FIGURES")
HIDDEN_STATES = [State.DRAFT, State.IN_REVIEW, State.WITHDRAWN]
_numbers = iter(range(10**6))


def hidden(model: type[Identity], state: str = State.DRAFT, **fields: Any) -> Any:
    """A record with the secret in its name, address and texts."""
    texts = {
        field.name: SECRET
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        and field.name in ("name_zh", "aliases", "summary", "summary_zh", "definition", "site")
    }
    slug = f"{SECRET}-{next(_numbers)}"
    return make(
        model, **{"name": f"{SECRET} {slug}", "slug": slug, "state": state} | texts | fields
    )


def secret_words(statement: type[Sourced]) -> dict[str, Any]:
    words: dict[str, Any] = {"note": SECRET, "as_printed": SECRET, "note_zh": SECRET}
    if statement.__name__ == "PolicyNote":
        words["text"] = SECRET
    if statement.__name__ == "Position":
        words["title"] = SECRET
    return words


def identity_links(statement: type[Sourced]) -> list[tuple[str, type[Identity]]]:
    return [
        (name, model)
        for model in IDENTITIES
        for name in links_to(statement, model)
        if name != "source"
    ]


@pytest.fixture
def shown() -> list[tuple[str, str]]:
    """Addresses of published records around which everything hidden was made."""
    visible: list[Any] = []
    for statement in STATEMENTS:
        for name, model in identity_links(statement):
            # A draft about something public, and a public statement from a draft source
            subject = make(model)
            draft = make_linked(
                statement, name, subject, state=State.DRAFT, **secret_words(statement)
            )
            visible += others(draft, name)
            make_linked(statement, name, subject, source=hidden(Source), **secret_words(statement))
            visible.append(subject)
            # A public statement about, or linked with, a draft
            for state in HIDDEN_STATES:
                made = make_linked(statement, name, hidden(model, state))
                visible += others(made, name)
    series, event = hidden(EventSeries), hidden(Event)
    total = make(SigningBatch, event=event, name=f"{SECRET} total", slug=f"{SECRET}-total")
    known = make(EventSeries)
    hidden(Event, series=known, edition=2)
    visible += [
        make(Event, series=series),
        make(Event, series=known, edition=1),
        make(Event, parent=event),
        make(Source, publisher=hidden(Organisation)),
        make(Place, parent=hidden(Place)),
        make(Industry, parent=hidden(Industry)),
        make(Project),
    ]
    make_linked(Figure, "batch", total, **secret_words(Figure))
    original = make(Figure, slug=f"{SECRET}-original", state=State.DRAFT)
    conversion = make(Figure, place=original.place, unit="USD", conversion_of=original)
    visible.append(conversion)
    make(Figure, tier=hidden(Tier), **secret_words(Figure))
    children(visible)
    return addresses(visible)


def others(statement: Any, name: str) -> list[Any]:
    """The public records that a statement also links to, and the statement, if it has a page."""
    found = [statement] if isinstance(statement, Figure) else []
    for other, _model in identity_links(type(statement)):
        row = getattr(statement, other)
        if other != name and row is not None:
            found.append(row)
    return [*found, statement.source]


def children(visible: list[Any]) -> None:
    """Below what is public, something that is not."""
    for row in list(visible):
        if isinstance(row, Place | Industry):
            hidden(type(row), parent=row)
        elif isinstance(row, Event):
            hidden(Event, parent=row)
            hidden(SigningBatch, event=row)
        elif isinstance(row, EventSeries):
            hidden(Event, series=row)
        elif isinstance(row, Organisation):
            hidden(Source, publisher=row)


def addresses(visible: list[Any]) -> list[tuple[str, str]]:
    by_model = {dataset.model: dataset for dataset in ALL}
    return sorted(
        {
            (reverse(by_model[type(row)].url_name, args=[row.slug]), type(row).__name__)
            for row in visible
            if type(row) in by_model
        }
    )


def test_nothing_hidden_is_on_any_page_or_in_any_data(
    shown: list[tuple[str, str]],
) -> None:
    assert {kind for _address, kind in shown} == {dataset.model.__name__ for dataset in ALL}
    found = 0
    # Half of them are sources, one for each statement that was made: every third tells.
    sources = [address for address, kind in shown if kind == "Source"]
    unlike = [address for address, kind in shown if kind != "Source"]
    for address in [*unlike, *sources[::3]]:
        response = get(address)
        assert response.status_code in (200, 404), address
        found += response.status_code == 200
        assert SECRET not in response.content.decode(), address
    assert found > 30
    for address in [*unlike[::2], *sources[::8]]:
        assert SECRET not in get(f"/api/v1{address}").content.decode(), address
    for dataset in ALL:
        pages = get(dataset.list_url(), per_page="250").context["page"].paginator.num_pages
        for number in range(1, pages + 1):
            text = get(dataset.list_url(), per_page="250", page=number).content.decode()
            assert SECRET not in text
        download = b"".join(get(f"/{dataset.key}.csv").streaming_content).decode()
        assert SECRET not in download
        for name in feeds_of(dataset.key):
            assert SECRET not in get(f"/{dataset.key}.{name}").content.decode()
        assert get(dataset.list_url(), q=SECRET).context["listing"].rows == []
        page = {"links": {"next": f"/api/v1/{dataset.key}/?expand=statements&per_page=250"}}
        while page["links"]["next"]:
            answer = get(page["links"]["next"].removeprefix("http://testserver"))
            assert SECRET not in answer.content.decode()
            page = answer.json()
    for address in ("/", "/changes.atom", "/api/v1/schema/", "/catalogue.ttl", *SDMX):
        response = get(address)
        assert response.status_code == 200, address
        assert SECRET not in response.getvalue().decode(), address


@pytest.mark.parametrize("key", NAMES)
@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_a_hidden_record_has_no_page_and_is_no_value_of_a_filter(key: str, state: str) -> None:
    dataset = DATASETS[key]
    row = make(Figure, state=state) if dataset.model is Figure else hidden(dataset.model, state)
    assert get(reverse(dataset.url_name, args=[row.slug])).status_code == 404
    for other in ALL:
        for name, item in other.filterset.base_filters.items():
            if getattr(item, "related", None) is dataset.model:
                listing = get(other.list_url(), **{name: row.slug}).context["listing"]
                assert [complaint.parameter for complaint in listing.complaints] == [name]
