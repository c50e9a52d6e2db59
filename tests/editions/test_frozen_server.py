"""Whatever happens to the editing database, every public page is answered, the first of a new process too."""

from __future__ import annotations

import random
import secrets
import sqlite3
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import run_manage
from tests.endurance import repeats
from tests.follower import following
from tests.gunicorn import serving
from tests.postgres import Server

LIMIT = 5
"""Seconds a visitor waits."""
CLIENTS = 3


def addresses(edition: Path, chance: random.Random) -> Iterator[str]:
    """Addresses as visitors ask for them, without end: each value is one that the record holds."""
    database = sqlite3.connect(f"file:{edition}?mode=ro&immutable=1", uri=True)

    def values(statement: str) -> list[str]:
        return [value for (value,) in database.execute(statement)]

    countries = {
        kind: values(f"SELECT DISTINCT code FROM {table} JOIN reference_country c ON c.id = country_id")
        for kind, table in (("factories", "factories_factory"), ("antennas", "antennas_antenna"))
    }
    slugs = {
        kind: values(f"SELECT slug FROM {table}")
        for kind, table in (("factories", "factories_factory"), ("antennas", "antennas_antenna"))
    }
    sectors = values(
        "SELECT DISTINCT s.slug FROM factories_factorysector JOIN reference_sector s ON s.id = sector_id"
    )
    words = [
        word
        for title in values("SELECT title FROM reference_searchentry")
        for word in title.split()
        if word.isalpha()
    ]
    database.close()
    while True:
        kind = chance.choice(sorted(slugs))
        country, sector = chance.choice(countries[kind]), chance.choice(sectors)
        yield chance.choice(
            [
                f"/{kind}/",
                f"/{kind}/{chance.choice(slugs[kind])}/",
                f"/{kind}/?country={country}",
                f"/factories/?country={chance.choice(countries['factories'])}&sector={sector}",
                f"/factories/?sector={sector}&view=table",
                f"/sectors/{sector}/",
                "/search/?" + urllib.parse.urlencode({"q": chance.choice(words)}),
            ]
        )


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=LIMIT) as answer:
        assert answer.status == 200
        return answer.read().decode()


class Crowd:
    """Visitors who ask for one page after the other, and what did not work."""

    def __init__(self, base: str, edition: Path, seed: int) -> None:
        self.base = base
        self.answered = 0
        self.problems: list[str] = []
        self._over = threading.Event()
        self._visitors = [
            threading.Thread(target=self._visit, args=(addresses(edition, random.Random(seed + number)),))
            for number in range(CLIENTS)
        ]

    def _visit(self, wanted: Iterator[str]) -> None:
        while not self._over.is_set():
            address = next(wanted)
            began = time.monotonic()
            try:
                fetch(self.base + address)
                self.answered += 1
            except Exception as error:
                self.problems.append(f"{address}: {error!r} after {time.monotonic() - began:.1f} s")

    @contextmanager
    def visiting(self) -> Iterator[None]:
        for visitor in self._visitors:
            visitor.start()
        try:
            yield
        finally:
            self._over.set()
            for visitor in self._visitors:
                visitor.join()

    def check(self, while_what: str) -> None:
        """Pages were answered since the last time, and every one of them."""
        assert self.problems == [], f"{while_what}: {len(self.problems)} of {self.answered}"
        assert self.answered > 20, while_what
        self.answered = 0


@pytest.mark.postgres
@pytest.mark.once
@pytest.mark.endurance
def test_public_pages_do_not_notice(server_of_our_own: Server, tmp_path: Path, static_root: str) -> None:
    server, seed = server_of_our_own, secrets.randbits(32)
    print(f"seed {seed}")
    still = repeats(3, 5, 60)
    server.execute("CREATE DATABASE frozen")
    url = server.url("frozen")
    editor = {"DATABASE_URL": url, "EDITIONS_DIR": str(tmp_path / "publisher")}
    run_manage("seed", **editor)
    node = tmp_path / "node"
    public = {"ROLE": "public", "EDITIONS_DIR": str(node), "STATIC_ROOT": static_root}
    with following(url, node, "--limit", "2") as follower:
        follower.wait_until(lambda: follower.says("Edition 1 is current."))
        with serving("", **public) as base:
            crowd = Crowd(base, node / "current", seed)
            with crowd.visiting():
                server.stop()
                follower.wait_until(lambda: follower.says("The current edition stays."))
                time.sleep(still)
                crowd.check("the server was stopped")
                server.start()
                follower.wait_until(lambda: follower.says("Following again."))
                with server.frozen():
                    time.sleep(still / 2)
                    with serving("", **public) as newcomer:
                        assert "19 AI Factories" in fetch(f"{newcomer}/factories/")
                        assert "Germany" in fetch(f"{newcomer}/factories/?country=DE&sector=health")
                    time.sleep(still / 2)
                    follower.wait_until(lambda: "The current edition stays." in follower.lines()[-1])
                    crowd.check("the server was frozen")
                server.execute(
                    "UPDATE reference_sector SET name = 'Power' WHERE slug = 'energy'", database="frozen"
                )
                run_manage("publish", **editor)
                follower.wait_until(lambda: follower.says("Edition 2 is current."))
                assert "<h1>Power</h1>" in fetch(f"{base}/sectors/energy/")
            crowd.check("a new edition came")
        assert follower.end()[0] == 0
