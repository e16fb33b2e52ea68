"""How to take the data, in code that a test runs. `{site}` stands for the site's address."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Example:
    """`kind` is the language of the code: shell, python, r or sql."""

    name: str
    kind: str
    title: Text
    text: str

    def at(self, site: str) -> str:
        return self.text.replace("{site}", site)


EXAMPLES = (
    Example(
        "download",
        "shell",
        _("Download and check"),
        """\
curl -O {site}/data/liangjiang-record.zip -O {site}/data/SHA256SUMS
sha256sum --check --ignore-missing SHA256SUMS
curl -OJ '{site}/projects/?stage=signed&format=xlsx'""",
    ),
    Example(
        "pandas",
        "python",
        _("Python with pandas"),
        """\
import pandas as pd

ledger = pd.read_csv("{site}/figures.csv", parse_dates=["period_start", "period_end"])
results = ledger[ledger["status"].isin(["actual", "cumulative"])]
results = results[results["standing"] != "deprecated"]
told = results[["subject", "statistic", "period", "low", "high", "qualifier", "unit"]]
print(told.to_string(index=False))""",
    ),
    Example(
        "package",
        "python",
        _("The package in Python: tables joined by their keys"),
        """\
import zipfile
import pandas as pd

with zipfile.ZipFile("liangjiang-record.zip") as package:
    projects = pd.read_csv(package.open("tables/projects.csv"), index_col="slug")
    milestones = pd.read_csv(package.open("tables/milestones.csv"))
    sources = pd.read_csv(package.open("tables/sources.csv"), index_col="slug")
titles = sources["name"].rename("document")
history = milestones.join(projects["name"], on="project").join(titles, on="source")
told = history[["name", "stage", "date", "paragraph", "document"]]
print(told.to_string(index=False))""",
    ),
    Example(
        "r",
        "r",
        "R",
        """\
ledger <- read.csv("{site}/figures.csv", fileEncoding = "UTF-8-BOM", na.strings = "")
results <- subset(ledger, status %in% c("actual", "cumulative") & standing != "deprecated")
results[, c("subject", "statistic", "period", "low", "high", "qualifier", "unit")]""",
    ),
    Example(
        "sqlite",
        "sql",
        "SQLite",
        """\
-- sqlite3 liangjiang-record.sqlite3
SELECT statistics.name, figures.period, figures.low, figures.high, figures.qualifier, figures.unit
FROM figures JOIN statistics ON statistics.slug = figures.statistic
WHERE figures.place = 'liangjiang-new-area' AND figures.status = 'actual'
ORDER BY statistics.name, figures.period_end;""",
    ),
    Example(
        "frictionless",
        "shell",
        _("Validate with Frictionless"),
        """\
frictionless validate {site}/data/datapackage.json""",
    ),
)
