"""Bring new editions from the editing database to this web node."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from prometheus_client import start_http_server

from editions.replication import Follower


class Command(BaseCommand):
    help = "Keeps the store of this node at the current edition, through any failure. Needs ROLE=follower."
    # There are no pages here to check.
    requires_system_checks = ("configuration",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=1, help="seconds between two polls (default 1)")
        parser.add_argument("--limit", type=float, default=30, help="seconds a poll may take (default 30)")
        parser.add_argument("--once", action="store_true", help="poll once, and fail if that fails")

    def handle(self, *args: Any, every: float, limit: float, once: bool, **options: Any) -> None:
        if settings.ROLE != "follower":
            raise CommandError("Set ROLE=follower: its connections are read-only and do not wait for ever.")
        if every <= 0 or limit <= 0:
            raise CommandError("--every and --limit are seconds, more than none.")
        if settings.METRICS_PORT and not once:
            start_http_server(settings.METRICS_PORT)
        follower = Follower(every, limit)
        if not once:
            follower.run()
        elif not follower.turn():
            raise CommandError("The current edition could not be brought.")
