"""Bring the editing database up to date and publish it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Runs migrate, load_directory and publish. Safe to repeat: a second run changes nothing."
    # They would take a third of the time of a start, and `make ci` runs them.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--unasked",
            action="store_true",
            help="publish only what may be public unasked, as `publish` does",
        )

    def handle(self, *args: Any, unasked: bool, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        failures = []
        # Fixtures that cannot be loaded change nothing, and are no reason to keep back what editors saved.
        for command, how in (("load_directory", {}), ("publish", {"unasked": unasked})):
            try:
                call_command(command, stdout=self.stdout, **how)
            except CommandError as error:
                failures.append(str(error))
        if failures:
            self.stderr.write("\n".join(failures))
            sys.exit(1)
