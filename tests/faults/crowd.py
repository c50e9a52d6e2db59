"""Visitors who ask for one page after the other, and what did not work."""

from __future__ import annotations

import random
import socket
import sqlite3
import threading
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPSConnection, IncompleteRead
from pathlib import Path

from tests.nginx import PUBLIC, Front
from tests.processes import wait_until

LIMIT = 120
"""Seconds a visitor waits."""
VISITORS = 4
PAGES = 20
"""As many as visitors have to see for a fault to have been there."""
MANY = 16
"""More than may fail at once before a proxy that counts failures gives a node up."""


def addresses(edition: Path, chance: random.Random) -> Iterator[str]:
    """Addresses as visitors ask for them, without end: each value is one that the record holds."""
    with closing(sqlite3.connect(f"file:{edition}?mode=ro&immutable=1", uri=True)) as database:

        def values(statement: str) -> list[str]:
            return [value for (value,) in database.execute(statement)]

        tables = {"factories": "factories_factory", "antennas": "antennas_antenna"}
        countries = {
            kind: values(f"SELECT DISTINCT code FROM {table} JOIN reference_country c ON c.id = country_id")
            for kind, table in tables.items()
        }
        slugs = {kind: values(f"SELECT slug FROM {table}") for kind, table in tables.items()}
        sectors = values(
            "SELECT DISTINCT s.slug FROM factories_factorysector JOIN reference_sector s ON s.id = sector_id"
        )
        titles = values("SELECT title FROM reference_searchentry")
    words = [word for title in titles for word in title.split() if word.isalpha()]
    while True:
        kind = chance.choice(sorted(slugs))
        country, sector = chance.choice(countries[kind]), chance.choice(sectors)
        words_asked = urllib.parse.urlencode({"q": chance.choice(words)})
        yield chance.choice(
            [
                "/",
                f"/{kind}/",
                f"/{kind}/{chance.choice(slugs[kind])}/",
                f"/{kind}/?country={country}",
                f"/factories/?country={chance.choice(countries['factories'])}&sector={sector}",
                f"/factories/?sector={sector}&view=table",
                f"/sectors/{sector}/",
                f"/search/?{words_asked}",
                f"/api/v1/factories/?sector={sector}",
                f"/factories.csv?sector={sector}",
            ]
        )


def half_of_them_new(edition: Path, chance: random.Random) -> Iterator[str]:
    """The same, and every second one an address that nobody has asked for before, so that no cache has it."""
    for number, address in enumerate(addresses(edition, chance)):
        yield address
        yield f"/search/?q=energy+{chance.randrange(10**9)}+{number}"


class Crowd:
    """Several visitors of the public site, each on a connection that stays open."""

    def __init__(self, front: Front, wanted: Sequence[Iterator[str]], seed: int, pause: float = 0) -> None:
        """A visitor for each iterator of addresses, who reads a page for about `pause` seconds."""
        self.front = front
        self.pause = pause
        self.answered = 0
        self.problems: list[str] = []
        self.cut: list[str] = []
        """Answers that ended too early."""
        self.seed = seed
        self._over = threading.Event()
        self._visitors = [threading.Thread(target=self._visit, args=(addresses,)) for addresses in wanted]

    @contextmanager
    def visiting(self, may_be_cut: int = 0) -> Iterator[None]:
        """Inside, they visit. After it, every one of many requests was answered with 200, in time and whole.

        may_be_cut: as many answers may have ended too early.
        """
        with self.coming():
            yield
            self.go_on(0)
        assert self.problems == [], (
            f"{len(self.problems)} of {self.answered} (seed {self.seed}): {self.problems[:5]}"
        )
        assert len(self.cut) <= may_be_cut, (
            f"{len(self.cut)} of {self.answered} (seed {self.seed}): {self.cut}"
        )

    def go_on(self, seconds: float) -> None:
        """Let them come for so long, and for as long as it takes them to see some pages."""
        before = self.answered
        time.sleep(seconds)
        wait_until(lambda: self.answered >= before + PAGES or bool(self.problems))

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Inside, they visit. What was not answered so is in `problems`, answers that were cut in `cut`."""
        for visitor in self._visitors:
            visitor.start()
        try:
            yield
        finally:
            self._over.set()
            for visitor in self._visitors:
                visitor.join()
        print(f"{self.answered} pages, {len(self.problems)} failed, {len(self.cut)} cut, seed {self.seed}")

    def _visit(self, wanted: Iterator[str]) -> None:
        connection = self._connected()
        while not self._over.wait(random.uniform(0, 2 * self.pause)):
            address, began = next(wanted), time.monotonic()
            try:
                connection.request("GET", address)
                answer = connection.getresponse()
                answer.read()
                if answer.status == 200:
                    self.answered += 1
                else:
                    self.problems.append(f"{address}: {answer.status}")
                if answer.getheader("Connection") == "close":
                    connection.close()
            except Exception as error:
                found = self.cut if isinstance(error, IncompleteRead) else self.problems
                found.append(f"{address}: {error!r} after {time.monotonic() - began:.1f} s")
                connection.close()
                connection = self._connected()
        connection.close()

    def _connected(self) -> HTTPSConnection:
        connection = HTTPSConnection(PUBLIC, self.front.port, timeout=LIMIT, context=self.front.trust)
        connection._create_connection = lambda _address, *rest: socket.create_connection(  # type: ignore[attr-defined]
            ("127.0.0.1", self.front.port), *rest
        )
        return connection
