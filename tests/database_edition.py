"""The database of a test as the edition that pages read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from editions.current import EditionCache, LoadedEdition, using
from editions.records import Records

READS = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "EXPLAIN", "PRAGMA")


class DatabaseEdition(LoadedEdition):
    """Loaded from the database of the test, and again after each write to it."""

    changed = False
    """Whether anything was written since it was loaded."""
    written = False
    """Whether the test wrote anything at all."""

    def watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """An execute wrapper that notices writes."""
        if not sql.lstrip().upper().startswith(READS):
            self.changed = self.written = True
        return execute(sql, params, many, context)

    def _forget(self) -> None:
        if self.changed:
            self._records, self._caches, self.changed = None, {}, False

    @property
    def records(self) -> Records:
        self._forget()
        return super().records

    @property
    def cache(self) -> EditionCache:
        self._forget()
        return super().cache


_reviewed: list[DatabaseEdition] = []
"""The record that every test begins with, loaded once for all tests that do not change it."""


@contextmanager
def reading_database(*, shared: bool, plain: bool) -> Iterator[None]:
    """Inside, pages read the database. `shared`: it holds the reviewed record, unless the test changes it.

    `plain`: the test changes neither settings nor code, so that it can use what others have derived.
    """
    edition = DatabaseEdition()
    if shared and _reviewed:
        edition._records = _reviewed[0]._records
        if plain:
            edition._caches = _reviewed[0]._caches
    with using(edition), connection.execute_wrapper(edition.watch):
        yield
    if shared and plain and not _reviewed and edition._records and not edition.written:
        _reviewed.append(edition)
