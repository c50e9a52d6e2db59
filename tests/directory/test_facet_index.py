"""The orders of a list of sites."""

from __future__ import annotations

from typing import Any

import pytest

from antennas.models import Antenna
from directory.facet_index import SiteIndex, bitmap
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
