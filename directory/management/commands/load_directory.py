"""Load the reviewed record into the editing database without destroying anybody's work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.fixtures import FixtureError, label
from directory.loading import Plan, load


class Command(BaseCommand):
    help = (
        "Merges fixtures/ into the database. Records nobody touched follow the fixtures, edited ones are "
        "left alone and listed, deleted ones stay deleted. Everything or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="show the plan, write nothing")
        parser.add_argument(
            "--fixtures", type=Path, default=settings.FIXTURE_DIRS[0], help="folder of the fixtures"
        )

    def handle(self, *args: Any, check: bool, fixtures: Path, verbosity: int, **options: Any) -> None:
        try:
            plan = load(fixtures, write=not check)
        except FixtureError as error:
            lines = "\n  ".join(error.problems[:50])
            raise CommandError(
                f"Nothing was written. {len(error.problems)} problem(s):\n  {lines}"
            ) from error
        except OSError as error:
            raise CommandError(f"Nothing was written. The fixtures cannot be read: {error}") from error
        self.stdout.write(report(plan, check=check, verbosity=verbosity))


def report(plan: Plan, *, check: bool, verbosity: int) -> str:
    """The plan in words: the counts, and each record that was left alone."""
    verbs = ("would be created", "would be updated", "would be deleted")
    if not check:
        verbs = ("created", "updated", "deleted")
    groups = zip(verbs, (plan.created, plan.updated, plan.deleted), strict=True)
    lines = []
    for verb, records in groups:
        lines.append(f"{len(records)} {verb}")
        if records and (check or verbosity > 1):
            lines += [f"  {label(record)}" for record in records]
    lines.append(f"{plan.unchanged} unchanged")
    left = (
        ("edited here, left alone", plan.kept_edited),
        ("deleted here, stays deleted", plan.kept_deleted),
        ("points to a record deleted here, not updated", plan.left_behind),
        ("no longer in the fixtures, but still referred to", plan.kept_referred),
    )
    for reason, records in left:
        lines += [f"{reason}: {label(record)}" for record in records]
    return "\n".join(lines)
