"""Where a place on Earth lies on the map.

Lambert's azimuthal equal-area projection around 52° N, 10° E with the false origin of ETRS89-LAEA
(EPSG:3035), in its spherical form: at this scale the difference to the ellipsoid is below two units.
"""

from __future__ import annotations

from math import cos, radians, sin, sqrt

EARTH_RADIUS = 6_371_007.181
"""Metres: the sphere with the surface of the WGS 84 ellipsoid."""
CENTRE_LATITUDE, CENTRE_LONGITUDE = 52.0, 10.0
FALSE_EASTING, FALSE_NORTHING = 4_321_000, 3_210_000
WEST, EAST, SOUTH, NORTH = 2_400_000, 6_700_000, 1_320_000, 5_450_000
"""The frame of the map, in metres of the projection."""
WIDTH = 1000
HEIGHT = round(WIDTH * (NORTH - SOUTH) / (EAST - WEST))


def metres(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to easting and northing in metres."""
    phi, centre = radians(latitude), radians(CENTRE_LATITUDE)
    turn = radians(longitude - CENTRE_LONGITUDE)
    k = sqrt(2 / (1 + sin(centre) * sin(phi) + cos(centre) * cos(phi) * cos(turn)))
    east = EARTH_RADIUS * k * cos(phi) * sin(turn)
    north = EARTH_RADIUS * k * (cos(centre) * sin(phi) - sin(centre) * cos(phi) * cos(turn))
    return FALSE_EASTING + east, FALSE_NORTHING + north


def units(easting: float, northing: float) -> tuple[float, float]:
    """Metres of the projection to units of the drawing, from its upper left corner."""
    scale = WIDTH / (EAST - WEST)
    return (easting - WEST) * scale, (NORTH - northing) * scale


def place(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees to units of the drawing."""
    return units(*metres(latitude, longitude))
