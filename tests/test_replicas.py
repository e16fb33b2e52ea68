"""Public reading goes to a replica; whoever may write reads from the primary."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from liangjiang_site import replicas


@pytest.fixture
def middleware(monkeypatch: pytest.MonkeyPatch) -> Iterator[replicas.ReplicaMiddleware]:
    """The middleware around a view that answers with the alias it would read from."""
    monkeypatch.setattr(replicas, "replicas", lambda: ["replica_1"])

    def view(request: HttpRequest) -> HttpResponse:
        if "write" in request.GET:
            replicas.ReplicaRouter().db_for_write(get_user_model())
        return HttpResponse(replicas.ReplicaRouter().db_for_read(get_user_model()))

    yield replicas.ReplicaMiddleware(view)
    replicas.back_to_primary()
    request_finished.disconnect(dispatch_uid="replicas")


def read_from(middleware: replicas.ReplicaMiddleware, request: HttpRequest) -> str:
    return middleware(request).content.decode()


@pytest.mark.parametrize("path", ["/", "/events/?year=2024", "/zh-hans/projects/", "/administer/"])
def test_public_pages_read_from_a_replica(
    middleware: replicas.ReplicaMiddleware, path: str
) -> None:
    assert read_from(middleware, RequestFactory().get(path)) == "replica_1"
    assert read_from(middleware, RequestFactory().head(path)) == "replica_1"


def test_whoever_may_write_reads_from_the_primary(middleware: replicas.ReplicaMiddleware) -> None:
    factory = RequestFactory()
    signed_in = factory.get("/")
    signed_in.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    just_wrote = factory.get("/")
    just_wrote.COOKIES[replicas.PIN_COOKIE] = "1"
    for request in (
        signed_in,
        just_wrote,
        factory.post("/"),
        factory.get("/admin/"),
        factory.get("/zh-hans/admin/investments/"),
        factory.get("/?write=1"),
    ):
        assert read_from(middleware, request) == "default", request.path


def test_a_write_pins_its_browser_for_a_while(middleware: replicas.ReplicaMiddleware) -> None:
    cookie = middleware(RequestFactory().post("/")).cookies[replicas.PIN_COOKIE]
    assert cookie["max-age"] == replicas.PIN_SECONDS
    assert cookie["httponly"]
    assert replicas.PIN_COOKIE not in middleware(RequestFactory().get("/")).cookies


def test_only_the_primary_is_migrated() -> None:
    router = replicas.ReplicaRouter()
    assert router.allow_migrate("default", "investments")
    assert not router.allow_migrate("replica_1", "investments")


def test_without_replicas_nothing_is_in_the_way() -> None:
    with pytest.raises(MiddlewareNotUsed):
        replicas.ReplicaMiddleware(lambda request: HttpResponse())


REAL_DATABASES = """
import json, sys, types
import django
django.setup()
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
from django.test import Client

def names():
    return (group.name for group in Group.objects.all())


def lazily():  # reads when the answer is sent, after every middleware is left
    yield from names()


urls = types.ModuleType("urls_here")
urls.urlpatterns = [
    path("", lambda request: HttpResponse(names())),
    path("stream/", lambda request: StreamingHttpResponse(lazily())),
]
sys.modules["urls_here"] = urls
settings.ROOT_URLCONF = "urls_here"
for alias, name in [("default", "primary"), ("replica_1", "replica")]:
    with connections[alias].cursor() as cursor:
        cursor.execute("CREATE TABLE auth_group (id INTEGER PRIMARY KEY, name TEXT)")
        cursor.execute("INSERT INTO auth_group (name) VALUES (%s)", [name])
client = Client(headers={"host": "127.0.0.1"})
answers = [client.get("/").content.decode()]
answers.append(b"".join(client.get("/stream/")).decode())
answers.append("".join(names()))  # outside of any request
client.cookies["sessionid"] = "x"
answers.append(client.get("/").content.decode())
print(json.dumps(answers))
"""


def test_two_real_databases(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REAL_DATABASES],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "liangjiang_site.settings",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'primary.db'}",
            "REPLICA_URLS": f"sqlite:///{tmp_path / 'replica.db'}",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["replica", "replica", "primary", "primary"]
