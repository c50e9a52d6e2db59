"""The card of an AI Factory."""

from __future__ import annotations

from factories.models import Factory
from reference.cards import Card, Tie, site_card


def factory_card(factory: Factory, *, documents_only: bool = False) -> Card:
    """A site card with the antennas linked to the factory and the countries that take part."""
    card = site_card(factory, "factory", documents_only=documents_only)
    card.ties = [
        Tie(link.site.name, link.site.get_absolute_url(), link.get_kind_display())
        for link in sorted(factory.antenna_links.all(), key=lambda link: link.site.name.lower())
    ]
    card.countries = [
        Tie(link.country.display_name, link.country.get_absolute_url())
        for link in factory.country_links.all()
    ]
    return card
