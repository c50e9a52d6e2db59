"""Taking turns: what two servers use for the same work, measured so that a busy machine disturbs both alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from statistics import median

from tests.bench.servers import Server

WARM = 3
"""Requests before anything is measured: imports, templates and indexes are not what a page costs."""


@dataclass(frozen=True)
class Load:
    """Requests to one server, each to the next of its addresses."""

    server: Server
    addresses: list[str]

    def turns(self, requests: int) -> Iterator[float]:
        """Milliseconds of processor time a request, round after round."""
        coming = cycle(self.addresses)
        for _number in range(WARM):
            self._fetch(next(coming))
        while True:
            before = self.server.processor()
            for _number in range(requests):
                self._fetch(next(coming))
            yield (self.server.processor() - before) / requests * 1000

    def _fetch(self, address: str) -> None:
        status, body = self.server.get(address)
        if status != 200:
            raise RuntimeError(f"{status} for {address}: {body[:200]!r}")


@dataclass(frozen=True)
class Costs:
    """What one request costs each of several servers, in milliseconds of processor time: medians of all rounds."""

    values: tuple[float, ...]

    def ratio(self, first: int = 0, second: int = 1) -> float:
        """How many times what the second costs the first one does."""
        return self.values[first] / self.values[second]


def in_turn(*loads: tuple[Load, int], rounds: int) -> Costs:
    """Ask each server in turn, so many requests at a time, round after round."""
    turns = [load.turns(requests) for load, requests in loads]
    found = [[next(turn) for turn in turns] for _round in range(rounds)]
    return Costs(tuple(median(column) for column in zip(*found, strict=True)))
