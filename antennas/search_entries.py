"""What search knows of an antenna."""

from __future__ import annotations

from collections.abc import Iterator

from antennas.models import Antenna
from directory import text_search
from directory.search_entries import site_findable
from directory.text_search import Findable
from editions.current import records


def antennas() -> Iterator[Findable]:
    return map(site_findable, records().all(Antenna))


def register() -> None:
    """Make antennas findable."""
    text_search.register("antenna", antennas)
