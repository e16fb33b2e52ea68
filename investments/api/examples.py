"""How to use the API, in code that a test runs. `{site}` stands for the site's address."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from investments.package.examples import Example

EXAMPLES = (
    Example(
        "list",
        "shell",
        _("A list with curl: signed projects, newest first"),
        """\
curl -s '{site}/api/v1/projects/?stage=signed&sort=-signed&columns=name,amount&per_page=25'""",
    ),
    Example(
        "record",
        "shell",
        _("A record with what its sources say, again only if it has changed"),
        """\
curl -s -D headers.txt '{site}/api/v1/events/wcifit-2024/?expand=figures,event_dates'
tag=$(sed -n 's/^etag: //Ip' headers.txt | tr -d '\\r')
curl -s -o again.json -w '%{http_code}\\n' -H "If-None-Match: $tag" \\
  '{site}/api/v1/events/wcifit-2024/?expand=figures,event_dates'""",
    ),
    Example(
        "pages",
        "python",
        _("All rows in Python, page by page, each number exact"),
        """\
import json
from decimal import Decimal
from urllib.request import urlopen

rows, address = [], "{site}/api/v1/figures/?status=actual,cumulative&per_page=50"
while address:
    with urlopen(address) as answer:
        page = json.load(answer, parse_float=Decimal)
    rows += page["results"]
    address = page["links"]["next"]
print(len(rows), "of", page["count"])""",
    ),
    Example(
        "pandas",
        "python",
        _("Statements with their sources as a table in pandas"),
        """\
import json
from urllib.request import urlopen
import pandas as pd

with urlopen("{site}/api/v1/projects/?expand=milestones") as answer:
    projects = json.load(answer)["results"]
steps = pd.json_normalize(
    projects, ["statements", "milestones"], ["id", "name"], record_prefix="step."
)
told = steps[["name", "step.stage", "step.date", "step.paragraph", "step.source.title"]]
print(told.to_string(index=False))""",
    ),
    Example(
        "r",
        "r",
        _("A list in R with jsonlite"),
        """\
library(jsonlite)
page <- fromJSON("{site}/api/v1/figures/?unit=percent&per_page=250")
page$results[, c("subject", "statistic", "period", "value", "qualifier", "source_title")]""",
    ),
)
