"""Forget old editions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editions.publishing import FAILURES, failed, prune


class Command(BaseCommand):
    help = "Forgets all but the newest editions and the current one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--keep", type=int, default=50, help="how many of the newest to keep (default 50)"
        )

    def handle(self, *args: Any, keep: int, **options: Any) -> None:
        try:
            numbers = prune(keep)
        except ValueError as error:
            raise CommandError(str(error)) from error
        except FAILURES as error:
            raise CommandError(failed("Pruning", error)) from error
        self.stdout.write(f"{len(numbers)} edition(s) forgotten.")
