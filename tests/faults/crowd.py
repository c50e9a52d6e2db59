"""Visitors who ask for one page after the other, and what did not work."""

from __future__ import annotations

import random
import secrets
import socket
import sqlite3
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPSConnection, IncompleteRead
from pathlib import Path

from tests.nginx import PUBLIC, Front

LIMIT = 15
"""Seconds a visitor waits."""
VISITORS = 4


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


class Crowd:
    """Several visitors of the public site, each on a connection that stays open."""

    def __init__(self, front: Front, edition: Path) -> None:
        self.front = front
        self.answered = 0
        self.problems: list[str] = []
        self.cut: list[str] = []
        """Answers that ended too early."""
        self.seed = secrets.randbits(32)
        self._over = threading.Event()
        self._visitors = [
            threading.Thread(target=self._visit, args=(addresses(edition, random.Random(self.seed + n)),))
            for n in range(VISITORS)
        ]

    @contextmanager
    def visiting(self, may_be_cut: int = 0) -> Iterator[None]:
        """Inside, they visit. After it, every one of many requests was answered with 200, in time and whole.

        may_be_cut: as many answers may have ended too early.
        """
        for visitor in self._visitors:
            visitor.start()
        try:
            yield
        finally:
            self._over.set()
            for visitor in self._visitors:
                visitor.join()
        print(f"{self.answered} pages, seed {self.seed}")
        assert self.problems == [], (
            f"{len(self.problems)} of {self.answered} (seed {self.seed}): {self.problems[:5]}"
        )
        assert len(self.cut) <= may_be_cut, (
            f"{len(self.cut)} of {self.answered} (seed {self.seed}): {self.cut}"
        )
        assert self.answered > 20

    def _visit(self, wanted: Iterator[str]) -> None:
        connection = self._connected()
        while not self._over.is_set():
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
