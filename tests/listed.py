"""What the page of a site list shows, as data."""

from __future__ import annotations

import re
from typing import Any

from antennas.filters import AntennaFilter
from directory.listing import Listing, build
from factories.filters import FactoryFilter

KINDS: dict[str, Any] = {"/factories/": FactoryFilter, "/antennas/": AntennaFilter}


def listed(page: Any) -> Listing:
    """The list of an answer of the test client, built again from its address; the page must show its sites."""
    request = page.wsgi_request
    listing = build(KINDS[request.path](request.GET), request.path)
    links = rf'(?:card__name">|<th scope="row">)<a href="{request.path}([a-z0-9-]+)/'
    shown = re.findall(links, page.content.decode())
    assert shown == ([] if listing.map else [site.slug for site in listing.sites])
    return listing


def sites(listing: Listing) -> list[Any]:
    """The sites of the page, in order."""
    return listing.sites
