"""One visitor, within the proxy's limits, asks for pages that no cache has: others are served all the same."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from eurohpc_portal.secret_keys import random_key
from tests.endurance import repeats
from tests.gunicorn import serving
from tests.nginx import PUBLIC, Front, nginx

pytestmark = [pytest.mark.proxy, pytest.mark.endurance]
RATE = 45
"""Requests per second; the proxy allows 50."""


def ask(front: Front, path: str, visitor: str) -> int:
    """The status of a page that a visitor with this address asks for."""
    with front.connect(source=visitor) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {PUBLIC}\r\nConnection: close\r\n\r\n".encode())
        head = connection.recv(4096)
        while connection.recv(65536):
            pass
    return int(head[9:12])


def test_who_asks_for_45_uncached_pages_a_second_slows_nobody_down(
    database_file: Path, static_root: str
) -> None:
    where = {"EDITIONS_DIR": str(database_file.parent / "editions"), "STATIC_ROOT": static_root}
    names = {"ALLOWED_HOSTS": f"{PUBLIC},127.0.0.1", "PUBLIC_URL": f"https://{PUBLIC}"}
    seconds = repeats(5, 10, 60)
    over = threading.Event()
    given: Counter[int] = Counter()
    kinds = (
        "/antennas/?q=ai+{}",
        "/search/?q=energy+{}",
        "/search/?q=health+{}",
        "/factories/?q=ai+{}",
    )

    def greedy(numbers: itertools.count[int]) -> None:
        while not over.wait(8 / RATE):
            number = next(numbers)
            given[ask(front, kinds[number % 4].format(number), "127.0.0.7")] += 1

    with ExitStack() as stack:
        nodes = [
            stack.enter_context(
                serving(
                    ROLE="public", HTTPS="1", SECRET_KEY=random_key(), WEB_CONCURRENCY="2", **where, **names
                )
            )
            for _node in range(2)
        ]
        front = stack.enter_context(nginx(nodes))
        for number in range(16):  # every worker has loaded its edition
            ask(front, f"/search/?q=data+{number}", f"127.0.2.{number + 1}")
        numbers = itertools.count()
        attack = [threading.Thread(target=greedy, args=(numbers,)) for _ in range(8)]
        for thread in attack:
            thread.start()
        took: list[float] = []
        statuses: Counter[int] = Counter()
        began = time.monotonic()
        try:
            for number in itertools.count():
                if time.monotonic() - began > seconds:
                    break
                asked = time.monotonic()
                statuses[ask(front, f"/search/?q=training+{number}", f"127.0.1.{number % 200 + 1}")] += 1
                took.append(time.monotonic() - asked)
                time.sleep(0.2)
        finally:
            over.set()
            for thread in attack:
                thread.join()
    print(f"greedy: {dict(given)}; others: {dict(statuses)}, slowest {max(took):.2f} s; ", end="")
    assert set(statuses) == {200}
    # In its long form it has the machine to itself.
    assert max(took) < repeats(60, 10, 1)
