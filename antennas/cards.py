"""The cards of AI Factory Antennas."""

from __future__ import annotations

from antennas.models import Antenna, AntennaFactory
from reference.cards import Card, CardReader, Names, Tie

KINDS = dict(AntennaFactory.Kind.choices)


class AntennaCards(CardReader):
    """Cards with the factories that the antenna is linked to or collaborates with."""

    kind = "antenna"
    model = Antenna
    view = "antennas:detail"

    def __init__(self, *, documents_only: bool) -> None:
        super().__init__(documents_only=documents_only)
        self._factories = self.about(self.rows("factories"), "factory__slug", "factory__name", "kind")

    def _complete(self, cards: dict[int, Card], names: Names) -> None:
        super()._complete(cards, names)
        address = names.address("factories:detail")
        for key, slug, name, kind in self._factories.rows(list(cards)):
            cards[key].ties.append(Tie(name, address(slug), str(KINDS[kind])))
