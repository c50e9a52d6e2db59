"""The cards of AI Factories."""

from __future__ import annotations

from typing import Any

from factories.models import Factory
from reference.cards import Card, CardReader, Names, Tie
from reference.models import Country


class FactoryCards(CardReader):
    """Cards with the antennas linked to the factory and the countries that take part."""

    kind = "factory"
    model = Factory
    view = "factories:detail"

    def __init__(self, *, documents_only: bool) -> None:
        super().__init__(documents_only=documents_only)
        links: Any = Factory.objects.link_model("antenna_links")
        self._kinds = dict(links.Kind.choices)
        # The antennas' own citations stand behind them.
        antennas = links._meta.get_field("site").related_model.objects
        rows = antennas.rows("factories", documents_only=documents_only)
        self._antennas = self.about(rows, "site__slug", "site__name", "kind", site="factory")
        self._countries = self.about(self.rows("participating_countries"), "country")

    def _complete(self, cards: dict[int, Card], names: Names) -> None:
        super()._complete(cards, names)
        keys, address = list(cards), names.address("antennas:detail")
        for key, slug, name, kind in sorted(self._antennas.rows(keys), key=lambda row: row[2].lower()):
            cards[key].ties.append(Tie(name, address(slug), str(self._kinds[kind])))
        countries = names.of(Country)
        for key, country in self._countries.rows(keys):
            cards[key].countries.append(countries[country])
