"""The orders of a list of sites, and the links between its pages."""

from __future__ import annotations

from typing import Any

import pytest

from antennas.models import Antenna
from directory.facet_index import SiteIndex, bitmap
from directory.listing import pages_around
from editions.current import records
from factories.models import Factory

KEYS: dict[str, Any] = {
    "name": lambda site: site.name.lower(),
    "country": lambda site: site.country.name,
    "selected": lambda site: site.cut_off.announced_on,
    "sectors": lambda site: len(site.sector_links.all()),
}


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Factory, Antenna])
@pytest.mark.parametrize("sort", ["name", "-name", "country", "-selected", "sectors", "-sectors"])
def test_every_order_holds_page_by_page(model: Any, sort: str) -> None:
    index = SiteIndex(records().all(model), documents_only=False)
    everything = index.in_order(index.everything, sort)
    assert sorted(everything) == list(range(index.size))
    keys = [KEYS[sort.removeprefix("-")](index.sites[n]) for n in everything]
    if sort.endswith("sectors"):
        stated = [key for key in keys if key]
        assert keys == stated + [0] * (index.size - len(stated)), "sites without a sector come last"
        keys = stated
    assert keys == sorted(keys, reverse=sort.startswith("-"))
    some = bitmap(range(0, index.size, 2))
    chosen = [n for n in everything if n % 2 == 0]
    assert index.in_order(some, sort) == chosen
    for start in range(0, 12, 3):
        assert index.in_order(some, sort, start, start + 3) == chosen[start : start + 3]


@pytest.mark.parametrize(
    ("number", "last", "links"),
    [
        (1, 1, [1]),
        (1, 5, [1, 2, 3, 4, 5]),
        (1, 9, [1, 2, 3, 0, 8, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (1000, 2000, [1, 2, 0, 998, 999, 1000, 1001, 1002, 0, 1999, 2000]),
    ],
)
def test_a_pager_of_many_pages_links_to_those_around(number: int, last: int, links: list[int]) -> None:
    assert pages_around(number, last) == links
