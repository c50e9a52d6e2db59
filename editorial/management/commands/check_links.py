"""Ask for every web address in the record and keep the results for the editors."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from editorial.link_check import PAUSE, check_addresses, records_by_address
from editorial.models import LinkCheck


class Command(BaseCommand):
    help = (
        "Asks for every web address in the record, sources included, and keeps the results. The editors' "
        "pages list the broken ones. Needs the internet and takes some minutes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pause",
            type=float,
            default=PAUSE,
            help="seconds between two requests to one host (default: %(default)s)",
        )

    def handle(self, *args: Any, pause: float, **options: Any) -> None:
        records = records_by_address()
        LinkCheck.objects.exclude(url__in=records).delete()
        results = check_addresses(records, pause=pause)
        if results and not any(result.status for result in results):
            self.stdout.write("No address answered: is there a network? Earlier results are kept.")
            return
        broken = LinkCheck.objects.broken()
        for result in broken:
            names = ", ".join(str(record) for record in records[result.url])
            self.stdout.write(f"{result.url} ({result.outcome}): {names}")
        self.stdout.write(f"{len(results)} addresses asked for, {len(broken)} broken.")
