"""Publish the editing database as a new edition."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from editions.models import Edition
from editions.publishing import NotPublishableError, publish


class Command(BaseCommand):
    help = "Builds, checks and publishes an edition. A failing check publishes nothing and says why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--note", default="", help="one line for the list of editions")
        parser.add_argument("--first", action="store_true", help="only if nothing is published yet")

    def handle(self, *args: Any, note: str, first: bool, **options: Any) -> None:
        if first and Edition.objects.exists():
            self.stdout.write("Something is published already.")
            return
        try:
            edition = publish(note=note)
        except NotPublishableError as error:
            lines = "\n  ".join(f"{problem.record}: {problem.message}" for problem in error.problems[:50])
            raise CommandError(
                f"Nothing was published. {len(error.problems)} problem(s):\n  {lines}"
            ) from error
        if edition is None:
            self.stdout.write("Nothing changed since the current edition.")
        else:
            self.stdout.write(f"Edition {edition.number}, {len(edition.changes)} change(s), {edition.sha256}")
