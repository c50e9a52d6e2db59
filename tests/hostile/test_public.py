"""Nothing that anybody sends makes the public process fail, or a worker of it end."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

from tests.endurance import repeats
from tests.gunicorn import free_port, start, wait
from tests.hostile.requests import hostile
from tests.hostile.routes import public_paths
from tests.hostile.wire import status
from tests.processes import children, workers

UNKNOWN_CODING = 501
"""What RFC 9112 wants said of a transfer coding that the server does not know: a refusal, and no failure."""


@pytest.fixture(scope="module")
def server(database_file: Path, static_root: str) -> Iterator[tuple[int, int]]:
    """The public process: its port, and the number of its first process."""
    port = free_port()
    where = {"EDITIONS_DIR": str(database_file.parent / "editions"), "STATIC_ROOT": static_root}
    # A worker is renewed after many requests; here any new one counts as a failure.
    never = {"GUNICORN_CMD_ARGS": "--max-requests 0"}
    process = start(port, ROLE="public", WEB_CONCURRENCY="2", LOG_LEVEL="CRITICAL", **where, **never)
    try:
        wait(f"http://127.0.0.1:{port}", process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=120)


@pytest.mark.endurance
def test_hostile_requests_are_refused_not_broken(server: tuple[int, int]) -> None:
    port, parent = server
    seed = int(os.environ.get("SEED", secrets.randbits(32)))
    paths = public_paths()
    before = workers(parent, 2)
    requests = islice(hostile(paths, f"127.0.0.1:{port}", seed), repeats(1_000, 3_000, 100_000))
    found: Counter[int] = Counter()
    broken: list[tuple[int, bytes]] = []

    def send(request: bytes) -> None:
        answered = status(port, request)
        found[answered] += 1
        if answered >= 500 and answered != UNKNOWN_CODING:
            broken.append((answered, request[:300]))

    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(send, requests):
            pass
    print(f"seed {seed}: {dict(sorted(found.items()))}")
    assert broken == [], f"seed {seed}"
    assert children(parent) == before
    assert found[200] > sum(found.values()) / 50, "hardly anything got as far as a page"
