"""Charts drawn on the server: rows of the record, to a Vega-Lite specification, to SVG or PNG.

A builder takes rows that are published and gives a Chart, or None where there is too little to
compare. Nothing is computed from figures: a chart shows what the ledger holds.
"""

from investments.charts.base import Chart, Mark
from investments.charts.figures import of_statistic, of_subject, part_of
from investments.charts.look import VARIANTS
from investments.charts.projects import PROJECT_PARTS, of_projects
from investments.charts.render import key_of, png, size, svg, warm
from investments.charts.signings import CURRENCY, SIGNING_PARTS, Signed, best_counts, of_event
from investments.charts.signings import of_record as of_signings

__all__ = [
    "CURRENCY",
    "PROJECT_PARTS",
    "SIGNING_PARTS",
    "VARIANTS",
    "Chart",
    "Mark",
    "Signed",
    "best_counts",
    "key_of",
    "of_event",
    "of_projects",
    "of_signings",
    "of_statistic",
    "of_subject",
    "part_of",
    "png",
    "size",
    "svg",
    "warm",
]
