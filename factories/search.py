"""What search knows of a factory."""

from __future__ import annotations

from collections.abc import Iterator

from factories.models import Factory
from reference import textsearch
from reference.search import searched, site_findable
from reference.textsearch import Findable

PARTNERS = "participating_countries"


def factories() -> Iterator[Findable]:
    for found in searched(Factory.objects.all(), PARTNERS):
        yield site_findable(found, *(word for tied in found.tied[PARTNERS] for word in tied.words))


def register() -> None:
    """Make factories findable."""
    textsearch.register("factory", factories)
