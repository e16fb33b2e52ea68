"""Charts that a template may ask for by itself."""

from dataclasses import dataclass

from django import template

from investments.charts import Chart, of_projects, size
from investments.datasets import DATASETS

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
def pictures(chart: Chart) -> list[Picture]:
    """The drawings among which a browser chooses, the last for all others."""
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
    dataset = DATASETS["projects"]
    return of_projects(part, dataset.rows(), dataset.list_url())
