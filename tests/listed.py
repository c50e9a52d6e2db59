"""What the page of a site list shows, as data."""

from __future__ import annotations

import re
from typing import Any

from antennas.filters import AntennaFilter
from antennas.models import Antenna
from factories.filters import FactoryFilter
from factories.models import Factory
from reference.listing import Listing, build

KINDS: dict[str, tuple[Any, Any]] = {
    "/factories/": (FactoryFilter, Factory),
    "/antennas/": (AntennaFilter, Antenna),
}


def listed(page: Any) -> Listing:
    """The list of an answer of the test client, built anew from its address; the page must show its sites."""
    request = page.wsgi_request
    filters, model = KINDS[request.path]
    listing = build(filters(request.GET, model.objects.all()), request.path)
    links = rf'(?:card__name">|<th scope="row">)<a href="{request.path}([a-z0-9-]+)/'
    shown = re.findall(links, page.content.decode())
    assert shown == ([] if listing.map else [site.slug for site in sites(listing)])
    return listing


def sites(listing: Listing) -> list[Any]:
    """The sites of the page, in order."""
    found = listing.filters.sites.in_bulk(listing.keys)
    return [found[key] for key in listing.keys]
