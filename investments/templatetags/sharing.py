"""What the head of a page tells those who link to it: search engines, previews, harvesters."""

import json
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.base import NodeList, Parser, Token
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from investments.citing import base_of
from investments.datasets import DATASETS
from investments.languages import chinese, localised
from investments.linked_data import Crumb, Site, graph
from investments.reading import reading_date

register = template.Library()

HOME = "investments:home"
# What would end a script or begin another; JSON reads them back as they were.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Head:
    """`address` is the one that this page is to be known by, without a query or a reading date;
    `listed` whether search engines may show it as it is; `picture` its card; `data` its facts for
    machines. All empty where there is no such page."""

    address: str = ""
    listed: bool = False
    picture: str = ""
    chinese: bool = False
    data: SafeString = field(default_factory=lambda: SafeString(""))


class KeptNode(template.Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        text = SafeString(" ".join(self.nodelist.render(context).split()))
        context[self.name] = text
        return text


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Shows what is inside in one line, and keeps it under a name: a block can be filled only
    once, and its words are needed several times. `{% kept "head_title" %}…{% endkept %}`"""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip("\"'"), nodelist)


@register.simple_tag(takes_context=True)
def page_head(context: template.Context) -> Head:
    """Of the page at hand. Reads nothing: all comes from what the page shows."""
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    if request is None or match is None or "exception" in context:  # the latter: no such page
        return Head()
    base = base_of(request)
    return Head(
        address=f"{base}{getattr(request, 'present_path', request.path)}",
        listed=_listed(context, request),
        picture=f"{base}{_picture(context)}",
        chinese=chinese(),
        data=script(_graph(context, request, base)),
    )


def _listed(context: template.Context, request: HttpRequest) -> bool:
    """A page may keep itself out: `unlisted` in its context."""
    plain = not request.META.get("QUERY_STRING") and reading_date() is None
    return plain and not context.get("unlisted")


def _picture(context: template.Context) -> str:
    dataset, record = context.get("dataset"), context.get("record")
    if dataset is not None and record is not None:
        return reverse(f"{dataset.url_name}_card", args=[record.slug])
    if dataset is not None and dataset.key in DATASETS:
        return reverse(f"{dataset.list_url_name}_card")
    return reverse("investments:card")


def _graph(context: template.Context, request: HttpRequest, base: str) -> Any:
    site = Site(lambda path: f"{base}{path}", reverse(HOME), _search())
    whole = not request.META.get("QUERY_STRING")
    record = context.get("record")
    shown: Any = context.flatten()
    return graph(
        site,
        _crumbs(context, request),
        dataset=context.get("dataset") if whole else None,
        description=_words(context, "head_description"),
        record=record,
        context=shown if record is not None else None,
        contacts=context.get("contacts") or (),
        more=(context.get("nodes") or ()) if whole else (),
    )


def _words(context: template.Context, name: str) -> str:
    """What was kept, without the escapes of HTML."""
    return unescape(str(context.get(name) or ""))


def _search() -> str:
    try:
        return reverse("investments:search")
    except NoReverseMatch:
        return ""


def _crumbs(context: template.Context, request: HttpRequest) -> list[Crumb]:
    """The way that the page shows, with the page itself at its end."""
    crumbs = [Crumb(_("Home"), reverse(HOME))]
    if request.path == crumbs[0].url:
        return crumbs
    dataset = context.get("dataset")
    if dataset is not None and request.path != dataset.list_url():
        crumbs.append(Crumb(str(dataset.label), dataset.list_url()))
    above = context.get("ancestors") or ()
    crumbs += [Crumb(localised(row), row.get_absolute_url()) for row in above]
    name = _words(context, "head_title")
    return [*crumbs, Crumb(name, request.path)]


def script(data: Any) -> SafeString:
    """A block of data, which no browser runs and the Content-Security-Policy lets be."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
