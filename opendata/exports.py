"""The files of an edition besides SQLite: CSV in a zip, JSON and GeoJSON, from one reading of its records.

They say nothing of where and when they were made, nor which number the edition has: the same records give
the same bytes. Addresses in them are paths. Memory stays flat, however many records there are.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TextIO

from django.conf import settings
from django.utils.translation import override

from opendata.answers import FORMATS
from opendata.nouns import NOUNS
from opendata.portions import csv_of, heads, portions, reading_edition
from opendata.readme import LICENCE, readme

NEVER = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name


def write(edition: Path, folder: Path) -> dict[str, str]:
    """Write the files of an edition into a folder; returns their media types by the ends of their names."""
    with (
        ExitStack() as closing,
        reading_edition(edition),
        zipfile.ZipFile(folder / "csv.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        _opened(folder / "json") as everything,
        _opened(folder / "geojson") as places,
    ):
        with override(settings.LANGUAGE_CODE):
            _add(archive, "README.txt", readme().encode())
        everything.write(json.dumps({"licence": LICENCE, "edition": None})[:-1])
        places.write('{"type": "FeatureCollection", "features": [')
        add_places = _items(places)
        for noun in NOUNS.values():
            everything.write(f",\n{json.dumps(noun.name)}: [")
            add_records = _items(everything)
            # A zip takes one after the other, and they are filled side by side.
            tables = {name: closing.enter_context(_without_a_name(folder)) for name in heads(noun)}
            for head, table in zip(heads(noun).values(), tables.values(), strict=True):
                table.write(csv_of([head]))
            for portion in portions(noun):
                add_records(portion.records)
                add_places(portion.places)
                for rows, table in zip(portion.tables, tables.values(), strict=True):
                    table.write(rows)
            for name, table in tables.items():
                _add_table(archive, name, table)
            everything.write("\n]")
        everything.write("\n}\n")
        places.write("\n]}\n")
    return {
        "csv.zip": "application/zip",
        "json": FORMATS["json"].media_type,
        "geojson": FORMATS["geojson"].media_type,
    }


def _without_a_name(folder: Path) -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=folder)


def _add_table(archive: zipfile.ZipFile, name: str, table: IO[str]) -> None:
    with table:
        table.flush()
        _add(archive, f"{name}.csv", table.buffer)  # type: ignore[attr-defined]


def _add(archive: zipfile.ZipFile, name: str, content: bytes | IO[bytes]) -> None:
    member = zipfile.ZipInfo(name, NEVER)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3  # wherever it is made
    member.external_attr = 0o644 << 16
    if isinstance(content, bytes):
        archive.writestr(member, content)
        return
    member.file_size = content.seek(0, 2)
    content.seek(0)
    with archive.open(member, "w") as target:
        shutil.copyfileobj(content, target)


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")


def _items(file: TextIO) -> Callable[[Iterable[str]], None]:
    """Writes values, given as JSON, into a list in a file, one a line."""
    before = "\n"

    def add(values: Iterable[str]) -> None:
        nonlocal before
        for value in values:
            file.write(before + value)
            before = ",\n"

    return add
