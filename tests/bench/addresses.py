"""Filters that really keep something, drawn from the records of a published file."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.datasette import LIST_FACETS, TABLE

ONE, MANY = ("country", "cutoff"), ("participant", "sector", "service", "system")
Conditions = dict[str, str]


def combinations_of_filters(file: Path, number: int, *, least: int = 1, seed: int = 1) -> list[Conditions]:
    """At most so many different filters, each of one to three facets, and each true of so many factories at least.

    They are drawn from factories, so what many state is asked for often, as visitors would.
    """
    chance = random.Random(seed)
    found: dict[tuple[tuple[str, str], ...], None] = {}
    stated = _stated(file)
    for _try in range(number * 50):
        values = chance.choice(stated)
        names = chance.sample(sorted(values), k=min(len(values), chance.choice((1, 2, 2, 3))))
        conditions = tuple(sorted((name, chance.choice(values[name])) for name in names))
        if conditions not in found and _kept(stated, conditions) >= least:
            found[conditions] = None
        if len(found) == number:
            break
    return [dict(conditions) for conditions in found]


def _kept(stated: list[dict[str, list[str]]], conditions: tuple[tuple[str, str], ...]) -> int:
    return sum(all(value in factory.get(name, ()) for name, value in conditions) for factory in stated)


def _stated(file: Path) -> list[dict[str, list[str]]]:
    """What each factory states, by facet; of many factories, some."""
    columns = (*ONE, *MANY)
    values = ", ".join(
        f"(SELECT group_concat(value) FROM json_each({name}))" if name in LIST_FACETS else name
        for name in columns
    )
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute(f"SELECT {values} FROM {TABLE} ORDER BY slug LIMIT 2000").fetchall()
    return [
        {name: str(cell).split(",") for name, cell in zip(columns, row, strict=True) if cell} for row in rows
    ]


def ours(conditions: Conditions, **more: str) -> str:
    """The address of the site's list under these filters."""
    return f"/factories/?{urlencode({**conditions, **more})}"
