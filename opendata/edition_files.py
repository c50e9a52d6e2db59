"""The files of an edition besides SQLite: CSV in a zip, JSON, GeoJSON, and the description of the API.

They say nothing of where and when they were made, nor which number the edition has: the same records give
the same bytes. Addresses in them are paths.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, set_script_prefix
from django.utils.translation import override

from editions.current import of_file, using
from opendata import openapi
from opendata.formats.geojson import feature
from opendata.formats.text import csv_into
from opendata.readme import LICENCE, RECORD, readme
from opendata.resources import RESOURCES, Resource
from opendata.responses import FORMATS
from opendata.tables import Cell, columns, row, value_tables

NEVER = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name
KINDS = {"factories": "factory", "antennas": "antenna"}
"""What a site is called among sites of both kinds."""
Record = dict[str, Any]


def write(edition: Path, folder: Path) -> dict[str, str]:
    """Write the files of an edition into a folder; returns their media types by the ends of their names."""
    with reading_edition(edition):
        records = {
            name: resource.as_data(resource.everything(), in_detail=True, relative_urls=True)
            for name, resource in RESOURCES.items()
        }
        _write_text(folder / "json", _json(records))
        _write_text(folder / "geojson", _geojson(records))
        with zipfile.ZipFile(folder / "csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            _add(archive, "README.txt", readme())
            for name, resource in RESOURCES.items():
                for table, rows in _tables(resource, records[name]):
                    _add(archive, f"{table}.csv", csv_of(rows))
        (folder / openapi.ENDING).write_bytes(openapi.document())
    return {
        "csv.zip": "application/zip",
        "json": FORMATS["json"].media_type,
        "geojson": FORMATS["geojson"].media_type,
        openapi.ENDING: openapi.FORMAT,
    }


@contextmanager
def reading_edition(edition: Path) -> Iterator[None]:
    """Read from this edition, in the site's language. Paths are those of the public site, wherever the
    publishing process is mounted.
    """
    before = get_script_prefix()
    with using(of_file(edition)), override(settings.LANGUAGE_CODE):
        set_script_prefix("/")
        try:
            yield
        finally:
            set_script_prefix(before)


def _json(records: dict[str, list[Record]]) -> Iterator[str]:
    """One line for each record."""
    yield json.dumps({"licence": LICENCE, "edition": None})[:-1]
    for name, found in records.items():
        yield f",\n{json.dumps(name)}: [{_lines(found)}\n]"
    yield "\n}\n"


def _geojson(records: dict[str, list[Record]]) -> Iterator[str]:
    features = []
    for name, resource in RESOURCES.items():
        if resource.filters:
            cells = columns(resource.serializer)
            names = [column.name for column in cells]
            features += [
                feature(record, zip(names, row(cells, record), strict=True), kind=KINDS[name])
                for record in records[name]
            ]
    yield f'{{"type": "FeatureCollection", "features": [{_lines(features)}\n]}}\n'


def _lines(values: Iterable[Any]) -> str:
    return ",".join(f"\n{json.dumps(value, ensure_ascii=False)}" for value in values)


def _tables(resource: Resource, records: list[Record]) -> Iterator[tuple[str, Iterator[Sequence[Cell]]]]:
    """The tables of a resource by name: one of its records, then one for each field of several values."""
    cells = columns(resource.serializer)
    yield (
        resource.name,
        _with_header([column.name for column in cells], (row(cells, each) for each in records)),
    )
    for table in value_tables(resource.detail):
        head = [RECORD, *(column.name for column in table.columns)]
        rows = (values for each in records for values in table.rows(each[resource.key], each))
        yield f"{resource.name}_{table.field}", _with_header(head, rows)


def _with_header(head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield head
    yield from rows


def csv_of(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    add = csv_into(text)
    for cells in rows:
        add(cells)
    return text.getvalue()


def _write_text(path: Path, parts: Iterable[str]) -> None:
    path.write_text("".join(parts), encoding="utf-8", newline="\n")


def _add(archive: zipfile.ZipFile, name: str, content: str) -> None:
    """Add a file whose bytes do not depend on the day or the machine."""
    member = zipfile.ZipInfo(name, NEVER)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o644 << 16
    archive.writestr(member, content)
