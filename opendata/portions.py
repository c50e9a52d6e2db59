"""The records of an edition as text, in batches."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, set_script_prefix
from django.utils.translation import override

from editions.reading import reading
from opendata.formats.geojson import feature
from opendata.formats.text import csv_into
from opendata.nouns import Noun
from opendata.readme import RECORD
from opendata.tables import Cell, columns, row, value_tables

AT_A_TIME = 500
"""Records in a batch."""
KINDS = {"factories": "factory", "antennas": "antenna"}
"""What a site is called among sites of both kinds."""


@dataclass(frozen=True)
class Portion:
    """Some records of a noun, as they stand in each file."""

    records: list[str]
    """As JSON."""
    places: list[str]
    """As GeoJSON, if they are sites."""
    tables: list[str]
    """Their rows in each table of the noun, as CSV."""


def heads(noun: Noun) -> dict[str, list[str]]:
    """The tables of a noun, and what their columns are called: one of its records, then one for each field
    of several values.
    """
    found = {noun.name: [column.name for column in columns(noun.shape)]}
    for table in value_tables(noun.detail):
        found[f"{noun.name}_{table.field}"] = [RECORD, *(column.name for column in table.columns)]
    return found


def csv_of(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    add = csv_into(text)
    for cells in rows:
        add(cells)
    return text.getvalue()


def portions(noun: Noun) -> Iterator[Portion]:
    """The records of a noun, in the order of their keys. Call it inside `reading_edition`."""
    keys = noun.model.objects.order_by(noun.key).values_list(noun.key, flat=True)
    for batch in batched(keys, AT_A_TIME):
        yield portion(noun, batch[0], batch[-1])


def portion(noun: Noun, first: str, last: str) -> Portion:
    """The records of a noun from one key to another."""
    between = {f"{noun.key}__gte": first, f"{noun.key}__lte": last}
    ready = noun.everything().filter(**between).order_by(noun.key)
    records = list(noun.as_data(ready, edition=None, in_detail=True, origin=""))
    cells = columns(noun.shape)
    rows = [row(cells, record) for record in records]
    places = []
    if noun.filters:
        names = [column.name for column in cells]
        places = [
            feature(record, zip(names, values, strict=True), kind=KINDS[noun.name])
            for record, values in zip(records, rows, strict=True)
        ]
    return Portion(
        records=[_json(record) for record in records],
        places=[_json(place) for place in places],
        tables=[
            csv_of(rows),
            *(
                csv_of(row for record in records for row in table.rows(record[noun.key], record))
                for table in value_tables(noun.detail)
            ),
        ],
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@contextmanager
def reading_edition(edition: Path) -> Iterator[None]:
    """Read from this edition, in the site's language. Paths are those of the public site, wherever the
    publishing process is mounted.
    """
    before = get_script_prefix()
    with reading(edition), override(settings.LANGUAGE_CODE):
        set_script_prefix("/")
        try:
            yield
        finally:
            set_script_prefix(before)
