"""Charts that a template may ask for by itself."""

from dataclasses import dataclass

from django import template

from investments.charts import CURRENCY, Chart, size
from investments.details import charting

register = template.Library()


NARROW, DARK = "(width < 46rem)", "(prefers-color-scheme: dark)"


@dataclass(frozen=True)
class Picture:
    """`media` says when a browser takes it; empty: where no other fits."""

    url: str
    width: int
    height: int
    media: str = ""


@register.simple_tag
def pictures(chart: Chart, compact: bool = False) -> list[Picture]:
    """The drawings among which a browser chooses, the last for all others; `compact`: the narrow
    ones alone, for several beside each other."""
    media = {"narrow-dark": DARK, "narrow-light": ""}
    if not compact:
        media = {
            "narrow-dark": f"{NARROW} and {DARK}",
            "narrow-light": NARROW,
            "wide-dark": DARK,
            "wide-light": "",
        }
    return [
        Picture(chart.url(f"{name}.svg"), *size(chart, name), when) for name, when in media.items()
    ]


@register.simple_tag
def project_chart(part: str) -> Chart | None:
    """How many projects there are by stage (one query), industry or year (PROJECT_PARTS)."""
    return charting.projects(part)


@register.simple_tag
def signings_chart(how: str = "by-event", unit: str = CURRENCY) -> Chart | None:
    """What was signed, by event or by year, or how much of it is named here (SIGNING_PARTS): three
    queries."""
    return charting.signings(how, unit)
