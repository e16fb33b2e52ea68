"""Build the whole record as a package; where the latest version holds the same, change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from investments.package import KEPT, BrokenDataError, build, public_address


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--output", type=Path, default=Path(settings.PACKAGE_DIR), help="where versions lie"
        )
        parser.add_argument(
            "--keep", type=int, default=KEPT, help=f"versions to keep, at least 1 ({KEPT})"
        )
        parser.add_argument(
            "--site", default=public_address(), help="the site's address, named in the package"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["keep"] < 1:
            raise CommandError("--keep: at least 1")
        try:
            done = build(options["output"], site=options["site"].rstrip("/"), keep=options["keep"])
        except (BrokenDataError, OSError) as error:
            raise CommandError(f"Nothing was built: {error}") from error
        made = done.version
        if not done.fresh:
            self.stdout.write(f"Nothing has changed since {made.name}.")
            return
        self.stdout.write(f"Built {made.name}: {made.rows} rows.")
        for file in made.files:
            self.stdout.write(f"  {file.size:>12,}  {file.path}")
