"""What templates need to show the record."""

from typing import Any

from django import template
from django.http import QueryDict
from django.template.base import Parser, Token
from django.template.loader_tags import IncludeNode, do_include
from django.utils.safestring import SafeString

from investments import dates
from investments.languages import country_name, language_name, localised

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
