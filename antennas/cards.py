"""The cards of AI Factory Antennas."""

from __future__ import annotations

from antennas.models import Antenna
from directory.cards import Card, site_card, tie


def antenna_card(antenna: Antenna, *, documents_only: bool) -> Card:
    """A card with the factories that the antenna is linked to or collaborates with."""
    card = site_card(antenna, "antenna", documents_only=documents_only)
    card.ties = [
        tie(link.factory, link.factory.name, link.get_kind_display())
        for link in antenna.rows("factories", documents_only=documents_only)
    ]
    return card
