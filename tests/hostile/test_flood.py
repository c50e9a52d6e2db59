"""One visitor who asks for more than a node can compute, and what the others get meanwhile.

Run by itself, `python -m pytest -s tests/hostile/test_flood.py` prints the times of the others.
"""

from __future__ import annotations

import itertools
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.endurance import repeats
from tests.gunicorn import serving

pytestmark = pytest.mark.slow

RATE = 45
"""Different uncached requests per second, all from one address."""
LANES = 15
OTHERS = 8
"""Visitors with addresses of their own, each with one uncached page per second."""
LONGEST = 90
"""Seconds after which a machine that is busy otherwise has still not computed what one address may."""


def ask(address: str, visitor: str) -> tuple[int, float]:
    """Status of the answer, and how long it took."""
    began = time.monotonic()
    request = urllib.request.Request(address, headers={"X-Forwarded-For": visitor})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    return status, time.monotonic() - began


def test_others_are_answered_while_one_address_floods(database_file: Path, static_root: str) -> None:
    seconds = repeats(8, 8, 60)
    with closing(sqlite3.connect(database_file)) as database:
        countries = [code for (code,) in database.execute("SELECT code FROM reference_country")]
        sectors = [slug for (slug,) in database.execute("SELECT slug FROM reference_sector")]
    asked = itertools.product(sectors, countries)
    questions = itertools.cycle([f"/find/?country={country}&sector={sector}" for sector, country in asked])
    began = 0.0
    greedy: Counter[int] = Counter()
    others: list[tuple[int, float]] = []
    editions = str(database_file.parent / "editions")
    where = {"EDITIONS_DIR": editions, "STATIC_ROOT": static_root}
    with serving(ROLE="public", COMPUTE_SHARE="0.2", PROXIES="1", **where) as base:

        def over() -> bool:
            passed = time.monotonic() - began
            return passed > LONGEST or (passed > seconds and greedy[429] > 0)

        def flood() -> None:
            while not over():
                status, took = ask(base + next(questions), "198.51.100.9")
                greedy[status] += 1
                time.sleep(max(0.0, LANES / RATE - took))

        def visit(visitor: int) -> None:
            number = 0
            while not over():
                number += 1
                address = f"{base}/factories/?q=visitor{visitor}x{number}"
                others.append(ask(address, f"203.0.113.{visitor}"))
                time.sleep(1)

        for warm in range(4):
            ask(f"{base}/find/?country=FI&who=startup", f"192.0.2.{warm}")
        began = time.monotonic()
        threads = [threading.Thread(target=flood) for _lane in range(LANES)]
        threads += [threading.Thread(target=visit, args=(visitor,)) for visitor in range(1, OTHERS + 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    slowest = max(took for _status, took in others)
    print(f"\nflood: {dict(greedy)}; others: {len(others)} pages, slowest {slowest:.2f} s")
    assert {status for status, _took in others} == {200}
    assert greedy[429] > 0, "the flood was not limited"
