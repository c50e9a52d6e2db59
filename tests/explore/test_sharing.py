"""The pictures that go along with shared pages."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from antennas.models import Antenna
from directory.map.site_map import Pin, site_map
from directory.models import Country
from explore.og_images.picture import Picture, draw
from factories.models import Factory

SIZE = (1200, 630)


def size(png: bytes) -> tuple[int, int]:
    """Width and height from the header of a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("address", ["/", "/factories/", "/timeline/", "/sectors/health/"])
def test_a_page_of_the_network_is_shared_with_the_networks_picture(
    get: Any, settings: Any, address: str
) -> None:
    settings.PUBLIC_URL = "https://directory.example"
    assert (
        'property="og:image" content="https://directory.example/pictures/network.png"'
        in get(address).content.decode()
    )


@pytest.mark.parametrize("address", ["/factories/litai/", "/antennas/calypso/"])
def test_a_site_is_shared_with_its_own_picture(get: Any, settings: Any, address: str) -> None:
    settings.PUBLIC_URL = "https://directory.example"
    picture = f"/pictures{address.rstrip('/')}.png"
    assert f'content="https://directory.example{picture}"' in get(address).content.decode()
    answer = get(picture)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert size(answer.content) == SIZE


def test_every_picture_is_there_and_its_own(get: Any) -> None:
    sites = [*Factory.objects.all()[:3], *Antenna.objects.all()[:3]]
    addresses = [f"/pictures{site.get_absolute_url().rstrip('/')}.png" for site in sites]
    drawn = {get(address).content for address in [*addresses, "/pictures/network.png"]}
    assert len(drawn) == 7


def test_the_same_record_gives_the_same_bytes(get: Any) -> None:
    assert get("/pictures/factories/jaif.png").content == get("/pictures/factories/jaif.png").content


def test_letters_need_no_font_of_the_machine() -> None:
    drawn = {draw(Picture("", name, [], site_map([])), "") for name in ("", "A", "Ł", "ő", "Ж", "Φ")}
    assert len(drawn) == 6


@pytest.mark.parametrize(
    "name", ["", "A<b>&\"'", "W" * 200, "one two three four " * 10, "\u200b", "a\x01b\ufffec"]
)
def test_any_name_can_be_drawn(name: str) -> None:
    picture = Picture(
        "AI Factory", name, [name], site_map([Pin("factory", name, "/", "Malta", "MT")]), "factory"
    )
    assert size(draw(picture, name)) == SIZE


def test_a_site_outside_the_map_has_a_page_and_a_picture(get: Any) -> None:
    Factory.objects.filter(slug="litai").update(
        country=Country.objects.get(code="IL"), city="", latitude=None, longitude=None
    )
    assert get("/factories/litai/").status_code == 200
    assert size(get("/pictures/factories/litai.png").content) == SIZE


@pytest.mark.parametrize("address", ["/pictures/factories/nobody.png", "/pictures/organisations/csc.png"])
def test_there_are_no_others(get: Any, address: str) -> None:
    assert get(address).status_code == 404


def test_a_picture_takes_no_parameter(get: Any) -> None:
    assert get("/pictures/network.png?size=9999").status_code == 400
