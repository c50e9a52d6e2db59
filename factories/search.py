"""What search knows of a factory."""

from __future__ import annotations

from collections.abc import Iterator

from factories.models import Factory
from reference import textsearch
from reference.search import country_words, searched, site_findable
from reference.textsearch import Findable


def factories() -> Iterator[Findable]:
    for factory, documents in searched(Factory.objects.all(), "country_links__country"):
        partners = [word for link in factory.country_links.all() for word in country_words(link.country)]
        yield site_findable(factory, documents, *partners)


def register() -> None:
    """Make factories findable."""
    textsearch.register("factory", factories)
