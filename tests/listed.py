"""What the page of a site list shows, as data."""

from __future__ import annotations

import re
from typing import Any

from antennas.views import ANTENNAS
from directory.listing import ListPage
from factories.views import FACTORIES

KINDS = {"/factories/": FACTORIES, "/antennas/": ANTENNAS}


def listed(page: Any) -> ListPage:
    """The list of an answer of the test client, built again from its address; the page must show its sites."""
    request = page.wsgi_request
    listing = ListPage.of(KINDS[request.path], request.GET)
    links = rf'(?:card__name">|<th scope="row">)<a href="{request.path}([a-z0-9-]+)/'
    shown = re.findall(links, page.content.decode())
    assert shown == ([] if listing.map else [site.slug for site in listing.sites])
    return listing


def sites(listing: ListPage) -> list[Any]:
    """The sites of the page, in order."""
    return listing.sites
