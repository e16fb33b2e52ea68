"""Drop the e-mail addresses of readers whose reports were closed long enough ago; for a timer."""

from typing import Any

from django.core.management.base import BaseCommand

from investments.actions.corrections import KEPT_DAYS, forget_addresses


class Command(BaseCommand):
    help = (
        f"Drop readers' e-mail addresses {KEPT_DAYS} days after their reports were closed. Closing "
        "any report does the same; a timer does it where none is closed for long."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_addresses()} dropped")
