"""What search knows of an antenna."""

from __future__ import annotations

from collections.abc import Iterator

from antennas.models import Antenna
from editions.loaded import records
from reference import textsearch
from reference.search import site_findable
from reference.textsearch import Findable


def antennas() -> Iterator[Findable]:
    return map(site_findable, records().all(Antenna))


def register() -> None:
    """Make antennas findable."""
    textsearch.register("antenna", antennas)
