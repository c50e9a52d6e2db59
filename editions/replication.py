"""Following: bring each new edition from the editing database to a web node, whatever happens there."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType

from django.db import connection
from prometheus_client import Counter, Gauge

from editions import store
from editions.integrity import BadEditionError
from editions.models import Edition
from editions.publishing import sync

logger = logging.getLogger(__name__)

PAUSE = 60.0
"""Seconds before a damaged edition is asked for again: someone has to mend it first."""

POLLS = Counter("directory_follower_polls", "Questions to the editing database.", ["result"])
SUCCESS = Gauge("directory_follower_success_seconds", "When a poll last went well.")

Name = tuple[int, str]
"""Number and checksum of an edition."""


class TooSlowError(Exception):
    """The server did not answer, or not to the end."""


class Stopped(BaseException):
    """Somebody asked the process to end. No handler of ordinary errors may hold that up."""


class Follower:
    """Polls every `every` seconds, each time for at most `limit`, and brings what it does not have."""

    def __init__(self, every: float, limit: float) -> None:
        self.every = every
        self.limit = limit
        self._held: Name | None = None
        self._damaged: Name | None = None
        self._damage = ""
        self._patience = 0.0
        self._trouble = ""

    def run(self) -> None:
        """Poll until SIGTERM or SIGINT. No failure of the server or of an edition ends it."""
        try:
            _on_request(_stop)
            while True:
                self.turn()
                time.sleep(self.every)
        except Stopped:
            _on_request(signal.SIG_IGN)

    def turn(self) -> bool:
        """One poll, within the limit and on a connection of its own; whether it went well."""
        signal.signal(signal.SIGALRM, _ring)
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
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # The server gives up too, and does not go on for somebody who left.
                cursor.execute(
                    "SELECT set_config('statement_timeout', %s, false)", [str(int(self.limit * 1000))]
                )
        named = Edition.objects.filter(current=True).values_list("number", "sha256").first()
        if named is None or (named == self._held and store.is_current(*named)):
            return
        if named == self._damaged and time.monotonic() < self._patience:
            raise BadEditionError(self._damage)
        try:
            number = sync()
        except BadEditionError as error:
            self._damaged, self._damage = named, str(error)
            self._patience = time.monotonic() + PAUSE
            raise
        self._held = named
        logger.info("Edition %s is current.", number)

    def _report(self, error: Exception) -> None:
        """One line, once for as long as the trouble lasts; never the password."""
        trouble = f"{type(error).__name__}: {' '.join(str(error).split())}"
        if password := connection.settings_dict["PASSWORD"]:
            trouble = trouble.replace(password, "…")
        if trouble != self._trouble:
            logger.warning("The current edition stays. %s", trouble)
        self._trouble = trouble


def _ring(number: int, frame: FrameType | None) -> None:
    raise TooSlowError("The editing database did not answer in time.")


def _on_request(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped
