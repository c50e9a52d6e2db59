"""Which sites have which value: an inverted index of each facet, with sets as the bits of whole numbers.

A site's position is its rank by name; 0 is the first. Matching and counting are arithmetic on these sets,
however many filters are on. Built once per edition.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from directory.models import Site

Bitmap = int
"""A set of positions: bit n is set if the site at position n is in it."""

Values = Callable[[Any], Iterable[Any]]
"""The values of a facet that a site has."""


def bitmap(positions: Iterable[int]) -> Bitmap:
    """The set of these positions."""
    bits = 0
    for position in positions:
        bits |= 1 << position
    return bits


def positions(bits: Bitmap) -> Iterator[int]:
    """The positions in a set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class FacetIndex:
    """The values of one facet, and the sites that have each."""

    def __init__(self, pairs: Iterable[tuple[int, Any]]) -> None:
        self._bitmaps: dict[Any, Bitmap] = {}
        for position, value in pairs:
            self._bitmaps[value] = self._bitmaps.get(value, 0) | 1 << position

    def __iter__(self) -> Iterator[Any]:
        """Every value that a site has."""
        return iter(self._bitmaps)

    def any_of(self, values: Iterable[Any]) -> Bitmap:
        """The sites that have any of these values."""
        bits = 0
        for value in values:
            bits |= self._bitmaps.get(value, 0)
        return bits

    def any_value(self) -> Bitmap:
        """The sites that have any value at all."""
        return self.any_of(self)

    def most_common(self, number: int) -> set[Any]:
        """The values that most sites have."""
        ranked = sorted(self._bitmaps, key=lambda value: (-self._bitmaps[value].bit_count(), str(value)))
        return set(ranked[:number])

    def counts(self, values: Iterable[Any], matching: Bitmap) -> dict[Any, int]:
        """How many of the matching sites have each of these values."""
        bitmaps = self._bitmaps
        return {value: (bitmaps.get(value, 0) & matching).bit_count() for value in values}


SORT_KEYS: dict[str, Callable[[Any, bool], Any]] = {
    "name": lambda site, only: None,
    "country": lambda site, only: site.country.name,
    "selected": lambda site, only: site.cut_off.announced_on,
    "sectors": lambda site, only: len(site.rows("sectors", documents_only=only)) or None,
}
"""What each `sort` value orders by: the site, and whether only the source documents count."""


class SiteIndex:
    """All sites of a kind, under all evidence or that of the documents alone."""

    def __init__(self, sites: Iterable[Site], *, documents_only: bool) -> None:
        self.documents_only = documents_only
        self.sites: Sequence[Any] = sorted(sites, key=lambda site: (site.name.lower(), site.slug))
        """The sites, position by position."""
        self.by_slug = {site.slug: position for position, site in enumerate(self.sites)}
        self.size = len(self.sites)
        self.everything: Bitmap = (1 << self.size) - 1
        self._facets: dict[Hashable, FacetIndex] = {}
        self._orders: dict[str, list[int]] = {}

    def facet(self, name: Hashable, values: Values) -> FacetIndex:
        """The index of a facet; `values` gives those of a site, and is called once per site."""
        if name not in self._facets:
            self._facets[name] = FacetIndex(
                (position, value) for position, site in enumerate(self.sites) for value in values(site)
            )
        return self._facets[name]

    def in_order(self, matching: Bitmap, sort: str, start: int = 0, stop: int | None = None) -> list[int]:
        """The positions of the matching sites in the order of a `sort` value, from `start` to `stop`."""
        ordered = (
            positions(matching)
            if sort == "name"
            else (position for position in self._order(sort) if matching >> position & 1)
        )
        return list(islice(ordered, start, stop))

    def _order(self, sort: str) -> list[int]:
        """All positions in the order of a `sort` value; a leading minus reverses. Ties go by name, and sites
        without a value come last.
        """
        if sort not in self._orders:
            reverse, name = sort.startswith("-"), sort.removeprefix("-")
            if name == "name":
                self._orders[sort] = list(reversed(range(self.size)))
            else:
                keys = {n: SORT_KEYS[name](site, self.documents_only) for n, site in enumerate(self.sites)}
                stated = [n for n in range(self.size) if keys[n] is not None]
                stated.sort(key=lambda n: keys[n], reverse=reverse)
                self._orders[sort] = stated + [n for n in range(self.size) if keys[n] is None]
        return self._orders[sort]
