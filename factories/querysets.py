"""Factories as pages need them."""

from __future__ import annotations

from typing import Self

from reference.querysets import SiteQuerySet


class FactoryQuerySet(SiteQuerySet):
    """What lists and detail pages ask of factories."""

    def for_detail(self, *, documents_only: bool = False) -> Self:
        return (
            super()
            .for_detail(documents_only=documents_only)
            .with_related(
                "country_links__country",
                "antenna_links__site__country",
                "antenna_links__site__citations__source",
            )
        )
