"""What a second node brings: the same load through the shipped proxy before one node, and before two.

`python -m tests.scaling` prints a table. Each node has one worker, so that two of them fit on two cores. Both
ways take turns, and the best turn of each counts: whatever else the machine does can only slow one down.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPException, HTTPSConnection

from tests.commands import run_manage
from tests.gunicorn import serving
from tests.nginx import PUBLIC, Front, nginx

CLIENTS = 8
SECONDS, TURNS = 5.0, 4
SORTS = ("name", "-name", "country", "-country", "selected", "-selected", "sectors", "-sectors")
SECTORS = ("", *(f"sector={slug}&" for slug in ("health", "energy", "legal", "none")))
ONE_PAGE = "/factories/?country=DE"
HEAD = "| nodes | pages that no cache has, a second | one page, in the proxy’s cache, a second | lost while a node is stopped |"


def main() -> int:
    """Prints a row for one node and for two, and their ratio; 0 if two nodes lost nothing."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack, ExitStack() as first:
        place = {"EDITIONS_DIR": f"{folder}/editions"}
        run_manage("seed", DATABASE_URL=f"sqlite:///{folder}/editing.sqlite3", **place)
        options = {"ROLE": "public", "WEB_CONCURRENCY": "1", "LOG_LEVEL": "ERROR", **place}
        nodes = [first.enter_context(serving(**options)), stack.enter_context(serving(**options))]
        fronts = [stack.enter_context(nginx(nodes[:count], RATE="100000r/s")) for count in (1, 2)]
        different = different_pages()
        fresh = _best(fronts, lambda: different)
        kept = _best(fronts, lambda: itertools.repeat(ONE_PAGE))
        lost = _lost(fronts, different, first)
    print(HEAD, "|---|---|---|---|", sep="\n")
    for count, *told in zip((1, 2), fresh, kept, lost, strict=True):
        print(f"| {count} | {told[0]:.0f} | {told[1]:.0f} | {told[2]:.0%} |")
    print(f"| 2 : 1 | {fresh[1] / fresh[0]:.2f} | {kept[1] / kept[0]:.2f} | |")
    return int(lost[1] > 0)


def _best(fronts: list[Front], addresses: Callable[[], Iterator[str]]) -> list[float]:
    """Pages a second before each proxy, in its best turn."""
    best = [0.0 for _front in fronts]
    for _turn, (place, front) in itertools.product(range(TURNS), enumerate(fronts)):
        answers = _load([front], addresses())[0]
        assert set(answers) == {200}, answers
        best[place] = max(best[place], answers[200] / SECONDS)
    return best


def _lost(fronts: list[Front], different: Iterator[str], first: ExitStack) -> list[float]:
    """The part of answers that were no page, through each proxy, while the first node is stopped half-way."""
    stop = threading.Timer(SECONDS / 2, first.close)
    stop.start()
    answers = _load(fronts, different)
    stop.join()
    return [1 - told[200] / told.total() for told in answers]


def different_pages() -> Iterator[str]:
    """Lists in every order and length: each address once."""
    kinds = ("factories", "antennas")
    for size, sector, sort, facts, kind in itertools.product(
        range(200, 0, -1), SECTORS, SORTS, ("", "evidence=documents&"), kinds
    ):
        yield f"/{kind}/?{sector}{facts}sort={sort}&page_size={size}"


def _load(fronts: list[Front], addresses: Iterator[str]) -> list[Counter[int]]:
    """How often which status came back to some clients of each proxy in some seconds; 0 for no answer."""
    answers: list[Counter[int]] = [Counter() for _front in fronts]
    lock = threading.Lock()
    until = time.monotonic() + SECONDS

    def visit(front: Front, told: Counter[int]) -> None:
        connection = HTTPSConnection(PUBLIC, front.port, timeout=30, context=front.trust)
        while time.monotonic() < until:
            with lock:
                address = next(addresses)
            status = _status(connection, address)
            with lock:
                told[status] += 1
            if status != 200:
                time.sleep(0.1)  # nobody reloads faster
        connection.close()

    pairs = list(zip(fronts, answers, strict=True)) * CLIENTS
    clients = [threading.Thread(target=visit, args=pair) for pair in pairs]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return answers


def _status(connection: HTTPSConnection, address: str) -> int:
    try:
        connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()
        return 0
    return answer.status


if __name__ == "__main__":
    sys.exit(main())
