"""Queries that are put into SQL once and then asked for the rows of whichever records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

FIRST = -(2**31)
"""What stands for the first key while a query is put into SQL. No record has such a number."""


class Prepared:
    """A query about the records of some keys.

    `ask` says for given keys what to ask for; its rows are plain values as the database holds them. Putting
    such a question into SQL takes Django longer than a database needs to answer it.
    """

    def __init__(self, ask: Callable[[Sequence[int]], QuerySet]) -> None:
        self._ask = ask
        self._written: dict[tuple[str, int], tuple[str, list[Any]]] = {}

    def rows(self, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        """The rows for these keys, in the order of the query."""
        if not keys:
            return []
        sql, parameters = self._sql(len(keys))
        last = FIRST + len(keys)
        given = [
            keys[value - FIRST] if type(value) is int and FIRST <= value < last else value
            for value in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return cursor.fetchall()

    def _sql(self, number: int) -> tuple[str, list[Any]]:
        """The query for so many keys, with a number from `FIRST` on in place of each."""
        # One process may read editions (SQLite) and the editors' database.
        name = (connection.vendor, number)
        if name not in self._written:
            query = self._ask(range(FIRST, FIRST + number)).query
            sql, parameters = query.get_compiler(connection=connection).as_sql()
            self._written[name] = sql, list(parameters)
        return self._written[name]
