"""What search knows of an antenna."""

from __future__ import annotations

from collections.abc import Iterator

from antennas.models import Antenna
from reference import textsearch
from reference.search import searched, site_findable
from reference.textsearch import Findable


def antennas() -> Iterator[Findable]:
    for found in searched(Antenna.objects.all()):
        yield site_findable(found)


def register() -> None:
    """Make antennas findable."""
    textsearch.register("antenna", antennas)
