"""Bring the editing database up to date and publish it."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Runs migrate, load_directory and publish. Safe to repeat: a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_directory", stdout=self.stdout)
        call_command("publish", stdout=self.stdout)
