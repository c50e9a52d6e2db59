"""Antennas as pages need them."""

from __future__ import annotations

from typing import Self

from reference.querysets import SiteQuerySet


class AntennaQuerySet(SiteQuerySet):
    """What lists and detail pages ask of antennas."""

    def for_detail(self, *, documents_only: bool = False) -> Self:
        details = super().for_detail(documents_only=documents_only)
        return details.with_related("factory_links__factory__country")
