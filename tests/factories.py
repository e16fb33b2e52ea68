"""Plain functions that make rows for tests: published, sourced and valid unless told otherwise.

`make(Model, **fields)` fills in what the model cannot do without; the shortcuts read better.
"""

from itertools import count
from typing import Any

from investments import models as record
from investments.choices import State

_number = count(1)

_IDENTITIES: dict[type[record.Identity], dict[str, Any]] = {
    record.Source: {"language": "en", "published": "2024-05-28"},
    record.Event: {"kind": "fair"},
    record.EventSeries: {},
    record.SigningBatch: {"counted": "contract"},
    record.Project: {"kind": "manufacturing"},
    record.Organisation: {"kind": "company"},
    record.Person: {},
    record.Place: {"kind": "zone"},
    record.Industry: {},
    record.Statistic: {"kind": "level", "unit": "CNY"},
    record.Tier: {"scheme": "A list of 2024"},
}
# For each statement: what it needs beside a source, and the subject it gets where none is given.
_STATEMENTS: dict[type[record.Sourced], tuple[dict[str, Any], str]] = {
    record.Figure: (
        {"low": 100, "high": 100, "unit": "CNY", "statistic": record.Statistic},
        "place",
    ),
    record.EventDate: ({"date": "2024-05-26", "event": record.Event}, ""),
    record.Milestone: ({"stage": "signed", "project": record.Project}, ""),
    record.Location: ({"role": "main", "place": record.Place}, "event"),
    record.Classification: ({"industry": record.Industry}, "project"),
    record.Participation: ({"role": "signatory", "organisation": record.Organisation}, "event"),
    record.Position: ({"title": "Director", "person": record.Person}, ""),
    record.Placement: ({"tier": record.Tier, "industry": record.Industry}, ""),
    record.PolicyNote: ({"kind": "plan", "text": "A plan in our words."}, "place"),
    record.Contribution: ({"role": "author"}, "person"),
    record.Mention: ({}, "place"),
}
# What is neither: reviewed and published as they are, without a source.
_SERVICES: dict[type[record.Reviewed], dict[str, Any]] = {
    record.ContactPoint: {"telephone": "+86 23 0000 0000"},
}
STATEMENTS = tuple(_STATEMENTS)
IDENTITIES = tuple(_IDENTITIES)
SERVICES = tuple(_SERVICES)


def fields_for(model: type[record.Reviewed], **fields: Any) -> dict[str, Any]:
    """All the fields of a valid published row; what they point to is made and saved."""
    if issubclass(model, record.Identity):
        number, label = next(_number), model._meta.model_name
        named = {"name": f"Test {label} {number}", "slug": f"test-{label}-{number}"}
        return {"state": State.PUBLISHED, **named, **_IDENTITIES[model], **fields}
    if model in _SERVICES:
        named = {"name": f"Test {model._meta.model_name} {next(_number)}"}
        return {"state": State.PUBLISHED, **named, **_SERVICES[model], **fields}
    assert issubclass(model, record.Sourced)
    needs, subject = _STATEMENTS[model]
    values = {
        "state": State.PUBLISHED,
        "paragraph": 1,
        "as_printed": "as printed",
        **needs,
        **fields,
    }
    if "source" not in fields:
        values["source"] = record.Source
    arc = _arc(model)
    if subject and not any(values.get(name) for name in arc):
        values[subject] = model._meta.get_field(subject).related_model
    if model is record.Figure and values.get("industry") and not values.get("area"):
        values["area"] = record.Place
    return {
        name: make(value) if isinstance(value, type) else value for name, value in values.items()
    }


def _arc(model: type[record.Sourced]) -> tuple[str, ...]:
    if model is record.Participation:
        return ("event", "batch", "project")
    return getattr(model, "ARC", ())


def make(model: Any, **fields: Any) -> Any:
    """Save a valid row of a record model, with `fields` instead of the defaults."""
    return model.objects.create(**fields_for(model, **fields))


def make_source(**fields: Any) -> record.Source:
    return make(record.Source, **fields)


def make_event(**fields: Any) -> record.Event:
    return make(record.Event, **fields)


def make_project(**fields: Any) -> record.Project:
    return make(record.Project, **fields)


def make_place(**fields: Any) -> record.Place:
    return make(record.Place, **fields)


def make_statistic(**fields: Any) -> record.Statistic:
    return make(record.Statistic, **fields)


def make_figure(**fields: Any) -> record.Figure:
    return make(record.Figure, **fields)


def sourced(day: str, **fields: Any) -> record.Source:
    return make(record.Source, published=day, **fields)


def two_claims(one: dict[str, Any], other: dict[str, Any], **both: Any) -> list[record.Figure]:
    """Two claims about one subject; without sources of their own, one of 2020 and one of 2024."""
    both.setdefault("statistic", make(record.Statistic, kind="level", unit="CNY"))
    if not {"place", "project", "batch", "industry", "event"} & set(both):
        both["place"] = make(record.Place)
    rows = []
    for day, values in (("2020", one), ("2024", other)):
        fields: dict[str, Any] = {"unit": "CNY", "source": sourced(day), **both, **values}
        if "low" in fields and "high" not in fields and fields.get("qualifier") != "over":
            fields["high"] = fields["low"]
        if fields.get("qualifier") == "over":
            fields["high"] = None
        rows.append(make(record.Figure, **fields))
    return rows
