"""List the kept editions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from editions.models import Edition


class Command(BaseCommand):
    help = "Lists the kept editions, newest first; * marks the current one."

    def handle(self, *args: Any, **options: Any) -> None:
        for edition in Edition.objects.light():
            mark = "*" if edition.current else " "
            when = f"{edition.published_at:%Y-%m-%d %H:%M}"
            summary = f"{len(edition.changes)} change(s)  {edition.note}".rstrip()
            self.stdout.write(f"{mark} {edition.number:>5}  {when}  {edition.sha256[:12]}  {summary}")
