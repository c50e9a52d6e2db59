"""The cards of AI Factories."""

from __future__ import annotations

from directory.cards import Card, site_card, tie
from factories.models import Factory


def factory_card(factory: Factory, *, documents_only: bool) -> Card:
    """A card with the antennas linked to the factory."""
    card = site_card(factory, "factory", documents_only=documents_only)
    # The antennas' own citations stand behind their links.
    links = [
        link
        for link in factory.antenna_links.all()
        if link in link.site.rows("factories", documents_only=documents_only)
    ]
    card.ties = [
        tie(link.site, link.site.name, link.get_kind_display())
        for link in sorted(links, key=lambda link: link.site.name.lower())
    ]
    return card
