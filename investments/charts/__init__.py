"""Charts drawn on the server: rows of the record, to a Vega-Lite specification, to SVG or PNG.

A builder takes rows that are published and gives a Chart, or None where there is too little to
compare. Nothing is computed from figures: a chart shows what the ledger holds.
"""

from investments.charts.base import Chart, Mark
from investments.charts.figures import of_signings, of_statistic
from investments.charts.look import VARIANTS
from investments.charts.projects import PROJECT_PARTS, of_projects
from investments.charts.render import key_of, png, size, svg

__all__ = [
    "PROJECT_PARTS",
    "VARIANTS",
    "Chart",
    "Mark",
    "key_of",
    "of_projects",
    "of_signings",
    "of_statistic",
    "png",
    "size",
    "svg",
]
