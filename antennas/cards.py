"""The card of an AI Factory Antenna."""

from __future__ import annotations

from antennas.models import Antenna
from reference.cards import Card, Tie, site_card


def antenna_card(antenna: Antenna, *, documents_only: bool = False) -> Card:
    """A site card with the factories that the antenna is linked to or collaborates with."""
    card = site_card(antenna, "antenna", documents_only=documents_only)
    card.ties = [
        Tie(link.factory.name, link.factory.get_absolute_url(), link.get_kind_display())
        for link in antenna.factory_links.all()
    ]
    return card
