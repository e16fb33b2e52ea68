"""An article on the reading desk, and its forms filled in and sent as a browser would."""

from typing import Any

from django.test import Client
from django.urls import reverse

from investments.desk import known, session
from investments.models import Source
from tests.factories import make

TEXT = """Harbour news
The Jade Bay Battery Plant of Northlight Group costs over 4.2 billion yuan.
It was signed on Oct 13, 2026 and is to make 8 to 10 GWh a year.
<script>alert(1)</script> is no markup here."""
PAGE = f"""<html><head><title>Harbour news</title>
<meta property="og:site_name" content="Quay Daily">
<meta property="article:published_time" content="2026-10-14">
<link rel="canonical" href="https://quay.example/news/1"></head>
<body><article>{"".join(f"<p>{line}</p>" for line in TEXT.splitlines()[:3])}</article></body></html>
"""


def article(text: str = TEXT, **fields: Any) -> Source:
    return make(Source, text=text, published="2026-10-14", **({"state": "draft"} | fields))


def page(source: Source, name: str = "desk_article") -> str:
    return reverse(name, args=[source.slug])


def reading(source: Source) -> session.Session:
    source.refresh_from_db()
    return session.open_article(source, *known.load())


def item(source: Source, words: str) -> session.Item:
    return next(one for one in reading(source).items if one.candidate.printed == words)


def send(client: Client, source: Source, words: str, **entries: Any) -> Any:
    """Send the form of a candidate as the page gives it, but for these entries."""
    at = item(source, words).key
    shown = client.get(page(source), {"at": at, "as": entries.get("form", "")})
    form = shown.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None}
    data |= {"at": at, "do": "save", "form": shown.context["kind"], **entries}
    return client.post(page(source), data)
