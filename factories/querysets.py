"""Factories as pages need them."""

from __future__ import annotations

from typing import Self

from reference.querysets import SiteQuerySet


class FactoryQuerySet(SiteQuerySet):
    """What lists, cards and detail pages ask of factories."""

    def card_relations(self) -> dict[str, str]:
        return {**super().card_relations(), "participating_countries": "country"}

    def for_cards(self, *, documents_only: bool = False) -> Self:
        return super().for_cards(documents_only=documents_only).with_related("antenna_links__site")

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
