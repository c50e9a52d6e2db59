"""Publish the editing database as a new edition."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from editions import store
from editions.models import Edition
from editions.publishing import FAILURES, NotPublishableError, failed, publish, sync


class Command(BaseCommand):
    help = "Builds, checks and publishes an edition. A failing check publishes nothing and says why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--note", default="", help="one line for the list of editions")
        parser.add_argument(
            "--unasked",
            action="store_true",
            help="for a start: publish a first edition, and a later one only where PUBLISH is automatic "
            "and nobody went back to an older one",
        )

    def handle(self, *args: Any, note: str, unasked: bool, **options: Any) -> None:
        if unasked and (current := Edition.objects.light().filter(current=True).first()):
            try:
                sync()
            except FAILURES as error:
                self.stderr.write(failed("Syncing", error))
            if reason := reason_to_wait(current):
                self.stdout.write(f"Edition {current.number} stays public: {reason}")
                if problem := store.current_problem():
                    self.stderr.write(f"{problem} Publish a new one.")
                return
        try:
            edition = publish(note=note)
        except NotPublishableError as error:
            lines = "\n  ".join(f"{problem.record}: {problem.message}" for problem in error.problems[:50])
            raise CommandError(
                f"Nothing was published. {len(error.problems)} problem(s):\n  {lines}"
            ) from error
        except FAILURES as error:
            raise CommandError(failed("Publishing", error)) from error
        if edition is None:
            self.stdout.write("Nothing changed since the current edition.")
        else:
            self.stdout.write(f"Edition {edition.number}, {len(edition.changes)} change(s), {edition.sha256}")


def reason_to_wait(current: Edition) -> str:
    """Why only people may publish the next edition, "" if a start may."""
    if settings.PUBLISH != "automatic":
        return "with PUBLISH=manual, a publisher makes the next one."
    if Edition.objects.filter(number__gt=current.number).exists():
        return "somebody went back to it, and what was changed since waits for a publisher."
    return ""
