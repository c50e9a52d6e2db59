"""GeoJSON (RFC 7946): one feature a site, at its city. A site whose city no source states has no geometry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from opendata.formats.text import as_json_list
from opendata.tables import Column, row


def as_geojson(columns: list[Column], records: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """The records as a collection of features; the properties are the columns of the tables."""
    return as_json_list(
        {"type": "FeatureCollection"}, "features", (feature(columns, item) for item in records)
    )


def feature(columns: list[Column], record: dict[str, Any], **more: str) -> dict[str, Any]:
    """One record; `more` is what else its properties begin with."""
    here = [record["longitude"], record["latitude"]]
    names = [column.name for column in columns]
    return {
        "type": "Feature",
        "id": record["slug"],
        "geometry": {"type": "Point", "coordinates": here} if None not in here else None,
        "properties": more | dict(zip(names, row(columns, record), strict=True)),
    }
