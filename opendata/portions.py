"""The records of an edition as text, portion by portion; very many by several processes at once."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import batched
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, set_script_prefix
from django.utils.translation import override

from editions.reading import reading
from opendata.formats.geojson import feature
from opendata.formats.text import csv_into
from opendata.nouns import NOUNS, Noun
from opendata.readme import RECORD
from opendata.tables import Cell, columns, row, value_tables
from records.helpers import helpers

AT_A_TIME = 500
"""Records that are read together."""
MANY = 20 * AT_A_TIME
"""Records from which on other processes are worth the second that they take to start."""
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


@contextmanager
def portions(edition: Path) -> Iterator[Callable[[Noun], Iterator[Portion]]]:
    """Inside, what gives the portions of a noun's records in an edition, in the order of their keys.

    How many processes write them makes no difference to what they are.
    """
    with _read(edition):
        bounds = {noun.name: list(_bounds(noun)) for noun in NOUNS.values()}
        if sum(map(len, bounds.values())) * AT_A_TIME < MANY:
            yield lambda noun: (portion(noun.name, *ends) for ends in bounds[noun.name])
            return
    with helpers() as others:
        yield lambda noun: others.each(
            f"{__name__}.portion_of", ((edition, noun.name, *ends) for ends in bounds[noun.name])
        )


def portion_of(edition: Path, name: str, first: str, last: str) -> Portion:
    """What a helper does: it reads one edition for as long as it lives."""
    _stay(edition)
    return portion(name, first, last)


def portion(name: str, first: str, last: str) -> Portion:
    """The records of a noun from one key to another, of the edition that is read."""
    noun = NOUNS[name]
    between = {f"{noun.key}__gte": first, f"{noun.key}__lte": last}
    ready = noun.everything().filter(**between).order_by(noun.key)
    records = list(noun.as_data(ready, edition=None, in_detail=True, origin=""))
    cells = columns(noun.shape)
    rows = [row(cells, record) for record in records]
    places = []
    if noun.filters:
        names = [column.name for column in cells]
        places = [
            feature(record, zip(names, values, strict=True), kind=KINDS[name])
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


def _bounds(noun: Noun) -> Iterator[tuple[str, str]]:
    """The first and the last key of each portion."""
    keys = noun.model.objects.order_by(noun.key).values_list(noun.key, flat=True)
    for together in batched(keys.iterator(), AT_A_TIME):
        yield together[0], together[-1]


@contextmanager
def _read(edition: Path) -> Iterator[None]:
    """Inside, the edition is what is read, in the language of the site; paths are those of the public site,
    wherever the process that publishes is mounted.
    """
    before = get_script_prefix()
    with reading(edition), override(settings.LANGUAGE_CODE):
        set_script_prefix("/")
        try:
            yield
        finally:
            set_script_prefix(before)


@cache
def _stay(edition: Path) -> ExitStack:
    stack = ExitStack()
    stack.enter_context(_read(edition))
    return stack
