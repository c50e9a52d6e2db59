"""Bring the editing database up to date and publish it."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Runs migrate, load_directory and publish. Safe to repeat: a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--first", action="store_true", help="publish only where nothing is: later editions are people's"
        )

    def handle(self, *args: Any, first: bool, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_directory", stdout=self.stdout)
        call_command("publish", first=first, stdout=self.stdout)
