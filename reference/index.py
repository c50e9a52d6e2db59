"""Which sites have which value: sets of sites as bits of whole numbers, made once an edition.

A site's place is its rank by name; bit 0 is the first. Choosing and counting are then arithmetic, however
many filters are on, and the database is asked only for the sites of the page.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from itertools import islice
from typing import Any

from reference.querysets import SiteQuerySet

DENSE = 64
"""A value that more than one in so many sites have is kept as bits too."""

Pairs = Iterable[tuple[int, Any]]
"""A site's primary key, and a value that the site has."""


def as_bits(places: Iterable[int], size: int) -> int:
    """The set of these places."""
    room = bytearray(size // 8 + 1)
    for place in places:
        room[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(room, "little")


def places_of(bits: int) -> Iterator[int]:
    """The places of a set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def without_first(bits: int, number: int) -> int:
    """The set without its first places."""
    low, high = 0, bits.bit_length()
    while low < high:
        middle = (low + high) // 2
        if (bits & ((1 << middle) - 1)).bit_count() < number:
            low = middle + 1
        else:
            high = middle
    return bits >> low << low


class Family:
    """The values of one fact, and the sites that have each."""

    def __init__(self, pairs: Iterable[tuple[int, Any]], size: int) -> None:
        self._size = size
        places: dict[Any, set[int]] = {}
        for place, value in pairs:
            places.setdefault(value, set()).add(place)
        self._places = {value: array("I", sorted(found)) for value, found in places.items()}
        self._bits: dict[Any, int] = {
            value: as_bits(found, size) for value, found in places.items() if self._dense(found)
        }

    def __contains__(self, value: object) -> bool:
        return value in self._places

    def __getitem__(self, value: Any) -> int:
        """The sites that have this value."""
        if value in self._bits:
            return self._bits[value]
        return as_bits(self._places.get(value, ()), self._size)

    def any_of(self, values: Iterable[Any]) -> int:
        """The sites that have any of these values."""
        found = 0
        for value in values:
            found |= self[value]
        return found

    def anything(self) -> int:
        """The sites that have any value at all."""
        return self.any_of(self._places)

    def commonest(self, most: int) -> set[Any]:
        """The values that most sites have."""
        ranked = sorted(self._places, key=lambda value: (-len(self._places[value]), str(value)))
        return set(ranked[:most])

    def counts(self, values: Iterable[Any], kept: int) -> dict[Any, int]:
        """How many of the kept sites have each of these values."""
        room = kept.to_bytes(self._size // 8 + 1, "little")
        return {
            value: (self._bits[value] & kept).bit_count()
            if value in self._bits
            else sum(room[place >> 3] >> (place & 7) & 1 for place in self._places.get(value, ()))
            for value in values
        }

    def _dense(self, places: Collection[int]) -> bool:
        return len(places) * DENSE > self._size


class SiteIndex:
    """All sites of a kind, under all evidence or that of the documents alone."""

    def __init__(self, sites: SiteQuerySet, *, documents_only: bool) -> None:
        self._sites = sites
        self._documents_only = documents_only
        self._families: dict[Hashable, Family] = {}
        self._orders: dict[str, list[int]] = {}
        rows = list(sites.sorted_by("name").values_list("pk", "slug"))
        self.keys = [key for key, _slug in rows]
        """Their primary keys, place by place."""
        self.slugs = [slug for _key, slug in rows]
        self.by_slug = {slug: place for place, slug in enumerate(self.slugs)}
        self._place = {key: place for place, key in enumerate(self.keys)}
        self.size = len(rows)
        self.everything = (1 << self.size) - 1

    def family(self, name: Hashable, pairs: Callable[[], Pairs]) -> Family:
        """The values of a fact; `pairs` is asked once."""
        if name not in self._families:
            place = self._place
            found = ((place[key], value) for key, value in pairs() if key in place)
            self._families[name] = Family(found, self.size)
        return self._families[name]

    def in_order(self, kept: int, sort: str, start: int = 0, stop: int | None = None) -> list[int]:
        """The places of the kept sites in the order of a `sort` value, from `start` to `stop`."""
        if sort == "name":
            rest = without_first(kept, start) if start else kept
            return list(islice(places_of(rest), None if stop is None else stop - start))
        room = kept.to_bytes(self.size // 8 + 1, "little")
        places = (place for place in self._order(sort) if room[place >> 3] >> (place & 7) & 1)
        return list(islice(places, start, stop))

    def _order(self, sort: str) -> list[int]:
        if sort not in self._orders:
            sites = self._sites
            if sort.removeprefix("-") == "sectors":
                sites = sites.with_sector_count(documents_only=self._documents_only)
            keys = sites.sorted_by(sort).values_list("pk", flat=True)
            self._orders[sort] = [self._place[key] for key in keys]
        return self._orders[sort]
