"""The words of a query in the texts that have them."""

from django import template
from django.utils.safestring import SafeString

from investments import searching
from investments.searching import Query

register = template.Library()


@register.filter
def marked(text: str, query: Query) -> SafeString:
    """The text with the words of the query in `<mark>`, escaped."""
    return searching.marked(text, query.words)


@register.filter
def excerpt(text: str, query: Query) -> str:
    """The part of a long text around the first word of the query."""
    return searching.excerpt(text, query.words)
