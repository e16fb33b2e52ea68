"""Prove the record against the documents: exit status 0 where nothing failed or is uncovered."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from investments.documents import Document, UnreadableDocumentError, read_folder
from investments.record_check import check
from investments.record_check.coverage import Explanations, ExplanationsError, read_explanations


class Command(BaseCommand):
    help = (
        "Prove every statement against the paragraph it names, and list the numbers that no "
        "statement covers. Documents are found by the SHA-256 of their file. Without documents "
        "the rows alone are checked, and what could not be is named."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--documents", type=Path, metavar="DIR", help="folder of .txt files")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument(
            "--explanations",
            type=Path,
            metavar="FILE",
            default=Path(settings.BASE_DIR) / "docs" / "uncovered.yaml",
            help="numbers that need no statement, with reasons (default: docs/uncovered.yaml)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        report = check(
            self.documents(options["documents"]), self.explanations(options["explanations"])
        )
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            for line in report.lines():
                self.stdout.write(line)
        if not report.ok:
            raise SystemExit(1)

    def documents(self, folder: Path | None) -> list[Document]:
        if folder is None:
            return []
        if not folder.is_dir():
            raise CommandError(f"--documents: there is no folder {folder}")
        try:
            return read_folder(folder)
        except (OSError, UnreadableDocumentError) as error:
            raise CommandError(f"--documents: {error}") from error

    def explanations(self, path: Path) -> Explanations:
        try:
            return read_explanations(path)
        except (OSError, ExplanationsError) as error:
            raise CommandError(f"--explanations: {error}") from error
