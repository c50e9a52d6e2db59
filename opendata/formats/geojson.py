"""GeoJSON (RFC 7946): one feature per site, at its city. Without a stated city, a site has no geometry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from opendata.formats.text import as_json_list
from opendata.tables import Cell, Column, row


def as_geojson(columns: list[Column], records: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """The records as a collection of features; the properties are the columns of the tables."""
    names = [column.name for column in columns]
    features = (feature(item, zip(names, row(columns, item), strict=True)) for item in records)
    return as_json_list({"type": "FeatureCollection"}, "features", features)


def feature(record: dict[str, Any], cells: Iterable[tuple[str, Cell]], **more: str) -> dict[str, Any]:
    """One record, its named cells as properties; `more` is what else those begin with."""
    here = [record["longitude"], record["latitude"]]
    return {
        "type": "Feature",
        "id": record["slug"],
        "geometry": {"type": "Point", "coordinates": here} if None not in here else None,
        "properties": more | dict(cells),
    }
