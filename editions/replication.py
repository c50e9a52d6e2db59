"""Bring each new edition from the editing database to a web node, whatever happens there."""

from __future__ import annotations

import logging
import os
import signal
import time
from types import FrameType
from typing import Never

from django.db import connection
from prometheus_client import Counter, Gauge

from editions import store
from editions.models import Edition
from editions.publishing import sync

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds to wait after a failure, at least."""

POLLS = Counter("directory_follower_polls", "Questions to the editing database.", ["result"])
SUCCESS = Gauge("directory_follower_success_seconds", "When a poll last went well.")


class TooSlowError(Exception):
    """The server did not answer, or not to the end."""


class Follower:
    """Polls every `every` seconds, each time for at most `limit`, and brings what it does not have."""

    def __init__(self, every: float, limit: float) -> None:
        self.every = every
        self.limit = limit
        self._synced: tuple[int, str] | None = None
        """Number and checksum of the edition that was brought last."""
        self._trouble = ""

    def run(self) -> Never:
        """Poll until SIGTERM or SIGINT. No failure of the server or of an edition ends it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            # At once, as the store is safe at any moment: a cleaner end would wait for the server.
            signal.signal(number, lambda number, frame: os._exit(0))
        while True:
            time.sleep(self.every if self.turn() else max(self.every, PAUSE))

    def turn(self) -> bool:
        """One poll, within the limit and on a connection of its own; whether it went well."""
        signal.signal(signal.SIGALRM, _time_out)
        try:
            try:
                # Rings again, should whatever it interrupted have swallowed the first one.
                signal.setitimer(signal.ITIMER_REAL, self.limit, self.limit)
                self.poll()
            finally:
                # Closing says goodbye without waiting for an answer.
                connection.close()
                signal.setitimer(signal.ITIMER_REAL, 0)
        except Exception as error:
            signal.setitimer(signal.ITIMER_REAL, 0)  # it may have rung just before it was stopped
            self._report(error)
            POLLS.labels("failure").inc()
            return False
        POLLS.labels("success").inc()
        SUCCESS.set_to_current_time()
        if self._trouble:
            logger.info("Following again.")
            self._trouble = ""
        return True

    def poll(self) -> None:
        """Bring the current edition unless it is here. Any exception leaves the old one current."""
        current = Edition.objects.filter(current=True).values_list("number", "sha256").first()
        if current and not (current == self._synced and store.is_current(*current)):
            number = sync()
            self._synced = current
            logger.info("Edition %s is current.", number)

    def _report(self, error: Exception) -> None:
        """One line, once for as long as the trouble lasts; never the password."""
        trouble = f"{type(error).__name__}: {' '.join(str(error).split())}"
        if password := connection.settings_dict["PASSWORD"]:
            trouble = trouble.replace(password, "…")
        if trouble != self._trouble:
            logger.warning("The current edition stays. %s", trouble)
        self._trouble = trouble


def _time_out(number: int, frame: FrameType | None) -> Never:
    raise TooSlowError("The editing database did not answer in time.")
