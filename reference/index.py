"""Which sites have which value: sets of sites, made once an edition.

A site's place is its rank by name; 0 is the first. Choosing and counting are then arithmetic on sets, however
many filters are on, and the database is asked only for the sites of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import islice
from typing import Any

from pyroaring import FrozenBitMap

from reference.querysets import SiteQuerySet

Places = FrozenBitMap
"""A set of places, lowest first."""
NOWHERE = Places()

Pairs = Iterable[tuple[int, Any]]
"""A site's primary key, and a value that the site has."""


class Family:
    """The values of one fact, and the sites that have each."""

    def __init__(self, pairs: Iterable[tuple[int, Any]]) -> None:
        found: dict[Any, list[int]] = {}
        for place, value in pairs:
            found.setdefault(value, []).append(place)
        self._places = {value: Places(places) for value, places in found.items()}
        # What was counted last, and its sets: a form asks for the same values every time.
        self._asked: tuple[tuple[Any, ...], list[Places]] = ((), [])

    def __iter__(self) -> Iterator[Any]:
        """Every value that a site has."""
        return iter(self._places)

    def any_of(self, values: Iterable[Any]) -> Places:
        """The sites that have any of these values."""
        return NOWHERE.union(*(self._places.get(value, NOWHERE) for value in values))

    def anything(self) -> Places:
        """The sites that have any value at all."""
        return self.any_of(self)

    def commonest(self, most: int) -> set[Any]:
        """The values that most sites have."""
        ranked = sorted(self._places, key=lambda value: (-len(self._places[value]), str(value)))
        return set(ranked[:most])

    def counts(self, values: tuple[Any, ...], kept: Places) -> dict[Any, int]:
        """How many of the kept sites have each of these values."""
        asked, places = self._asked
        if asked is not values:
            places = [self._places.get(value, NOWHERE) for value in values]
            self._asked = values, places
        return dict(zip(values, map(kept.intersection_cardinality, places), strict=True))


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
        self.everything = Places(range(self.size))

    def family(self, name: Hashable, pairs: Callable[[], Pairs]) -> Family:
        """The values of a fact; `pairs` is asked once."""
        if name not in self._families:
            place = self._place
            self._families[name] = Family((place[key], value) for key, value in pairs() if key in place)
        return self._families[name]

    def in_order(self, kept: Places, sort: str, start: int = 0, stop: int | None = None) -> list[int]:
        """The places of the kept sites in the order of a `sort` value, from `start` to `stop`."""
        if sort == "name":
            return list(kept[start:stop])
        return list(islice((place for place in self._order(sort) if place in kept), start, stop))

    def _order(self, sort: str) -> list[int]:
        if sort not in self._orders:
            sites = self._sites
            if sort.removeprefix("-") == "sectors":
                sites = sites.with_sector_count(documents_only=self._documents_only)
            keys = sites.sorted_by(sort).values_list("pk", flat=True)
            self._orders[sort] = [self._place[key] for key in keys]
        return self._orders[sort]
