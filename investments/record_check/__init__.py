"""The record proved against its documents.

`statements` one statement and the words that print it; `coverage` the numbers of a document that
no statement covers; `rows` what holds without documents; `report` what was found, as text and
JSON. Reads alone: nothing is changed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from investments.documents import Document
from investments.models import Figure, Source
from investments.record_check import coverage, rows, statements
from investments.record_check.coverage import Explanations
from investments.record_check.report import Problem, Report

__all__ = ["Problem", "Report", "check"]


def check(documents: Iterable[Document], explanations: Explanations) -> Report:
    """Everything that can be proved with these documents. A few queries a row: some seconds for
    a thousand rows."""
    report = Report()
    by_digest = {document.sha256: document for document in documents}
    at_hand: dict[int, Document] = {}
    sources = {source.pk: source for source in Source.objects.order_by("slug")}
    for source in sources.values():
        if document := by_digest.pop(source.sha256, None):
            at_hand[source.pk] = document
    report.sources, report.documents = len(sources), len(at_hand)

    stated: dict[int, list[Any]] = defaultdict(list)
    without: Counter[int | None] = Counter()
    for model in rows.statement_models():
        for statement in rows.rows_of(model):
            report.statements += 1
            report.figures += isinstance(statement, Figure)
            report.problems += rows.unclean(statement)
            if document := at_hand.get(statement.source_id or 0):
                stated[statement.source_id or 0].append(statement)
                report.problems += statements.problems(statement, document)
            else:
                without[statement.source_id] += 1
    for other in rows.other_models():
        for row in rows.rows_of(other):
            report.others += 1
            report.problems += rows.unclean(row)
    report.problems += rows.unsourced()
    report.problems += rows.stale()

    for pk, document in at_hand.items():
        source = sources[pk]
        numbers, problems = coverage.cover(source, document, stated[pk], explanations)
        report.numbers += numbers
        report.problems += problems
    report.problems += coverage.strays(explanations, {source.slug for source in sources.values()})
    report.not_checked = [
        f"source {source.slug}: no file has its SHA-256 ({without[pk]} statements not proved)"
        for pk, source in sources.items()
        if pk not in at_hand
    ]
    if without[None]:
        report.not_checked.append(f"{without[None]} drafts without a source")
    report.not_checked += [
        f"file {document.name}: no source has its SHA-256" for document in by_digest.values()
    ]
    return report
