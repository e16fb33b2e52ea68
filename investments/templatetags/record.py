"""What templates need to show the record."""

from typing import Any

from django import template
from django.http import QueryDict
from django.template.base import Parser, Token
from django.template.loader_tags import IncludeNode, do_include
from django.utils.html import format_html
from django.utils.safestring import SafeString

from investments import dates
from investments.languages import (
    bracketed,
    chinese,
    colon,
    comma,
    country_name,
    language_name,
    list_comma,
    localised,
    other_language,
)

register = template.Library()


@register.filter
def edtf(text: str) -> str:
    """A date as precise as its source, in words."""
    return dates.display(text) if text else ""


@register.filter
def local(row: Any, field: str = "name") -> str:
    """A text of the row in the active language: `{{ event|local }}`, `{{ note|local:"text" }}`."""
    return localised(row, field) if row is not None else ""


@register.filter
def lang_of(row: Any, field: str = "name") -> SafeString:
    """The attribute `lang` for an element with that text, where `local` could only give it in
    the other language: `<p{{ note|lang_of:"text" }}>`."""
    text, text_zh = (getattr(row, column, "") for column in (field, f"{field}_zh"))
    tag = other_language(text, text_zh)
    return format_html(' lang="{}"', tag) if tag else SafeString("")


@register.filter
def script_lang(text: str) -> str:
    """The tag of the language that a name is in, which its script tells."""
    return "zh-Hans" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"


@register.simple_tag
def other_lang() -> str:
    """The tag of the language that the page is not in."""
    return "en" if chinese() else "zh-Hans"


for mark in (comma, colon, bracketed):
    register.simple_tag(mark)


@register.filter
def separator(forloop: dict[str, Any]) -> str:
    """What stands behind a member of a list in a sentence: `{{ forloop|separator }}`."""
    return "" if forloop["last"] else list_comma()


@register.filter
def other_name(row: Any) -> str:
    """The name in the language that is not shown; nothing where there is only one."""
    names = {row.name, row.name_zh} - {localised(row), ""}
    return names.pop() if names else ""


@register.filter
def kind_of(row: Any) -> str:
    """The model of a row, for choosing how to show it: "figure"."""
    return str(row._meta.model_name)


@register.filter
def kind_label(row: Any) -> str:
    """What a row is, in words."""
    return str(row._meta.verbose_name)


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """The address of this page with some parameters changed; None takes one away. The number of
    the page is kept only where it is what changes."""
    request = context["request"]
    query: QueryDict = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else str(request.path)


@register.filter
def country(code: str) -> str:
    """The country of an ISO 3166 code."""
    return country_name(code)


@register.filter
def language(code: str) -> str:
    """The language of a BCP 47 tag."""
    return language_name(code)


class TightNode(IncludeNode):
    def render(self, context: template.Context) -> SafeString:
        return SafeString(super().render(context).strip())


@register.tag
def tight(parser: Parser, token: Token) -> TightNode:
    """As `include`, without the white space around: for what a comma follows."""
    node = do_include(parser, token)
    return TightNode(
        node.template, extra_context=node.extra_context, isolated_context=node.isolated_context
    )
