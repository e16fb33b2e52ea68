"""Delete what is kept for a while only: ended sessions, failed sign-ins that no longer count. And
let SQLite see anew how large its tables are."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from investments.actions import locks
from investments.actions.schema import learn_sizes


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("clearsessions")
        self.stdout.write(f"Forgot {locks.forget()} failed sign-in(s)")
        learn_sizes()
