"""Measure the candidate finder on documents whose figures the record holds."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from investments.desk.benchmark import measure_all
from investments.documents import UnreadableDocumentError, read_folder
from investments.record_check.coverage import ExplanationsError, read_explanations

RECALL, PRECISION = 0.95, 0.85  # what the reading desk needs


class Command(BaseCommand):
    help = (
        "Print how many of the record's figures the reading desk finds in their documents, how "
        "many of the numbers it marks are figures, and how good its guesses are; the failures by "
        "name. Exit status 1 below 95 % recall or 85 % precision."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--documents", type=Path, metavar="DIR", required=True, help="folder of .txt files"
        )
        parser.add_argument(
            "--explanations",
            type=Path,
            metavar="FILE",
            default=Path(settings.BASE_DIR) / "docs" / "uncovered.yaml",
            help="numbers that need no statement, with reasons (default: docs/uncovered.yaml)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["documents"]
        if not folder.is_dir():
            raise CommandError(f"--documents: there is no folder {folder}")
        try:
            documents = read_folder(folder)
            explanations = read_explanations(options["explanations"])
        except (OSError, UnreadableDocumentError, ExplanationsError) as error:
            raise CommandError(str(error)) from error
        found = measure_all(documents, explanations)
        if not found.figures:
            raise CommandError("the record has no figure of these documents")
        self.stdout.write(
            f"Recall: {found.exact} of {found.figures} figures found ({found.recall:.1%}) with "
            f"number, hedge and unit; {found.placed} ({found.recall_of_places:.1%}) in their place"
        )
        self.stdout.write(
            f"Precision: {found.right} of {found.marked} marked numbers are figures "
            f"({found.precision:.1%})"
        )
        for label, guesses in (("Subject", found.subjects), ("Statistic", found.statistics)):
            self.stdout.write(
                f"{label} guessed first: {found.among(guesses, 1):.1%}; among the first three: "
                f"{found.among(guesses, 3):.1%}"
            )
        for title, lines in (("Missed", found.misses), ("False alarms", found.alarms)):
            self.stdout.write(f"{title}: {len(lines)}")
            for line in lines:
                self.stdout.write(f"  {line}")
        if found.recall < RECALL or found.precision < PRECISION:
            raise SystemExit(1)
