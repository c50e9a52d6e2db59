"""The files of an edition besides SQLite: CSV in a zip, JSON and GeoJSON, from one reading of its records.

They say nothing of where and when they were made, nor which number the edition has: the same records give
the same bytes. Addresses in them are paths. Memory stays flat, however many records there are.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, TextIO

from django.conf import settings
from django.urls import get_script_prefix, set_script_prefix
from django.utils.translation import override

from editions.reading import reading
from opendata.answers import FORMATS
from opendata.asking import AT_A_TIME
from opendata.formats.geojson import feature
from opendata.formats.text import csv_into
from opendata.nouns import NOUNS, Noun
from opendata.readme import LICENCE, RECORD, readme
from opendata.tables import Cell, columns, row, value_tables

KINDS = {"factories": "factory", "antennas": "antenna"}
"""What a site is called among sites of both kinds."""
NEVER = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name


def write(edition: Path, folder: Path) -> dict[str, str]:
    """Write the files of an edition into a folder; returns their media types by the ends of their names."""
    with (
        reading(edition),
        override(settings.LANGUAGE_CODE),
        _at_the_root(),
        zipfile.ZipFile(folder / "csv.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        _opened(folder / "json") as everything,
        _opened(folder / "geojson") as places,
    ):
        _add(archive, "README.txt", readme().encode())
        everything.write(json.dumps({"licence": LICENCE, "edition": None})[:-1])
        places.write('{"type": "FeatureCollection", "features": [')
        sites = _items(places)
        for noun in NOUNS.values():
            everything.write(f",\n{json.dumps(noun.name)}: [")
            with ExitStack() as open_tables:
                tables = Tables(noun, open_tables, folder)
                takers = [_items(everything), tables.take]
                if noun.filters:
                    takers.append(_as_places(noun, sites))
                for record in records(noun):
                    for take in takers:
                        take(record)
                tables.move_to(archive)
            everything.write("\n]")
        everything.write("\n}\n")
        places.write("\n]}\n")
    return {
        "csv.zip": "application/zip",
        "json": FORMATS["json"].media_type,
        "geojson": FORMATS["geojson"].media_type,
    }


def records(noun: Noun) -> Iterator[dict[str, Any]]:
    """All records of a noun in detail, in the order of their keys, read in portions."""
    last = ""
    while True:
        ready = noun.everything().filter(**{f"{noun.key}__gt": last}).order_by(noun.key)
        portion = list(noun.as_data(ready[:AT_A_TIME], edition=None, in_detail=True, origin=""))
        yield from portion
        if len(portion) < AT_A_TIME:
            return
        last = portion[-1][noun.key]


class Tables:
    """The tables of a noun, filled side by side in files without names: a zip takes one after the other."""

    def __init__(self, noun: Noun, closing: ExitStack, folder: Path) -> None:
        self._noun = noun
        self._columns = columns(noun.shape)
        self._values = value_tables(noun.detail)
        self._files: dict[str, IO[str]] = {}
        self._closing, self._folder = closing, folder
        self._add_row = self._table(noun.name, [column.name for column in self._columns])
        self._add_value = [
            self._table(f"{noun.name}_{table.field}", [RECORD, *(column.name for column in table.columns)])
            for table in self._values
        ]

    def _table(self, name: str, head: Sequence[Cell]) -> Callable[[Sequence[Cell]], object]:
        self._files[name] = self._closing.enter_context(
            tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=self._folder)  # noqa: SIM115
        )
        add = csv_into(self._files[name])  # type: ignore[arg-type]
        add(head)
        return add

    def take(self, record: dict[str, Any]) -> None:
        """Add a record to all of them."""
        self._add_row(row(self._columns, record))
        for table, add in zip(self._values, self._add_value, strict=True):
            for cells in table.rows(record[self._noun.key], record):
                add(cells)

    def move_to(self, archive: zipfile.ZipFile) -> None:
        """Put them into an archive."""
        for name, file in self._files.items():
            file.flush()
            _add(archive, f"{name}.csv", file.buffer)  # type: ignore[attr-defined]


@contextmanager
def _at_the_root() -> Iterator[None]:
    """Inside, paths are those of the public site, wherever the process that publishes is mounted."""
    before = get_script_prefix()
    set_script_prefix("/")
    try:
        yield
    finally:
        set_script_prefix(before)


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


def _items(file: TextIO) -> Callable[[Any], None]:
    """Writes values into a list in a JSON file, one a line."""
    before = "\n"

    def take(value: Any) -> None:
        nonlocal before
        file.write(before + json.dumps(value, ensure_ascii=False))
        before = ",\n"

    return take


def _as_places(noun: Noun, sites: Callable[[Any], None]) -> Callable[[Any], None]:
    cells, kind = columns(noun.shape), KINDS[noun.name]
    return lambda record: sites(feature(cells, record, kind=kind))
