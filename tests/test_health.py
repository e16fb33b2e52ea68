"""/healthz says which part does not answer, and nothing about why."""

from typing import Any

import pytest
from django.core.cache import caches
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


@pytest.mark.django_db
def test_everything_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok"}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_dead_database_is_named_without_the_reason(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def dead(*args: Any) -> Any:
        raise DatabaseError("connection to db.internal refused")

    monkeypatch.setattr(MigrationRecorder.Migration.objects, "using", dead)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "failed", "database": "failed", "cache": "ok"}
    assert b"internal" not in response.content
    assert "db.internal" in caplog.text


@pytest.mark.django_db
def test_a_cache_that_forgets_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["default"], "get", lambda *args: None)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["cache"] == "failed"


@pytest.mark.django_db
def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
