"""What search knows of a factory."""

from __future__ import annotations

from collections.abc import Iterator

from directory import text_search
from directory.search_entries import country_words, site_findable
from directory.text_search import Findable
from editions.current import records
from factories.models import Factory


def factories() -> Iterator[Findable]:
    for factory in records().all(Factory):
        rows = factory.country_links.all()
        yield site_findable(factory, *(word for row in rows for word in country_words(row.country)))


def register() -> None:
    """Make factories findable."""
    text_search.register("factory", factories)
