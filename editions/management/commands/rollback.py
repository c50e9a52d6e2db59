"""Go back to a kept edition."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editions.models import Edition
from editions.publishing import FAILURES, failed, rollback


class Command(BaseCommand):
    help = "Makes a kept edition the current one again. The records in the editing database stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int)

    def handle(self, *args: Any, number: int, **options: Any) -> None:
        try:
            edition = rollback(number)
        except Edition.DoesNotExist as error:
            raise CommandError(f"There is no edition {number}; `manage.py editions` lists them.") from error
        except FAILURES as error:
            raise CommandError(failed("Rolling back", error)) from error
        self.stdout.write(f"Edition {edition.number} is current.")
