"""Which section of the desk's help belongs to a form."""

from django import template

register = template.Library()

SECTIONS = {
    "source": ("source", "contribution"),
    "identities": (
        "event",
        "eventseries",
        "signingbatch",
        "project",
        "organisation",
        "person",
        "place",
    ),
    "figures": ("figure",),
    "vocabulary": ("statistic", "industry", "tier", "placement", "classification"),
    "accounts": ("user", "group"),
}


@register.filter
def help_section(model_name: str) -> str:
    """The section's anchor; that of statements for all that has no other."""
    found = (section for section, models in SECTIONS.items() if model_name in models)
    return next(found, "statements")
