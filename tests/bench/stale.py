"""Editors publish again and again while visitors read: how many pages are older than they may be."""

from __future__ import annotations

import http.client
import re
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bench import places
from tests.bench.cached import UNLIMITED
from tests.bench.places import Place
from tests.bench.report import Line
from tests.bench.servers import directory
from tests.gunicorn import ROOT
from tests.nginx import PUBLIC, nginx

PAGES = ("/factories/", "/", "/factories/?country=DE", "/factories/jaif/", "/api/v1/factories/")
READERS = 4
BOUND = 3.0
"""Seconds for which the proxy may hand out the page of before: it keeps one for a second, counts whole ones, and
begins to count when the page is made; a second is for making it, with all readers asking at once."""
EDITION = re.compile(rb'Edition (\d+)|"edition": ?(\d+)')
EDITOR = """
import sys, time, django; django.setup()
from editions.publishing import publish
from reference.models import Sector
for number in range(int(sys.argv[1])):
    Sector.objects.filter(slug="energy").update(scope=f"Energy, state {number}.")
    edition = publish()
    print(edition.number, time.monotonic(), flush=True)
    time.sleep(0.05)
"""


@dataclass
class Reader:
    """A visitor who asks for one page after the other and notes which edition each was of."""

    port: int
    trust: ssl.SSLContext | None
    seen: list[tuple[float, int]] = field(default_factory=list)
    """When a request began, and the edition that answered."""
    failed: int = 0

    def read(self, until: threading.Event) -> None:
        """Ask until told to stop."""
        client = self._client()
        number = 0
        while not until.is_set():
            begun = time.monotonic()
            number += 1
            try:
                client.request("GET", PAGES[number % len(PAGES)])
                answer = client.getresponse()
                found = EDITION.search(answer.read())
                if answer.status != 200 or not found:
                    raise http.client.HTTPException(answer.status)
                self.seen.append((begun, int(found[1] or found[2])))
            except (OSError, http.client.HTTPException):
                self.failed += 1
                client = self._client()

    def _client(self) -> http.client.HTTPConnection:
        if self.trust is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        return http.client.HTTPSConnection(PUBLIC, self.port, timeout=30, context=self.trust)

    def stale(self, published: list[tuple[int, float]], bound: float) -> int:
        """How many answers are of an edition older than one that was complete so long before the request began."""
        return sum(late > bound for late in self.lateness(published))

    def lateness(self, published: list[tuple[int, float]]) -> Iterator[float]:
        """For each answer, how long before its request a newer edition was complete; 0 if none was."""
        for begun, edition in self.seen:
            yield max((begun - at for number, at in published if edition < number), default=0.0)


def stale(*, quick: bool) -> Iterator[Line]:
    """Publish many times under load, with readers at gunicorn itself and behind the proxy."""
    times = 20 if quick else 200
    place = places.prepared()
    places.published(place)
    with (
        directory(place.shelf, cache=True, https=True) as node,
        directory(place.shelf, cache=True) as site,
        nginx([node.base], **UNLIMITED) as front,
    ):
        direct = [Reader(site.port, None) for _number in range(READERS)]
        behind = [Reader(front.port, front.trust) for _number in range(READERS)]
        published = _publish(place, times, [*direct, *behind])
    for what, readers, bound in (
        ("at gunicorn itself", direct, 0.0),
        ("behind the proxy", behind, BOUND),
    ):
        late = sum(reader.stale(published, bound) for reader in readers)
        asked = sum(len(reader.seen) for reader in readers)
        failed = sum(reader.failed for reader in readers)
        most = max(max(reader.lateness(published), default=0.0) for reader in readers)
        told = f"{late} of {asked:,} requests, {failed} failed; {max(most, 0.0):.2f} s late at most"
        yield Line(
            f"stale pages in {times} publications, {what}", told, f"0 after {bound:.0f} s", late + failed == 0
        )


def _publish(place: Place, times: int, readers: list[Reader]) -> list[tuple[int, float]]:
    """What was published and when that was complete, while all of them read."""
    done = threading.Event()
    threads = [threading.Thread(target=reader.read, args=(done,)) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        command = [sys.executable, "-c", EDITOR, str(times)]
        said = subprocess.run(
            command, cwd=ROOT, env=places.environment(place), check=True, capture_output=True, text=True
        ).stdout
        time.sleep(2 * BOUND)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    lines = [line.split() for line in said.splitlines()]
    return [(int(number), float(at)) for number, at in lines]
