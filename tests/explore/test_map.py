"""The map of all sites, and the lists drawn as maps."""

from __future__ import annotations

import re
from typing import Any

import pytest

from antennas.models import Antenna
from factories.models import Factory


def marks(page: Any) -> list[str]:
    """The addresses of the marks in the drawing."""
    drawing = re.search(r'<svg class="map[ "].*?</svg>', page.content.decode(), re.S)
    assert drawing
    return re.findall(r'<a class="map__site[^"]*" href="([^"]+)"', drawing[0])


def listed(page: Any) -> list[str]:
    """The addresses of the sites in the list beside the map."""
    key = re.search(r'<ol class="map-key".*?</ol>', page.content.decode(), re.S)
    assert key
    return re.findall(r'href="([^"]+)"', key[0])


def test_every_site_is_on_the_map_and_in_the_list_beside_it(get: Any) -> None:
    page = get("/map/")
    sites = [*Factory.objects.all(), *Antenna.objects.all()]
    assert sorted(marks(page)) == sorted(site.get_absolute_url() for site in sites)
    assert listed(page) == marks(page)


def test_a_kind_and_a_sector_narrow_map_list_and_heading_alike(get: Any) -> None:
    page = get("/map/?kind=antenna&sector=transport")
    assert marks(page) == listed(page) == ["/antennas/calypso/"]
    content = page.content.decode()
    assert "1 Antenna" in content
    assert "noindex" in content


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("kind=Factory", "“kind”: “Factory” is not a value"),
        ("kind=factory&kind=antenna", "once"),
        ("sector=helth", "helth"),
        ("country=DE", "no parameter called “country”"),
    ],
)
def test_a_slip_is_an_error_and_not_the_whole_map(get: Any, query: str, says: str) -> None:
    page = get(f"/map/?{query}")
    assert page.status_code == 400
    assert says in page.content.decode()


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/map/?kind=&sector=", "/map/"),
        ("/map/?sector=%20&kind=factory", "/map/?kind=factory"),
        ("/find/?sector=&country=PL&who=", "/find/?country=PL"),
        ("/factories/jaif/?evidence=", "/factories/jaif/"),
        ("/search/?q=", "/search/"),
        ("/coverage/?kind=&kind=organisations", "/coverage/?kind=organisations"),
        ("/network.csv?site=", "/network.csv"),
    ],
)
def test_an_empty_choice_leads_to_the_address_without_it(get: Any, address: str, canonical: str) -> None:
    page = get(address)
    assert (page.status_code, page.url) == (302, canonical)


def test_a_list_drawn_as_a_map_follows_its_filters(get: Any) -> None:
    page = get("/factories/?country=DE&view=map")
    assert marks(page) == listed(page) == ["/factories/hammerhai/", "/factories/jaif/"]


def test_a_crowded_map_shows_the_first_and_says_so(get: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explore.map.MOST", 13)
    page = get("/map/")
    assert len(marks(page)) == 26
    assert "the first 13 of each kind" in page.content.decode()
    assert "the first" not in get("/map/?kind=antenna").content.decode()


def test_only_the_documents_know_fewer_cities(get: Any) -> None:
    everything, documents = (
        get(f"/factories/?view=map{more}").content.decode() for more in ("", "&evidence=documents")
    )
    assert documents.count("city not stated") > everything.count("city not stated")
    assert "?evidence=documents" in documents
