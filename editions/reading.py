"""Reading an edition where the default database is another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections

from editions.backend.base import DatabaseWrapper
from editions.build import connection_settings


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Inside, in this thread, the default database is this edition, read-only.

    Nothing that is evaluated later may escape: a stream has to be read to its end inside.
    """
    before = connections[DEFAULT_DB_ALIAS]
    edition = DatabaseWrapper(connection_settings("editions.backend", "edition"), DEFAULT_DB_ALIAS)
    edition.read(path)
    connections[DEFAULT_DB_ALIAS] = edition
    try:
        yield
    finally:
        edition.close()
        connections[DEFAULT_DB_ALIAS] = before
