"""The map of Europe: places lie where they are, shapes are whole, and marks can be told apart and touched."""

from __future__ import annotations

import gzip
import re
from itertools import combinations
from math import hypot

import pytest

from directory.map.declutter import declutter
from directory.map.projection import HEIGHT, WIDTH, metres, place
from directory.map.site_map import TARGET, Pin, SiteMap, label_places, site_map
from directory.models import Country
from explore.map import whole_map
from tests.gunicorn import ROOT

EUROPE = ROOT / "static" / "img" / "europe.svg"
OUTSIDE_THE_FRAME = {"IL"}


def rings(code: str) -> list[list[tuple[int, int]]]:
    """The outlines of a shape in units."""
    path = re.search(rf'id="{code}" d="([^"]+)"', EUROPE.read_text())
    assert path, code
    result = []
    for ring in path[1].split("z")[:-1]:
        numbers = list(map(int, re.findall(r"-?\d+", ring)))
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        x, y = points[0]
        outline = [(x, y)]
        for dx, dy in points[1:]:
            x, y = x + dx, y + dy
            outline.append((x, y))
        result.append(outline)
    return result


def covers(code: str, x: float, y: float) -> bool:
    """Whether a shape holds a point: an odd number of borders lies to its right."""
    crossings = 0
    for outline in rings(code):
        for (ax, ay), (bx, by) in zip(outline, outline[1:] + outline[:1], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                crossings += 1
    return crossings % 2 == 1


def test_the_projection_is_that_of_european_statistics() -> None:
    assert metres(52, 10) == pytest.approx((4_321_000, 3_210_000))
    # EPSG:3035 of 48.2082 N, 16.3738 E, as PROJ gives it on the ellipsoid.
    assert metres(48.2082, 16.3738) == pytest.approx((4_793_600, 2_808_600), abs=9_000)


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [("UA", 44.95, 34.1), ("CY", 35.2, 33.3), ("CZ", 49.83, 15.5), ("FI", 64.23, 27.73), ("XK", 42.6, 20.9)],
    ids=["Simferopol", "Nicosia", "Czechia", "Kajaani", "Kosovo"],
)
def test_a_place_lies_in_its_country(code: str, latitude: float, longitude: float) -> None:
    x, y = place(latitude, longitude)
    assert covers(code, x, y)
    assert not covers("elsewhere", x, y)


def test_every_country_of_the_directory_has_a_shape_and_a_place_for_a_mark(db: None) -> None:
    codes = set(Country.objects.values_list("code", flat=True)) - OUTSIDE_THE_FRAME
    assert codes <= label_places().keys()
    for code in codes:
        assert covers(code, *label_places()[code]) or max(map(len, rings(code))) < 8, code


def test_the_shapes_stay_light() -> None:
    assert len(gzip.compress(EUROPE.read_bytes(), 9)) < 11_000


def test_marks_at_one_place_and_at_the_edge_are_kept_apart_and_inside() -> None:
    points = declutter([(500, 500)] * 5 + [(0, 0), (WIDTH, HEIGHT)], TARGET)
    for (ax, ay), (bx, by) in combinations(points, 2):
        assert hypot(ax - bx, ay - by) > TARGET - 1
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in points)


def test_a_mark_with_nobody_near_stays_at_home() -> None:
    ((x, y),) = declutter([(500, 500)], TARGET)
    assert (x, y) == pytest.approx((500, 500), abs=0.1)


def test_the_same_places_give_the_same_points() -> None:
    places = [(500.0, 500.0), (510.0, 500.0), (505.0, 505.0)]
    assert declutter(places, TARGET) == declutter(places, TARGET)


def test_a_site_without_a_stated_city_stands_in_its_country_and_says_so() -> None:
    pin = Pin("antenna", "CALYPSO", "/antennas/calypso/", "Malta", "MT")
    (mark,) = site_map([pin]).marks
    assert not mark.exact
    assert mark.label == "CALYPSO, AI Factory Antenna, Malta; city not stated"
    assert mark.home == label_places()["MT"]


def test_a_site_outside_the_frame_is_listed_and_not_drawn() -> None:
    drawing = site_map([Pin("factory", "Q", "/factories/q/", "Israel", "IL")])
    assert not drawing.marks
    assert [pin.name for pin in drawing.unplaced] == ["Q"]


def boxes(drawing: SiteMap) -> list[tuple[float, float, float, float]]:
    """Where the names of a map stand: left, top, right, bottom, at ten units a letter."""
    found = []
    for mark in drawing.marks:
        if mark.name:
            width = 10 * len(mark.name.text)
            left = mark.x + mark.name.dx - {"start": 0, "middle": width / 2, "end": width}[mark.name.anchor]
            found.append((left, mark.y + mark.name.dy - 16, left + width, mark.y + mark.name.dy + 4))
    return found


def test_names_stand_where_they_fit_and_cover_neither_each_other_nor_a_mark(db: None) -> None:
    drawing = whole_map()
    found = boxes(drawing)
    assert len(found) > 25
    marks = [(mark.x - 14, mark.y - 14, mark.x + 14, mark.y + 14) for mark in drawing.marks]
    for one, other in [*combinations(found, 2), *((name, mark) for name in found for mark in marks)]:
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for left, top, right, bottom in found:
        assert left >= 0
        assert top >= 0
        assert right <= WIDTH
        assert bottom <= HEIGHT


def test_a_name_on_the_map_leaves_out_what_every_ai_factory_is_called() -> None:
    for name, short in (("LUMI AI Factory", "LUMI"), ("LitAI Factory", "LitAI Factory"), ("MIMER", "MIMER")):
        assert Pin("factory", name, "/", "Finland", "FI").short_name == short


def test_partner_countries_and_open_sites_can_be_seen(db: None) -> None:
    drawing = whole_map()
    assert {"EE", "NO", "DK", "PT", "TR"} <= set(drawing.takes_part)
    opened = {mark.pin.name for mark in drawing.marks if mark.pin.is_open}
    assert "Luxembourg AI Factory" in opened
    assert "MIMER" not in opened
