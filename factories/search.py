"""What search knows of a factory."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from factories.models import Factory
from reference import textsearch
from reference.search import SITE_RELATIONS, country_words, site_findable
from reference.textsearch import Findable


def factories() -> Iterator[Findable]:
    records: QuerySet[Factory] = Factory.objects.select_related("country").prefetch_related(
        *SITE_RELATIONS, "country_links__country"
    )
    for factory in records:
        partners = [word for link in factory.country_links.all() for word in country_words(link.country)]
        yield site_findable(factory, *partners)


def register() -> None:
    """Make factories findable."""
    textsearch.register("factory", factories)
