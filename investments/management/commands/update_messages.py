"""Bring the Chinese catalogue up to the texts of code and templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from liangjiang_site.messages import compile_messages, update_messages


class Command(BaseCommand):
    help = "Collect the texts to translate, and name those without a translation."

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for po in sorted(Path(folder).rglob("*.po")):
                for text in update_messages(settings.BASE_DIR, po):
                    self.stdout.write(f"{po.parent.parent.name}: {text}")
        compile_messages(settings.LOCALE_PATHS)
