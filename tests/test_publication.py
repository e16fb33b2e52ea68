"""What the public may see, addresses that stay good, and loads that are all or nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from investments.actions import public
from investments.models import (
    Event,
    Figure,
    Mention,
    Organisation,
    Reviewed,
    SigningBatch,
    SlugRedirect,
    Source,
)
from tests.factories import (
    IDENTITIES,
    SERVICES,
    STATEMENTS,
    fields_for,
    make,
    make_event,
    make_source,
)

pytestmark = pytest.mark.django_db


def set_state(row: Reviewed, state: str) -> None:
    row = type(row).objects.get(pk=row.pk)
    row.state = state
    row.save()


@pytest.mark.parametrize(
    "model", [*IDENTITIES, *STATEMENTS, *SERVICES], ids=lambda model: model.__name__
)
def test_only_published_rows_that_stand_on_published_rows_are_public(
    model: type[Reviewed],
) -> None:
    row = make(model)
    assert row in model.objects.published()
    for name in row.public_with:
        stands_on = getattr(row, name)
        if stands_on is None:
            continue
        set_state(stands_on, "withdrawn")
        assert row not in model.objects.published(), name
        set_state(stands_on, "published")
        assert row in model.objects.published(), name
    for state in ("draft", "in_review", "withdrawn"):
        set_state(row, state)
        assert row not in model.objects.published()
    assert not list(public.all_stale())


def test_what_stands_on_the_unpublished_through_others_is_hidden() -> None:
    event = make_event()
    whole = make(SigningBatch, event=event)
    figure = make(Figure, batch=make(SigningBatch, event=event, parent=whole))
    assert figure in Figure.objects.published()
    set_state(event, "draft")
    assert figure not in Figure.objects.published()
    set_state(event, "published")
    assert figure in Figure.objects.published()
    set_state(whole, "withdrawn")
    assert figure not in Figure.objects.published()


def test_wrong_visibility_is_found_and_corrected_in_one_pass() -> None:
    source, hidden = make_source(), make_source(state="draft")
    shown, secret = make(Mention, source=source), make(Mention, source=hidden)
    Mention.objects.filter(pk=shown.pk).update(is_public=False)
    Mention.objects.filter(pk=secret.pk).update(is_public=True)
    assert set(public.all_stale()) == {(Mention, shown.pk), (Mention, secret.pk)}
    assert public.refresh_all() == 2
    assert not list(public.all_stale())
    assert set(Mention.objects.published()) & {shown, secret} == {shown}


def test_the_database_hides_what_is_no_longer_published() -> None:
    event = make_event()
    with pytest.raises(IntegrityError, match="event_public_is_published"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(state="withdrawn")


def test_publishing_costs_the_same_queries_for_many_statements(
    django_assert_max_num_queries: Any,
) -> None:
    source = make_source()
    for _ in range(5):
        make(Figure, source=source)
    source.state = "withdrawn"
    with django_assert_max_num_queries(70):
        source.save()


@pytest.mark.parametrize("model", STATEMENTS, ids=lambda model: model.__name__)
def test_a_statement_stands_on_its_source_and_all_of_its_subjects(model: type[Reviewed]) -> None:
    assert "source" in model.public_with
    assert set(getattr(model, "ARC", ())) <= set(model.public_with)


def test_an_identity_is_published_once_a_source_speaks_of_it() -> None:
    organisation = Organisation(**fields_for(Organisation))
    with pytest.raises(ValidationError, match="without a source"):
        organisation.full_clean()
    organisation.state = "draft"
    organisation.full_clean()
    organisation.save()
    make(Mention, organisation=organisation)
    organisation.state = "published"
    organisation.full_clean()


def test_a_statement_gets_a_permanent_address_that_is_kept() -> None:
    mention = make(Mention)
    assert len(mention.slug) == 10
    before = mention.slug
    mention.note = "read again"
    mention.save()
    assert mention.slug == before


def test_a_changed_slug_redirects_and_follows_later_changes() -> None:
    event = make_event(slug="first")
    for slug in ("second", "third"):
        event.slug = slug
        event.save()
    assert dict(SlugRedirect.objects.filter(kind="event").values_list("old", "new")) == {
        "first": "third",
        "second": "third",
    }
    event.slug = "first"
    event.save()
    assert dict(SlugRedirect.objects.filter(kind="event").values_list("old", "new")) == {
        "second": "first",
        "third": "first",
    }


def test_history_keeps_every_save() -> None:
    event = make_event(name="One name")
    event.name = "Another name"
    event.save()
    assert [row.name for row in event.history.all()] == ["Another name", "One name"]


GOOD = """
- model: investments.source
  fields: {slug: a-paper, name: A paper, language: en, state: published}
- model: investments.event
  fields: {slug: a-fair, name: A fair, kind: fair, state: published}
- model: investments.eventdate
  fields: {slug: a-fair-date, event: [a-fair], date: "2024", source: [a-paper], state: published}
"""
BAD = {
    "an unreadable date": ('date: "2024"', 'date: "May 2024"', ["a-fair-date", "no date"]),
    "a name that is nowhere": ("event: [a-fair]", "event: [a-fare]", ["a-fair-date", "a-fare"]),
    "no source": (", source: [a-paper]", "", ["a-fair-date", "without a source"]),
    "an unsourced identity": (
        "event: [a-fair], date",
        "event: [other], date",
        ["a-fair-date", "other"],
    ),
    "an unknown field": ("kind: fair", "kid: fair", ["kid"]),
    "an unknown choice": ("kind: fair", "kind: bazaar", ["a-fair", "kind", "bazaar"]),
    "broken YAML": (
        "- model: investments.event\n",
        "- model: [investments.event\n",
        ["broken.yaml"],
    ),
}


def load(folder: Path, text: str, name: str = "broken.yaml") -> None:
    path = folder / name
    path.write_text(text, "utf-8")
    call_command("loaddata", str(path), verbosity=0)


def test_a_load_twice_changes_nothing_and_derives_columns(tmp_path: Path) -> None:
    for _ in range(2):
        load(tmp_path, GOOD, "good.yaml")
    event = Event.objects.get(slug="a-fair")
    assert (event.date, event.dates.count()) == ("2024", 1)


@pytest.mark.parametrize("flaw", BAD)
def test_a_broken_load_names_the_row_and_leaves_nothing(tmp_path: Path, flaw: str) -> None:
    right, wrong, named = BAD[flaw]
    assert right in GOOD
    with pytest.raises(CommandError) as caught:
        load(tmp_path, GOOD.replace(right, wrong))
    for words in (*named, "broken.yaml"):
        assert words in str(caught.value)
    assert not Source.objects.filter(slug="a-paper").exists()


def test_a_public_source_needs_no_other() -> None:
    make_source().full_clean()
