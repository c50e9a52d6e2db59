"""What search knows of a factory."""

from __future__ import annotations

from collections.abc import Iterator

from editions.loaded import records
from factories.models import Factory
from reference import textsearch
from reference.search import country_words, site_findable
from reference.textsearch import Findable


def factories() -> Iterator[Findable]:
    for factory in records().all(Factory):
        rows = factory.country_links.all()
        yield site_findable(factory, *(word for row in rows for word in country_words(row.country)))


def register() -> None:
    """Make factories findable."""
    textsearch.register("factory", factories)
