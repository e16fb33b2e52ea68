"""What a file holds: rows of which model, and which of its columns each header means. Headers may
be a column's own name or its label, in English or Chinese.
"""

import re
from collections.abc import Sequence
from functools import cache

from django.utils.translation import override

from investments.models import Reviewed
from investments.transfer.columns import KEY, carried, columns, kind_of
from investments.transfer.values import LANGUAGES

_MARKS = re.compile(r"[\s_*:：]+")
_AROUND = re.compile(r"^\d+[\s_.-]*|[\s_.-]*\d{4}-?\d{2}-?\d{2}.*$|[\s_.-]*\(\d+\)$")


def folded(text: str) -> str:
    return _MARKS.sub(" ", text.casefold()).strip()


@cache
def spellings(model: type[Reviewed]) -> dict[str, str]:
    """How a header may be written, and the column that it then means. A label that two columns
    share means neither; a name always means its own."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        with override(language):
            for column in columns(model):
                label = str(column.field.verbose_name)
                for text in (label, f"{label} ({column.name})"):
                    found.setdefault(folded(text), set()).add(column.name)
    spelt = {text: next(iter(names)) for text, names in found.items() if len(names) == 1}
    for column in columns(model):
        spelt[folded(column.name)] = column.name
        if column.target is not None:
            spelt.setdefault(folded(f"{column.name} {KEY}"), column.name)
    return spelt


def match(model: type[Reviewed], headers: Sequence[str]) -> list[str]:
    """The column that each header means; '' where it means none, or one that is taken already."""
    spelt, taken, found = spellings(model), set(), []
    for header in headers:
        name = spelt.get(folded(header), "")
        name = "" if name in taken else name
        taken.add(name)
        found.append(name)
    return found


@cache
def _titles() -> dict[str, type[Reviewed]]:
    """The models by what a file or a sheet of them may be called."""
    found = {}
    for model in carried():
        found[kind_of(model)] = model
        for language in LANGUAGES:
            with override(language):
                for label in (model._meta.verbose_name, model._meta.verbose_name_plural):
                    found.setdefault(folded(str(label)), model)
    return found


def titled(title: str) -> type[Reviewed] | None:
    """The model that a sheet or a file is named after: "figure", "03_figure-2024-05-26.csv"."""
    bare = _AROUND.sub("", _AROUND.sub("", title.rpartition("/")[2].partition(".")[0]))
    return _titles().get(folded(bare))


def guess(headers: Sequence[str], title: str) -> type[Reviewed] | None:
    """The model of a table: the one it is named after where a header fits, else the one that most
    headers fit; None where that is not one alone."""
    fitting = {model: sum(1 for name in match(model, headers) if name) for model in carried()}
    named = titled(title)
    if named is not None and fitting[named]:
        return named
    most = max(fitting.values())
    best = [model for model, count in fitting.items() if count == most and count > 1]
    return best[0] if len(best) == 1 else None


def known(header: str) -> bool:
    """Whether some model has such a column."""
    text = folded(header)
    return any(text in spellings(model) for model in carried())
