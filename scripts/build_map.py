"""Draws Europe once, from Natural Earth's shapes; the result is committed. `make map` runs it.

Input: the path of `countries-50m.json` of the npm package world-atlas 2.0.2 (Natural Earth 1:50m, public
domain). Output: static/img/europe.svg, one path a country, for pages to refer to; and in directory/map/
labels.json, where in each country a mark stands whose city no source states.

Natural Earth draws borders as they are held. Here Crimea is drawn with Ukraine and Cyprus in one piece, as
the European Union and the United Nations do, and Kosovo as a shape of its own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, box

from directory.map.projection import EAST, HEIGHT, NORTH, SOUTH, WEST, WIDTH, metres, units

ROOT = Path(__file__).resolve().parents[1]
TOLERANCE = 7500
"""Metres by which a border may move: not quite two units of the drawing."""
SMALLEST_ISLAND = 4
"""Square units. Each country keeps its largest part, however small."""
SEEN = (-40, 72, 20, 84)
"""West, east, south and north of what is read, in degrees: the projection is of no use far outside."""
CODES = {
    "008": "AL", "040": "AT", "056": "BE", "070": "BA", "100": "BG", "191": "HR", "196": "CY", "203": "CZ",
    "208": "DK", "233": "EE", "246": "FI", "250": "FR", "276": "DE", "300": "GR", "348": "HU", "352": "IS",
    "372": "IE", "380": "IT", "428": "LV", "438": "LI", "440": "LT", "442": "LU", "470": "MT", "498": "MD",
    "499": "ME", "528": "NL", "807": "MK", "578": "NO", "616": "PL", "620": "PT", "642": "RO", "688": "RS",
    "703": "SK", "705": "SI", "724": "ES", "752": "SE", "756": "CH", "792": "TR", "804": "UA", "826": "GB",
}  # fmt: skip
"""ISO 3166-1 numeric to alpha-2, for the countries of the directory. All others are one shape."""
ELSEWHERE = "elsewhere"
IN_CRIMEA = Point(34.3, 45.3)


def main(source: Path) -> None:
    """Read, project, mend, simplify, clip, write."""
    shapes = {name: _projected(shape) for name, shape in _read(json.loads(source.read_text())).items()}
    shapes["CY"] = shapes["CY"].union(shapes.pop("N. Cyprus")).buffer(1500).buffer(-1500)
    shapes["XK"] = shapes.pop("Kosovo")
    names = list(shapes)
    simple = shapely.coverage_simplify([shapes[name] for name in names], TOLERANCE)
    frame = box(WEST, SOUTH, EAST, NORTH)
    drawn = {name: shape.intersection(frame) for name, shape in zip(names, simple, strict=True)}
    paths, labels = {}, {}
    for name in sorted(drawn, key=lambda name: (name != ELSEWHERE, name)):
        parts = list(_parts(drawn[name]))
        if parts:
            paths[name] = "".join(map(_path, parts))
            if name != ELSEWHERE:
                x, y = units(*_middle(max(parts, key=lambda part: part.area)))
                labels[name] = [round(x), round(y)]
    elsewhere, *countries = (f'<path id="{name}" d="{path}"/>' for name, path in paths.items())
    body = f'{elsewhere}<g id="europe">{"".join(countries)}</g>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{body}</svg>\n'
    (ROOT / "static" / "img" / "europe.svg").write_text(svg)
    _write("labels.json", labels)


def _write(name: str, content: object) -> None:
    (Path(__file__).parent / name).write_text(json.dumps(content, separators=(",", ":")) + "\n")


def _read(topology: dict[str, Any]) -> dict[str, Any]:
    """Shapes in degrees by code; what is no country of the directory comes under `ELSEWHERE`."""
    arcs = _arcs(topology)
    shapes: dict[str, list[Any]] = {}
    crimea = None
    for geometry in topology["objects"]["countries"]["geometries"]:
        shape = _shape(geometry, arcs)
        if shape is None:
            continue
        name = geometry["properties"]["name"]
        if name == "Russia":
            crimea = next(part for part in shape.geoms if part.contains(IN_CRIMEA))
            shape = shape.difference(crimea)
        key = CODES.get(geometry.get("id", ""), name if name in ("Kosovo", "N. Cyprus") else ELSEWHERE)
        shapes.setdefault(key, []).append(shape)
    shapes["UA"].append(crimea)
    return {key: shapely.union_all(parts) for key, parts in shapes.items()}


def _arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The arcs in degrees: TopoJSON stores them as steps in whole numbers."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    result = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * kx + dx, y * ky + dy))
        result.append(points)
    return result


def _shape(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> Any:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    west, east, south, north = SEEN
    parts = []
    for polygon in polygons:
        outer, *holes = [_ring(ring, arcs) for ring in polygon]
        shape = Polygon(outer, holes).buffer(0).intersection(box(west, south, east, north))
        parts += [part for part in getattr(shape, "geoms", [shape]) if part.area]
    return MultiPolygon(parts) if parts else None


def _ring(indexes: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    longitudes = [x for x, _y in points]
    # A ring across the 180th meridian would else be a band around the Earth.
    if max(longitudes) - min(longitudes) > 180:
        points = [(x + 360 if x < 0 else x, y) for x, y in points]
    return points


def _projected(shape: Any) -> Any:
    def all_of(points: Any) -> Any:
        return np.array([metres(latitude, longitude) for longitude, latitude in points])

    return shapely.make_valid(shapely.transform(shape, all_of))


def _parts(shape: Any) -> Iterator[Polygon]:
    """The polygons worth drawing."""
    scale = ((EAST - WEST) / WIDTH) ** 2
    polygons = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    largest = max(polygons, key=lambda part: part.area, default=None)
    for part in polygons:
        if part is largest or part.area / scale >= SMALLEST_ISLAND:
            yield part


def _middle(part: Polygon) -> tuple[float, float]:
    """The point that is farthest from all borders."""
    circle = shapely.maximum_inscribed_circle(part, tolerance=2000)
    x, y = circle.coords[0]
    return x, y


def _path(part: Polygon) -> str:
    """Whole units, each point as the step from the one before: half the bytes."""
    commands = []
    for ring in (part.exterior, *part.interiors):
        points = [tuple(map(round, units(x, y))) for x, y in ring.coords[:-1]]
        (x, y), *rest = points
        steps = []
        for nx, ny in rest:
            if (nx, ny) != (x, y):
                steps.append(f"{nx - x} {ny - y}".replace(" -", "-"))
                x, y = nx, ny
        if len(steps) > 1:
            commands.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
    return "".join(commands)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
