"""The API's description: schemathesis tries to falsify it, and it says all there is to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trials
from schemathesis import GenerationMode

from investments.api import parameters
from investments.api.statements import key_of, kinds_of
from investments.datasets import DATASETS
from investments.filters import ChoosableFilter
from investments.models import Sourced
from tests.factories import STATEMENTS

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CONFIG = Path(settings.BASE_DIR) / "schemathesis.toml"


@pytest.fixture(scope="module")
def described(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        found = Client().get("/api/v1/schema/").json()
        loaded = schemathesis.openapi.from_dict(
            strict(found), config=schemathesis.Config.from_path(CONFIG)
        )
        loaded.app = get_wsgi_application()
        loaded.location = "/api/v1/schema/"
        return loaded


def strict(schema: Any) -> Any:
    """The description with nothing allowed beside what it names: it lets new fields come, but what
    is answered today is in it."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: strict(value) for key, value in schema.items()}
    return found | {"additionalProperties": False} if "properties" in found else found


def refused_for_a_reason(context: Any, response: Any, case: Any) -> None:
    """What fits the schema is refused only by parameters that hang on the record or on others."""
    if response.status_code != 400 or not case.meta.generation.mode.is_positive:
        return
    key = case.path.removeprefix("/api/v1/").partition("/")[0]
    free = {one.name for one in parameters.of_list(DATASETS[key]) if one.hangs_on_the_record}
    assert {one["parameter"] for one in response.json()["errors"]} <= free


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.name)
def test_the_description_cannot_be_falsified(described: Any, mode: GenerationMode) -> None:
    """A few requests to each address; many more are tried by hand, see docs/api.md."""
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) == 1 + 2 * len(DATASETS)
    tried = 0
    for operation in operations:

        @trials(
            max_examples=4,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: Any) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(additional_checks=[refused_for_a_reason])

        if mode.is_positive or operation.query or operation.path_parameters:
            holds()
    assert tried > 40


def test_it_is_there_in_both_syntaxes_and_languages(client: Client) -> None:
    found = client.get("/api/v1/schema/")
    whole = found.json()
    assert whole["openapi"].startswith("3.1")
    assert yaml.safe_load(client.get("/api/v1/schema/?format=yaml").content) == whole
    accept = {"accept": "application/vnd.oai.openapi+json"}
    answer = client.get("/api/v1/schema/", headers=accept)
    assert answer["Content-Type"] == accept["accept"]
    chinese = client.get("/zh-hans/api/v1/schema/").json()
    assert chinese["servers"] == [{"url": "/zh-hans"}]
    assert chinese["info"]["title"] != whole["info"]["title"]
    assert list(chinese["paths"]) == list(whole["paths"])


def test_it_lets_new_fields_come(client: Client) -> None:
    """As docs/api.md promises: a reader that goes by it does not break."""
    assert b"additionalProperties" not in client.get("/api/v1/schema/").content


def test_every_parameter_of_every_list_is_in_it(client: Client) -> None:
    paths = client.get("/api/v1/schema/").json()["paths"]
    assert len(paths) == 1 + 2 * len(DATASETS)
    for key, dataset in DATASETS.items():
        operation = paths[f"/api/v1/{key}/"]["get"]
        told = {one["name"]: one for one in operation["parameters"]}
        own = set(dataset.filterset.base_filters)
        assert set(told) == own | {"sort", "columns", "expand", "page", "per_page", "cursor"}
        assert {"200", "304", "400", "406", "429"} <= set(operation["responses"])
        for name, item in dataset.filterset.base_filters.items():
            assert told[name]["description"]
            if isinstance(item, ChoosableFilter) and "choices" in item.extra:
                codes = {str(code) for code, _label in item.extra["choices"]}
                assert set(told[name]["x-choices"]) == codes


def test_every_kind_of_statement_is_in_it() -> None:
    told = {kind for dataset in DATASETS.values() for kind in kinds_of(dataset.model)}
    assert told == {key_of(one) for one in STATEMENTS if issubclass(one, Sourced)}
