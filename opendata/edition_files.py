"""The files of an edition besides SQLite: CSV in a zip, JSON, GeoJSON, and the description of the API.

They are made of the edition's SQLite file alone, which says its number and day: the same edition gives the
same bytes everywhere. Addresses in them are paths.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, set_script_prefix
from django.utils.translation import gettext as _
from django.utils.translation import override

from editions.build import metadata_of
from editions.current import of_file, using
from opendata import openapi, sites_table
from opendata.data_package import Table, data_package
from opendata.formats.geojson import feature
from opendata.formats.text import csv_into
from opendata.page_tables import PAGES
from opendata.readme import LICENCE, RECORD, readme
from opendata.resources import RESOURCES, Resource
from opendata.responses import FORMATS, with_header
from opendata.tables import Cell, Column, columns, flat, row, value_tables

NEVER = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name
KINDS = {"factories": "factory", "antennas": "antenna"}
"""What a site is called among sites of both kinds."""
Record = dict[str, Any]


def write(edition: Path, folder: Path) -> dict[str, str]:
    """Write the files of an edition into a folder; returns their media types by the ends of their names."""
    metadata = metadata_of(edition)
    with reading_edition(edition):
        number = int(metadata["edition"]) if "edition" in metadata else None
        records = {
            name: resource.as_data(resource.everything(), in_detail=True, relative_urls=True, edition=number)
            for name, resource in RESOURCES.items()
        }
        _write_text(folder / "json", _json(metadata, records))
        _write_text(folder / "geojson", _geojson(metadata, records))
        _write_zip(folder / "csv.zip", metadata, tables(records, number))
        (folder / openapi.ENDING).write_bytes(openapi.document(number))
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


def _about(metadata: Mapping[str, str]) -> dict[str, Any]:
    """What JSON and GeoJSON say of themselves."""
    said = {name: metadata.get(name) or None for name in ("title", "address", "edition", "published_at")}
    return {**said, "edition": said["edition"] and int(said["edition"]), "licence": LICENCE}


def _json(metadata: Mapping[str, str], records: dict[str, list[Record]]) -> Iterator[str]:
    """One line for each record."""
    yield json.dumps(_about(metadata), ensure_ascii=False)[:-1]
    for name, found in records.items():
        yield f",\n{json.dumps(name)}: [{_lines(found)}\n]"
    yield "\n}\n"


def _geojson(metadata: Mapping[str, str], records: dict[str, list[Record]]) -> Iterator[str]:
    features = []
    for name, resource in RESOURCES.items():
        if resource.filters:
            cells = columns(resource.serializer)
            names = [column.name for column in cells]
            features += [
                feature(record, zip(names, row(cells, record), strict=True), kind=KINDS[name])
                for record in records[name]
            ]
    about = json.dumps(_about(metadata), ensure_ascii=False)[1:-1]
    yield f'{{"type": "FeatureCollection", {about}, "features": [{_lines(features)}\n]}}\n'


def _lines(values: Iterable[Any]) -> str:
    return ",".join(f"\n{json.dumps(value, ensure_ascii=False)}" for value in values)


def _write_zip(path: Path, metadata: Mapping[str, str], found: list[Table]) -> None:
    """The tables in a folder named after the edition, with a description for people and one for programs."""
    folder = settings.EDITION_FILE_NAME.format(number=metadata.get("edition", "draft"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "README.txt", readme(metadata, found, folder))
        package = data_package(metadata, found, folder)
        _add(archive, "datapackage.json", json.dumps(package, ensure_ascii=False, indent=1))
        for table in found:
            rows = map(flat, table.rows)
            _add(archive, f"{folder}/{table.name}.csv", csv_of(with_header(table.columns, rows)))


def tables(records: dict[str, list[Record]], edition: int | None) -> list[Table]:
    """All tables of the zip: the sites in brief, then each resource."""
    rows = [[*cells, edition] for cells in sites_table.rows(relative_urls=True)]
    brief = Table("sites", str(PAGES["sites"].heading), PAGES["sites"].columns, rows, "slug")
    return [
        brief,
        *(table for name, resource in RESOURCES.items() for table in _tables(resource, records[name])),
    ]


def _tables(resource: Resource, records: list[Record]) -> Iterator[Table]:
    """The tables of a resource: one of its records, then one for each field of several values."""
    cells = columns(resource.serializer)
    meaning = f"{resource.heading}. {resource.meaning}"
    yield Table(resource.name, meaning, cells, [row(cells, each) for each in records], resource.key)
    key = Column(
        RECORD, _("{key} of the record in {table}.").format(key=resource.key, table=f"{resource.name}.csv")
    )
    for table in value_tables(resource.detail):
        rows = [values for each in records for values in table.rows(each[resource.key], each)]
        name = f"{resource.name}_{table.field}"
        yield Table(name, table.meaning, [key, *table.columns], rows, of=resource.name)


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
