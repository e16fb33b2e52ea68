"""How the tests ask for SDMX: without a socket, as text, as rows, and with the client sdmx1."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
import sdmx
from django.test import Client
from requests.adapters import BaseAdapter

from investments.models import Figure
from investments.sdmx.components import FLOWS
from tests.factories import make

ROOT = "/sdmx/2.1"


class InProcess(BaseAdapter):
    """Lets a client of `requests` talk to the site without a socket."""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        address = urlsplit(request.url)
        path = f"{address.path}?{address.query}"
        found = Client().get(path, headers=dict(request.headers))
        response = requests.Response()
        response.status_code, response.request, response.url = (
            found.status_code,
            request,
            request.url,
        )
        response.headers.update(found.headers)
        body = found.getvalue()
        response.raw = io.BytesIO(body)
        return response

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def asking() -> Iterator[sdmx.Client]:
    """sdmx1, asking this site."""
    source = {"id": "LIR", "url": f"http://testserver{ROOT}", "name": "The record"}
    sdmx.add_source({**source, "supports": {"availableconstraint": True}}, override=True)
    session = requests.Session()
    session.mount("http://testserver", InProcess())
    yield sdmx.Client("LIR", session=session)
    sdmx.source.sources.pop("LIR")


def get(path: str, **headers: str) -> Any:
    return Client().get(f"{ROOT}/{path}", headers=headers)


def body(path: str, **headers: str) -> bytes:
    response = get(path, **headers)
    assert response.status_code == 200, response.getvalue()
    return bytes(response.getvalue())


def rows(path: str, **headers: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(path, **headers).decode())))


def ledger() -> dict[str, dict[str, str]]:
    text = Client().get("/figures.csv").getvalue().decode("utf-8-sig")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text))}


def figure(**fields: Any) -> dict[str, str]:
    """A figure, made and read back as SDMX-CSV."""
    made = make(Figure, **fields)
    flow = "FIGURES_BY_PERIOD" if fields.get("period") else "FIGURES"
    key = "." * (len(FLOWS[flow].keyed) - 1) + made.slug
    (row,) = rows(f"data/{flow}/{key}?format=csv")
    return row
